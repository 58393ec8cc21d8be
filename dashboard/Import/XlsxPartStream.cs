using System.IO.Compression;
using System.Text;
using System.Xml;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Unpacks a workbook part and rejects it when it exceeds the size limit, has a tag or text that is too long, a DTD or
/// a comment. Keeps the XML reader's memory small.
/// </summary>
internal sealed class XlsxPartStream(Stream unpacked, XlsxPartStream.UnpackedSizeLimit sizeLimit) : Stream
{
    // More than the longest cell text with every character escaped as an entity.
    private const int MaxBytesBetweenTags = 512 * 1024;
    // The XML declaration stands at the start, after a byte order mark at most.
    private const int MaxDeclarationOffset = 3;
    private long _position;
    private long _lastTag;
    private bool _isAtTag;

    /// <summary>Opens a part for reading, without DTDs and external resources.</summary>
    public static XmlReader Open(ZipArchiveEntry entry, UnpackedSizeLimit sizeLimit) => XmlReader.Create(
        // Always decodes UTF-8, whatever the declaration says: the tag check sees no tags in another encoding.
        new StreamReader(
            new XlsxPartStream(entry.Open(), sizeLimit), new UTF8Encoding(true, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: false),
        new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            NameTable = new BoundedNameTable(),
            CloseInput = true,
            CheckCharacters = true
        });

    public override int Read(Span<byte> buffer)
    {
        var read = unpacked.Read(buffer);
        sizeLimit.Add(read);
        CheckTags(buffer[..read]);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private void CheckTags(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        if (_isAtTag && bytes.Length > 0) CheckTagStart(bytes[0], _lastTag);
        _isAtTag = false;
        for (int next; (next = bytes[start..].IndexOf((byte)'<')) >= 0;)
        {
            var tag = start + next;
            if (_position + tag - _lastTag > MaxBytesBetweenTags) throw CreateException();
            _lastTag = _position + tag;
            if (tag + 1 == bytes.Length) _isAtTag = true;
            else CheckTagStart(bytes[tag + 1], _lastTag);
            start = tag + 1;
        }
        if (_position + bytes.Length - _lastTag > MaxBytesBetweenTags) throw CreateException();
    }

    private static void CheckTagStart(byte character, long at)
    {
        if (character == '!' || (character == '?' && at > MaxDeclarationOffset)) throw CreateException();
    }

    public static RequestRejectedException CreateException() =>
        new(422, "workbook_broken");

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) unpacked.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Limits the unpacked size of all parts together, in bytes. Does not trust the sizes in the archive.
    /// </summary>
    internal sealed class UnpackedSizeLimit(long maxBytes, CancellationToken cancellation)
    {
        private long _unpacked;

        public void Add(int bytes)
        {
            cancellation.ThrowIfCancellationRequested();
            if ((_unpacked += bytes) > maxBytes)
                throw new RequestRejectedException(413, "workbook_too_large", maxBytes >> 20);
        }
    }

    // The name table keeps every name; a workbook has few.
    private sealed class BoundedNameTable : NameTable
    {
        private const int MaxNames = 5_000;
        private int _names;

        public override string Add(string key) => Get(key) ?? AddWithinLimit(() => base.Add(key));

        public override string Add(char[] key, int start, int len) =>
            Get(key, start, len) ?? AddWithinLimit(() => base.Add(key, start, len));

        private string AddWithinLimit(Func<string> add) => ++_names > MaxNames ? throw CreateException() : add();
    }
}
