using System.Numerics;

namespace IpMonitor.Grains.Metrics;

/// <summary>A metric's exact value over a period with what it was worked out of; see <see cref="Arithmetic"/>.</summary>
/// <param name="Above">What is divided, in the metric's unit.</param>
/// <param name="Below">By what: 1 of a sum or level.</param>
/// <param name="Numerator">Of a derived figure: what was divided, as reported.</param>
/// <param name="Denominator">Of a derived figure: by what.</param>
/// <param name="ReadingDate">Of a level, or a figure made of one: the day of the reading.</param>
/// <param name="Qualifier">余/约 inherited from its events.</param>
/// <param name="Corrected">How many corrections touched it or what it is worked out of.</param>
/// <param name="Final">Whether all it is worked out of is final (核定数).</param>
/// <param name="Excess">By how much units together come to more than their whole city, where that counts; otherwise 0.</param>
public sealed record Figure(
    Fraction Above, Fraction Below, decimal? Numerator, decimal? Denominator, DateOnly? ReadingDate, Qualifier Qualifier,
    long Corrected = 0, bool Final = false, decimal Excess = 0)
{
    /// <summary>The value, unrounded.</summary>
    public Fraction Exact { get; } = Above / Below;
}

/// <summary>How figures are worked out of readings: one place for every kind of metric (design, section 2).</summary>
public static class Arithmetic
{
    private static readonly Fraction One = new(1, 1);

    /// <summary>
    /// The figure of a metric, or null when it cannot be told: an input is not reported (未报送 is not zero), or what it
    /// would be divided by is zero. <paramref name="people"/> is the population that a per-capita figure divides by.
    /// </summary>
    public static Figure? Of(Metric metric, Func<string, Reading?> read, long? people)
    {
        switch (metric.Kind)
        {
            case MetricKind.Ratio:
                return read(metric.Numerator!) is { } above && read(metric.Denominator!) is { Sum.IsZero: false } below
                    ? From(above + below, new(above.Sum * (metric.IsPercentage ? 100 : 1), Fixed.Scale), new(below.Sum, Fixed.Scale), Value(above), Value(below)) with { ReadingDate = null }
                    : null;
            case MetricKind.PerCapita:
                return read(metric.Numerator!) is { } level && people is > 0
                    ? From(level, new(level.Sum, 1), new(people.Value, 1), Value(level), people)
                    : null;
            case MetricKind.Mean:
                return read(metric.Code) is { Weight.IsZero: false } mean
                    ? From(mean, new(mean.Sum, Fixed.Scale), new(mean.Weight, 1), Value(mean), (decimal)mean.Weight)
                    : null;
            case MetricKind.Coverage or MetricKind.Composite:
                return null;
            default:
                return read(metric.Code) is { } reading ? From(reading, new(reading.Sum, Fixed.Scale), One, null, null) : null;
        }
    }

    /// <summary>What a figure would divide, whether or not there is anything to divide it by; nothing where it is not reported.</summary>
    public static Fraction Above(Metric metric, Func<string, Reading?> read) => metric.Kind switch
    {
        MetricKind.Ratio => new((read(metric.Numerator!)?.Sum ?? 0) * (metric.IsPercentage ? 100 : 1), Fixed.Scale),
        MetricKind.PerCapita => new(read(metric.Numerator!)?.Sum ?? 0, 1),
        _ => new(read(metric.Code)?.Sum ?? 0, Fixed.Scale),
    };

    /// <summary>The share, in per cent, of so many cities that have a level of one or more.</summary>
    public static Figure Coverage(int having, int cities, Reading together) =>
        new(new(having * 100, 1), new(cities, 1), having, cities, together.Date, together.Qualifier, together.Corrected, together.Final);

    /// <summary>Points of a composite, 0 to 100.</summary>
    public static Figure Points(Fraction points, bool final) => new(points, One, null, null, null, Qualifier.Exact, Final: final);

    private static Figure From(Reading reading, Fraction above, Fraction below, decimal? numerator, decimal? denominator) => new(
        above, below, numerator, denominator, reading.Date, reading.Qualifier, reading.Corrected, reading.Final, Parts(reading.Excess));

    private static decimal Value(Reading reading) => Parts(reading.Sum);

    private static decimal Parts(BigInteger parts) => (decimal)parts / Fixed.Scale;
}
