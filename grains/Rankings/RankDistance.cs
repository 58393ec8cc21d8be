using System.Collections.Immutable;
using System.Numerics;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// The difference between a city's figure and the figure of the next rank. Equal figures share a rank.
/// </summary>
/// <param name="Value">The absolute difference in the metric's unit; in percentage points for a percentage.</param>
/// <param name="Cities">Codes of the cities at the next rank.</param>
/// <param name="Input">For a ratio or per-capita figure: the input metric to increase, all else unchanged.</param>
/// <param name="InputValue">The required increase of <paramref name="Input"/>, a whole number.</param>
[GenerateSerializer, Immutable, Alias("ipm.rank-distance")]
public sealed record RankDistance(
    [property: Id(0)] decimal Value,
    [property: Id(1)] ImmutableArray<string> Cities,
    [property: Id(2)] string? Input,
    [property: Id(3)] decimal? InputValue)
{
    /// <summary>Calculates the distance to the cities at an adjacent rank; null if there are none.</summary>
    /// <param name="metric">The ranked metric.</param>
    /// <param name="rank">The city's rank.</param>
    /// <param name="next">The cities at the adjacent rank.</param>
    /// <param name="catchingUp">
    /// True for the rank above: the required increase of the input is calculated as well.
    /// </param>
    public static RankDistance? Create(Metric metric, CityRank rank, ImmutableArray<CityRank> next, bool catchingUp)
    {
        if (next.IsEmpty) return null;
        var difference = next[0].Figure.ExactValue - rank.Figure.ExactValue;
        var (input, increase) = catchingUp && metric.Better == BetterDirection.Higher
            ? CalculateRequiredInput(metric, rank.Figure, next[0].Figure)
            : default;
        return new(
            (difference.Sign < 0 ? Fraction.Zero - difference : difference).ToDecimal(),
            [.. next.Select(other => other.City)],
            input,
            increase);
    }

    // Solves value = scale · numerator / denominator for the numerator that yields the other city's value.
    private static (string? Input, decimal? Increase) CalculateRequiredInput(Metric metric, Figure own, Figure other)
    {
        BigInteger scale = metric.Kind switch
        {
            MetricKind.PerCapita => FixedPoint.Scale,
            MetricKind.Ratio => metric.IsPercentage ? 100 : 1,
            _ => 0,
        };
        if (scale.IsZero) return default;
        var increase = (other.ExactValue * own.ExactDenominator - own.ExactNumerator) / new Fraction(scale, 1);
        return (metric.Numerator, increase.CeilingToMultiple(new(1, 1)).ToDecimal());
    }

    /// <inheritdoc/>
    public bool Equals(RankDistance? other) => other is not null
        && (Value, Input, InputValue) == (other.Value, other.Input, other.InputValue)
        && Cities.SequenceEqual(other.Cities);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value, Input, InputValue);
}
