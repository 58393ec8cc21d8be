using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Grains.Live;

/// <summary>
/// An event as displayed: the reported content, when it was accepted, and its commit and import batch. A null
/// <see cref="State"/> means that it counts.
/// </summary>
/// <remarks>
/// <see cref="Share"/> and <see cref="Aside"/> are set among the events behind a figure: the amount the event
/// contributes, and the reason why it contributes nothing.
/// </remarks>
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
    /// <summary>Converts an event of the journal.</summary>
    public static EventRow From(JournalEvent entry) => new(
        entry.Event.Id,
        entry.Event.Source,
        entry.Event.City,
        entry.Event.Unit,
        entry.Event.Metric,
        entry.Event.Value,
        entry.Event.Weight,
        entry.Event.Date,
        entry.Event.Campaign,
        entry.Event.Ref,
        entry.Event.Note,
        entry.Event.Qualifier.NullIfExact(),
        entry.Event.Op,
        entry.Position,
        entry.ReceivedAt,
        entry.Event.Basis == Metrics.Basis.Period ? null : entry.Event.Basis,
        entry.Event.Target,
        entry.State == EventState.Counts ? null : entry.State,
        entry.Batch);

    /// <summary>Converts an event behind a figure, with its contribution.</summary>
    public static EventRow From(EventContribution contribution) => From(contribution.JournalEvent) with
    {
        Share = contribution.Share,
        Aside = contribution.ExclusionReason,
    };
}
