using System.IO.Compression;
using System.Text;
using System.Xml;
using IpMonitor.Dashboard.Ingestion;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Reads a part of a workbook while it is unpacked, and gives up once it cannot be one that a spreadsheet wrote: too much of it
/// in all or for what was sent, a tag or text without end, a DTD, a comment. So what the XML reader holds stays small.
/// </summary>
internal sealed class XlsxPartStream(Stream unpacked, XlsxPartStream.UnpackedSizeLimit meter) : Stream
{
    // A cell's longest text, each character as an entity, and more.
    private const int MaxBytesBetweenTags = 512 * 1024;
    // Where the declaration of a part stands, behind a byte order mark at most.
    private const int MaxDeclarationOffset = 3;
    private long _at;
    private long _lastTag;
    private bool _isAtTag;

    /// <summary>Opens a part for reading; DTDs and anything beyond the part are out of reach.</summary>
    public static XmlReader Open(ZipArchiveEntry entry, UnpackedSizeLimit meter) => XmlReader.Create(
        // The text is UTF-8 whatever it says of itself: in another encoding the guard here would see no tags.
        new StreamReader(new XlsxPartStream(entry.Open(), meter), new UTF8Encoding(true, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, NameTable = new BoundedNameTable(), CloseInput = true, CheckCharacters = true });

    public override int Read(Span<byte> buffer)
    {
        var read = unpacked.Read(buffer);
        meter.Add(read);
        CheckTags(buffer[..read]);
        _at += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private void CheckTags(ReadOnlySpan<byte> bytes)
    {
        var from = 0;
        if (_isAtTag && bytes.Length > 0) CheckTagStart(bytes[0], _lastTag);
        _isAtTag = false;
        for (int next; (next = bytes[from..].IndexOf((byte)'<')) >= 0;)
        {
            var tag = from + next;
            if (_at + tag - _lastTag > MaxBytesBetweenTags) throw CreateException();
            _lastTag = _at + tag;
            if (tag + 1 == bytes.Length) _isAtTag = true;
            else CheckTagStart(bytes[tag + 1], _lastTag);
            from = tag + 1;
        }
        if (_at + bytes.Length - _lastTag > MaxBytesBetweenTags) throw CreateException();
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

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) unpacked.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Counts what all parts of a workbook come to, as they are unpacked; what a file says of itself counts for nothing.</summary>
    internal sealed class UnpackedSizeLimit(long most, CancellationToken cancellation)
    {
        private long _unpacked;

        public void Add(int bytes)
        {
            cancellation.ThrowIfCancellationRequested();
            if ((_unpacked += bytes) > most)
                throw new RequestRejectedException(413, "workbook_too_large", most >> 20);
        }
    }

    // Each name is kept for as long as a part is read, and a workbook knows few.
    private sealed class BoundedNameTable : NameTable
    {
        private const int MaxNames = 5_000;
        private int _names;

        public override string Add(string key) => Get(key) ?? AddWithinLimit(() => base.Add(key));

        public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? AddWithinLimit(() => base.Add(key, start, len));

        private string AddWithinLimit(Func<string> add) => ++_names > MaxNames ? throw CreateException() : add();
    }
}
