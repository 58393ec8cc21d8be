using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>Bucket of one city and metric, as the verifier compares it.</summary>
internal sealed record BucketTotals(
    string Campaign, string Unit, string Day, long Count, long Sum, long Weight, long Overs, long Abouts,
    long Corrected, long Readings, long Finals)
{
    /// <summary>Creates an empty bucket.</summary>
    public BucketTotals(string campaign, string unit, string day) : this(campaign, unit, day, 0, 0, 0, 0, 0, 0, 0, 0)
    {
    }

    /// <summary>Returns true if all values are zero; such a bucket equals a missing one.</summary>
    public bool IsEmpty => this == new BucketTotals(Campaign, Unit, Day);

    /// <summary>Returns the totals of a stored bucket.</summary>
    public static BucketTotals From(Bucket bucket) => new(
        bucket.Key.Campaign ?? "",
        bucket.Key.Unit ?? "",
        EventColumns.Day(bucket.Key.Day),
        bucket.Count,
        bucket.Sum,
        bucket.Weight,
        bucket.OverCount,
        bucket.AboutCount,
        bucket.CorrectionCount,
        bucket.CumulativeReadingCount,
        bucket.FinalCount);
}
