namespace IpMonitor.Dashboard.Charts;

/// <summary>Chooses the range and the ticks of an axis of values.</summary>
internal sealed record AxisTicks(double Min, double Max, IReadOnlyList<double> Values)
{
    /// <summary>Creates about four ticks at round values that enclose the values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="fromZero">Whether the axis includes zero, as bars and sums must.</param>
    public static AxisTicks Create(IEnumerable<double> values, bool fromZero)
    {
        var all = values.ToList();
        var (min, max) = all.Count == 0 ? (0, 1) : (all.Min(), all.Max());
        if (fromZero) (min, max) = (Math.Min(0, min), Math.Max(0, max));
        if (max - min < 1e-9 * Math.Max(1, Math.Abs(max)))
        {
            // A single value stands in the middle of its range, or above zero.
            var half = max == 0 ? 1 : Math.Abs(max) / 2;
            (min, max) = fromZero ? (Math.Min(0, min), Math.Max(1, max)) : (min - half, max + half);
        }
        var step = RoundUp((max - min) / 4);
        var (first, last) = (Math.Floor((min / step) + 1e-9), Math.Ceiling((max / step) - 1e-9));
        return new(
            first * step,
            last * step,
            [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)]);
    }

    // 1, 2, 2.5 or 5 times a power of ten.
    private static double RoundUp(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        foreach (var factor in (double[])[1, 2, 2.5, 5])
            if (step <= factor * power * (1 + 1e-9)) return factor * power;
        return 10 * power;
    }
}
