namespace IpMonitor.Dashboard.Demo;

/// <summary>Calculates the figures of the demo: the same for a seed, city, metric and date.</summary>
internal sealed class DemoFigures(int seed)
{
    private const int BaseYear = 2024;

    // Relative to an average month, from January: few reports around the Spring Festival, many before year end.
    private static readonly double[] Seasons =
        [0.97, 0.88, 1.03, 1.08, 1.02, 1.03, 0.98, 0.96, 1.01, 0.97, 1.04, 1.1];

    private static readonly Dictionary<string, DemoMetric> Metrics =
        DemoProvince.Metrics.ToDictionary(metric => metric.Metric);

    /// <summary>Returns the sum of a stretch of days that ends on a day.</summary>
    /// <param name="city">The city.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="end">Last day of the stretch.</param>
    /// <param name="months">Length of the stretch in months.</param>
    public double GetFlow(DemoCity city, DemoMetric metric, DateOnly end, double months)
    {
        var own = GetVariation(city, metric.Metric, end);
        if (metric.ShareOf is { } whole)
        {
            var expected = GetFlow(city, Metrics[whole], end, months) / Metrics[whole].MonthlyValue;
            return expected * metric.MonthlyValue * (1 + (own - 1) / 4);
        }
        return GetExpectedFlow(city, metric, end.Year) * Seasons[end.Month - 1] * months * own;
    }

    /// <summary>Returns the expected sum of a month in a year, without season.</summary>
    public double GetExpectedFlow(DemoCity city, DemoMetric metric, int year) =>
        metric.MonthlyValue * city.Size * (0.85 + 0.3 * GetShare($"{city.Code}/{metric.Metric}"))
        * Math.Pow(1.02 + 0.08 * GetShare($"{city.Code}/{metric.Metric}/growth"), year - BaseYear);

    /// <summary>Returns the reading of a level at the end of a month.</summary>
    public double GetLevel(DemoCity city, DemoMetric metric, DateOnly month)
    {
        var months = (month.Year - BaseYear) * 12 + month.Month;
        var strength = 0.97 + 0.06 * GetShare($"{city.Code}/{metric.Metric}");
        var growth = Math.Pow(1 + metric.MonthlyGrowth!.Value, months);
        return Math.Round(metric.MonthlyValue * city.Size * strength * growth);
    }

    /// <summary>Returns the mean of a month and its weight.</summary>
    public (double Mean, int Weight) GetMean(DemoCity city, DemoMetric metric, DateOnly month) => (
        Math.Round(metric.MonthlyValue * GetVariation(city, metric.Metric, month), 2),
        Math.Max(1, (int)(12 * city.Size)));

    /// <summary>Rounds a value to the step of a metric; a remainder becomes a step with its probability.</summary>
    public double Round(DemoMetric metric, double value, string key)
    {
        var steps = value / metric.Step;
        return (Math.Floor(steps) + (steps % 1 > GetShare(key) ? 1 : 0)) * metric.Step;
    }

    /// <summary>Returns a number from 0 to 1 for a key.</summary>
    public double GetShare(string key) => new Random(GetStableHash($"{seed}/{key}")).NextDouble();

    private double GetVariation(DemoCity city, string metric, DateOnly date) =>
        0.85 + 0.3 * GetShare($"{city.Code}/{metric}/{date.DayNumber}");

    // string.GetHashCode and HashCode.Combine differ in each process.
    private static int GetStableHash(string text) => text.Aggregate(17, (hash, c) => unchecked(hash * 31 + c));
}
