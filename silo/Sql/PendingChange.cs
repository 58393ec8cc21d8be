using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>What one or more commits do to a bucket, taken together.</summary>
/// <param name="Bucket">What is added; of a reading, what takes the place of the one before, but for the count.</param>
/// <param name="IsReading">Whether a reading is among it.</param>
/// <param name="Position">The last of the commits.</param>
internal sealed record PendingChange(Bucket Bucket, bool IsReading, long Position)
{
    /// <summary>A bucket after this.</summary>
    public Bucket ApplyTo(Bucket before) => IsReading
        ? before with { Count = before.Count + Bucket.Count, Sum = Bucket.Sum, Weight = Bucket.Weight, OverCount = Bucket.OverCount, AboutCount = Bucket.AboutCount }
        : before with
        {
            Count = before.Count + Bucket.Count,
            Sum = before.Sum + Bucket.Sum,
            Weight = before.Weight + Bucket.Weight,
            OverCount = before.OverCount + Bucket.OverCount,
            AboutCount = before.AboutCount + Bucket.AboutCount,
        };

    /// <summary>This and what comes after it.</summary>
    public PendingChange Merge(PendingChange later) => new(later.ApplyTo(Bucket), IsReading || later.IsReading, later.Position);
}
