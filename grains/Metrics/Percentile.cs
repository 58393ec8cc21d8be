namespace IpMonitor.Grains.Metrics;

/// <summary>Finds percentiles by the nearest rank.</summary>
public static class Percentile
{
    /// <summary>Returns the percentile of some values; null without values.</summary>
    /// <param name="ordered">The values in ascending order.</param>
    /// <param name="percent">The percentile, 1 to 100.</param>
    public static decimal? Find(IReadOnlyList<decimal> ordered, int percent) =>
        ordered.Count == 0 ? null : ordered[(ordered.Count * percent + 99) / 100 - 1];
}
