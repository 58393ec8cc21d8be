using System.IO.Compression;
using System.Security.Cryptography;

namespace IpMonitor.Silo.Backups;

/// <summary>Reads the lines of an export, plain or gzip, with a buffer that grows to the longest line.</summary>
internal sealed class ExportLineReader : IDisposable
{
    // In bytes. Documents of the reference data are the longest lines.
    private const int MaxLineLength = 1 << 28;

    private readonly Stream _input;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;

    public ExportLineReader(string file)
    {
        var input = File.OpenRead(file);
        var isGzip = input.ReadByte() == 0x1f && input.ReadByte() == 0x8b;
        input.Position = 0;
        _input = isGzip ? new GZipStream(input, CompressionMode.Decompress) : input;
    }

    /// <summary>Number of the last line, from 1; 0 before the first.</summary>
    public long LineNumber { get; private set; }

    /// <summary>SHA-256 of the lines passed to <see cref="AddToHash"/>, in lower-case hexadecimal.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>
    /// Returns the next line with its line feed; empty if no complete line is left. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> ReadLine()
    {
        for (var searched = 0; ;)
        {
            var index = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (index >= 0)
            {
                LineNumber++;
                var line = _buffer.AsSpan(_start, searched + index + 1);
                _start += line.Length;
                return line;
            }
            searched = _end - _start;
            if (!FillBuffer()) return [];
        }
    }

    /// <summary>Adds a line to <see cref="Hash"/>.</summary>
    public void AddToHash(ReadOnlySpan<byte> line) => _hash.AppendData(line);

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _hash.Dispose();
    }

    private bool FillBuffer()
    {
        var unread = _buffer.AsSpan(_start, _end - _start);
        if (unread.Length == MaxLineLength) return false;
        var buffer = unread.Length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        unread.CopyTo(buffer);
        (_buffer, _start, _end) = (buffer, 0, unread.Length);
        int read;
        try
        {
            read = _input.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException)
        {
            // Invalid gzip data is treated as the end of a truncated file.
            return false;
        }
        _end += read;
        return read > 0;
    }
}
