using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Books;

/// <summary>The buckets of one unit and metric in day order.</summary>
internal sealed class DaySeries
{
    private readonly List<Bucket> _buckets = [];

    /// <summary>Puts a bucket in place of the one of its day; one where nothing counts any more is as if it had never been.</summary>
    public void Put(Bucket bucket)
    {
        var at = FirstOnOrAfter(bucket.Key.Day);
        var isThere = at < _buckets.Count && _buckets[at].Key.Day == bucket.Key.Day;
        if (bucket.Count == 0 && isThere) _buckets.RemoveAt(at);
        else if (bucket.Count > 0 && isThere) _buckets[at] = bucket;
        else if (bucket.Count > 0) _buckets.Insert(at, bucket);
    }

    /// <summary>The bucket of a day, or null.</summary>
    public Bucket? On(DateOnly day) =>
        FirstOnOrAfter(day) is var at && at < _buckets.Count && _buckets[at].Key.Day == day ? _buckets[at] : null;

    /// <summary>The last bucket on or before a day, or null.</summary>
    public Bucket? LastUpTo(DateOnly day) =>
        FirstOnOrAfter(day.AddDays(1)) is > 0 and var at ? _buckets[at - 1] : null;

    /// <summary>The buckets from one day to another, both included.</summary>
    public ReadOnlySpan<Bucket> Between(DateOnly start, DateOnly end)
    {
        var from = FirstOnOrAfter(start);
        var to = FirstOnOrAfter(end.AddDays(1));
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_buckets)[from..Math.Max(from, to)];
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
