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
    private readonly Lock _lock = new();
    private readonly HashSet<Subscriber> _subscribers = [];
    private TopicState? _state;
    private JsonElement? _data;
    private SerializedHubMessage? _snapshot;
    private Task<bool>? _started;
    private DateTimeOffset _idleSince = time.GetUtcNow();
    private long _version;
    private long _heardAt = time.GetTimestamp(); // a wall clock may be set
    private TopicHeartbeat? _beat;
    private bool _isLive = true;
    private bool _isClosed;

    public Topic Topic => topic;

    /// <summary>Whether its source is heard.</summary>
    public bool IsLive
    {
        get { lock (_lock) return _isLive; }
    }

    /// <summary>How long its source has not been heard.</summary>
    public TimeSpan SilenceDuration
    {
        get { lock (_lock) return time.GetElapsedTime(_heardAt); }
    }

    /// <summary>Whether the last heartbeat was of another flush than the latest state: a message was lost.</summary>
    public bool IsBehind
    {
        get { lock (_lock) return _beat is { } beat && (_state?.Epoch != beat.Epoch || _state.Seq < beat.Seq); }
    }

    /// <summary>
    /// All of its latest state, for a connection that missed messages, and the version of the last message that it includes.
    /// </summary>
    public (SerializedHubMessage Message, long Version) LatestSnapshot
    {
        get { lock (_lock) return (_snapshot ??= new(new InvocationMessage("snapshot", [CreateSnapshot()])), _version); }
    }

    /// <summary>The renewal or farewell under way.</summary>
    public Task Maintenance { get; set; } = Task.CompletedTask;

    /// <summary>Has the topic watched, once whatever the number of callers; false when there is no such topic.</summary>
    public Task<bool> Start(Func<Topic, Task<TopicState?>> watch)
    {
        lock (_lock) return _started ??= Begin();

        async Task<bool> Begin()
        {
            if (await watch(topic) is not { } state) return false;
            RecordHeartbeat();
            Publish(state, []);
            return true;
        }
    }

    /// <summary>Takes a state from the source and tells what changed; an older one is dropped.</summary>
    public void Publish(TopicState state, ICollection<Subscriber> told)
    {
        lock (_lock)
        {
            if (_state is { } last && last.Epoch == state.Epoch && last.Seq >= state.Seq) return;
            var update = _state is { } before && before.Epoch == state.Epoch && before.Seq + 1 == state.Seq
                ? new UpdateMessage(state.Topic, state.Epoch, state.Seq, state.Data.Position, state.At, TopicChanges.Compute(before.Data, state.Data))
                : null;
            (_state, _data, _snapshot) = (state, null, null);
            var message = update is null ? LatestSnapshot.Message : new(new InvocationMessage("update", [update]));
            Enqueue(message, told);
        }
    }

    /// <summary>Notes that the source was heard, and the flush that its heartbeat names.</summary>
    public void RecordHeartbeat(TopicHeartbeat? beat = null)
    {
        lock (_lock) (_heardAt, _beat) = (time.GetTimestamp(), beat);
    }

    /// <summary>Tells the connections that the source is lost or back.</summary>
    public void SetSourceLive(bool live, ICollection<Subscriber> told)
    {
        lock (_lock)
        {
            if (_isLive == live || _state is null) return;
            (_isLive, _snapshot) = (live, null);
            var message = new SerializedHubMessage(new InvocationMessage("source", [new SourceMessage(topic.Name, live, time.GetChinaNow())]));
            Enqueue(message, told);
        }
    }

    /// <summary>Adds a connection, and answers the snapshot that its updates follow; null when the relay has been closed meanwhile.</summary>
    public SnapshotMessage? TryAdd(Subscriber viewer)
    {
        lock (_lock)
        {
            if (_isClosed) return null;
            _subscribers.Add(viewer);
            return CreateSnapshot();
        }
    }

    /// <summary>Removes a connection, if it is there.</summary>
    public void Remove(Subscriber viewer)
    {
        lock (_lock)
            if (_subscribers.Remove(viewer)) _idleSince = time.GetUtcNow();
    }

    /// <summary>Closes the relay if nobody has looked since; it takes no connection any more.</summary>
    public bool TryClose(DateTimeOffset idleSince)
    {
        lock (_lock) return _isClosed |= _subscribers.Count == 0 && _idleSince < idleSince;
    }

    // Made into JSON when somebody first asks: most states are only ever told by what changed.
    private SnapshotMessage CreateSnapshot() => new(topic.Name, _state!.Epoch, _state.Seq, _state.Data.Position, _state.At, _isLive,
        _data ??= JsonSerializer.SerializeToElement<object>(_state.Data, JsonDefaults.Options));

    // A version numbers the messages of the topic across epochs.
    private void Enqueue(SerializedHubMessage message, ICollection<Subscriber> told)
    {
        _version++;
        foreach (var viewer in _subscribers)
        {
            viewer.Enqueue(this, message, _version);
            told.Add(viewer);
        }
    }
}
