using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// What events of one append come to that do more than add, decided one after the other: each sees what those before it came to,
/// as far as that can be told before it is on disk. Pure.
/// </summary>
internal sealed class RevisionBatch(CityProjection book, IEnumerable<JournalEvent> kin, Func<Event, Event, bool> mayCorrect)
{
    private readonly CorrectionChains _chains = new(kin);
    private readonly Dictionary<BucketKey, Bucket> _pendingBuckets = [];
    private readonly RevisionEventCache _eventCache = new();
    // Years of a unit where days were added to or taken from, and where days were counted anew.
    private readonly HashSet<(string Metric, string? Unit, int Year)> _incrementedSeries = [], _recalculatedSeries = [];

    /// <summary>One that is there already; null when it is not.</summary>
    public JournalEvent? Find(EventKey key) => _chains.Find(key);

    /// <summary>Whether what an event may do has to be asked of a book that those before it are in: its basis, or that of the year, may be another then.</summary>
    public bool ConflictsWith(Event e) => e.Op != EventOperation.Withdraw && (_recalculatedSeries.Contains(GetSeries(e)) || (e.Basis == Basis.Ytd && _incrementedSeries.Contains(GetSeries(e))));

    /// <summary>Whether what an amendment comes to can be told only once those before it are in the book and the journal.</summary>
    public bool ConflictsWith(EventRevision amendment) => amendment.ChangedEvents.Select(member => GetSeries(member.Event))
        .Any(series => (amendment.HasNewlyCounted && _recalculatedSeries.Contains(series)) || (!amendment.IsIncremental && _incrementedSeries.Contains(series)));

    /// <summary>Works out what an event changes in its family, or why it is refused.</summary>
    public (EventRevision? Amendment, ValidationError? Refusal) CreateRevision(Metric metric, Event e) => EventRevision.Create(metric, e, _chains.GetChain(e), book, mayCorrect);

    /// <summary>The days whose events have to be read before it can be told what an amendment comes to.</summary>
    public ImmutableArray<UnitDateRange> GetUnreadRanges(EventRevision amendment) => _eventCache.GetUnreadRanges(amendment);

    /// <summary>What to append for an amendment, given the events of its days that were not read before.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public AppendEntry CreateEntry(EventRevision amendment, ImmutableArray<JournalEvent> read)
    {
        if (amendment.IsIncremental) return amendment.CreateEntry(key => _pendingBuckets.GetValueOrDefault(key) ?? book.GetBucket(key));
        _eventCache.AddEvents(amendment, read);
        return amendment.CreateEntry(_eventCache.GetEvents(amendment));
    }

    /// <summary>Goes on from what one of them came to.</summary>
    public void ApplyRevision(EventRevision amendment, AppendEntry entry)
    {
        (amendment.IsIncremental ? _incrementedSeries : _recalculatedSeries).UnionWith(amendment.ChangedEvents.Select(member => GetSeries(member.Event)));
        foreach (var member in amendment.ChangedEvents) _chains.AddOrUpdate(member);
        foreach (var bucket in entry.Buckets) _pendingBuckets[bucket.Key] = bucket;
        _eventCache.ApplyRevision(amendment, entry);
    }

    private static (string, string?, int) GetSeries(Event e) => (e.Metric, e.Unit, e.Date.Year);
}
