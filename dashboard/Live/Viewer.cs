using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// A connection, given by how to write to it, and what it is still to be told: one message a topic, and the topic's snapshot
/// in the place of several. One write is under way at a time, so who reads slowly costs nobody else anything.
/// </summary>
internal sealed class Viewer(Func<SerializedHubMessage, ValueTask> write)
{
    private readonly Lock _turn = new();
    private readonly List<(TopicRelay Topic, SerializedHubMessage? Message, long Version)> _waiting = [];
    private bool _writing;

    /// <summary>Has a topic's message wait until <see cref="Write"/> is called.</summary>
    public void Tell(TopicRelay topic, SerializedHubMessage message, long version)
    {
        lock (_turn)
        {
            var overtaken = _waiting.FindIndex(one => one.Topic == topic);
            if (overtaken < 0) _waiting.Add((topic, message, version));
            else _waiting[overtaken] = (topic, null, version);
        }
    }

    /// <summary>Writes all that waits; what is written together leaves together.</summary>
    public void Write()
    {
        lock (_turn)
        {
            if (_writing) return;
            _writing = true;
        }
        WriteAll();
    }

    private void WriteAll()
    {
        while (Next() is var (topic, message))
        {
            var written = write(message ?? TakeSnapshot(topic));
            if (written.IsCompletedSuccessfully) continue;
            _ = Continue(written.AsTask());
            return;
        }
    }

    // The faults of a connection are its own: it ends by itself.
    private async Task Continue(Task written)
    {
        await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        WriteAll();
    }

    private (TopicRelay, SerializedHubMessage?)? Next()
    {
        lock (_turn)
        {
            _writing = _waiting.Count > 0;
            if (!_writing) return null;
            var next = _waiting[0];
            _waiting.RemoveAt(0);
            return (next.Topic, next.Message);
        }
    }

    // The snapshot may be later than the message that it replaces: then it replaces those up to its version too.
    private SerializedHubMessage TakeSnapshot(TopicRelay topic)
    {
        var (snapshot, version) = topic.Snapshot;
        lock (_turn) _waiting.RemoveAll(one => one.Topic == topic && one.Version <= version);
        return snapshot;
    }
}
