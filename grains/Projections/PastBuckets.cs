using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>Restores the buckets at a past position.</summary>
internal static class PastBuckets
{
    /// <summary>
    /// Returns the buckets at the position. Those recalculated on the position's day are calculated from the events
    /// known at the position.
    /// </summary>
    public static IEnumerable<Bucket> GetBuckets(MetricCatalogue catalogue, PointInTimeSnapshot past)
    {
        var keys = past.RecalculatedKeys.ToHashSet();
        var recalculated = past.Events
            .GroupBy(stored => (stored.Event.City, stored.Event.Metric))
            .SelectMany(series => BucketRecalculator.Recalculate(catalogue[series.Key.Metric], [.. series]).Buckets)
            .Where(bucket => keys.Contains(bucket.Key));
        return past.Buckets.Where(bucket => !keys.Contains(bucket.Key)).Concat(recalculated);
    }
}
