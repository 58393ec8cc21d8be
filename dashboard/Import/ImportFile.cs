using System.Security.Cryptography;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Dashboard.Import;

/// <summary>A file as it was sent, kept on disk for as long as it is looked at.</summary>
internal sealed class ImportFile : IAsyncDisposable
{
    private static readonly byte[] ZipSignature = "PK\x03\x04"u8.ToArray();
    private static readonly byte[] CompoundFileSignature = [0xD0, 0xCF, 0x11, 0xE0];

    private readonly FileStream _bytes = CreateTemporary();

    /// <summary>SHA-256 of it, so that the same file is known again.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Whether it is a workbook; otherwise it is read as CSV.</summary>
    public bool IsWorkbook { get; private set; }

    /// <summary>Takes a body down; one that is too large is read to its end, so that its sender gets to hear the answer.</summary>
    public static async Task<ImportFile> Receive(Stream body, ImportOptions limits, CancellationToken cancellation)
    {
        var file = new ImportFile();
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[81920];
            var most = limits.MaxMegabytes * 1048576L;
            var length = 0L;
            for (int read; (read = await body.ReadAsync(buffer, cancellation)) > 0;)
            {
                if ((length += read) > most) continue;
                hash.AppendData(buffer, 0, read);
                await file._bytes.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
            if (length > most) throw new RequestRejectedException(413, "file_too_large", limits.MaxMegabytes);
            if (length == 0) throw new RequestRejectedException(400, "file_empty");
            file.Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
            file.DetectFormat();
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>A file of one's own that is gone when it is closed.</summary>
    public static FileStream CreateTemporary() =>
        FilePermissions.CreateFile(Path.Combine(Path.GetTempPath(), $"ipm-import-{Guid.NewGuid():N}"), FileOptions.DeleteOnClose | FileOptions.Asynchronous);

    /// <summary>Opens its rows.</summary>
    public ISpreadsheet Open(ImportOptions limits, CancellationToken cancellation)
    {
        if (IsWorkbook) return new XlsxSpreadsheet(_bytes, limits, cancellation);
        var bytes = new byte[_bytes.Length];
        _bytes.Position = 0;
        _bytes.ReadExactly(bytes);
        return new CsvSpreadsheet(bytes, cancellation);
    }

    public ValueTask DisposeAsync() => _bytes.DisposeAsync();

    private void DetectFormat()
    {
        var start = new byte[4];
        _bytes.Position = 0;
        _bytes.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        IsWorkbook = start.SequenceEqual(ZipSignature);
        if (start.SequenceEqual(CompoundFileSignature))
            throw new RequestRejectedException(422, "workbook_old");
    }
}
