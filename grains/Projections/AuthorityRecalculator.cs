using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>Counts a metric of a city anew when another source becomes authoritative: pure.</summary>
internal static class AuthorityRecalculator
{
    /// <summary>What the buckets and states come to; all events of the city and metric are given, in the order of the journal.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public static (ImmutableArray<Bucket> Buckets, ImmutableArray<EventStateChange> States) Recalculate(Metric metric, ImmutableArray<JournalEvent> events)
    {
        // Whether a correction was allowed is settled: what is void, waits, or stands on such remains as it is.
        var sound = events.Where(known => known.State is not (EventState.Void or EventState.Waiting)).ToDictionary(known => known.Event.Key);
        var settled = new CorrectionChain(metric, sound.Values, (_, _) => true).ResolveStates().ToDictionary(known => known.Event.Key);
        var now = events.Select(known => StandsOnItsOwn(known.Event) ? settled.GetValueOrDefault(known.Event.Key, known) : known).ToList();
        var (buckets, held) = BucketRecalculator.Recalculate(metric, now, BucketRecalculator.GetAffectedRanges(events.Select(known => known.Event)));
        var before = events.ToDictionary(known => known.Event.Key, known => known.State);
        var states = now.Where(known => known.State != before[known.Event.Key])
            .Select(known => new EventStateChange(known.Event.Key, known.State)).ToDictionary(state => state.Key);
        foreach (var state in held) states[state.Key] = state;
        return (buckets, [.. states.Values]);

        bool StandsOnItsOwn(Event e) => e.Target is null || (sound.TryGetValue(e.Target, out var above) && StandsOnItsOwn(above.Event));
    }
}
