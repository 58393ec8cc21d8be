using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Cities;

/// <summary>The only writer of a city's events. The grain key is the city's GB/T 2260 code.</summary>
[Alias("ipm.city-grain")]
public interface ICityGrain : IGrainWithStringKey
{
    /// <summary>
    /// Appends validated events of this city and returns after the commit. Each event is accepted, a duplicate, or
    /// rejected (<c>id_reused</c>, <c>total_too_large</c>, <c>year_final</c>, <c>basis_mixed</c>, or an invalid
    /// correction).
    /// </summary>
    /// <param name="events">The events, in counting order.</param>
    /// <param name="batch">Name of the import they belong to, as its sender gave it.</param>
    /// <param name="receivedAt">Time of receipt, if it precedes the append; null for now.</param>
    /// <exception cref="JournalException">The store is unavailable; the same ids may be sent again.</exception>
    [Alias("report")]
    Task<ReportResult> Report(
        ImmutableArray<Event> events, string? batch = null, DateTimeOffset? receivedAt = null);

    /// <summary>
    /// Returns the expected result of reporting each event alone, without appending anything. Overflows of daily totals
    /// are not checked.
    /// </summary>
    [Alias("check")]
    Task<ImmutableArray<EventResult>> Check(ImmutableArray<Event> events);

    /// <summary>Recalculates the metrics whose authoritative source changed in the catalogue, if any.</summary>
    /// <exception cref="JournalException">The store is unavailable; the city retries with its next report.</exception>
    [Alias("apply-catalogue")]
    Task ApplyCatalogue();
}
