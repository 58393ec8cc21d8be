using System.Collections.Immutable;
using Orleans.Concurrency;

namespace IpMonitor.Grains.Live;

/// <summary>A dashboard process that receives topics and forwards them to its own connections.</summary>
[Alias("ipm.topic-observer")]
public interface ITopicObserver : IGrainObserver
{
    /// <summary>Receives the states of the topics that changed in one flush.</summary>
    [Alias("update"), OneWay]
    Task Update(ImmutableArray<TopicState> states);

    /// <summary>
    /// Receives the last flush of every topic this observer is subscribed to, changed or not. A missing topic means
    /// that the subscription is lost; a later sequence number means that an update was lost.
    /// </summary>
    [Alias("beat"), OneWay]
    Task Heartbeat(ImmutableArray<TopicHeartbeat> topics);
}
