namespace IpMonitor.Grains.Live;

/// <summary>Flush and heartbeat intervals of topic sources (configuration section <c>Live</c>).</summary>
public sealed class LiveOptions
{
    /// <summary>
    /// Minimum time between two flushes of a source. The first change after an idle interval is flushed at once.
    /// </summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longer flush intervals of particular kinds of topics.</summary>
    public Dictionary<TopicKind, TimeSpan> FlushIntervals { get; } = [];

    /// <summary>
    /// Interval at which a source with observers sends heartbeats and reads the journal without a hint.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time after which a subscription expires unless it is renewed.</summary>
    public TimeSpan ObserverExpiry { get; set; } = TimeSpan.FromSeconds(30);
}
