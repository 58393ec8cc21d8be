using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reports;

namespace IpMonitor.Grains.Books;

/// <summary>What an event changes that does more than add to its day: a correction, one that a correction waits for, or a cumulative reading.</summary>
internal sealed class Amendment
{
    private readonly Event _newcomer;
    private readonly ImmutableArray<JournalEvent> _changed;

    private Amendment(Event newcomer, ImmutableArray<JournalEvent> changed, EventKey? awaits, CityBook book)
    {
        _newcomer = newcomer;
        _changed = changed;
        Awaits = awaits;
        // One of another metric or city is void, and has never counted.
        Spans = Recount.SpansOf(changed.Select(member => member.Event).Where(e => e.Metric == newcomer.Metric && e.City == newcomer.City), book.IsOfCumulativeYear);
    }

    /// <summary>What the newcomer names, when that is not there yet.</summary>
    public EventKey? Awaits { get; }

    /// <summary>What counts again because of the newcomer, and did not before.</summary>
    public IEnumerable<Event> Restored => _changed.Where(member => member.State == EventState.Counts && member.Event.Key != _newcomer.Key).Select(member => member.Event);

    /// <summary>The days that have to be counted anew.</summary>
    public ImmutableArray<Span> Spans { get; }

    /// <summary>Works out what a newcomer changes in its family, or why it is refused.</summary>
    public static (Amendment? Amendment, Refusal? Refusal) Of(
        Metric metric, Event newcomer, ImmutableArray<JournalEvent> known, CityBook book, Func<Event, Event, bool> mayCorrect)
    {
        var family = new CorrectionFamily(metric, known.Append(new(long.MaxValue, long.MaxValue, default, newcomer, EventState.Waiting)), mayCorrect);
        if (family.Refusal(newcomer) is { } refusal) return (null, refusal);
        var before = known.ToDictionary(member => member.Event.Key, member => member.State);
        var changed = family.Members().Where(member => !before.TryGetValue(member.Event.Key, out var state) || state != member.State);
        return (new(newcomer, [.. changed], newcomer.Target is { } target && !before.ContainsKey(target) ? target : null, book), null);
    }

    /// <summary>What to append, given all events that the journal has on the days of <see cref="Spans"/>.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public Entry Entry(Metric metric, ImmutableArray<JournalEvent> there)
    {
        var changed = _changed.ToDictionary(member => member.Event.Key);
        var now = there.Select(known => changed.GetValueOrDefault(known.Event.Key, known)).Append(changed[_newcomer.Key]);
        var (buckets, readings) = Recount.Of(metric, now, Spans);
        var states = _changed.Select(member => new NewState(member.Event.Key, member.State)).ToDictionary(state => state.Key);
        foreach (var reading in readings) states[reading.Key] = reading;
        return new(_newcomer, [], buckets, [.. states.Values]);
    }
}
