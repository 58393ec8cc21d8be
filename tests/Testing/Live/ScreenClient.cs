using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace IpMonitor.Testing.Live;

/// <summary>A screen that subscribes to topics and records the messages that it receives.</summary>
internal sealed class ScreenClient : IDisposable
{
    private readonly string[] _topics;
    private readonly ScreenSocket _socket;
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ReceivedMessage> _messages = [];
    private int _snapshots;

    private ScreenClient(string[] topics, ScreenSocket socket) => (_topics, _socket) = (topics, socket);

    /// <summary>The names of the topics.</summary>
    public IReadOnlyList<string> Topics => _topics;

    /// <summary>The number of messages received so far.</summary>
    public long MessageCount { get; private set; }

    /// <summary>Completes when the connection ends.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Opens a connection, subscribes to the topics and waits for the snapshot of each.</summary>
    public static async Task<ScreenClient> Open(Uri server, params string[] topics)
    {
        var screen = new ScreenClient(topics, await ScreenSocket.Open(server, "/hubs/monitor"));
        screen.Completion = Task.Run(() => screen._socket.ReceiveAll(screen.Receive));
        foreach (var (i, topic) in topics.Index()) await Subscribe(screen._socket, i, topic);
        await await Task.WhenAny(screen._subscribed.Task, screen.Completion);
        if (!screen._subscribed.Task.IsCompleted) throw new EndOfStreamException();
        return screen;
    }

    /// <summary>Opens a connection that subscribes to a topic and never reads.</summary>
    public static async Task<IDisposable> OpenNotReading(Uri server, string topic)
    {
        var socket = await ScreenSocket.Open(server, "/hubs/monitor");
        await Subscribe(socket, 0, topic);
        return socket;
    }

    /// <summary>
    /// Returns and removes the messages received since the last call; the first of each topic is its snapshot.
    /// </summary>
    public IReadOnlyList<ReceivedMessage> TakeMessages()
    {
        lock (_messages)
        {
            ReceivedMessage[] messages = [.. _messages];
            _messages.Clear();
            return messages;
        }
    }

    public void Dispose() => _socket.Dispose();

    private static Task Subscribe(ScreenSocket socket, int invocation, string topic) => socket.Send(
        $$"""{"type":1,"invocationId":"{{invocation}}","target":"Subscribe","arguments":["{{topic}}"]}""");

    private void Receive(ReadOnlySpan<byte> record)
    {
        var timestamp = Stopwatch.GetTimestamp();
        if (ParseMessage(record) is not { } message) return;
        lock (_messages)
        {
            _messages.Add(message with { Timestamp = timestamp });
            MessageCount++;
        }
        if (!message.IsUpdate && ++_snapshots == _topics.Length) _subscribed.TrySetResult();
    }

    // Stops at the position: the properties that matter precede the rows.
    private ReceivedMessage? ParseMessage(ReadOnlySpan<byte> record)
    {
        var json = new Utf8JsonReader(record);
        var (topic, seq, isUpdate) = (-1, 0L, false);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            if (json.ValueTextEquals("error"u8)) throw new InvalidOperationException(Encoding.UTF8.GetString(record));
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
        throw new InvalidOperationException($"Received a message of another topic: {json.GetString()}");
    }
}
