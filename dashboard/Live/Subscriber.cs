using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// A connection, given by how to write to it, and what it is still to be told: one message a topic, and the topic's snapshot
/// in the place of several. One write is under way at a time, so who reads slowly costs nobody else anything.
/// </summary>
internal sealed class Subscriber(Func<SerializedHubMessage, ValueTask> write)
{
    private readonly Lock _lock = new();
    private readonly List<(TopicRelay Topic, SerializedHubMessage? Message, long Version)> _queue = [];
    private bool _isWriting;

    /// <summary>Has a topic's message wait until <see cref="Flush"/> is called.</summary>
    public void Enqueue(TopicRelay topic, SerializedHubMessage message, long version)
    {
        lock (_lock)
        {
            var overtaken = _queue.FindIndex(one => one.Topic == topic);
            if (overtaken < 0) _queue.Add((topic, message, version));
            else _queue[overtaken] = (topic, null, version);
        }
    }

    /// <summary>Writes all that waits; what is written together leaves together.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_isWriting) return;
            _isWriting = true;
        }
        FlushQueue();
    }

    private void FlushQueue()
    {
        while (Dequeue() is var (topic, message))
        {
            var written = write(message ?? TakeSnapshot(topic));
            if (written.IsCompletedSuccessfully) continue;
            _ = ContinueAfter(written.AsTask());
            return;
        }
    }

    // The faults of a connection are its own: it ends by itself.
    private async Task ContinueAfter(Task written)
    {
        await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        FlushQueue();
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

    // The snapshot may be later than the message that it replaces: then it replaces those up to its version too.
    private SerializedHubMessage TakeSnapshot(TopicRelay topic)
    {
        var (snapshot, version) = topic.LatestSnapshot;
        lock (_lock) _queue.RemoveAll(one => one.Topic == topic && one.Version <= version);
        return snapshot;
    }
}
