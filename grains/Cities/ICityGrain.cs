using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Cities;

/// <summary>A city: the only writer of its events. Its key is the city's GB/T 2260 code.</summary>
[Alias("ipm.city-grain")]
public interface ICityGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes admitted events of this city and answers when they are on disk: each is accepted, a duplicate, or refused
    /// (<c>id_reused</c>, <c>total_too_large</c>, <c>year_final</c>, <c>basis_mixed</c>, and what may not be corrected).
    /// </summary>
    /// <param name="events">In the order in which they count.</param>
    /// <param name="batch">The import they came by, as its sender named it.</param>
    /// <param name="received">When they came in, where they had to wait before they may count; null is now.</param>
    /// <exception cref="Journal.JournalException">The store cannot take them now; the same ids may be sent again.</exception>
    [Alias("report")]
    Task<ReportResult> Report(ImmutableArray<Event> events, string? batch = null, DateTimeOffset? received = null);

    /// <summary>
    /// What a report of these events would come to, each by itself beside what is on record now; nothing is appended. Whether the
    /// total of a day still fits is told by the report alone.
    /// </summary>
    [Alias("check")]
    Task<ImmutableArray<EventResult>> Check(ImmutableArray<Event> events);

    /// <summary>Counts anew what another authoritative source in the catalogue changes; does nothing when none did.</summary>
    /// <exception cref="Journal.JournalException">The store cannot take it now; the city tries again with its next report.</exception>
    [Alias("apply-catalogue")]
    Task ApplyCatalogue();
}
