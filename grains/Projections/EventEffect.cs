using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// The state and bucket changes of an event that is no plain addition: a correction, the target of a waiting
/// correction, a cumulative reading, a final mark, or an event of a source that does not count.
/// </summary>
internal sealed class EventEffect
{
    private readonly Metric _metric;
    private readonly Event _newEvent;
    private readonly Dictionary<EventKey, EventState> _previousStates;
    private readonly ImmutableArray<JournalEvent> _affectedEvents;

    private EventEffect(
        Metric metric,
        Event newEvent,
        ImmutableArray<JournalEvent> changedEvents,
        Dictionary<EventKey, EventState> previousStates,
        CityProjection projection)
    {
        _metric = metric;
        _newEvent = newEvent;
        _previousStates = previousStates;
        ChangedEvents = changedEvents;
        PendingTarget = newEvent.Target is { } target && !previousStates.ContainsKey(target) ? target : null;
        // A correction of another metric or city is void and never counted.
        _affectedEvents =
        [
            .. changedEvents.Where(member =>
                member.Event.Metric == newEvent.Metric && member.Event.City == newEvent.City),
        ];
        IsIncremental = metric.Kind != MetricKind.Level && _affectedEvents.All(member =>
            member.Event is { Basis: Basis.Period, Op: not EventOperation.Final }
            && !projection.IsCumulativeYear(member.Event));
        RecalculatedRanges = IsIncremental
            ? []
            : BucketRecalculator.GetAffectedRanges(
                _affectedEvents.Select(member => member.Event), projection.IsCumulativeYear);
    }

    /// <summary>Code of the metric.</summary>
    public string Metric => _metric.Code;

    /// <summary>The new event and the events of its chain whose state changes, with their new states.</summary>
    public ImmutableArray<JournalEvent> ChangedEvents { get; }

    /// <summary>The target of the new event if it has not arrived; otherwise null.</summary>
    public EventKey? PendingTarget { get; }

    /// <summary>Stored events that start to count because of the new event.</summary>
    public IEnumerable<Event> RestoredEvents => ChangedEvents
        .Where(member => member.State == EventState.Counts && member.Event.Key != _newEvent.Key)
        .Select(member => member.Event);

    /// <summary>True if any event starts to count, the new one included.</summary>
    public bool HasNewlyCounted => ChangedEvents.Any(member => member.State == EventState.Counts);

    /// <summary>True if it only adds to and subtracts from buckets, without recalculating days.</summary>
    public bool IsIncremental { get; }

    /// <summary>The days to recalculate; empty if incremental.</summary>
    public ImmutableArray<UnitDateRange> RecalculatedRanges { get; }

    /// <summary>
    /// Creates the revision of a new event, or returns the error that rejects it. <paramref name="chain"/> holds the
    /// stored events connected to it by corrections.
    /// </summary>
    public static (EventEffect? Revision, ValidationError? Error) Create(
        Metric metric,
        Event newEvent,
        ImmutableArray<JournalEvent> chain,
        CityProjection projection,
        Func<Event, Event, bool> mayCorrect)
    {
        var unstored = new JournalEvent(long.MaxValue, long.MaxValue, default, newEvent, EventState.Waiting);
        var newChain = new CorrectionChain(metric, chain.Append(unstored), mayCorrect);
        if (newChain.Validate(newEvent) is { } error) return (null, error);
        var previousStates = chain.ToDictionary(member => member.Event.Key, member => member.State);
        var changed = newChain.ResolveStates().Where(member =>
            !previousStates.TryGetValue(member.Event.Key, out var state) || state != member.State);
        return (new(metric, newEvent, [.. changed], previousStates, projection), null);
    }

    /// <summary>Creates the entry of an incremental revision from the current buckets.</summary>
    /// <exception cref="OverflowException">A total does not fit into 64 bits.</exception>
    public AppendEntry CreateEntry(Func<BucketKey, Bucket> getBucket)
    {
        var buckets = _affectedEvents
            .SelectMany(member => Bucket.GetKeys(member.Event))
            .Distinct()
            .ToDictionary(key => key, getBucket);
        // Subtracts first: adding first could overflow although the result fits.
        foreach (var member in _affectedEvents)
            if (_previousStates.TryGetValue(member.Event.Key, out var previous))
                ApplyIncrement(buckets, member.Event, previous, -1);
        foreach (var member in _affectedEvents) ApplyIncrement(buckets, member.Event, member.State, 1);
        return new(_newEvent, [], [.. buckets.Values], [.. GetStateChanges()]);
    }

    /// <summary>
    /// Creates the entry of a revision that recalculates days, from all stored events of
    /// <see cref="RecalculatedRanges"/>.
    /// </summary>
    /// <exception cref="OverflowException">A total does not fit into 64 bits.</exception>
    public AppendEntry CreateEntry(ImmutableArray<JournalEvent> storedEvents)
    {
        var changed = ChangedEvents.ToDictionary(member => member.Event.Key);
        var current = storedEvents
            .Select(stored => changed.GetValueOrDefault(stored.Event.Key, stored))
            .Append(changed[_newEvent.Key]);
        var (buckets, readingStates) = BucketRecalculator.Recalculate(_metric, current, RecalculatedRanges);
        var states = GetStateChanges().ToDictionary(change => change.Key);
        foreach (var change in readingStates) states[change.Key] = change;
        return new(_newEvent, [], buckets, [.. states.Values]);
    }

    private IEnumerable<EventStateChange> GetStateChanges() =>
        ChangedEvents.Select(member => new EventStateChange(member.Event.Key, member.State));

    private static void ApplyIncrement(Dictionary<BucketKey, Bucket> buckets, Event e, EventState state, int sign)
    {
        if (BucketRecalculator.IsCorrected(e, state))
            foreach (var key in Bucket.GetKeys(e))
                buckets[key] = buckets[key] with { CorrectionCount = buckets[key].CorrectionCount + sign };
        if (state == EventState.Counts)
            foreach (var change in Bucket.GetChanges(e))
                buckets[change.Key] = buckets[change.Key].ApplyIncrement(change, sign);
    }
}
