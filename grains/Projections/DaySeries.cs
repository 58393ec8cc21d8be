using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// The buckets of one unit and metric in day order. Prefix totals make the sum of a range a constant-time difference of
/// two totals after a binary search; a changed day invalidates the prefix totals after it.
/// </summary>
internal sealed class DaySeries
{
    private readonly List<Bucket> _buckets = [];
    private readonly List<RangeTotals> _prefixTotals = [];

    /// <summary>Adds a bucket or replaces the one of the same day; an empty bucket removes it.</summary>
    public void SetBucket(Bucket bucket)
    {
        var index = IndexOnOrAfter(bucket.Key.Day);
        var exists = index < _buckets.Count && _buckets[index].Key.Day == bucket.Key.Day;
        var isEmpty = bucket is { Count: 0, CorrectionCount: 0, FinalCount: 0 };
        if (isEmpty && exists) _buckets.RemoveAt(index);
        else if (!isEmpty && exists) _buckets[index] = bucket;
        else if (!isEmpty) _buckets.Insert(index, bucket);
        if (_prefixTotals.Count > index + 1) _prefixTotals.RemoveRange(index + 1, _prefixTotals.Count - index - 1);
    }

    /// <summary>Returns the bucket of a day, or null.</summary>
    public Bucket? FindBucket(DateOnly day)
    {
        var index = IndexOnOrAfter(day);
        return index < _buckets.Count && _buckets[index].Key.Day == day ? _buckets[index] : null;
    }

    /// <summary>Returns the last bucket on or before a day that has counting events, or null.</summary>
    public Bucket? FindLastUpTo(DateOnly day)
    {
        var index = IndexOnOrAfter(day.AddDays(1)) - 1;
        while (index >= 0 && _buckets[index].Count == 0) index--;
        return index < 0 ? null : _buckets[index];
    }

    /// <summary>Returns the first day in a range that has counting events, or null.</summary>
    public DateOnly? FindFirstDay(DateOnly start, DateOnly end)
    {
        for (var i = IndexOnOrAfter(start); i < _buckets.Count && _buckets[i].Key.Day <= end; i++)
            if (_buckets[i].Count > 0) return _buckets[i].Key.Day;
        return null;
    }

    /// <summary>Returns the totals of the days from start to end, both included.</summary>
    public RangeTotals SumBetween(DateOnly start, DateOnly end)
    {
        var from = IndexOnOrAfter(start);
        var to = Math.Max(from, IndexOnOrAfter(end.AddDays(1)));
        return GetPrefixTotals(to) - GetPrefixTotals(from);
    }

    private RangeTotals GetPrefixTotals(int index)
    {
        if (_prefixTotals.Count == 0) _prefixTotals.Add(default);
        for (var i = _prefixTotals.Count; i <= index; i++) _prefixTotals.Add(_prefixTotals[i - 1] + _buckets[i - 1]);
        return _prefixTotals[index];
    }

    private int IndexOnOrAfter(DateOnly day)
    {
        // Fast path: most new days are later than all stored ones.
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
