using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Books;

/// <summary>What several days come to together.</summary>
internal readonly record struct DayTotals(long Count, Int128 Sum, Int128 Weight, long Over, long About, long Corrected, long Readings)
{
    public static DayTotals operator +(DayTotals total, Bucket day) => new(
        total.Count + day.Count, total.Sum + day.Sum, total.Weight + day.Weight, total.Over + day.OverCount, total.About + day.AboutCount,
        total.Corrected + day.CorrectionCount, total.Readings + day.CumulativeReadingCount);

    public static DayTotals operator -(DayTotals a, DayTotals b) => new(
        a.Count - b.Count, a.Sum - b.Sum, a.Weight - b.Weight, a.Over - b.Over, a.About - b.About,
        a.Corrected - b.Corrected, a.Readings - b.Readings);
}

/// <summary>
/// The buckets of one unit and metric in day order. It keeps running totals, so that what a stretch comes to costs the same
/// however many days it has; a changed day makes those after it be added up again.
/// </summary>
internal sealed class DaySeries
{
    private readonly List<Bucket> _buckets = [];
    private readonly List<DayTotals> _before = [];

    /// <summary>Puts a bucket in place of the one of its day; one without any trace is as if it had never been.</summary>
    public void Put(Bucket bucket)
    {
        var at = FirstOnOrAfter(bucket.Key.Day);
        var isThere = at < _buckets.Count && _buckets[at].Key.Day == bucket.Key.Day;
        var isEmpty = bucket is { Count: 0, CorrectionCount: 0, FinalCount: 0 };
        if (isEmpty && isThere) _buckets.RemoveAt(at);
        else if (!isEmpty && isThere) _buckets[at] = bucket;
        else if (!isEmpty) _buckets.Insert(at, bucket);
        if (_before.Count > at + 1) _before.RemoveRange(at + 1, _before.Count - at - 1);
    }

    /// <summary>The bucket of a day, or null.</summary>
    public Bucket? On(DateOnly day) =>
        FirstOnOrAfter(day) is var at && at < _buckets.Count && _buckets[at].Key.Day == day ? _buckets[at] : null;

    /// <summary>The last bucket on or before a day in which something counts, or null.</summary>
    public Bucket? LastUpTo(DateOnly day)
    {
        var at = FirstOnOrAfter(day.AddDays(1)) - 1;
        while (at >= 0 && _buckets[at].Count == 0) at--;
        return at < 0 ? null : _buckets[at];
    }

    /// <summary>What the days from one to another, both included, come to.</summary>
    public DayTotals Between(DateOnly start, DateOnly end)
    {
        var from = FirstOnOrAfter(start);
        var to = Math.Max(from, FirstOnOrAfter(end.AddDays(1)));
        return Before(to) - Before(from);
    }

    private DayTotals Before(int at)
    {
        if (_before.Count == 0) _before.Add(default);
        for (var i = _before.Count; i <= at; i++) _before.Add(_before[i - 1] + _buckets[i - 1]);
        return _before[at];
    }

    private int FirstOnOrAfter(DateOnly day)
    {
        // New days are the latest ones nearly always.
        if (_buckets.Count == 0 || _buckets[^1].Key.Day < day) return _buckets.Count;
        var (low, high) = (0, _buckets.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_buckets[middle].Key.Day < day) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
