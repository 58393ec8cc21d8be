using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>Merged change of one or more commits to a bucket.</summary>
/// <param name="Bucket">Amounts to add; for a reading, the new values and the count to add.</param>
/// <param name="IsReading">True if the change includes a reading, which replaces the values.</param>
/// <param name="Position">Position of the last of the commits.</param>
internal sealed record PendingChange(Bucket Bucket, bool IsReading, long Position)
{
    /// <summary>Returns a bucket after this change.</summary>
    public Bucket ApplyTo(Bucket before) => IsReading
        ? before with
        {
            Count = before.Count + Bucket.Count,
            Sum = Bucket.Sum,
            Weight = Bucket.Weight,
            OverCount = Bucket.OverCount,
            AboutCount = Bucket.AboutCount,
        }
        : before with
        {
            Count = before.Count + Bucket.Count,
            Sum = before.Sum + Bucket.Sum,
            Weight = before.Weight + Bucket.Weight,
            OverCount = before.OverCount + Bucket.OverCount,
            AboutCount = before.AboutCount + Bucket.AboutCount,
        };

    /// <summary>Returns this change followed by a later one.</summary>
    public PendingChange Merge(PendingChange later) =>
        new(later.ApplyTo(Bucket), IsReading || later.IsReading, later.Position);
}
