using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>Recalculates a city's metric when its authoritative source changes. Pure.</summary>
internal static class AuthoritativeSourceRecalculator
{
    /// <summary>
    /// Returns the recalculated buckets and the changed event states. <paramref name="events"/> holds all events of the
    /// city and metric, in journal order.
    /// </summary>
    /// <exception cref="OverflowException">A total does not fit into 64 bits.</exception>
    public static (ImmutableArray<Bucket> Buckets, ImmutableArray<EventStateChange> States) Recalculate(
        Metric metric, ImmutableArray<JournalEvent> events)
    {
        // Permissions were checked at append: void and waiting corrections, and corrections of them, keep their state.
        var resolvable = events
            .Where(stored => stored.State is not (EventState.Void or EventState.Waiting))
            .ToDictionary(stored => stored.Event.Key);
        var resolved = new CorrectionChain(metric, resolvable.Values, (_, _) => true)
            .ResolveStates()
            .ToDictionary(stored => stored.Event.Key);
        var current = events
            .Select(stored => IsResolvable(stored.Event)
                ? resolved.GetValueOrDefault(stored.Event.Key, stored)
                : stored)
            .ToList();
        var (buckets, readingStates) = BucketRecalculator.Recalculate(metric, current);
        var previousStates = events.ToDictionary(stored => stored.Event.Key, stored => stored.State);
        var states = current
            .Where(stored => stored.State != previousStates[stored.Event.Key])
            .Select(stored => new EventStateChange(stored.Event.Key, stored.State))
            .ToDictionary(change => change.Key);
        foreach (var change in readingStates) states[change.Key] = change;
        return (buckets, [.. states.Values]);

        bool IsResolvable(Event e) =>
            e.Target is null || (resolvable.TryGetValue(e.Target, out var target) && IsResolvable(target.Event));
    }
}
