using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IpMonitor.Testing.Live;

/// <summary>
/// A screen on a bare socket that speaks SignalR's JSON protocol, with as little work of its own as reading takes: thousands
/// fit beside the server that is measured.
/// </summary>
internal sealed class ScreenSocket : IDisposable
{
    private const byte EndOfRecord = 0x1e;
    private const int Close = 8;
    private const int Ping = 9;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _received = new byte[2048];
    private int _length;
    private byte[] _record = [];
    private int _recorded;

    public delegate void RecordHandler(ReadOnlySpan<byte> record);

    /// <summary>Whether the server has reset the connection.</summary>
    public bool IsReset => (int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! == (int)SocketError.ConnectionReset;

    /// <summary>Connects and sends the handshake of the protocol.</summary>
    public static async Task<ScreenSocket> Open(Uri server, string path, int? receiveBufferSize = null)
    {
        var screen = new ScreenSocket();
        try
        {
            // A buffer that is set before connecting bounds the window.
            if (receiveBufferSize is { } size) screen._socket.ReceiveBufferSize = size;
            await screen._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
            await screen._socket.SendAsync(Encoding.ASCII.GetBytes(
                $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"));
            await screen.ReadHandshake();
            await screen.Send("""{"protocol":"json","version":1}""");
            return screen;
        }
        catch
        {
            screen.Dispose();
            throw;
        }
    }

    /// <summary>Sends a record.</summary>
    public async Task Send(string record) => await _socket.SendAsync(Frame(1, Encoding.UTF8.GetBytes($"{record}\x1e")));

    /// <summary>Reads records until the connection ends.</summary>
    public async Task ReceiveAll(RecordHandler hear)
    {
        try
        {
            do
            {
                for (var at = 0; ;)
                {
                    var taken = await HandleFrame(at, hear);
                    if (taken == 0)
                    {
                        _length -= at;
                        Buffer.BlockCopy(_received, at, _received, 0, _length);
                        break;
                    }
                    at += taken;
                }
                if (_length == _received.Length) Array.Resize(ref _received, 2 * _length);
            }
            while (await Receive());
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or EndOfStreamException)
        {
        }
    }

    public void Dispose() => _socket.Dispose();

    // Takes one frame, and answers how long it was; 0 while it is not all there.
    private async ValueTask<int> HandleFrame(int at, RecordHandler hear)
    {
        var (opcode, start, length) = ParseHeader(_received.AsSpan(at, _length - at));
        if (start == 0 || _length - at < start + length) return 0;
        switch (opcode)
        {
            case Close:
                throw new EndOfStreamException();
            case Ping:
                await _socket.SendAsync(Frame(10, _received.AsSpan(at + start, length)));
                break;
            default:
                SplitRecords(_received.AsSpan(at + start, length), hear);
                break;
        }
        return start + length;
    }

    // A record may end anywhere in a frame, and begin in one before.
    private void SplitRecords(ReadOnlySpan<byte> text, RecordHandler hear)
    {
        for (int end; (end = text.IndexOf(EndOfRecord)) >= 0; text = text[(end + 1)..])
        {
            if (_recorded == 0) hear(text[..end]);
            else
            {
                AppendPart(text[..end]);
                hear(_record.AsSpan(0, _recorded));
                _recorded = 0;
            }
        }
        AppendPart(text);
    }

    private void AppendPart(ReadOnlySpan<byte> text)
    {
        if (_record.Length < _recorded + text.Length) Array.Resize(ref _record, 2 * (_recorded + text.Length));
        text.CopyTo(_record.AsSpan(_recorded));
        _recorded += text.Length;
    }

    // The kind of a frame, where its text starts and how long it is; a start of 0 while the head is not all there.
    private static (int Opcode, int Start, int Length) ParseHeader(ReadOnlySpan<byte> bytes) => bytes switch
    {
        { Length: < 2 } => default,
        [_, < 126, ..] => (bytes[0] & 15, 2, bytes[1]),
        [_, 126, ..] => bytes.Length < 4 ? default : (bytes[0] & 15, 4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
        _ => bytes.Length < 10 ? default : (bytes[0] & 15, 10, checked((int)BinaryPrimitives.ReadInt64BigEndian(bytes[2..]))),
    };

    // What comes from a client is masked, here with zeros; short, so that its head is.
    private static byte[] Frame(int opcode, ReadOnlySpan<byte> text)
    {
        if (text.Length > 125) throw new ArgumentException("Too long for a short frame.", nameof(text));
        return [(byte)(0x80 | opcode), (byte)(0x80 | text.Length), 0, 0, 0, 0, .. text];
    }

    private async Task ReadHandshake()
    {
        int end;
        while ((end = _received.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
            if (!await Receive()) throw new EndOfStreamException();
        if (!_received.AsSpan().StartsWith("HTTP/1.1 101"u8)) throw new EndOfStreamException();
        _length -= end + 4;
        Buffer.BlockCopy(_received, end + 4, _received, 0, _length);
    }

    private async Task<bool> Receive()
    {
        var read = await _socket.ReceiveAsync(_received.AsMemory(_length));
        _length += read;
        return read > 0;
    }
}
