using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// Counts days anew out of all their events: pure. Needed where an event does more than add: a correction takes away, and a
/// cumulative (累计) reading counts by its difference to the one before.
/// </summary>
internal static class BucketRecalculator
{
    /// <summary>
    /// The days that must be counted anew when these events change. A cumulative reading changes its whole year, and of a year
    /// of such readings no day can be counted alone, whatever changes it: a withdrawal, a final mark.
    /// </summary>
    public static ImmutableArray<UnitDateRange> GetAffectedRanges(IEnumerable<Event> changed, Func<Event, bool>? isOfCumulativeYear = null) =>
    [
        .. changed
            .Select(e => e.Basis == Basis.Ytd || isOfCumulativeYear?.Invoke(e) == true
                ? new UnitDateRange(e.Unit, new(e.Date.Year, 1, 1), new(e.Date.Year, 12, 31))
                : new UnitDateRange(e.Unit, e.Date, e.Date))
            .Distinct(),
    ];

    /// <summary>
    /// The buckets of the given days, those that come to nothing included, and the cumulative readings that change between
    /// counting and being held. All events of those days are given, in the order of the journal.
    /// </summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public static (ImmutableArray<Bucket> Buckets, ImmutableArray<EventStateChange> States) Recalculate(
        Metric metric, IEnumerable<JournalEvent> events, IEnumerable<UnitDateRange> spans)
    {
        var days = spans.ToList();
        var inSpans = events.Where(known => days.Any(span => span.Unit == known.Event.Unit && span.From <= known.Event.Date && known.Event.Date <= span.To)).ToList();
        var states = new List<EventStateChange>();
        // A replacement counts as what it stands in place of.
        var op = metric.Kind == MetricKind.Level ? EventOperation.Set : EventOperation.Add;
        var buckets = inSpans.SelectMany(known => Bucket.GetKeys(known.Event)).Distinct().ToDictionary(key => key, Bucket.Empty);

        foreach (var known in inSpans.Where(known => known.Event is { Basis: Basis.Period, Op: not EventOperation.Final } && known.State == EventState.Counts))
            foreach (var change in Bucket.GetChanges(known.Event)) buckets[change.Key] = buckets[change.Key].Apply(change with { Op = op });

        foreach (var series in inSpans.Where(known => known.Event.Basis == Basis.Ytd && known.State is EventState.Counts or EventState.Held)
                     .GroupBy(known => (known.Event.Unit, known.Event.Date.Year)))
        {
            long before = 0;
            foreach (var known in series.OrderBy(known => known.Event.Date).ThenBy(known => known.SequenceNumber))
            {
                var reading = FixedPoint.ToScaled(known.Event.Value);
                var state = reading < before ? EventState.Held : EventState.Counts;
                if (state != known.State) states.Add(new(known.Event.Key, state));
                if (state == EventState.Held) continue;
                foreach (var change in Bucket.GetChanges(known.Event, op, reading - before))
                    buckets[change.Key] = buckets[change.Key].Apply(change) with { CumulativeReadingCount = buckets[change.Key].CumulativeReadingCount + 1 };
                before = reading;
            }
        }

        foreach (var known in inSpans.Where(known => known.Event.Op == EventOperation.Final && known.State == EventState.Counts))
            foreach (var key in Bucket.GetKeys(known.Event)) buckets[key] = buckets[key] with { FinalCount = 1 };

        var held = states.ToDictionary(state => state.Key, state => state.State);
        foreach (var known in inSpans.Where(known => IsCorrected(known.Event, held.GetValueOrDefault(known.Event.Key, known.State))))
            foreach (var key in Bucket.GetKeys(known.Event)) buckets[key] = buckets[key] with { CorrectionCount = buckets[key].CorrectionCount + 1 };
        return ([.. buckets.Values], [.. states]);
    }

    /// <summary>Whether an event was replaced on its day or withdrawn from it, or stands there in another's place.</summary>
    public static bool IsCorrected(Event e, EventState state) => e.Op is not (EventOperation.Withdraw or EventOperation.Final)
        && (state is EventState.Replaced or EventState.Withdrawn || (state == EventState.Counts && e.Op == EventOperation.Replace));
}
