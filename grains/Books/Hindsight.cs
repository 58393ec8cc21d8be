using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Books;

/// <summary>
/// The buckets as they were at a position: as the day before it closed and, where its own day changed them, counted anew out
/// of the events known by then.
/// </summary>
internal static class Hindsight
{
    public static IEnumerable<Bucket> Buckets(MetricCatalogue catalogue, PastState past)
    {
        var touched = past.ChangedKeys.ToHashSet();
        var recounted = past.Events.GroupBy(known => (known.Event.City, known.Event.Metric)).SelectMany(series =>
            Recount.Of(catalogue[series.Key.Metric], series, Recount.SpansOf(series.Select(known => known.Event))).Buckets);
        return past.PreviousDayBuckets.Where(bucket => !touched.Contains(bucket.Key)).Concat(recounted.Where(bucket => touched.Contains(bucket.Key)));
    }
}
