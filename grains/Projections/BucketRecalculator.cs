using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// Recalculates the buckets of days from all their events. Pure. Required where an event cannot be added alone: for
/// corrections, and for cumulative (累计) readings, which count by the difference to the previous reading.
/// </summary>
internal static class BucketRecalculator
{
    /// <summary>
    /// Returns the days to recalculate when these events change. The whole year is returned for a cumulative reading,
    /// and for any event that <paramref name="isOfCumulativeYear"/> accepts, such as a withdrawal or a final mark.
    /// </summary>
    public static ImmutableArray<UnitDateRange> GetAffectedRanges(
        IEnumerable<Event> changed, Func<Event, bool>? isOfCumulativeYear = null) =>
    [
        .. changed
            .Select(e => e.Basis == Basis.Ytd || isOfCumulativeYear?.Invoke(e) == true
                ? new UnitDateRange(e.Unit, new(e.Date.Year, 1, 1), new(e.Date.Year, 12, 31))
                : new UnitDateRange(e.Unit, e.Date, e.Date))
            .Distinct(),
    ];

    /// <summary>
    /// Returns the buckets of the given days, empty ones included, and the cumulative readings whose state changes
    /// between counting and held. <paramref name="events"/> holds all events of those days, in journal order.
    /// </summary>
    /// <exception cref="OverflowException">A total does not fit into 64 bits.</exception>
    public static (ImmutableArray<Bucket> Buckets, ImmutableArray<EventStateChange> States) Recalculate(
        Metric metric, IEnumerable<JournalEvent> events, IEnumerable<UnitDateRange> ranges)
    {
        var rangeList = ranges.ToList();
        return Recalculate(
            metric, [.. events.Where(stored => rangeList.Exists(range => range.Contains(stored.Event)))]);
    }

    /// <summary>
    /// Returns the buckets of the days of <paramref name="events"/>, which holds all events of those days, in journal
    /// order, and the cumulative readings whose state changes.
    /// </summary>
    /// <exception cref="OverflowException">A total does not fit into 64 bits.</exception>
    public static (ImmutableArray<Bucket> Buckets, ImmutableArray<EventStateChange> States) Recalculate(
        Metric metric, List<JournalEvent> events)
    {
        // A replacement counts with the operation of the replaced event.
        var op = metric.Kind == MetricKind.Level ? EventOperation.Set : EventOperation.Add;
        var buckets = events
            .SelectMany(stored => Bucket.GetKeys(stored.Event))
            .Distinct()
            .ToDictionary(key => key, Bucket.Empty);

        AddPeriodEvents(buckets, events, op);
        var states = AddCumulativeReadings(buckets, events, op);
        AddFinalMarks(buckets, events);
        AddCorrections(buckets, events, states);
        return ([.. buckets.Values], [.. states]);
    }

    /// <summary>Returns true if the event was replaced or withdrawn, or counts as a replacement.</summary>
    public static bool IsCorrected(Event e, EventState state) =>
        e.Op is not (EventOperation.Withdraw or EventOperation.Final)
        && (state is EventState.Replaced or EventState.Withdrawn
            || (state == EventState.Counts && e.Op == EventOperation.Replace));

    private static void AddPeriodEvents(
        Dictionary<BucketKey, Bucket> buckets, List<JournalEvent> events, EventOperation op)
    {
        foreach (var stored in events)
        {
            if (stored.State != EventState.Counts) continue;
            if (stored.Event is not { Basis: Basis.Period, Op: not EventOperation.Final }) continue;
            foreach (var change in Bucket.GetChanges(stored.Event))
                buckets[change.Key] = buckets[change.Key].Apply(change with { Op = op });
        }
    }

    private static List<EventStateChange> AddCumulativeReadings(
        Dictionary<BucketKey, Bucket> buckets, List<JournalEvent> events, EventOperation op)
    {
        var states = new List<EventStateChange>();
        var seriesOfYears = events
            .Where(stored => stored.Event.Basis == Basis.Ytd && stored.State is EventState.Counts or EventState.Held)
            .GroupBy(stored => (stored.Event.Unit, stored.Event.Date.Year));
        foreach (var series in seriesOfYears)
        {
            long previous = 0;
            foreach (var stored in series
                         .OrderBy(stored => stored.Event.Date)
                         .ThenBy(stored => stored.SequenceNumber))
            {
                var reading = FixedPoint.ToScaled(stored.Event.Value);
                var state = reading < previous ? EventState.Held : EventState.Counts;
                if (state != stored.State) states.Add(new(stored.Event.Key, state));
                if (state == EventState.Held) continue;
                foreach (var change in Bucket.GetChanges(stored.Event, op, reading - previous))
                {
                    var bucket = buckets[change.Key].Apply(change);
                    buckets[change.Key] = bucket with { CumulativeReadingCount = bucket.CumulativeReadingCount + 1 };
                }
                previous = reading;
            }
        }
        return states;
    }

    private static void AddFinalMarks(Dictionary<BucketKey, Bucket> buckets, List<JournalEvent> events)
    {
        foreach (var stored in events)
        {
            if (stored is not { State: EventState.Counts, Event.Op: EventOperation.Final }) continue;
            foreach (var key in Bucket.GetKeys(stored.Event)) buckets[key] = buckets[key] with { FinalCount = 1 };
        }
    }

    private static void AddCorrections(
        Dictionary<BucketKey, Bucket> buckets, List<JournalEvent> events, List<EventStateChange> states)
    {
        var changedStates = states.ToDictionary(change => change.Key, change => change.State);
        foreach (var stored in events)
        {
            if (!IsCorrected(stored.Event, changedStates.GetValueOrDefault(stored.Event.Key, stored.State))) continue;
            foreach (var key in Bucket.GetKeys(stored.Event))
                buckets[key] = buckets[key] with { CorrectionCount = buckets[key].CorrectionCount + 1 };
        }
    }
}
