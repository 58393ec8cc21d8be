namespace IpMonitor.Grains.Live;

/// <summary>The data of a topic at a position. Equality includes the position.</summary>
[GenerateSerializer, Immutable, Alias("ipm.topic-data")]
public abstract record TopicData([property: Id(0)] long Position);

/// <summary>The whole state of a topic after a flush, so that a lost update is made up by the next.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Epoch">Changes when the source restarts. Sequence numbers of different epochs do not compare.</param>
/// <param name="Seq">Increases by one with each flush.</param>
/// <param name="At">The time of the flush.</param>
/// <param name="Data">The data, including its position.</param>
[GenerateSerializer, Immutable, Alias("ipm.topic-state")]
public sealed record TopicState(
    [property: Id(0)] string Topic,
    [property: Id(1)] string Epoch,
    [property: Id(2)] long Seq,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] TopicData Data);

/// <summary>The last flush of a topic.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Epoch">The epoch of the last <see cref="TopicState"/>.</param>
/// <param name="Seq">The sequence number of the last <see cref="TopicState"/>.</param>
[GenerateSerializer, Immutable, Alias("ipm.topic-beat")]
public sealed record TopicHeartbeat(
    [property: Id(0)] string Topic,
    [property: Id(1)] string Epoch,
    [property: Id(2)] long Seq);

/// <summary>A notification that a city's events are on disk up to a position.</summary>
[GenerateSerializer, Immutable, Alias("ipm.city-changed")]
public sealed record CityChanged(
    [property: Id(0)] string City,
    [property: Id(1)] long Version,
    [property: Id(2)] long Position);
