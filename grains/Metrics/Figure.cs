namespace IpMonitor.Grains.Metrics;

/// <summary>A metric's exact value over a period with what it was worked out of; see <see cref="Arithmetic"/>.</summary>
/// <param name="Exact">The value, unrounded.</param>
/// <param name="Numerator">Of a derived figure: what was divided.</param>
/// <param name="Denominator">Of a derived figure: by what.</param>
/// <param name="ReadingDate">Of a level, or a figure made of one: the day of the reading.</param>
/// <param name="Qualifier">余/约 inherited from its events.</param>
/// <param name="Corrected">How many corrections touched it or what it is worked out of.</param>
public sealed record Figure(
    Fraction Exact, decimal? Numerator, decimal? Denominator, DateOnly? ReadingDate, Qualifier Qualifier, long Corrected = 0);

/// <summary>How figures are worked out of readings: one place for every kind of metric (design, section 2).</summary>
public static class Arithmetic
{
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
                    ? new(new(above.Sum * (metric.IsPercentage ? 100 : 1), below.Sum), Value(above), Value(below), null, (above + below).Qualifier, (above + below).Corrected)
                    : null;
            case MetricKind.PerCapita:
                return read(metric.Numerator!) is { } level && people is > 0
                    ? new(new(level.Sum, people.Value), Value(level), people, level.Date, level.Qualifier, level.Corrected)
                    : null;
            case MetricKind.Mean:
                return read(metric.Code) is { Weight.IsZero: false } mean
                    ? new(new(mean.Sum, mean.Weight * Fixed.Scale), Value(mean), (decimal)mean.Weight, null, mean.Qualifier, mean.Corrected)
                    : null;
            case MetricKind.Coverage:
                return null;
            default:
                return read(metric.Code) is { } reading
                    ? new(new(reading.Sum, Fixed.Scale), null, null, reading.Date, reading.Qualifier, reading.Corrected)
                    : null;
        }
    }

    /// <summary>The share, in per cent, of so many cities that have a level of one or more.</summary>
    public static Figure Coverage(int having, int cities, DateOnly? readingDate) =>
        new(new(having * 100, cities), having, cities, readingDate, Qualifier.Exact);

    private static decimal Value(Reading reading) => (decimal)reading.Sum / Fixed.Scale;
}
