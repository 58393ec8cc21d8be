using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// Decides the revisions of one append in order. Each revision sees the effects of the preceding ones as far as they
/// can be known before the append. Pure.
/// </summary>
internal sealed class RevisionBatch(
    CityProjection projection, IEnumerable<JournalEvent> chainEvents, Func<Event, Event, bool> mayCorrect)
{
    private readonly CorrectionChains _chains = new(chainEvents);
    private readonly Dictionary<BucketKey, Bucket> _pendingBuckets = [];
    private readonly RevisionEventCache _eventCache = new();
    private readonly HashSet<(string Metric, string? Unit, int Year)> _incrementedSeries = [];
    private readonly HashSet<(string Metric, string? Unit, int Year)> _recalculatedSeries = [];

    /// <summary>Returns the stored or pending event with this key, or null.</summary>
    public JournalEvent? Find(EventKey key) => _chains.Find(key);

    /// <summary>
    /// Returns true if an event must wait for the next append, because a preceding revision may change the basis of its
    /// year.
    /// </summary>
    public bool ConflictsWith(Event e) =>
        e.Op != EventOperation.Withdraw
        && (_recalculatedSeries.Contains(GetSeries(e))
            || (e.Basis == Basis.Ytd && _incrementedSeries.Contains(GetSeries(e))));

    /// <summary>
    /// Returns true if a revision must wait for the next append, because its effect depends on that of preceding
    /// revisions.
    /// </summary>
    public bool ConflictsWith(EventEffect revision) => revision.ChangedEvents
        .Select(member => GetSeries(member.Event))
        .Any(series => (revision.HasNewlyCounted && _recalculatedSeries.Contains(series))
            || (!revision.IsIncremental && _incrementedSeries.Contains(series)));

    /// <summary>Creates the revision of a new event, or returns the error that rejects it.</summary>
    public (EventEffect? Revision, ValidationError? Error) CreateRevision(Metric metric, Event e) =>
        EventEffect.Create(metric, e, _chains.GetChain(e), projection, mayCorrect);

    /// <summary>
    /// Returns the ranges whose events must be read from the journal before creating the revision's entry.
    /// </summary>
    public ImmutableArray<UnitDateRange> GetUnreadRanges(EventEffect revision) =>
        _eventCache.GetUnreadRanges(revision);

    /// <summary>
    /// Creates the entry to append for a revision. <paramref name="readEvents"/> holds the events of its unread ranges.
    /// </summary>
    /// <exception cref="OverflowException">A total does not fit into 64 bits.</exception>
    public AppendEntry CreateEntry(EventEffect revision, ImmutableArray<JournalEvent> readEvents)
    {
        if (revision.IsIncremental)
            return revision.CreateEntry(key => _pendingBuckets.GetValueOrDefault(key) ?? projection.GetBucket(key));
        _eventCache.AddEvents(revision, readEvents);
        return revision.CreateEntry(_eventCache.GetEvents(revision));
    }

    /// <summary>Applies a revision and its entry, so that later revisions see them.</summary>
    public void ApplyRevision(EventEffect revision, AppendEntry entry)
    {
        var changedSeries = revision.IsIncremental ? _incrementedSeries : _recalculatedSeries;
        changedSeries.UnionWith(revision.ChangedEvents.Select(member => GetSeries(member.Event)));
        foreach (var member in revision.ChangedEvents) _chains.AddOrUpdate(member);
        foreach (var bucket in entry.Buckets) _pendingBuckets[bucket.Key] = bucket;
        _eventCache.ApplyRevision(revision, entry);
    }

    private static (string, string?, int) GetSeries(Event e) => (e.Metric, e.Unit, e.Date.Year);
}
