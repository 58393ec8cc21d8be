using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reports;

namespace IpMonitor.Grains.Books;

/// <summary>
/// What events of one append come to that do more than add, decided one after the other: each sees what those before it came to,
/// as far as that can be told before it is on disk. Pure.
/// </summary>
internal sealed class Amendments(CityBook book, IEnumerable<JournalEvent> kin, Func<Event, Event, bool> mayCorrect)
{
    private readonly CorrectionFamilies _families = new(kin);
    private readonly Dictionary<BucketKey, Bucket> _ahead = [];
    private readonly HashSet<(string Metric, string? Unit, int Year)> _moved = [], _recounted = [];

    /// <summary>One that is there already; null when it is not.</summary>
    public JournalEvent? Find(EventKey key) => _families.Find(key);

    /// <summary>Works out what an event changes in its family, or why it is refused.</summary>
    public (Amendment? Amendment, Refusal? Refusal) Of(Metric metric, Event e) => Amendment.Of(metric, e, _families.Of(e), book, mayCorrect);

    /// <summary>Whether an event meets what was counted anew out of the journal, or would be so itself: it has to see it there.</summary>
    public bool Meets(Event e, bool isRecounted) => _recounted.Contains(SeriesOf(e)) || (isRecounted && _moved.Contains(SeriesOf(e)));

    /// <summary>A bucket as those before leave it.</summary>
    public Bucket At(BucketKey key) => _ahead.GetValueOrDefault(key) ?? book.At(key);

    /// <summary>Goes on from what one of them came to.</summary>
    public void Take(Amendment amendment, Entry entry)
    {
        (amendment.OnlyMoves ? _moved : _recounted).UnionWith(amendment.Changed.Select(member => SeriesOf(member.Event)));
        foreach (var member in amendment.Changed) _families.Take(member);
        foreach (var bucket in entry.Buckets) _ahead[bucket.Key] = bucket;
    }

    private static (string, string?, int) SeriesOf(Event e) => (e.Metric, e.Unit, e.Date.Year);
}
