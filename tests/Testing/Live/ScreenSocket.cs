using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IpMonitor.Testing.Live;

/// <summary>
/// A connection that speaks SignalR's JSON protocol over a plain socket with minimal processing, so that thousands fit
/// on the machine of the measured server.
/// </summary>
internal sealed class ScreenSocket : IDisposable
{
    private const byte RecordSeparator = 0x1e;
    private const int TextOpcode = 1;
    private const int CloseOpcode = 8;
    private const int PingOpcode = 9;
    private const int PongOpcode = 10;
    private const int MaxShortFrame = 125;

    private readonly Socket _socket =
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private byte[] _received = new byte[2048];
    private int _receivedLength;
    private byte[] _record = [];
    private int _recordLength;

    public delegate void RecordHandler(ReadOnlySpan<byte> record);

    /// <summary>Whether the server has reset the connection.</summary>
    public bool IsReset
    {
        get
        {
            var error = _socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error);
            return (int)error! == (int)SocketError.ConnectionReset;
        }
    }

    /// <summary>Connects and sends the handshakes of WebSocket and SignalR.</summary>
    public static async Task<ScreenSocket> Open(Uri server, string path, int? receiveBufferSize = null)
    {
        var screen = new ScreenSocket();
        try
        {
            // Limits the TCP window only if it is set before connecting.
            if (receiveBufferSize is { } size) screen._socket.ReceiveBufferSize = size;
            await screen._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
            string[] lines =
            [
                $"GET {path} HTTP/1.1", $"Host: {server.Authority}", "Connection: Upgrade", "Upgrade: websocket",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", "\r\n",
            ];
            await screen._socket.SendAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)));
            await screen.ReceiveHandshake();
            await screen.Send("""{"protocol":"json","version":1}""");
            return screen;
        }
        catch
        {
            screen.Dispose();
            throw;
        }
    }

    /// <summary>Sends a record of at most 124 bytes.</summary>
    public async Task Send(string record) =>
        await _socket.SendAsync(CreateFrame(TextOpcode, Encoding.UTF8.GetBytes($"{record}\x1e")));

    /// <summary>Receives records until the connection ends.</summary>
    public async Task ReceiveAll(RecordHandler handler)
    {
        try
        {
            do
            {
                for (var start = 0; ;)
                {
                    var length = await HandleFrame(start, handler);
                    if (length == 0)
                    {
                        _receivedLength -= start;
                        Buffer.BlockCopy(_received, start, _received, 0, _receivedLength);
                        break;
                    }
                    start += length;
                }
                if (_receivedLength == _received.Length) Array.Resize(ref _received, 2 * _receivedLength);
            }
            while (await Receive());
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or EndOfStreamException)
        {
        }
    }

    public void Dispose() => _socket.Dispose();

    // Handles the frame at an offset and returns its length, or 0 if it is not complete yet.
    private async ValueTask<int> HandleFrame(int offset, RecordHandler handler)
    {
        var (opcode, start, length) = ParseHeader(_received.AsSpan(offset, _receivedLength - offset));
        if (start == 0 || _receivedLength - offset < start + length) return 0;
        switch (opcode)
        {
            case CloseOpcode:
                throw new EndOfStreamException();
            case PingOpcode:
                await _socket.SendAsync(CreateFrame(PongOpcode, _received.AsSpan(offset + start, length)));
                break;
            default:
                SplitRecords(_received.AsSpan(offset + start, length), handler);
                break;
        }
        return start + length;
    }

    // A record may span frames and end anywhere in one.
    private void SplitRecords(ReadOnlySpan<byte> payload, RecordHandler handler)
    {
        for (int end; (end = payload.IndexOf(RecordSeparator)) >= 0; payload = payload[(end + 1)..])
        {
            if (_recordLength == 0)
            {
                handler(payload[..end]);
            }
            else
            {
                AppendToRecord(payload[..end]);
                handler(_record.AsSpan(0, _recordLength));
                _recordLength = 0;
            }
        }
        AppendToRecord(payload);
    }

    private void AppendToRecord(ReadOnlySpan<byte> part)
    {
        if (_record.Length < _recordLength + part.Length) Array.Resize(ref _record, 2 * (_recordLength + part.Length));
        part.CopyTo(_record.AsSpan(_recordLength));
        _recordLength += part.Length;
    }

    // Returns the start and the length of the payload; the start is 0 if the header is not complete yet.
    private static (int Opcode, int Start, int Length) ParseHeader(ReadOnlySpan<byte> bytes) => bytes switch
    {
        { Length: < 2 } => default,
        [_, < 126, ..] => (bytes[0] & 15, 2, bytes[1]),
        [_, 126, ..] =>
            bytes.Length < 4 ? default : (bytes[0] & 15, 4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
        _ =>
            bytes.Length < 10 ? default : (bytes[0] & 15, 10, ReadLongLength(bytes[2..])),
    };

    private static int ReadLongLength(ReadOnlySpan<byte> bytes) =>
        checked((int)BinaryPrimitives.ReadInt64BigEndian(bytes));

    // Client frames must be masked; the mask here is zero.
    private static byte[] CreateFrame(int opcode, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MaxShortFrame)
            throw new ArgumentException($"A frame has at most {MaxShortFrame} bytes.", nameof(payload));
        return [(byte)(0x80 | opcode), (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];
    }

    private async Task ReceiveHandshake()
    {
        int end;
        while ((end = _received.AsSpan(0, _receivedLength).IndexOf("\r\n\r\n"u8)) < 0)
            if (!await Receive()) throw new EndOfStreamException();
        if (!_received.AsSpan().StartsWith("HTTP/1.1 101"u8)) throw new EndOfStreamException();
        _receivedLength -= end + 4;
        Buffer.BlockCopy(_received, end + 4, _received, 0, _receivedLength);
    }

    private async Task<bool> Receive()
    {
        var read = await _socket.ReceiveAsync(_received.AsMemory(_receivedLength));
        _receivedLength += read;
        return read > 0;
    }
}
