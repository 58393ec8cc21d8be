using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>Restores the buckets at a past position.</summary>
internal static class PointInTimeState
{
    /// <summary>
    /// Returns the buckets at the end of the day before the position; those changed on the position's own day are
    /// recalculated from the events known at the position.
    /// </summary>
    public static IEnumerable<Bucket> GetBuckets(MetricCatalogue catalogue, PastState past)
    {
        var changedKeys = past.ChangedKeys.ToHashSet();
        var unchanged = past.PreviousDayBuckets.Where(bucket => !changedKeys.Contains(bucket.Key));
        var recalculated = past.Events
            .GroupBy(stored => (stored.Event.City, stored.Event.Metric))
            .SelectMany(series => Recalculate(catalogue[series.Key.Metric], series))
            .Where(bucket => changedKeys.Contains(bucket.Key));
        return unchanged.Concat(recalculated);
    }

    private static ImmutableArray<Bucket> Recalculate(Metric metric, IEnumerable<JournalEvent> events)
    {
        var ranges = BucketRecalculator.GetAffectedRanges(events.Select(stored => stored.Event));
        return BucketRecalculator.Recalculate(metric, events, ranges).Buckets;
    }
}
