using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Grains.Live;

/// <summary>
/// An event as it is shown: what was reported, when it was accepted, and the commit and import it came with. Without a state it
/// counts; behind a number it has its share of it, or tells why it adds nothing.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.event-row")]
public sealed record EventRow(
    [property: Id(0)] string Id,
    [property: Id(1)] string Source,
    [property: Id(2)] string City,
    [property: Id(3)] string? Unit,
    [property: Id(4)] string Metric,
    [property: Id(5)] decimal Value,
    [property: Id(6)] long? Weight,
    [property: Id(7)] DateOnly Date,
    [property: Id(8)] string? Campaign,
    [property: Id(9)] string? Ref,
    [property: Id(10)] string? Note,
    [property: Id(11)] Qualifier? Qualifier,
    [property: Id(12)] EventOperation Op,
    [property: Id(13)] long Position,
    [property: Id(14)] DateTimeOffset Received,
    [property: Id(15)] Basis? Basis,
    [property: Id(16)] EventKey? Target,
    [property: Id(17)] EventState? State,
    [property: Id(18)] string? Batch,
    [property: Id(19)] decimal? Share = null,
    [property: Id(20)] ExclusionReason? Aside = null)
{
    /// <summary>Shows an event of the journal.</summary>
    public static EventRow From(JournalEvent entry) => new(
        entry.Event.Id, entry.Event.Source, entry.Event.City, entry.Event.Unit, entry.Event.Metric, entry.Event.Value,
        entry.Event.Weight, entry.Event.Date, entry.Event.Campaign, entry.Event.Ref, entry.Event.Note,
        entry.Event.Qualifier.NullIfExact(), entry.Event.Op,
        entry.Position, entry.ReceivedAt, entry.Event.Basis == Metrics.Basis.Period ? null : entry.Event.Basis, entry.Event.Target,
        entry.State == EventState.Counts ? null : entry.State, entry.Batch);

    /// <summary>Shows an event behind a number, with what it adds to it.</summary>
    public static EventRow From(EventContribution shared) => From(shared.JournalEvent) with { Share = shared.Share, Aside = shared.ExclusionReason };
}

/// <summary>The latest events of the province, newest first.</summary>
[GenerateSerializer, Immutable, Alias("ipm.feed-response")]
public sealed record FeedResponse(long Position, [property: Id(0)] ImmutableArray<EventRow> Events) : TopicData(Position)
{
    /// <inheritdoc/>
    public bool Equals(FeedResponse? other) => base.Equals(other) && Events.SequenceEqual(other.Events);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Events.Length);
}
