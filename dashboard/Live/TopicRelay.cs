using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace IpMonitor.Dashboard.Live;

/// <summary>Keeps the latest state of a topic in this process and queues messages for its subscribers.</summary>
/// <remarks>
/// Each message is serialized once for each scope of events. The caller flushes the subscribers that methods add to
/// <c>notified</c>.
/// </remarks>
internal sealed class TopicRelay(Topic topic, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Subscriber> _subscribers = [];
    private TopicState? _state;
    private readonly Dictionary<EventScope, JsonElement> _data = [];
    private readonly Dictionary<EventScope, SerializedHubMessage> _snapshots = [];
    private Task<bool>? _started;
    private DateTimeOffset _idleSince = time.GetUtcNow();
    private long _version;
    private long _heardAt = time.GetTimestamp(); // Timestamps are immune to changes of the wall clock.
    private TopicHeartbeat? _heartbeat;
    private bool _isLive = true;
    private bool _isClosed;

    /// <summary>The topic.</summary>
    public Topic Topic => topic;

    /// <summary>Whether the source of the topic responds.</summary>
    public bool IsLive
    {
        get { lock (_lock) return _isLive; }
    }

    /// <summary>Time since the source was last heard.</summary>
    public TimeSpan SilenceDuration
    {
        get { lock (_lock) return time.GetElapsedTime(_heardAt); }
    }

    /// <summary>Whether the last heartbeat named a later flush than the latest state: a message was lost.</summary>
    public bool IsBehind
    {
        get
        {
            lock (_lock)
                return _heartbeat is { } heartbeat
                    && (_state?.Epoch != heartbeat.Epoch || _state.Seq < heartbeat.Seq);
        }
    }

    /// <summary>The renewal or unsubscription in progress.</summary>
    public Task Maintenance { get; set; } = Task.CompletedTask;

    /// <summary>
    /// Returns the snapshot message of the latest state, and the version of the last message that it includes.
    /// </summary>
    public (SerializedHubMessage Message, long Version) GetLatestSnapshot(EventScope scope)
    {
        scope = Narrow(scope);
        lock (_lock)
        {
            if (!_snapshots.TryGetValue(scope, out var message))
                _snapshots.Add(scope, message = new(new InvocationMessage("snapshot", [CreateSnapshot(scope)])));
            return (message, _version);
        }
    }

    /// <summary>Subscribes to the source, once for all callers; returns false if there is no such topic.</summary>
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

    /// <summary>Accepts a state from the source and queues the changes; drops an older state.</summary>
    public void Publish(TopicState state, ICollection<Subscriber> notified)
    {
        lock (_lock)
        {
            if (_state is { } latest && latest.Epoch == state.Epoch && latest.Seq >= state.Seq) return;
            var before = _state?.Epoch == state.Epoch && _state.Seq + 1 == state.Seq ? _state.Data : null;
            _state = state;
            _data.Clear();
            _snapshots.Clear();
            Enqueue(
                scope => before is null
                    ? GetLatestSnapshot(scope).Message
                    : new(new InvocationMessage("update", [CreateUpdate(before, state, scope)])),
                notified);
        }
    }

    /// <summary>Records that the source was heard, and the flush that its heartbeat names.</summary>
    public void RecordHeartbeat(TopicHeartbeat? heartbeat = null)
    {
        lock (_lock) (_heardAt, _heartbeat) = (time.GetTimestamp(), heartbeat);
    }

    /// <summary>Queues a message if the source stopped responding, or responds again.</summary>
    public void SetSourceLive(bool isLive, ICollection<Subscriber> notified)
    {
        lock (_lock)
        {
            if (_isLive == isLive || _state is null) return;
            _isLive = isLive;
            _snapshots.Clear();
            SerializedHubMessage message = new(
                new InvocationMessage("source", [new SourceMessage(topic.Name, isLive, time.GetChinaNow())]));
            Enqueue(_ => message, notified);
        }
    }

    /// <summary>Adds a subscriber and returns its first snapshot; null if the relay is closed.</summary>
    public SnapshotMessage? TryAdd(Subscriber subscriber)
    {
        lock (_lock)
        {
            if (_isClosed) return null;
            _subscribers.Add(subscriber);
            return CreateSnapshot(Narrow(subscriber.Events));
        }
    }

    /// <summary>Removes a subscriber, if it is there.</summary>
    public void Remove(Subscriber subscriber)
    {
        lock (_lock)
            if (_subscribers.Remove(subscriber)) _idleSince = time.GetUtcNow();
    }

    /// <summary>Closes the relay if it has had no subscriber since a time; returns true if it is closed.</summary>
    public bool TryClose(DateTimeOffset idleSince)
    {
        lock (_lock) return _isClosed |= _subscribers.Count == 0 && _idleSince < idleSince;
    }

    // The data of other topics is the same for all subscribers.
    private EventScope Narrow(EventScope scope) =>
        topic.Kind is TopicKind.Feed or TopicKind.Campaign ? scope : EventScope.All;

    // Serializes on first use: most states are sent only as updates.
    private SnapshotMessage CreateSnapshot(EventScope scope)
    {
        if (!_data.TryGetValue(scope, out var data))
            _data.Add(scope, data = JsonSerializer.SerializeToElement<object>(
                scope.Limit(_state!.Data), JsonDefaults.Options));
        return new(topic.Name, _state!.Epoch, _state.Seq, _state.Data.Position, _state.At, _isLive, data);
    }

    private static UpdateMessage CreateUpdate(TopicData before, TopicState state, EventScope scope) => new(
        state.Topic,
        state.Epoch,
        state.Seq,
        state.Data.Position,
        state.At,
        TopicChanges.Compute(scope.Limit(before), scope.Limit(state.Data)));

    // The version numbers the messages of the topic across epochs.
    private void Enqueue(Func<EventScope, SerializedHubMessage> create, ICollection<Subscriber> notified)
    {
        _version++;
        var messages = new Dictionary<EventScope, SerializedHubMessage>();
        foreach (var subscriber in _subscribers)
        {
            var scope = Narrow(subscriber.Events);
            if (!messages.TryGetValue(scope, out var message)) messages.Add(scope, message = create(scope));
            subscriber.Enqueue(this, message, _version);
            notified.Add(subscriber);
        }
    }
}
