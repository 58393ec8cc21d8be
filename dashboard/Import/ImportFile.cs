using System.Security.Cryptography;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>An uploaded file, kept in a temporary file during validation.</summary>
internal sealed class ImportFile : IAsyncDisposable
{
    private readonly FileStream _bytes = TemporaryFile.Create();

    /// <summary>The SHA-256 of the content in lower-case hexadecimal; identifies repeated uploads.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The format, detected by the content.</summary>
    public FileFormat Format { get; private set; }

    /// <summary>The content from its start.</summary>
    public Stream Content
    {
        get
        {
            _bytes.Position = 0;
            return _bytes;
        }
    }

    /// <summary>
    /// Saves a request body. Throws <see cref="RequestRejectedException"/> if it is empty, too large or of
    /// another format; a body that is too large is still read to its end, so that the client receives the response.
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
            file.Format = FileFormatDetector.Detect(file._bytes);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the file for reading rows.</summary>
    public ISpreadsheet Open(ImportOptions limits, CancellationToken cancellation)
    {
        switch (Format)
        {
            case FileFormat.Xlsx: return new XlsxSpreadsheet(Content, limits, cancellation);
            case FileFormat.Xls: return new XlsSpreadsheet(Content, limits, cancellation);
        }
        var bytes = new byte[_bytes.Length];
        Content.ReadExactly(bytes);
        return new CsvSpreadsheet(bytes, cancellation);
    }

    public ValueTask DisposeAsync() => _bytes.DisposeAsync();
}
