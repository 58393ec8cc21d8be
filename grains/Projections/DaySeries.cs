using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>What several days come to together.</summary>
internal readonly record struct RangeTotals(long Count, Int128 Sum, Int128 Weight, long OverCount, long AboutCount, long CorrectionCount, long CumulativeReadingCount)
{
    public static RangeTotals operator +(RangeTotals total, Bucket day) => new(
        total.Count + day.Count, total.Sum + day.Sum, total.Weight + day.Weight, total.OverCount + day.OverCount, total.AboutCount + day.AboutCount,
        total.CorrectionCount + day.CorrectionCount, total.CumulativeReadingCount + day.CumulativeReadingCount);

    public static RangeTotals operator -(RangeTotals a, RangeTotals b) => new(
        a.Count - b.Count, a.Sum - b.Sum, a.Weight - b.Weight, a.OverCount - b.OverCount, a.AboutCount - b.AboutCount,
        a.CorrectionCount - b.CorrectionCount, a.CumulativeReadingCount - b.CumulativeReadingCount);
}

/// <summary>
/// The buckets of one unit and metric in day order. It keeps running totals, so that what a stretch comes to costs the same
/// however many days it has; a changed day makes those after it be added up again.
/// </summary>
internal sealed class DaySeries
{
    private readonly List<Bucket> _buckets = [];
    private readonly List<RangeTotals> _prefixTotals = [];

    /// <summary>Puts a bucket in place of the one of its day; one without any trace is as if it had never been.</summary>
    public void SetBucket(Bucket bucket)
    {
        var at = IndexOnOrAfter(bucket.Key.Day);
        var isThere = at < _buckets.Count && _buckets[at].Key.Day == bucket.Key.Day;
        var isEmpty = bucket is { Count: 0, CorrectionCount: 0, FinalCount: 0 };
        if (isEmpty && isThere) _buckets.RemoveAt(at);
        else if (!isEmpty && isThere) _buckets[at] = bucket;
        else if (!isEmpty) _buckets.Insert(at, bucket);
        if (_prefixTotals.Count > at + 1) _prefixTotals.RemoveRange(at + 1, _prefixTotals.Count - at - 1);
    }

    /// <summary>The bucket of a day, or null.</summary>
    public Bucket? FindBucket(DateOnly day) =>
        IndexOnOrAfter(day) is var at && at < _buckets.Count && _buckets[at].Key.Day == day ? _buckets[at] : null;

    /// <summary>The last bucket on or before a day in which something counts, or null.</summary>
    public Bucket? FindLastUpTo(DateOnly day)
    {
        var at = IndexOnOrAfter(day.AddDays(1)) - 1;
        while (at >= 0 && _buckets[at].Count == 0) at--;
        return at < 0 ? null : _buckets[at];
    }

    /// <summary>What the days from one to another, both included, come to.</summary>
    public RangeTotals SumBetween(DateOnly start, DateOnly end)
    {
        var from = IndexOnOrAfter(start);
        var to = Math.Max(from, IndexOnOrAfter(end.AddDays(1)));
        return GetPrefixTotals(to) - GetPrefixTotals(from);
    }

    private RangeTotals GetPrefixTotals(int at)
    {
        if (_prefixTotals.Count == 0) _prefixTotals.Add(default);
        for (var i = _prefixTotals.Count; i <= at; i++) _prefixTotals.Add(_prefixTotals[i - 1] + _buckets[i - 1]);
        return _prefixTotals[at];
    }

    private int IndexOnOrAfter(DateOnly day)
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
