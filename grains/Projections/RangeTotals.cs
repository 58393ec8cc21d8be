using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>The totals of several days.</summary>
internal readonly record struct RangeTotals(
    long Count,
    Int128 Sum,
    Int128 Weight,
    long OverCount,
    long AboutCount,
    long CorrectionCount,
    long CumulativeReadingCount)
{
    public static RangeTotals operator +(RangeTotals total, Bucket day) => new(
        total.Count + day.Count,
        total.Sum + day.Sum,
        total.Weight + day.Weight,
        total.OverCount + day.OverCount,
        total.AboutCount + day.AboutCount,
        total.CorrectionCount + day.CorrectionCount,
        total.CumulativeReadingCount + day.CumulativeReadingCount);

    public static RangeTotals operator -(RangeTotals a, RangeTotals b) => new(
        a.Count - b.Count,
        a.Sum - b.Sum,
        a.Weight - b.Weight,
        a.OverCount - b.OverCount,
        a.AboutCount - b.AboutCount,
        a.CorrectionCount - b.CorrectionCount,
        a.CumulativeReadingCount - b.CumulativeReadingCount);
}
