using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// One topic in this process: its latest state, and the connections that show it. Each state is serialized once, whatever
/// their number. Who is told something is given back: the caller has them written to when all is said.
/// </summary>
internal sealed class TopicRelay(Topic topic, TimeProvider time)
{
    private readonly Lock _turn = new();
    private readonly HashSet<Viewer> _viewers = [];
    private TopicState? _state;
    private JsonElement? _shown;
    private SerializedHubMessage? _snapshot;
    private Task<bool>? _started;
    private DateTimeOffset _idleSince = time.GetUtcNow();
    private long _version;
    private long _heardAt = time.GetTimestamp(); // a wall clock may be set
    private TopicHeartbeat? _beat;
    private bool _live = true;
    private bool _closed;

    public Topic Topic => topic;

    /// <summary>Whether its source is heard.</summary>
    public bool IsLive
    {
        get { lock (_turn) return _live; }
    }

    /// <summary>How long its source has not been heard.</summary>
    public TimeSpan Quiet
    {
        get { lock (_turn) return time.GetElapsedTime(_heardAt); }
    }

    /// <summary>Whether the last heartbeat was of another flush than the latest state: a message was lost.</summary>
    public bool IsBehind
    {
        get { lock (_turn) return _beat is { } beat && (_state?.Epoch != beat.Epoch || _state.Seq < beat.Seq); }
    }

    /// <summary>
    /// All of its latest state, for a connection that missed messages, and the version of the last message that it includes.
    /// </summary>
    public (SerializedHubMessage Message, long Version) Snapshot
    {
        get { lock (_turn) return (_snapshot ??= new(new InvocationMessage("snapshot", [Message()])), _version); }
    }

    /// <summary>The renewal or farewell under way.</summary>
    public Task Keeping { get; set; } = Task.CompletedTask;

    /// <summary>Has the topic watched, once whatever the number of callers; false when there is no such topic.</summary>
    public Task<bool> Start(Func<Topic, Task<TopicState?>> watch)
    {
        lock (_turn) return _started ??= Begin();

        async Task<bool> Begin()
        {
            if (await watch(topic) is not { } state) return false;
            Hear();
            Publish(state, []);
            return true;
        }
    }

    /// <summary>Takes a state from the source and tells what changed; an older one is dropped.</summary>
    public void Publish(TopicState state, ICollection<Viewer> told)
    {
        lock (_turn)
        {
            if (_state is { } last && last.Epoch == state.Epoch && last.Seq >= state.Seq) return;
            var update = _state is { } before && before.Epoch == state.Epoch && before.Seq + 1 == state.Seq
                ? new UpdateMessage(state.Topic, state.Epoch, state.Seq, state.Data.Position, state.At, TopicChanges.Between(before.Data, state.Data))
                : null;
            (_state, _shown, _snapshot) = (state, null, null);
            var message = update is null ? Snapshot.Message : new(new InvocationMessage("update", [update]));
            Tell(message, told);
        }
    }

    /// <summary>Notes that the source was heard, and the flush that its heartbeat names.</summary>
    public void Hear(TopicHeartbeat? beat = null)
    {
        lock (_turn) (_heardAt, _beat) = (time.GetTimestamp(), beat);
    }

    /// <summary>Tells the connections that the source is lost or back.</summary>
    public void SetLive(bool live, ICollection<Viewer> told)
    {
        lock (_turn)
        {
            if (_live == live || _state is null) return;
            (_live, _snapshot) = (live, null);
            var message = new SerializedHubMessage(new InvocationMessage("source", [new SourceMessage(topic.Name, live, time.GetChinaNow())]));
            Tell(message, told);
        }
    }

    /// <summary>Adds a connection, and answers the snapshot that its updates follow; null when the relay has been closed meanwhile.</summary>
    public SnapshotMessage? TryAdd(Viewer viewer)
    {
        lock (_turn)
        {
            if (_closed) return null;
            _viewers.Add(viewer);
            return Message();
        }
    }

    /// <summary>Removes a connection, if it is there.</summary>
    public void Remove(Viewer viewer)
    {
        lock (_turn)
            if (_viewers.Remove(viewer)) _idleSince = time.GetUtcNow();
    }

    /// <summary>Closes the relay if nobody has looked since; it takes no connection any more.</summary>
    public bool TryClose(DateTimeOffset idleSince)
    {
        lock (_turn) return _closed |= _viewers.Count == 0 && _idleSince < idleSince;
    }

    // Made into JSON when somebody first asks: most states are only ever told by what changed.
    private SnapshotMessage Message() => new(topic.Name, _state!.Epoch, _state.Seq, _state.Data.Position, _state.At, _live,
        _shown ??= JsonSerializer.SerializeToElement<object>(_state.Data, JsonDefaults.Options));

    // A version numbers the messages of the topic across epochs.
    private void Tell(SerializedHubMessage message, ICollection<Viewer> told)
    {
        _version++;
        foreach (var viewer in _viewers)
        {
            viewer.Tell(this, message, _version);
            told.Add(viewer);
        }
    }
}
