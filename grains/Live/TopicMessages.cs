namespace IpMonitor.Grains.Live;

/// <summary>What a topic shows; two are equal when they show the same as of the same position.</summary>
[GenerateSerializer, Immutable, Alias("ipm.topic-data")]
public abstract record TopicData([property: Id(0)] long Position);

/// <summary>The whole state of a topic after a flush: what was lost on the way is in the next one.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Epoch">Changes when its source starts again; sequence numbers of different epochs do not compare.</param>
/// <param name="Seq">Rises by one per flush.</param>
/// <param name="At">When it was flushed.</param>
/// <param name="Data">The state, which names its position.</param>
[GenerateSerializer, Immutable, Alias("ipm.topic-state")]
public sealed record TopicState(
    [property: Id(0)] string Topic,
    [property: Id(1)] string Epoch,
    [property: Id(2)] long Seq,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] TopicData Data);

/// <summary>The last flush of a watched topic.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Epoch">Epoch of its last <see cref="TopicState"/>.</param>
/// <param name="Seq">Sequence number of its last <see cref="TopicState"/>.</param>
[GenerateSerializer, Immutable, Alias("ipm.topic-beat")]
public sealed record TopicHeartbeat(
    [property: Id(0)] string Topic,
    [property: Id(1)] string Epoch,
    [property: Id(2)] long Seq);

/// <summary>A city has new events on disk, up to a position: those who show them read what changed.</summary>
[GenerateSerializer, Immutable, Alias("ipm.city-changed")]
public sealed record CityChanged(
    [property: Id(0)] string City,
    [property: Id(1)] long Version,
    [property: Id(2)] long Position);
