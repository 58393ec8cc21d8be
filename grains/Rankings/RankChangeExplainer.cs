using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Rankings;

/// <summary>Explains the difference between two rankings, city by city.</summary>
/// <param name="reference">The current reference data.</param>
/// <param name="metric">The metric of both rankings.</param>
/// <param name="before">The ranking at the baseline.</param>
/// <param name="correctedNumerators">
/// Numerators at the baseline with the corrections made since, by city; a city that is absent has its baseline
/// numerator.
/// </param>
/// <param name="now">The current ranking.</param>
internal sealed class RankChangeExplainer(
    ReferenceSnapshot reference,
    Metric metric,
    CityRanking before,
    IReadOnlyDictionary<string, Fraction> correctedNumerators,
    CityRanking now)
{
    /// <summary>
    /// Explains every city ranked on either side: the currently ranked cities, then the ones that dropped out.
    /// </summary>
    public ImmutableArray<Explanation> ExplainAll(Func<string, ImmutableArray<IndicatorChange>?> getIndicatorChanges) =>
    [
        .. now.CityRanks
            .Concat(before.CityRanks.Where(rank => now.FindCity(rank.City) is null))
            .Select(rank => ExplainCity(reference.Places.FindCity(rank.City)!, getIndicatorChanges(rank.City))),
    ];

    private Explanation ExplainCity(NamedCity city, ImmutableArray<IndicatorChange>? indicators)
    {
        var (previous, current) = (before.FindCity(city.Code), now.FindCity(city.Code));
        ImmutableArray<string> passed = [];
        ImmutableArray<string> passedBy = [];
        ValueChange? parts = null;
        if (previous is not null && current is not null)
        {
            var betterBefore = GetBetterCities(before, previous);
            var betterNow = GetBetterCities(now, current);
            passed = [.. betterBefore.Except(betterNow).Order(StringComparer.Ordinal)];
            passedBy = [.. betterNow.Except(betterBefore).Order(StringComparer.Ordinal)];
            if (metric.Kind != MetricKind.Composite) parts = SplitChange(city.Code, previous.Figure, current.Figure);
        }
        return new(
            city.Code,
            city.Name,
            city.NameEn,
            current?.Rank,
            previous?.Rank,
            previous?.Rank - current?.Rank,
            passed,
            passedBy,
            current?.Figure.ExactValue.ToDecimal(),
            previous?.Figure.ExactValue.ToDecimal(),
            parts,
            indicators,
            new RankChangeFormatter(reference, metric).Format(previous, current, passed, passedBy, parts));
    }

    private static HashSet<string> GetBetterCities(CityRanking ranking, CityRank rank) =>
        [.. ranking.CityRanks.Where(other => other.Rank < rank.Rank).Select(other => other.City)];

    // The last part absorbs the rounding error, so that the displayed parts add up to the change.
    private ValueChange SplitChange(string city, Figure previous, Figure current)
    {
        var change = current.ExactValue.ToDecimal() - previous.ExactValue.ToDecimal();
        var denominator = (previous.ExactNumerator / current.ExactDenominator - previous.ExactValue).ToDecimal();
        var corrected = correctedNumerators.GetValueOrDefault(city, previous.ExactNumerator);
        var corrections = ((corrected - previous.ExactNumerator) / current.ExactDenominator).ToDecimal();
        return new(change, denominator, corrections, change - denominator - corrections);
    }
}
