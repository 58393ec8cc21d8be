using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>What an event changes that does more than add to its day: a correction, one that a correction waits for, or a cumulative reading.</summary>
internal sealed class EventRevision
{
    private readonly Metric _metric;
    private readonly Event _newEvent;
    private readonly Dictionary<EventKey, EventState> _previousStates;
    private readonly ImmutableArray<JournalEvent> _affectedEvents;

    private EventRevision(Metric metric, Event newcomer, ImmutableArray<JournalEvent> changed, Dictionary<EventKey, EventState> before, CityProjection book)
    {
        (_metric, _newEvent, _previousStates, ChangedEvents) = (metric, newcomer, before, changed);
        PendingTarget = newcomer.Target is { } target && !before.ContainsKey(target) ? target : null;
        // One of another metric or city is void, and has never counted.
        _affectedEvents = [.. changed.Where(member => member.Event.Metric == newcomer.Metric && member.Event.City == newcomer.City)];
        IsIncremental = metric.Kind != MetricKind.Level
            && _affectedEvents.All(member => member.Event is { Basis: Basis.Period, Op: not EventOperation.Final } && !book.IsCumulativeYear(member.Event));
        RecalculatedRanges = IsIncremental ? [] : BucketRecalculator.GetAffectedRanges(_affectedEvents.Select(member => member.Event), book.IsCumulativeYear);
    }

    /// <summary>Of which metric.</summary>
    public string Metric => _metric.Code;

    /// <summary>The newcomer and those of its family whose state becomes another, in the states they come to be in.</summary>
    public ImmutableArray<JournalEvent> ChangedEvents { get; }

    /// <summary>What the newcomer names, when that is not there yet.</summary>
    public EventKey? PendingTarget { get; }

    /// <summary>What counts again because of the newcomer, and did not before.</summary>
    public IEnumerable<Event> RestoredEvents => ChangedEvents.Where(member => member.State == EventState.Counts && member.Event.Key != _newEvent.Key).Select(member => member.Event);

    /// <summary>Whether anything counts because of it that did not before.</summary>
    public bool HasNewlyCounted => ChangedEvents.Any(member => member.State == EventState.Counts);

    /// <summary>Whether all it does is to add to days and take from them: then none has to be counted anew.</summary>
    public bool IsIncremental { get; }

    /// <summary>The days that have to be counted anew.</summary>
    public ImmutableArray<UnitDateRange> RecalculatedRanges { get; }

    /// <summary>Works out what a newcomer changes in its family, or why it is refused.</summary>
    public static (EventRevision? Amendment, ValidationError? Refusal) Create(
        Metric metric, Event newcomer, ImmutableArray<JournalEvent> known, CityProjection book, Func<Event, Event, bool> mayCorrect)
    {
        var family = new CorrectionChain(metric, known.Append(new(long.MaxValue, long.MaxValue, default, newcomer, EventState.Waiting)), mayCorrect);
        if (family.Validate(newcomer) is { } refusal) return (null, refusal);
        var before = known.ToDictionary(member => member.Event.Key, member => member.State);
        var changed = family.ResolveStates().Where(member => !before.TryGetValue(member.Event.Key, out var state) || state != member.State);
        return (new(metric, newcomer, [.. changed], before, book), null);
    }

    /// <summary>What to append where it only moves, given the buckets.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public AppendEntry CreateEntry(Func<BucketKey, Bucket> at)
    {
        var buckets = _affectedEvents.SelectMany(member => Bucket.GetKeys(member.Event)).Distinct().ToDictionary(key => key, at);
        // What goes first makes room for what comes.
        foreach (var member in _affectedEvents)
            if (_previousStates.TryGetValue(member.Event.Key, out var before)) ApplyIncrement(buckets, member.Event, before, -1);
        foreach (var member in _affectedEvents) ApplyIncrement(buckets, member.Event, member.State, 1);
        return new(_newEvent, [], [.. buckets.Values], [.. ChangedEvents.Select(member => new EventStateChange(member.Event.Key, member.State))]);
    }

    /// <summary>What to append where it does more, given all events that the journal has on the days of <see cref="RecalculatedRanges"/>.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public AppendEntry CreateEntry(ImmutableArray<JournalEvent> there)
    {
        var changed = ChangedEvents.ToDictionary(member => member.Event.Key);
        var now = there.Select(known => changed.GetValueOrDefault(known.Event.Key, known)).Append(changed[_newEvent.Key]);
        var (buckets, readings) = BucketRecalculator.Recalculate(_metric, now, RecalculatedRanges);
        var states = ChangedEvents.Select(member => new EventStateChange(member.Event.Key, member.State)).ToDictionary(state => state.Key);
        foreach (var reading in readings) states[reading.Key] = reading;
        return new(_newEvent, [], buckets, [.. states.Values]);
    }

    private static void ApplyIncrement(Dictionary<BucketKey, Bucket> buckets, Event e, EventState state, int sign)
    {
        if (BucketRecalculator.IsCorrected(e, state))
            foreach (var key in Bucket.GetKeys(e)) buckets[key] = buckets[key] with { CorrectionCount = buckets[key].CorrectionCount + sign };
        if (state == EventState.Counts)
            foreach (var change in Bucket.GetChanges(e)) buckets[change.Key] = buckets[change.Key].ApplyIncrement(change, sign);
    }
}
