using System.Numerics;

namespace IpMonitor.Grains.Metrics;

/// <summary>A metric's exact value over a period with what it was worked out of; see <see cref="FigureCalculator"/>.</summary>
/// <param name="ExactNumerator">What is divided, in the metric's unit.</param>
/// <param name="ExactDenominator">By what: 1 of a sum or level.</param>
/// <param name="Numerator">Of a derived figure: what was divided, as reported.</param>
/// <param name="Denominator">Of a derived figure: by what.</param>
/// <param name="ReadingDate">Of a level, or a figure made of one: the day of the reading.</param>
/// <param name="Qualifier">余/约 inherited from its events.</param>
/// <param name="CorrectionCount">How many corrections touched it or what it is worked out of.</param>
/// <param name="IsFinal">Whether all it is worked out of is final (核定数).</param>
/// <param name="UnitExcess">By how much units together come to more than their whole city, where that counts; otherwise 0.</param>
public sealed record Figure(
    Fraction ExactNumerator, Fraction ExactDenominator, decimal? Numerator, decimal? Denominator, DateOnly? ReadingDate, Qualifier Qualifier,
    long CorrectionCount = 0, bool IsFinal = false, decimal UnitExcess = 0)
{
    /// <summary>The value, unrounded.</summary>
    public Fraction ExactValue { get; } = ExactNumerator / ExactDenominator;
}

/// <summary>How figures are worked out of readings: one place for every kind of metric (design, section 2).</summary>
public static class FigureCalculator
{
    private static readonly Fraction One = new(1, 1);

    /// <summary>
    /// The figure of a metric, or null when it cannot be told: an input is not reported (未报送 is not zero), or what it
    /// would be divided by is zero. <paramref name="people"/> is the population that a per-capita figure divides by.
    /// </summary>
    public static Figure? Calculate(Metric metric, Func<string, MetricAggregate?> read, long? people)
    {
        switch (metric.Kind)
        {
            case MetricKind.Ratio:
                return read(metric.Numerator!) is { } above && read(metric.Denominator!) is { Sum.IsZero: false } below
                    ? CreateFigure(above + below, new(above.Sum * (metric.IsPercentage ? 100 : 1), FixedPoint.Scale), new(below.Sum, FixedPoint.Scale), GetValue(above), GetValue(below)) with { ReadingDate = null }
                    : null;
            case MetricKind.PerCapita:
                return read(metric.Numerator!) is { } level && people is > 0
                    ? CreateFigure(level, new(level.Sum, 1), new(people.Value, 1), GetValue(level), people)
                    : null;
            case MetricKind.Mean:
                return read(metric.Code) is { Weight.IsZero: false } mean
                    ? CreateFigure(mean, new(mean.Sum, FixedPoint.Scale), new(mean.Weight, 1), GetValue(mean), (decimal)mean.Weight)
                    : null;
            case MetricKind.Coverage or MetricKind.Composite:
                return null;
            default:
                return read(metric.Code) is { } reading ? CreateFigure(reading, new(reading.Sum, FixedPoint.Scale), One, null, null) : null;
        }
    }

    /// <summary>What a figure would divide, whether or not there is anything to divide it by; nothing where it is not reported.</summary>
    public static Fraction CalculateNumerator(Metric metric, Func<string, MetricAggregate?> read) => metric.Kind switch
    {
        MetricKind.Ratio => new((read(metric.Numerator!)?.Sum ?? 0) * (metric.IsPercentage ? 100 : 1), FixedPoint.Scale),
        MetricKind.PerCapita => new(read(metric.Numerator!)?.Sum ?? 0, 1),
        _ => new(read(metric.Code)?.Sum ?? 0, FixedPoint.Scale),
    };

    /// <summary>The share, in per cent, of so many cities that have a level of one or more.</summary>
    public static Figure CalculateCoverage(int having, int cities, MetricAggregate together) =>
        new(new(having * 100, 1), new(cities, 1), having, cities, together.Date, together.Qualifier, together.CorrectionCount, together.IsFinal);

    /// <summary>Points of a composite, 0 to 100.</summary>
    public static Figure FromPoints(Fraction points, bool final) => new(points, One, null, null, null, Qualifier.Exact, IsFinal: final);

    private static Figure CreateFigure(MetricAggregate reading, Fraction above, Fraction below, decimal? numerator, decimal? denominator) => new(
        above, below, numerator, denominator, reading.Date, reading.Qualifier, reading.CorrectionCount, reading.IsFinal, ToDecimal(reading.UnitExcess));

    private static decimal GetValue(MetricAggregate reading) => ToDecimal(reading.Sum);

    private static decimal ToDecimal(BigInteger parts) => (decimal)parts / FixedPoint.Scale;
}
