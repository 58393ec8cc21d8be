using System.Collections.Immutable;

namespace IpMonitor.Grains.Live;

/// <summary>The latest events of the province, newest first.</summary>
[GenerateSerializer, Immutable, Alias("ipm.feed-response")]
public sealed record FeedResponse(
    long Position,
    [property: Id(0)] ImmutableArray<EventRow> Events) : TopicData(Position)
{
    /// <inheritdoc/>
    public bool Equals(FeedResponse? other) => base.Equals(other) && Events.SequenceEqual(other.Events);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Events.Length);
}
