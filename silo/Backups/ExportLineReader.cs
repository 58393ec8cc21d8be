using System.IO.Compression;
using System.Security.Cryptography;

namespace IpMonitor.Silo.Backups;

/// <summary>The lines of an export, one after the other, in as little memory as the longest takes.</summary>
internal sealed class ExportLineReader : IDisposable
{
    // A document of the reference data is the longest there is.
    private const int MaxLineLength = 1 << 28;

    private readonly Stream _input;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[1 << 18];
    private int _start, _end;

    public ExportLineReader(string file)
    {
        var input = File.OpenRead(file);
        var isGzip = input.ReadByte() == 0x1f && input.ReadByte() == 0x8b;
        input.Position = 0;
        _input = isGzip ? new GZipStream(input, CompressionMode.Decompress) : input;
    }

    /// <summary>Which line was read last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The SHA-256 of the lines passed.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>The next line with its end; empty where there is no whole one any more. It holds until the next is read.</summary>
    public ReadOnlySpan<byte> ReadLine()
    {
        for (var seen = 0; ;)
        {
            var at = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            if (at >= 0)
            {
                LineNumber++;
                var line = _buffer.AsSpan(_start, seen + at + 1);
                _start += line.Length;
                return line;
            }
            seen = _end - _start;
            if (!FillBuffer()) return [];
        }
    }

    /// <summary>Counts a line as one that the checksum is of.</summary>
    public void AddToHash(ReadOnlySpan<byte> line) => _hash.AppendData(line);

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _hash.Dispose();
    }

    private bool FillBuffer()
    {
        var left = _buffer.AsSpan(_start, _end - _start);
        if (left.Length == MaxLineLength) return false;
        var buffer = left.Length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        left.CopyTo(buffer);
        (_buffer, _start, _end) = (buffer, 0, left.Length);
        int read;
        try
        {
            read = _input.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException)
        {
            // What was compressed does not come apart: as good as torn off here.
            return false;
        }
        _end += read;
        return read > 0;
    }
}
