using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Books;

/// <summary>What an event changes that does more than add to its day: a correction, one that a correction waits for, or a cumulative reading.</summary>
internal sealed class Amendment
{
    private readonly Metric _metric;
    private readonly Event _newcomer;
    private readonly Dictionary<EventKey, EventState> _before;
    private readonly ImmutableArray<JournalEvent> _counted;

    private Amendment(Metric metric, Event newcomer, ImmutableArray<JournalEvent> changed, Dictionary<EventKey, EventState> before, CityBook book)
    {
        (_metric, _newcomer, _before, Changed) = (metric, newcomer, before, changed);
        Awaits = newcomer.Target is { } target && !before.ContainsKey(target) ? target : null;
        // One of another metric or city is void, and has never counted.
        _counted = [.. changed.Where(member => member.Event.Metric == newcomer.Metric && member.Event.City == newcomer.City)];
        OnlyMoves = metric.Kind != MetricKind.Level
            && _counted.All(member => member.Event is { Basis: Basis.Period, Op: not EventOperation.Final } && !book.IsOfCumulativeYear(member.Event));
        Spans = OnlyMoves ? [] : Recount.SpansOf(_counted.Select(member => member.Event), book.IsOfCumulativeYear);
    }

    /// <summary>Of which metric.</summary>
    public string Metric => _metric.Code;

    /// <summary>The newcomer and those of its family whose state becomes another, in the states they come to be in.</summary>
    public ImmutableArray<JournalEvent> Changed { get; }

    /// <summary>What the newcomer names, when that is not there yet.</summary>
    public EventKey? Awaits { get; }

    /// <summary>What counts again because of the newcomer, and did not before.</summary>
    public IEnumerable<Event> Restored => Changed.Where(member => member.State == EventState.Counts && member.Event.Key != _newcomer.Key).Select(member => member.Event);

    /// <summary>Whether anything counts because of it that did not before.</summary>
    public bool Adds => Changed.Any(member => member.State == EventState.Counts);

    /// <summary>Whether all it does is to add to days and take from them: then none has to be counted anew.</summary>
    public bool OnlyMoves { get; }

    /// <summary>The days that have to be counted anew.</summary>
    public ImmutableArray<UnitDateRange> Spans { get; }

    /// <summary>Works out what a newcomer changes in its family, or why it is refused.</summary>
    public static (Amendment? Amendment, ValidationError? Refusal) Of(
        Metric metric, Event newcomer, ImmutableArray<JournalEvent> known, CityBook book, Func<Event, Event, bool> mayCorrect)
    {
        var family = new CorrectionFamily(metric, known.Append(new(long.MaxValue, long.MaxValue, default, newcomer, EventState.Waiting)), mayCorrect);
        if (family.Refusal(newcomer) is { } refusal) return (null, refusal);
        var before = known.ToDictionary(member => member.Event.Key, member => member.State);
        var changed = family.Members().Where(member => !before.TryGetValue(member.Event.Key, out var state) || state != member.State);
        return (new(metric, newcomer, [.. changed], before, book), null);
    }

    /// <summary>What to append where it only moves, given the buckets.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public AppendEntry Entry(Func<BucketKey, Bucket> at)
    {
        var buckets = _counted.SelectMany(member => Bucket.GetKeys(member.Event)).Distinct().ToDictionary(key => key, at);
        // What goes first makes room for what comes.
        foreach (var member in _counted)
            if (_before.TryGetValue(member.Event.Key, out var before)) Move(buckets, member.Event, before, -1);
        foreach (var member in _counted) Move(buckets, member.Event, member.State, 1);
        return new(_newcomer, [], [.. buckets.Values], [.. Changed.Select(member => new EventStateChange(member.Event.Key, member.State))]);
    }

    /// <summary>What to append where it does more, given all events that the journal has on the days of <see cref="Spans"/>.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public AppendEntry Entry(ImmutableArray<JournalEvent> there)
    {
        var changed = Changed.ToDictionary(member => member.Event.Key);
        var now = there.Select(known => changed.GetValueOrDefault(known.Event.Key, known)).Append(changed[_newcomer.Key]);
        var (buckets, readings) = Recount.Of(_metric, now, Spans);
        var states = Changed.Select(member => new EventStateChange(member.Event.Key, member.State)).ToDictionary(state => state.Key);
        foreach (var reading in readings) states[reading.Key] = reading;
        return new(_newcomer, [], buckets, [.. states.Values]);
    }

    private static void Move(Dictionary<BucketKey, Bucket> buckets, Event e, EventState state, int sign)
    {
        if (Recount.IsTouched(e, state))
            foreach (var key in Bucket.GetKeys(e)) buckets[key] = buckets[key] with { CorrectionCount = buckets[key].CorrectionCount + sign };
        if (state == EventState.Counts)
            foreach (var change in Bucket.GetChanges(e)) buckets[change.Key] = buckets[change.Key].ApplyIncrement(change, sign);
    }
}
