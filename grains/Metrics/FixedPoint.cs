namespace IpMonitor.Grains.Metrics;

/// <summary>Values as whole numbers of 1/10,000, the form in which they are stored and added up exactly.</summary>
public static class FixedPoint
{
    /// <summary>One unit is this many parts.</summary>
    public const int Scale = 10_000;

    /// <summary>The largest value an event may carry, in the metric's unit.</summary>
    public const decimal MaxValue = 100_000_000_000_000m;

    /// <summary>The value in parts; it must have at most 4 decimals and be at most <see cref="MaxValue"/>.</summary>
    public static long ToScaled(decimal value) => decimal.ToInt64(value * Scale);

    /// <summary>The value of so many parts.</summary>
    public static decimal FromScaled(long parts) => (decimal)parts / Scale;

    /// <summary>Whether the value has no more than 4 decimals.</summary>
    public static bool IsRepresentable(decimal value) => value * Scale == decimal.Truncate(value * Scale);
}
