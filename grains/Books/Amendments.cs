using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Books;

/// <summary>
/// What events of one append come to that do more than add, decided one after the other: each sees what those before it came to,
/// as far as that can be told before it is on disk. Pure.
/// </summary>
internal sealed class Amendments(CityBook book, IEnumerable<JournalEvent> kin, Func<Event, Event, bool> mayCorrect)
{
    private readonly CorrectionFamilies _families = new(kin);
    private readonly Dictionary<BucketKey, Bucket> _ahead = [];
    private readonly RecountedDays _days = new();
    // Years of a unit where days were added to or taken from, and where days were counted anew.
    private readonly HashSet<(string Metric, string? Unit, int Year)> _moved = [], _recounted = [];

    /// <summary>One that is there already; null when it is not.</summary>
    public JournalEvent? Find(EventKey key) => _families.Find(key);

    /// <summary>Whether what an event may do has to be asked of a book that those before it are in: its basis, or that of the year, may be another then.</summary>
    public bool Meets(Event e) => e.Op != EventOperation.Withdraw && (_recounted.Contains(SeriesOf(e)) || (e.Basis == Basis.Ytd && _moved.Contains(SeriesOf(e))));

    /// <summary>Whether what an amendment comes to can be told only once those before it are in the book and the journal.</summary>
    public bool Meets(Amendment amendment) => amendment.Changed.Select(member => SeriesOf(member.Event))
        .Any(series => (amendment.Adds && _recounted.Contains(series)) || (!amendment.OnlyMoves && _moved.Contains(series)));

    /// <summary>Works out what an event changes in its family, or why it is refused.</summary>
    public (Amendment? Amendment, ValidationError? Refusal) Of(Metric metric, Event e) => Amendment.Of(metric, e, _families.Of(e), book, mayCorrect);

    /// <summary>The days whose events have to be read before it can be told what an amendment comes to.</summary>
    public ImmutableArray<UnitDateRange> Unread(Amendment amendment) => _days.Unread(amendment);

    /// <summary>What to append for an amendment, given the events of its days that were not read before.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    public AppendEntry Entry(Amendment amendment, ImmutableArray<JournalEvent> read)
    {
        if (amendment.OnlyMoves) return amendment.Entry(key => _ahead.GetValueOrDefault(key) ?? book.At(key));
        _days.Read(amendment, read);
        return amendment.Entry(_days.Of(amendment));
    }

    /// <summary>Goes on from what one of them came to.</summary>
    public void Take(Amendment amendment, AppendEntry entry)
    {
        (amendment.OnlyMoves ? _moved : _recounted).UnionWith(amendment.Changed.Select(member => SeriesOf(member.Event)));
        foreach (var member in amendment.Changed) _families.Take(member);
        foreach (var bucket in entry.Buckets) _ahead[bucket.Key] = bucket;
        _days.Take(amendment, entry);
    }

    private static (string, string?, int) SeriesOf(Event e) => (e.Metric, e.Unit, e.Date.Year);
}
