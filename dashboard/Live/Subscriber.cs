using IpMonitor.Dashboard.Security.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// Queues messages for one connection: one per topic; several messages of a topic are replaced by its snapshot.
/// </summary>
/// <remarks>At most one write is in flight, so a slow connection does not delay others.</remarks>
/// <param name="events">Events that the connection may see.</param>
/// <param name="write">Writes a message to the connection.</param>
internal sealed class Subscriber(EventScope events, Func<SerializedHubMessage, ValueTask> write)
{
    private readonly Lock _lock = new();
    private readonly List<(TopicRelay Topic, SerializedHubMessage? Message, long Version)> _queue = [];
    private bool _isWriting;

    /// <summary>Events that the connection may see.</summary>
    public EventScope Events => events;

    /// <summary>Queues a message of a topic until <see cref="WritePending"/> is called.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="message">The message; replaced by the snapshot if one of the topic is queued already.</param>
    /// <param name="version">Number of the message within the topic.</param>
    public void Enqueue(TopicRelay topic, SerializedHubMessage message, long version)
    {
        lock (_lock)
        {
            var index = _queue.FindIndex(queued => queued.Topic == topic);
            if (index < 0) _queue.Add((topic, message, version));
            else _queue[index] = (topic, null, version);
        }
    }

    /// <summary>Starts to write the queued messages, unless a write is in flight.</summary>
    public void WritePending()
    {
        lock (_lock)
        {
            if (_isWriting) return;
            _isWriting = true;
        }
        WriteQueue();
    }

    private void WriteQueue()
    {
        while (Dequeue() is var (topic, message))
        {
            var pendingWrite = write(message ?? TakeSnapshot(topic));
            if (pendingWrite.IsCompletedSuccessfully) continue;
            _ = ContinueAfter(pendingWrite.AsTask());
            return;
        }
    }

    // A failed write is ignored: SignalR closes the connection.
    private async Task ContinueAfter(Task pendingWrite)
    {
        await pendingWrite.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        WriteQueue();
    }

    private (TopicRelay, SerializedHubMessage?)? Dequeue()
    {
        lock (_lock)
        {
            _isWriting = _queue.Count > 0;
            if (!_isWriting) return null;
            var next = _queue[0];
            _queue.RemoveAt(0);
            return (next.Topic, next.Message);
        }
    }

    // The snapshot includes all messages up to its version, which may be queued already.
    private SerializedHubMessage TakeSnapshot(TopicRelay topic)
    {
        var (snapshot, version) = topic.GetLatestSnapshot(events);
        lock (_lock) _queue.RemoveAll(queued => queued.Topic == topic && queued.Version <= version);
        return snapshot;
    }
}
