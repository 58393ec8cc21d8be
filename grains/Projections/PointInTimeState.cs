using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// The buckets as they were at a position: as the day before it closed and, where its own day changed them, counted anew out
/// of the events known by then.
/// </summary>
internal static class PointInTimeState
{
    public static IEnumerable<Bucket> GetBuckets(MetricCatalogue catalogue, PastState past)
    {
        var touched = past.ChangedKeys.ToHashSet();
        var recounted = past.Events.GroupBy(known => (known.Event.City, known.Event.Metric)).SelectMany(series =>
            BucketRecalculator.Recalculate(catalogue[series.Key.Metric], series, BucketRecalculator.GetAffectedRanges(series.Select(known => known.Event))).Buckets);
        return past.PreviousDayBuckets.Where(bucket => !touched.Contains(bucket.Key)).Concat(recounted.Where(bucket => touched.Contains(bucket.Key)));
    }
}
