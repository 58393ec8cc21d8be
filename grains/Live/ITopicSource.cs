using System.Collections.Immutable;
using Orleans.Concurrency;

namespace IpMonitor.Grains.Live;

/// <summary>A grain that keeps topics and tells those who watch when one of them changes.</summary>
[Alias("ipm.topic-source")]
public interface ITopicSource : IGrainWithStringKey
{
    /// <summary>Hears that a city changed; only a hint, since what changed is read from the journal.</summary>
    [Alias("city-changed"), OneWay]
    Task OnCityChanged(CityChanged change);

    /// <summary>
    /// Starts or renews watching a topic and answers its state; null when there is no such topic. Without renewal an
    /// observer is forgotten after <see cref="LiveOptions.ObserverExpiry"/>.
    /// </summary>
    [Alias("subscribe")]
    Task<TopicState?> Subscribe(string topic, ITopicObserver observer);

    /// <summary>Stops watching a topic.</summary>
    [Alias("unsubscribe")]
    Task Unsubscribe(string topic, ITopicObserver observer);
}

/// <summary>A process that shows topics: grains tell the process, the process tells its own connections.</summary>
[Alias("ipm.topic-observer")]
public interface ITopicObserver : IGrainObserver
{
    /// <summary>The topics that changed with one flush.</summary>
    [Alias("update"), OneWay]
    Task Update(ImmutableArray<TopicState> states);

    /// <summary>
    /// Reports the topics that a source keeps for this observer, whether or not they changed. A topic that is missing is
    /// not watched there any more; one with a later sequence number was flushed in a message that was lost.
    /// </summary>
    [Alias("beat"), OneWay]
    Task Heartbeat(ImmutableArray<TopicHeartbeat> topics);
}

/// <summary>How often topics are flushed and sources beat (configuration section <c>Live</c>).</summary>
public sealed class LiveOptions
{
    /// <summary>The least time between two flushes of a source; the first change after quiet goes out at once.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The kinds of topics that are flushed less often than that.</summary>
    public Dictionary<TopicKind, TimeSpan> FlushIntervals { get; } = [];

    /// <summary>How often a watched source beats, and reads the journal even if nobody hinted at a change.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an observer is remembered without renewing.</summary>
    public TimeSpan ObserverExpiry { get; set; } = TimeSpan.FromSeconds(30);
}
