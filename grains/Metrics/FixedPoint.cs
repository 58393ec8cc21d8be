namespace IpMonitor.Grains.Metrics;

/// <summary>Converts values to and from whole numbers of 1/10,000, the exact form used for storage and sums.</summary>
public static class FixedPoint
{
    /// <summary>Scaled integer of the value 1.</summary>
    public const int Scale = 10_000;

    /// <summary>The largest value an event may carry, in the metric's unit.</summary>
    public const decimal MaxValue = 100_000_000_000_000m;

    /// <summary>Scales a value, which must have at most 4 decimals and be at most <see cref="MaxValue"/>.</summary>
    public static long ToScaled(decimal value) => decimal.ToInt64(value * Scale);

    /// <summary>Returns the value of a scaled integer.</summary>
    public static decimal FromScaled(long scaled) => (decimal)scaled / Scale;

    /// <summary>Returns true if the value has at most 4 decimals.</summary>
    public static bool IsRepresentable(decimal value) => value * Scale == decimal.Truncate(value * Scale);
}
