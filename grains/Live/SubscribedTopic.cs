using Orleans.Utilities;

namespace IpMonitor.Grains.Live;

/// <summary>A topic with observers, and its last flushed state.</summary>
internal sealed class SubscribedTopic(Topic topic, ObserverManager<ITopicObserver> observers)
{
    private readonly string _epoch = Guid.NewGuid().ToString("N")[..12];
    private TopicState? _state;

    public Topic Topic => topic;

    public ObserverManager<ITopicObserver> Observers => observers;

    /// <summary>The last flushed state; its data may be of a later position.</summary>
    public TopicState? State => _state;

    /// <summary>The sequence number of the last flush, as sent with heartbeats.</summary>
    public TopicHeartbeat Heartbeat => new(topic.Name, _epoch, _state?.Seq ?? 0);

    /// <summary>The timestamp of the last flush.</summary>
    public long FlushedAt { get; set; }

    /// <summary>True if the data may have changed since the last flush.</summary>
    public bool IsDirty { get; set; }

    /// <summary>
    /// Stores the current data; returns true, with the next sequence number, if more than its position has changed.
    /// </summary>
    public bool TryUpdate(TopicData data, DateTimeOffset at)
    {
        if (_state is not null && _state.Data.Equals(data with { Position = _state.Data.Position }))
        {
            _state = _state with { Data = data };
            return false;
        }
        _state = new(topic.Name, _epoch, (_state?.Seq ?? 0) + 1, at, data);
        return true;
    }
}
