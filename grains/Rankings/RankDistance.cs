using System.Collections.Immutable;
using System.Numerics;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Rankings;

/// <summary>How far a place is from the next: drawing level shares it, and so is one place up.</summary>
/// <param name="Value">The difference, above zero, in the metric's unit (percentage points of a percentage).</param>
/// <param name="Cities">The codes of the cities on that place.</param>
/// <param name="Input">Of a ratio or per-capita figure: the metric of which more takes the city there, all else as it is.</param>
/// <param name="InputValue">How much more of it, a whole number.</param>
[GenerateSerializer, Immutable, Alias("ipm.rank-distance")]
public sealed record RankDistance(
    [property: Id(0)] decimal Value,
    [property: Id(1)] ImmutableArray<string> Cities,
    [property: Id(2)] string? Input,
    [property: Id(3)] decimal? InputValue)
{
    /// <summary>From a place to the one next to it; null where there is none.</summary>
    public static RankDistance? Create(Metric metric, CityRank place, ImmutableArray<CityRank> next, bool catchingUp)
    {
        if (next.IsEmpty) return null;
        var way = next[0].Figure.ExactValue - place.Figure.ExactValue;
        var (input, more) = catchingUp && metric.Better == BetterDirection.Higher ? CalculateRequiredInput(metric, place.Figure, next[0].Figure) : default;
        return new((way.Sign < 0 ? Fraction.Zero - way : way).ToDecimal(), [.. next.Select(other => other.City)], input, more);
    }

    // value = scale · numerator / denominator, so that much more of the numerator makes the other's value.
    private static (string? Input, decimal? More) CalculateRequiredInput(Metric metric, Figure own, Figure other)
    {
        BigInteger scale = metric.Kind switch { MetricKind.PerCapita => FixedPoint.Scale, MetricKind.Ratio => metric.IsPercentage ? 100 : 1, _ => 0 };
        if (scale.IsZero) return default;
        var more = (other.ExactValue * own.ExactDenominator - own.ExactNumerator) / new Fraction(scale, 1);
        return (metric.Numerator, more.CeilingToMultiple(new(1, 1)).ToDecimal());
    }

    /// <inheritdoc/>
    public bool Equals(RankDistance? other) => other is not null
        && (Value, Input, InputValue) == (other.Value, other.Input, other.InputValue) && Cities.SequenceEqual(other.Cities);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value, Input, InputValue);
}
