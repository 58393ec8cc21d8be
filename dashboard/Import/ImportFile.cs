using System.Security.Cryptography;
using IpMonitor.Dashboard.Http;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Dashboard.Import;

/// <summary>An uploaded file, kept in a temporary file during validation.</summary>
internal sealed class ImportFile : IAsyncDisposable
{
    private static readonly byte[] ZipSignature = "PK\x03\x04"u8.ToArray();
    private static readonly byte[] CompoundFileSignature = [0xD0, 0xCF, 0x11, 0xE0];

    private readonly FileStream _bytes = CreateTemporary();

    /// <summary>The SHA-256 of the content in lower-case hexadecimal; identifies repeated uploads.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The content from its start.</summary>
    public Stream Content
    {
        get
        {
            _bytes.Position = 0;
            return _bytes;
        }
    }

    /// <summary>True for a workbook (.xlsx), false for CSV.</summary>
    public bool IsWorkbook { get; private set; }

    /// <summary>
    /// Saves a request body. Throws <see cref="RequestRejectedException"/> if it is empty, too large or an old
    /// workbook; a body that is too large is still read to its end, so that the client receives the response.
    /// </summary>
    public static async Task<ImportFile> Receive(Stream body, ImportOptions limits, CancellationToken cancellation)
    {
        var file = new ImportFile();
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[81920];
            var maxBytes = limits.MaxMegabytes * 1048576L;
            var length = 0L;
            for (int read; (read = await body.ReadAsync(buffer, cancellation)) > 0;)
            {
                if ((length += read) > maxBytes) continue;
                hash.AppendData(buffer, 0, read);
                await file._bytes.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
            if (length > maxBytes)
                throw new RequestRejectedException(413, "file_too_large", limits.MaxMegabytes);
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

    /// <summary>Creates a temporary file that is deleted on close.</summary>
    public static FileStream CreateTemporary() =>
        FilePermissions.CreateFile(
            Path.Combine(Path.GetTempPath(), $"ipm-import-{Guid.NewGuid():N}"),
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);

    /// <summary>Opens the file for reading rows.</summary>
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
