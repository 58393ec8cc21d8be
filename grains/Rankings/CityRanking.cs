using System.Collections.Frozen;
using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// Competition ranking (1 2 2 4) of the cities by one metric's exact values. Tied cities are in code order; cities
/// without a figure are not ranked.
/// </summary>
public sealed class CityRanking
{
    private readonly FrozenDictionary<string, CityRank> _byCity;
    private readonly BetterDirection _better;

    /// <summary>Ranks the figures in the direction that <paramref name="better"/> names.</summary>
    public CityRanking(BetterDirection better, IReadOnlyDictionary<string, Figure> figures, int? populationYear)
    {
        PopulationYear = populationYear;
        var ordered = figures.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        // A stable sort keeps ties in code order.
        ordered = [.. better == BetterDirection.Lower
            ? ordered.OrderBy(pair => pair.Value.ExactValue, Fraction.ByValue)
            : ordered.OrderByDescending(pair => pair.Value.ExactValue, Fraction.ByValue)];
        var ranks = ImmutableArray.CreateBuilder<CityRank>(ordered.Count);
        for (var i = 0; i < ordered.Count; i++)
        {
            var (city, figure) = ordered[i];
            var tiesAbove = i > 0 && AreEqual(ordered[i - 1].Value, figure);
            var tiesBelow = i + 1 < ordered.Count && AreEqual(ordered[i + 1].Value, figure);
            ranks.Add(new(city, tiesAbove ? ranks[i - 1].Rank : i + 1, tiesAbove || tiesBelow, figure));
        }
        _better = better;
        CityRanks = ranks.MoveToImmutable();
        _byCity = CityRanks.ToFrozenDictionary(rank => rank.City);
    }

    /// <summary>The ranked cities, best first.</summary>
    public ImmutableArray<CityRank> CityRanks { get; }

    /// <summary>The population year of all figures; null unless the metric is per capita.</summary>
    public int? PopulationYear { get; }

    /// <summary>Returns a city's rank; null if it has no figure.</summary>
    public CityRank? FindCity(string city) => _byCity.GetValueOrDefault(city);

    /// <summary>
    /// Ranks the cities that another ranking has as well; returns this ranking if it has all of them.
    /// </summary>
    public CityRanking Intersect(CityRanking other) =>
        CityRanks.All(rank => other.FindCity(rank.City) is not null)
            ? this
            : new(
                _better,
                CityRanks
                    .Where(rank => other.FindCity(rank.City) is not null)
                    .ToDictionary(rank => rank.City, rank => rank.Figure),
                PopulationYear);

    /// <summary>Returns the cities that share the next higher rank; empty for the first.</summary>
    public ImmutableArray<CityRank> GetNextHigher(CityRank rank) =>
        CityRanks.LastOrDefault(other => other.Rank < rank.Rank) is { } next ? GetTied(next) : [];

    /// <summary>Returns the cities that share the next lower rank; empty for the last.</summary>
    public ImmutableArray<CityRank> GetNextLower(CityRank rank) =>
        CityRanks.FirstOrDefault(other => other.Rank > rank.Rank) is { } next ? GetTied(next) : [];

    private ImmutableArray<CityRank> GetTied(CityRank rank) => [.. CityRanks.Where(other => other.Rank == rank.Rank)];

    private static bool AreEqual(Figure a, Figure b) => a.ExactValue.CompareTo(b.ExactValue) == 0;
}
