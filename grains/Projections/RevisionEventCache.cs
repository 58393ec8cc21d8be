using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>The events of days that are counted anew more than once in an append: read once, and from then on as those before leave them.</summary>
internal sealed class RevisionEventCache
{
    private readonly HashSet<(string Metric, UnitDateRange Span)> _loadedRanges = [];
    private readonly Dictionary<(string Metric, string? Unit), Dictionary<EventKey, JournalEvent>> _events = [];

    /// <summary>Those of an amendment's days that were not read.</summary>
    public ImmutableArray<UnitDateRange> GetUnreadRanges(EventRevision amendment) => [.. amendment.RecalculatedRanges.Where(span => !_loadedRanges.Contains((amendment.Metric, span)))];

    /// <summary>Takes in what was read of those.</summary>
    public void AddEvents(EventRevision amendment, ImmutableArray<JournalEvent> read)
    {
        foreach (var span in amendment.RecalculatedRanges) _loadedRanges.Add((amendment.Metric, span));
        foreach (var known in read) GetEventsOfUnit(known.Event).TryAdd(known.Event.Key, known);
    }

    /// <summary>All events of an amendment's days, in the order of the journal.</summary>
    public ImmutableArray<JournalEvent> GetEvents(EventRevision amendment) =>
    [
        .. amendment.RecalculatedRanges.Select(span => span.Unit).Distinct()
            .SelectMany(unit => _events.TryGetValue((amendment.Metric, unit), out var events) ? events.Values : Enumerable.Empty<JournalEvent>())
            .Where(known => amendment.RecalculatedRanges.Any(span => span.Unit == known.Event.Unit && span.From <= known.Event.Date && known.Event.Date <= span.To))
            .OrderBy(known => known.SequenceNumber),
    ];

    /// <summary>Goes on from what an amendment came to.</summary>
    public void ApplyRevision(EventRevision amendment, AppendEntry entry)
    {
        if (amendment.IsIncremental) return;
        foreach (var member in amendment.ChangedEvents) GetEventsOfUnit(member.Event)[member.Event.Key] = member;
        foreach (var events in _events.Where(events => events.Key.Metric == amendment.Metric).Select(events => events.Value))
            foreach (var (key, state) in entry.States)
                if (events.TryGetValue(key, out var known)) events[key] = known with { State = state };
    }

    private Dictionary<EventKey, JournalEvent> GetEventsOfUnit(Event e)
    {
        if (!_events.TryGetValue((e.Metric, e.Unit), out var events)) _events.Add((e.Metric, e.Unit), events = []);
        return events;
    }
}
