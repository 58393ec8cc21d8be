using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>The reason why a counting event contributes nothing to a figure.</summary>
[GenerateSerializer, Alias("ipm.exclusion-reason")]
public enum ExclusionReason
{
    /// <summary>The event belongs to a unit, and the whole city's reports count instead.</summary>
    WholeCounts,
    /// <summary>A later reading counts instead.</summary>
    LaterReading,
}

/// <summary>An event behind a figure, with its contribution.</summary>
/// <param name="JournalEvent">The event.</param>
/// <param name="Share">
/// Contribution: the value (times the weight for a mean), or the difference to the previous cumulative reading; null if
/// none.
/// </param>
/// <param name="ExclusionReason">Reason why a counting event contributes nothing; otherwise null.</param>
public sealed record EventContribution(JournalEvent JournalEvent, decimal? Share, ExclusionReason? ExclusionReason);

/// <summary>Determines the events behind a city's figure; their shares add up to it exactly. Pure.</summary>
public static class Provenance
{
    /// <summary>
    /// Returns the events dated in the period (for a level: up to its end) with their shares, in the given order.
    /// </summary>
    /// <param name="metric">A reported metric.</param>
    /// <param name="period">The period of the figure.</param>
    /// <param name="events">All events of the city and metric up to the period's end, in journal order.</param>
    public static ImmutableArray<EventContribution> GetContributions(
        Metric metric, ReportingPeriod period, IReadOnlyCollection<JournalEvent> events)
    {
        var candidates = events
            .Where(stored => period.Campaign is null || stored.Event.Campaign == period.Campaign)
            .ToList();
        var counting = candidates.Where(IsCountingValue).ToList();
        return metric.Kind == MetricKind.Level
            ? GetLevelContributions(period, candidates, counting)
            : GetFlowContributions(period, candidates, counting, GetCumulativeDifferences(events));
    }

    private static bool IsCountingValue(JournalEvent stored) =>
        stored.State == EventState.Counts
        && stored.Event.Op is not (EventOperation.Withdraw or EventOperation.Final);

    private static ImmutableArray<EventContribution> GetLevelContributions(
        ReportingPeriod period, List<JournalEvent> candidates, List<JournalEvent> counting)
    {
        var latest = counting
            .Where(stored => stored.Event.Date <= period.End)
            .GroupBy(stored => stored.Event.Unit ?? "")
            .ToDictionary(
                unit => unit.Key,
                unit => unit
                    .OrderBy(stored => stored.Event.Date)
                    .ThenBy(stored => stored.SequenceNumber)
                    .Last()
                    .SequenceNumber);
        return [.. candidates.Where(stored => stored.Event.Date <= period.End).Select(CreateContribution)];

        EventContribution CreateContribution(JournalEvent stored)
        {
            if (!IsCountingValue(stored)) return new(stored, null, null);
            if (latest[stored.Event.Unit ?? ""] != stored.SequenceNumber)
                return new(stored, null, ExclusionReason.LaterReading);
            return stored.Event.Unit is not null && latest.ContainsKey("")
                ? new(stored, null, ExclusionReason.WholeCounts)
                : new(stored, stored.Event.Value, null);
        }
    }

    private static ImmutableArray<EventContribution> GetFlowContributions(
        ReportingPeriod period,
        List<JournalEvent> candidates,
        List<JournalEvent> counting,
        Dictionary<long, decimal> cumulativeDifferences)
    {
        var wholeCityYears = counting
            .Where(stored => stored.Event.Unit is null)
            .Select(stored => stored.Event.Date.Year)
            .ToHashSet();
        return
        [
            .. candidates
                .Where(stored => stored.Event.Date >= period.Start && stored.Event.Date <= period.End)
                .Select(CreateContribution),
        ];

        EventContribution CreateContribution(JournalEvent stored)
        {
            if (!IsCountingValue(stored)) return new(stored, null, null);
            if (stored.Event.Unit is not null && wholeCityYears.Contains(stored.Event.Date.Year))
                return new(stored, null, ExclusionReason.WholeCounts);
            var share = cumulativeDifferences.TryGetValue(stored.SequenceNumber, out var difference)
                ? difference
                : stored.Event.Value * (stored.Event.Weight ?? 1);
            return new(stored, share, null);
        }
    }

    private static Dictionary<long, decimal> GetCumulativeDifferences(IEnumerable<JournalEvent> events)
    {
        var differences = new Dictionary<long, decimal>();
        var seriesOfYears = events
            .Where(stored => stored.Event.Basis == Basis.Ytd && IsCountingValue(stored))
            .GroupBy(stored => (stored.Event.Unit, stored.Event.Date.Year));
        foreach (var series in seriesOfYears)
        {
            var previous = 0m;
            foreach (var stored in series
                         .OrderBy(stored => stored.Event.Date)
                         .ThenBy(stored => stored.SequenceNumber))
            {
                differences.Add(stored.SequenceNumber, stored.Event.Value - previous);
                previous = stored.Event.Value;
            }
        }
        return differences;
    }
}
