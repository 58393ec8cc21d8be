using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>Why an event that counts by itself is no part of a number.</summary>
[GenerateSerializer, Alias("ipm.exclusion-reason")]
public enum ExclusionReason
{
    /// <summary>The whole city was reported too, and counts: this is a part of it.</summary>
    WholeCounts,
    /// <summary>A later reading stands in its place.</summary>
    LaterReading,
}

/// <summary>An event behind a number, with what it adds to it.</summary>
/// <param name="JournalEvent">The event.</param>
/// <param name="Share">What it adds: its value (times its weight, of a mean), or its difference to the cumulative reading before; null when nothing.</param>
/// <param name="ExclusionReason">Why it adds nothing although it counts.</param>
public sealed record EventContribution(JournalEvent JournalEvent, decimal? Share, ExclusionReason? ExclusionReason);

/// <summary>Tells which events a city's number is made of: their shares add up to it exactly. Pure.</summary>
public static class Provenance
{
    /// <summary>
    /// The events dated in the period (of a level: up to its end), in the order of the journal, with their shares; all events of
    /// the city and metric up to the period's end are given in that order.
    /// </summary>
    public static ImmutableArray<EventContribution> GetContributions(Metric metric, ReportingPeriod period, IReadOnlyCollection<JournalEvent> events)
    {
        var cumulative = GetCumulativeDifferences(events);
        var mine = events.Where(known => period.Campaign is null || known.Event.Campaign == period.Campaign).ToList();
        var counting = mine.Where(known => known.State == EventState.Counts && known.Event.Op is not (EventOperation.Withdraw or EventOperation.Final)).ToList();
        var counts = counting.Select(known => known.SequenceNumber).ToHashSet();
        if (metric.Kind == MetricKind.Level)
        {
            var latest = counting.Where(known => known.Event.Date <= period.End).GroupBy(known => known.Event.Unit ?? "")
                .ToDictionary(unit => unit.Key, unit => unit.OrderBy(known => known.Event.Date).ThenBy(known => known.SequenceNumber).Last().SequenceNumber);
            return
            [
                .. mine.Where(known => known.Event.Date <= period.End).Select(known => !counts.Contains(known.SequenceNumber) ? new EventContribution(known, null, null)
                    : latest[known.Event.Unit ?? ""] != known.SequenceNumber ? new EventContribution(known, null, ExclusionReason.LaterReading)
                    : known.Event.Unit is not null && latest.ContainsKey("") ? new EventContribution(known, null, ExclusionReason.WholeCounts)
                    : new EventContribution(known, known.Event.Value, null)),
            ];
        }
        var wholeYears = counting.Where(known => known.Event.Unit is null).Select(known => known.Event.Date.Year).ToHashSet();
        return
        [
            .. mine.Where(known => known.Event.Date >= period.Start && known.Event.Date <= period.End).Select(known => !counts.Contains(known.SequenceNumber) ? new EventContribution(known, null, null)
                : known.Event.Unit is not null && wholeYears.Contains(known.Event.Date.Year) ? new EventContribution(known, null, ExclusionReason.WholeCounts)
                : new EventContribution(known, cumulative.TryGetValue(known.SequenceNumber, out var difference) ? difference : known.Event.Value * (known.Event.Weight ?? 1), null)),
        ];
    }

    private static Dictionary<long, decimal> GetCumulativeDifferences(IEnumerable<JournalEvent> events)
    {
        var differences = new Dictionary<long, decimal>();
        foreach (var series in events.Where(known => known.Event.Basis == Basis.Ytd && known.Event.Op != EventOperation.Withdraw && known.State == EventState.Counts)
                     .GroupBy(known => (known.Event.Unit, known.Event.Date.Year)))
        {
            var before = 0m;
            foreach (var known in series.OrderBy(known => known.Event.Date).ThenBy(known => known.SequenceNumber))
            {
                differences.Add(known.SequenceNumber, known.Event.Value - before);
                before = known.Event.Value;
            }
        }
        return differences;
    }
}
