using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Grains.Targets;

/// <summary>Forecasts the final value of a period in progress. Pure.</summary>
internal sealed class ForecastCalculator(ProvinceProjection projection, DateOnly today)
{
    private const int MinEarlierYears = 2;
    private const int MinWeeks = 8;

    // The 90 % quantile of the standard normal distribution, for an interval of 80 %.
    private const double NormalQuantile = 1.2816;

    // Smaller shares make the extrapolation unstable.
    private static readonly Fraction MinShare = new(1, 100);

    /// <summary>Calculates a forecast; null if the value fell since the start or if there is too little data.</summary>
    /// <param name="place">Code of a city or of the province.</param>
    /// <param name="metric">A sum or level.</param>
    /// <param name="period">The period in progress.</param>
    /// <param name="now">Current value.</param>
    /// <param name="start">Value at the start of the period.</param>
    /// <param name="shares">Shares of their final growth that earlier years had attained by this day.</param>
    public Forecast? Calculate(
        string place, Metric metric, ReportingPeriod period, Fraction now, Fraction start, List<Fraction> shares)
    {
        if (now.CompareTo(start) < 0) return null;
        var usable = shares.Where(share => share.CompareTo(MinShare) >= 0).ToList();
        if (usable.Count >= MinEarlierYears)
            return new(
                Extrapolate(CalculateMean(usable)),
                Extrapolate(usable.Max(Fraction.ByValue)!),
                Extrapolate(usable.Min(Fraction.ByValue)!),
                ForecastMethod.EarlierYears,
                usable.Count);
        return metric.Kind == MetricKind.Sum ? CalculateByWeeks(place, metric, period, now.ToDecimal()) : null;

        decimal Extrapolate(Fraction share) => Round((start + (now - start) / share).ToDecimal());
    }

    /// <summary>Returns the mean of one or more values.</summary>
    public static Fraction CalculateMean(List<Fraction> values) =>
        values.Aggregate((a, b) => a + b) / new Fraction(values.Count, 1);

    /// <summary>Rounds half away from zero to 4 decimals.</summary>
    public static decimal Round(decimal value) => decimal.Round(value, 4, MidpointRounding.AwayFromZero);

    private Forecast? CalculateByWeeks(string place, Metric metric, ReportingPeriod period, decimal now)
    {
        var weeks = GetWeeklyValues(place, metric, period);
        if (weeks.Count < MinWeeks) return null;
        var mean = weeks.Average();
        var deviation = Math.Sqrt(weeks.Sum(week => (week - mean) * (week - mean)) / (weeks.Count - 1));
        var remainingWeeks = (period.End.DayNumber - today.DayNumber + 1) / 7.0;
        var spread = Math.Sqrt(remainingWeeks * (1 + remainingWeeks / weeks.Count));
        var halfWidth = (decimal)(NormalQuantile * deviation * spread);
        var expected = now + (decimal)(mean * remainingWeeks);
        return new(
            Round(expected),
            Round(Math.Max(now, expected - halfWidth)),
            Round(expected + halfWidth),
            ForecastMethod.Weeks,
            weeks.Count);
    }

    private List<double> GetWeeklyValues(string place, Metric metric, ReportingPeriod period)
    {
        var weeks = new List<double>();
        for (var start = period.Start; start.AddDays(7) <= today; start = start.AddDays(7))
        {
            var week = period with { Start = start, End = start.AddDays(6) };
            weeks.Add((double)(projection.GetFigure(place, metric, week)?.ExactValue.ToDecimal() ?? 0));
        }
        return weeks;
    }
}
