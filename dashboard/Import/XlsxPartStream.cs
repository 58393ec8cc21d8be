using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Unpacks a workbook part and rejects it when a tag, a text or a comment is too long, or when it is not UTF-8. Keeps
/// the XML reader's memory small.
/// </summary>
internal sealed class XlsxPartStream(Stream unpacked, Action<int> addBytes) : ForwardOnlyStream
{
    // More than the longest cell text with every character escaped as an entity.
    private const int MaxBytesBetweenTags = 512 * 1024;
    private long _position;
    private long _lastTag;
    private MarkupState _state;
    private byte _beforePrevious, _previous;

    // The character before the end of a comment (-), CDATA section (]) or processing instruction (?).
    private byte _terminator;

    private enum MarkupState
    {
        Start,
        Content,
        /// <summary>After a less-than sign.</summary>
        TagStart,
        /// <summary>After a less-than and an exclamation mark.</summary>
        MarkupStart,
        /// <summary>In a comment, CDATA section or processing instruction, which may hold less-than signs.</summary>
        Markup,
    }

    public override int Read(Span<byte> buffer)
    {
        var read = unpacked.Read(buffer);
        addBytes(read);
        foreach (var character in buffer[..read]) Check(character);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private void Check(byte character)
    {
        // In UTF-16 and UTF-32 the checks would see no tags.
        if (character == 0 || (_state == MarkupState.Start && character is 0xFE or 0xFF))
            throw XlsxPartReader.CreateException();
        _position++;
        switch (_state)
        {
            case MarkupState.Markup:
                if (character == '>'
                    && _previous == _terminator
                    && (_terminator == '?' || _beforePrevious == _terminator))
                    _state = MarkupState.Content;
                break;
            case MarkupState.TagStart when character == '?':
                (_state, _terminator) = (MarkupState.Markup, character);
                break;
            case MarkupState.TagStart when character == '!':
                _state = MarkupState.MarkupStart;
                break;
            case MarkupState.MarkupStart:
                // A DTD begins otherwise.
                if (character is not ((byte)'-' or (byte)'[')) throw XlsxPartReader.CreateException();
                (_state, _terminator) = (MarkupState.Markup, character == '[' ? (byte)']' : character);
                break;
            default:
                if (character == '<') (_state, _lastTag) = (MarkupState.TagStart, _position);
                else _state = MarkupState.Content;
                break;
        }
        if (_position - _lastTag > MaxBytesBetweenTags) throw XlsxPartReader.CreateException();
        (_beforePrevious, _previous) = (_previous, character);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) unpacked.Dispose();
        base.Dispose(disposing);
    }
}
