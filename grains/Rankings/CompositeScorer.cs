using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// Scores the cities by a composite metric (综合考核): points of 0 to 100 per indicator, weighted and summed as exact
/// fractions.
/// </summary>
internal sealed class CompositeScorer(
    Metric composite,
    Func<string, Metric> getMetric,
    Func<Metric, CityRanking> getRanking,
    TargetEvaluator targets,
    ReportingPeriod period)
{
    private static readonly Fraction Hundred = new(100, 1);

    /// <summary>
    /// Returns the score of every city with a figure for at least one indicator. An indicator without a figure earns no
    /// points.
    /// </summary>
    public IReadOnlyDictionary<string, Figure> GetScores(IEnumerable<string> cities) => cities
        .Where(city => composite.Indicators.Any(indicator => FindRank(indicator, city) is not null))
        .ToDictionary(city => city, city => FigureCalculator.FromPoints(
            composite.Indicators.Select(indicator => GetWeightedPoints(indicator, city)).Aggregate((a, b) => a + b),
            composite.Indicators.All(indicator => FindRank(indicator, city) is { Figure.IsFinal: true })));

    /// <summary>Returns the contribution of each indicator to a city's score.</summary>
    public ImmutableArray<IndicatorPoints> GetIndicatorPoints(string city) =>
    [
        .. composite.Indicators.Select(indicator =>
        {
            var rank = FindRank(indicator, city);
            return new IndicatorPoints(
                indicator.Metric,
                indicator.Weight,
                indicator.Scoring,
                rank?.Figure.ExactValue.ToDecimal(),
                rank?.Rank,
                GetPoints(indicator, city).ToDecimal(),
                GetWeightedPoints(indicator, city).ToDecimal());
        }),
    ];

    private CityRank? FindRank(CompositeComponent indicator, string city) =>
        getRanking(getMetric(indicator.Metric)).FindCity(city);

    private Fraction GetWeightedPoints(CompositeComponent indicator, string city) =>
        GetPoints(indicator, city) * Fraction.FromDecimal(indicator.Weight) / Hundred;

    private Fraction GetPoints(CompositeComponent indicator, string city)
    {
        var metric = getMetric(indicator.Metric);
        var ranking = getRanking(metric);
        if (ranking.FindCity(city) is not { } rank) return Fraction.Zero;
        var (best, worst) = (ranking.CityRanks[0].Figure.ExactValue, ranking.CityRanks[^1].Figure.ExactValue);
        return indicator.Scoring switch
        {
            ScoringMethod.Target => targets.GetPoints(city, metric, period) ?? Fraction.Zero,
            ScoringMethod.MinMax => best.CompareTo(worst) == 0
                ? Hundred
                : Hundred * (rank.Figure.ExactValue - worst) / (best - worst),
            _ => Hundred * new Fraction(ranking.CityRanks.Length - rank.Rank + 1, ranking.CityRanks.Length),
        };
    }
}
