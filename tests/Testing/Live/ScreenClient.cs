using System.Diagnostics;
using System.Text.Json;

namespace IpMonitor.Testing.Live;

/// <summary>A message that a screen was sent: of which topic, in which order, up to where, how long it was, and when it came.</summary>
internal readonly record struct ReceivedMessage(int Topic, bool IsUpdate, long Seq, long Position, int Bytes, long Timestamp);

/// <summary>A screen that shows topics: subscribes, and notes what it is told.</summary>
internal sealed class ScreenClient : IDisposable
{
    private readonly string[] _topics;
    private readonly ScreenSocket _socket;
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ReceivedMessage> _messages = [];
    private int _answers;

    private ScreenClient(string[] topics, ScreenSocket socket) => (_topics, _socket) = (topics, socket);

    /// <summary>The topics that it shows.</summary>
    public IReadOnlyList<string> Topics => _topics;

    /// <summary>How many messages have come in all.</summary>
    public long MessageCount { get; private set; }

    /// <summary>Ends when the connection does.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Opens a connection and subscribes to each topic; ends when all have answered.</summary>
    public static async Task<ScreenClient> Open(Uri server, params string[] topics)
    {
        var screen = new ScreenClient(topics, await ScreenSocket.Open(server, "/hubs/monitor"));
        screen.Completion = Task.Run(() => screen._socket.ReceiveAll(screen.Receive));
        for (var i = 0; i < topics.Length; i++)
            await screen._socket.Send($$"""{"type":1,"invocationId":"{{i}}","target":"Subscribe","arguments":["{{topics[i]}}"]}""");
        await await Task.WhenAny(screen._subscribed.Task, screen.Completion);
        if (!screen._subscribed.Task.IsCompleted) throw new EndOfStreamException();
        return screen;
    }

    /// <summary>One that subscribes, and then never reads.</summary>
    public static async Task<IDisposable> OpenNotReading(Uri server, string topic)
    {
        var socket = await ScreenSocket.Open(server, "/hubs/monitor");
        await socket.Send($$"""{"type":1,"invocationId":"0","target":"Subscribe","arguments":["{{topic}}"]}""");
        return socket;
    }

    /// <summary>What it was told since it was asked last; the first of a topic is its snapshot.</summary>
    public IReadOnlyList<ReceivedMessage> TakeMessages()
    {
        lock (_messages)
        {
            ReceivedMessage[] taken = [.. _messages];
            _messages.Clear();
            return taken;
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Receive(ReadOnlySpan<byte> record)
    {
        var at = Stopwatch.GetTimestamp();
        if (ParseMessage(record) is not { } told) return;
        lock (_messages)
        {
            _messages.Add(told with { Timestamp = at });
            MessageCount++;
        }
        if (!told.IsUpdate && ++_answers == _topics.Length) _subscribed.TrySetResult();
    }

    // The names that matter stand before the rows, which are not read.
    private ReceivedMessage? ParseMessage(ReadOnlySpan<byte> record)
    {
        var json = new Utf8JsonReader(record);
        var (topic, seq, isUpdate) = (-1, 0L, false);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            if (json.ValueTextEquals("error"u8)) throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(record));
            if (json.ValueTextEquals("type"u8))
            {
                json.Read();
                if (json.GetInt32() is not (1 or 3)) return null;
            }
            else if (json.ValueTextEquals("target"u8))
            {
                json.Read();
                if (json.ValueTextEquals("source"u8)) return null;
                isUpdate = json.ValueTextEquals("update"u8);
            }
            else if (json.ValueTextEquals("topic"u8))
            {
                json.Read();
                topic = IndexOf(ref json);
            }
            else if (json.ValueTextEquals("seq"u8))
            {
                json.Read();
                seq = json.GetInt64();
            }
            else if (json.ValueTextEquals("position"u8))
            {
                json.Read();
                return new(topic, isUpdate, seq, json.GetInt64(), record.Length, 0);
            }
        }
        return null;
    }

    private int IndexOf(ref Utf8JsonReader json)
    {
        for (var i = 0; i < _topics.Length; i++)
            if (json.ValueTextEquals(_topics[i])) return i;
        throw new InvalidOperationException($"Told of a topic that it does not show: {json.GetString()}");
    }
}
