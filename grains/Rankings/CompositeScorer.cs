using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Grains.Rankings;

/// <summary>One indicator's part in a composite: its figure and place, the points these earn (0 to 100), and what they weigh in.</summary>
/// <param name="Metric">The indicator's code.</param>
/// <param name="Weight">Of all weights, which make 100.</param>
/// <param name="Scoring">How the points were earned.</param>
/// <param name="Value">The city's figure; null where it has none: then there are no points.</param>
/// <param name="Rank">Its place by the indicator.</param>
/// <param name="Points">0 to 100.</param>
/// <param name="Score">points · weight / 100: what it adds to the composite.</param>
[GenerateSerializer, Immutable, Alias("ipm.indicator-points")]
public sealed record IndicatorPoints(
    [property: Id(0)] string Metric,
    [property: Id(1)] decimal Weight,
    [property: Id(2)] ScoringMethod Scoring,
    [property: Id(3)] decimal? Value,
    [property: Id(4)] int? Rank,
    [property: Id(5)] decimal Points,
    [property: Id(6)] decimal Score);

/// <summary>Earns a composite's points out of the standings of its indicators (综合考核): pure, and exact until shown.</summary>
internal sealed class CompositeScorer(Metric composite, Func<string, Metric> metricOf, Func<Metric, CityRanking> standingOf, TargetEvaluator pace, ReportingPeriod period)
{
    private static readonly Fraction Hundred = new(100, 1);

    /// <summary>The score of every city that has a figure for at least one indicator; what is not reported earns nothing.</summary>
    public IReadOnlyDictionary<string, Figure> GetScores(IEnumerable<string> cities) => cities
        .Where(city => composite.Indicators.Any(indicator => standingOf(metricOf(indicator.Metric)).FindCity(city) is not null))
        .ToDictionary(city => city, city => FigureCalculator.FromPoints(
            composite.Indicators.Select(indicator => GetWeightedPoints(indicator, city)).Aggregate((a, b) => a + b),
            composite.Indicators.All(indicator => standingOf(metricOf(indicator.Metric)).FindCity(city) is { Figure.IsFinal: true })));

    /// <summary>What each indicator adds to a city's score.</summary>
    public ImmutableArray<IndicatorPoints> GetIndicatorPoints(string city) =>
    [
        .. composite.Indicators.Select(indicator =>
        {
            var place = standingOf(metricOf(indicator.Metric)).FindCity(city);
            return new IndicatorPoints(
                indicator.Metric, indicator.Weight, indicator.Scoring, place?.Figure.ExactValue.ToDecimal(), place?.Rank,
                GetPoints(indicator, city).ToDecimal(), GetWeightedPoints(indicator, city).ToDecimal());
        }),
    ];

    private Fraction GetWeightedPoints(Indicator indicator, string city) => GetPoints(indicator, city) * Fraction.FromDecimal(indicator.Weight) / Hundred;

    private Fraction GetPoints(Indicator indicator, string city)
    {
        var metric = metricOf(indicator.Metric);
        var standing = standingOf(metric);
        if (standing.FindCity(city) is not { } place) return Fraction.Zero;
        var (best, worst) = (standing.CityRanks[0].Figure.ExactValue, standing.CityRanks[^1].Figure.ExactValue);
        return indicator.Scoring switch
        {
            ScoringMethod.Target => pace.GetPoints(city, metric, period) ?? Fraction.Zero,
            ScoringMethod.MinMax => best.CompareTo(worst) == 0 ? Hundred : Hundred * (place.Figure.ExactValue - worst) / (best - worst),
            _ => Hundred * new Fraction(standing.CityRanks.Length - place.Rank + 1, standing.CityRanks.Length),
        };
    }
}
