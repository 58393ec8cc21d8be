using Orleans.Utilities;

namespace IpMonitor.Grains.Live;

/// <summary>One topic while somebody watches it: its last state and its observers.</summary>
internal sealed class SubscribedTopic(Topic topic, ObserverManager<ITopicObserver> observers)
{
    private readonly string _epoch = Guid.NewGuid().ToString("N")[..12];
    private TopicState? _state;

    public Topic Topic => topic;

    public ObserverManager<ITopicObserver> Observers => observers;

    /// <summary>The last state flushed.</summary>
    public TopicState? State => _state;

    /// <summary>The last flush, as observers are told with each heartbeat.</summary>
    public TopicHeartbeat Heartbeat => new(topic.Name, _epoch, _state?.Seq ?? 0);

    /// <summary>The timestamp of the last flush.</summary>
    public long FlushedAt { get; set; }

    /// <summary>Whether what it shows may be another since.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Takes what the topic shows now; true when that is news, and not only a later position.</summary>
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
