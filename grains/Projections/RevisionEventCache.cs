using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// Caches the events of recalculated ranges during one append: each range is read once, then updated by the revisions.
/// </summary>
internal sealed class RevisionEventCache
{
    private readonly HashSet<(string Metric, UnitDateRange Range)> _loadedRanges = [];
    private readonly Dictionary<(string Metric, string? Unit), Dictionary<EventKey, JournalEvent>> _events = [];

    /// <summary>Returns the revision's ranges that are not loaded.</summary>
    public ImmutableArray<UnitDateRange> GetUnreadRanges(EventEffect revision) =>
        [.. revision.RecalculatedRanges.Where(range => !_loadedRanges.Contains((revision.Metric, range)))];

    /// <summary>Adds the events read for the revision's unread ranges.</summary>
    public void AddEvents(EventEffect revision, ImmutableArray<JournalEvent> readEvents)
    {
        foreach (var range in revision.RecalculatedRanges) _loadedRanges.Add((revision.Metric, range));
        foreach (var stored in readEvents) GetEventsOfUnit(stored.Event).TryAdd(stored.Event.Key, stored);
    }

    /// <summary>Returns all events of the revision's ranges, in journal order.</summary>
    public ImmutableArray<JournalEvent> GetEvents(EventEffect revision) =>
    [
        .. revision.RecalculatedRanges
            .Select(range => range.Unit)
            .Distinct()
            .Select(unit => _events.GetValueOrDefault((revision.Metric, unit)))
            .OfType<Dictionary<EventKey, JournalEvent>>()
            .SelectMany(events => events.Values)
            .Where(stored => revision.RecalculatedRanges.Any(range => range.Contains(stored.Event)))
            .OrderBy(stored => stored.SequenceNumber),
    ];

    /// <summary>Updates the cached events by the changes of a revision.</summary>
    public void ApplyRevision(EventEffect revision, AppendEntry entry)
    {
        if (revision.IsIncremental) return;
        foreach (var member in revision.ChangedEvents) GetEventsOfUnit(member.Event)[member.Event.Key] = member;
        foreach (var (series, events) in _events)
        {
            if (series.Metric != revision.Metric) continue;
            foreach (var (key, state) in entry.States)
                if (events.TryGetValue(key, out var stored)) events[key] = stored with { State = state };
        }
    }

    private Dictionary<EventKey, JournalEvent> GetEventsOfUnit(Event e)
    {
        if (!_events.TryGetValue((e.Metric, e.Unit), out var events)) _events.Add((e.Metric, e.Unit), events = []);
        return events;
    }
}
