using System.Numerics;

namespace IpMonitor.Grains.Metrics;

/// <summary>Calculates figures of every metric kind from aggregates of reported metrics.</summary>
public static class FigureCalculator
{
    private static readonly Fraction One = new(1, 1);

    /// <summary>
    /// Calculates the figure of a metric. Returns null if an input is not reported (未报送), if the divisor is zero, or if
    /// the metric is a coverage or composite.
    /// </summary>
    /// <param name="metric">The metric.</param>
    /// <param name="read">Returns the aggregate of a reported metric by its code; null if not reported.</param>
    /// <param name="people">Population for a per-capita metric.</param>
    public static Figure? Calculate(Metric metric, Func<string, MetricAggregate?> read, long? people)
    {
        switch (metric.Kind)
        {
            case MetricKind.Ratio:
                return read(metric.Numerator!) is { } numerator
                    && read(metric.Denominator!) is { Sum.IsZero: false } denominator
                    ? CreateRatio(metric, numerator, denominator)
                    : null;
            case MetricKind.PerCapita:
                // The scale of 1/10,000 and the unit of 10,000 people cancel out.
                return read(metric.Numerator!) is { } level && people is > 0
                    ? CreateFigure(level, new(level.Sum, 1), new(people.Value, 1), GetValue(level), people)
                    : null;
            case MetricKind.Mean:
                return read(metric.Code) is { Weight.IsZero: false } mean
                    ? CreateFigure(
                        mean,
                        new(mean.Sum, FixedPoint.Scale),
                        new(mean.Weight, 1),
                        GetValue(mean),
                        (decimal)mean.Weight)
                    : null;
            case MetricKind.Coverage or MetricKind.Composite:
                return null;
            case MetricKind.Sum or MetricKind.Level:
                return read(metric.Code) is { } reading
                    ? CreateFigure(reading, new(reading.Sum, FixedPoint.Scale), One, null, null)
                    : null;
            default:
                throw new ArgumentOutOfRangeException(nameof(metric), metric.Kind, "Unknown kind of metric.");
        }
    }

    /// <summary>Calculates the dividend of a figure, independent of the divisor; zero if not reported.</summary>
    public static Fraction CalculateNumerator(Metric metric, Func<string, MetricAggregate?> read) => metric.Kind switch
    {
        MetricKind.Ratio =>
            new((read(metric.Numerator!)?.Sum ?? 0) * (metric.IsPercentage ? 100 : 1), FixedPoint.Scale),
        MetricKind.PerCapita => new(read(metric.Numerator!)?.Sum ?? 0, 1),
        _ => new(read(metric.Code)?.Sum ?? 0, FixedPoint.Scale),
    };

    /// <summary>Calculates the percentage of cities that have a level of one or more.</summary>
    /// <param name="coveredCities">Number of cities with a level of one or more.</param>
    /// <param name="cities">Number of all cities, above 0.</param>
    /// <param name="total">Sum of the cities' aggregates; provides the date, qualifier and correction count.</param>
    public static Figure CalculateCoverage(int coveredCities, int cities, MetricAggregate total) => new(
        new(coveredCities * 100, 1),
        new(cities, 1),
        coveredCities,
        cities,
        total.Date,
        total.Qualifier,
        total.CorrectionCount,
        total.IsFinal);

    /// <summary>Creates the figure of a composite from its points, 0 to 100.</summary>
    public static Figure FromPoints(Fraction points, bool final) =>
        new(points, One, null, null, null, Qualifier.Exact, IsFinal: final);

    private static Figure CreateRatio(Metric metric, MetricAggregate numerator, MetricAggregate denominator) =>
        CreateFigure(
            numerator + denominator,
            new(numerator.Sum * (metric.IsPercentage ? 100 : 1), FixedPoint.Scale),
            new(denominator.Sum, FixedPoint.Scale),
            GetValue(numerator),
            GetValue(denominator)) with
        { ReadingDate = null };

    private static Figure CreateFigure(
        MetricAggregate aggregate,
        Fraction exactNumerator,
        Fraction exactDenominator,
        decimal? numerator,
        decimal? denominator) => new(
            exactNumerator,
            exactDenominator,
            numerator,
            denominator,
            aggregate.Date,
            aggregate.Qualifier,
            aggregate.CorrectionCount,
            aggregate.IsFinal,
            ToDecimal(aggregate.UnitExcess));

    private static decimal GetValue(MetricAggregate aggregate) => ToDecimal(aggregate.Sum);

    private static decimal ToDecimal(BigInteger scaled) => (decimal)scaled / FixedPoint.Scale;
}
