using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Books;

/// <summary>Counts a metric of a city anew when another source becomes authoritative: pure.</summary>
internal static class Reauthorization
{
    /// <summary>What the buckets and states come to; all events of the city and metric are given, in the order of the journal.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public static (ImmutableArray<Bucket> Buckets, ImmutableArray<NewState> States) Of(Metric metric, ImmutableArray<JournalEvent> events)
    {
        var byKey = events.ToDictionary(known => known.Event.Key);
        var now = events.Select(known => known with { State = StateOf(known) }).ToList();
        var (buckets, held) = Recount.Of(metric, now, Recount.SpansOf(events.Select(known => known.Event)));
        var states = now.Zip(events).Where(pair => pair.First.State != pair.Second.State)
            .Select(pair => new NewState(pair.First.Event.Key, pair.First.State)).ToDictionary(state => state.Key);
        foreach (var state in held) states[state.Key] = state;
        return (buckets, [.. states.Values]);

        EventState StateOf(JournalEvent known) => known.State switch
        {
            EventState.Counts or EventState.Held when !metric.CountsFrom(RootOf(known.Event).Source) => EventState.Beside,
            EventState.Beside when metric.CountsFrom(RootOf(known.Event).Source) => EventState.Counts,
            var same => same,
        };

        Event RootOf(Event e) => e.Target is { } target && byKey.TryGetValue(target, out var above) ? RootOf(above.Event) : e;
    }
}
