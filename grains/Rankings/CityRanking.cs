using System.Collections.Frozen;
using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Rankings;

/// <summary>Where a city stands: its place, whether it shares it, and its figure.</summary>
public sealed record CityRank(string City, int Rank, bool IsTied, Figure Figure);

/// <summary>
/// The cities in order of one metric: competition ranking (1 2 2 4) on exact values, ties in code order. Cities without a
/// figure have no place.
/// </summary>
public sealed class CityRanking
{
    private readonly FrozenDictionary<string, CityRank> _byCity;

    /// <summary>Ranks the figures; the metric says which way is better.</summary>
    public CityRanking(BetterDirection better, IReadOnlyDictionary<string, Figure> figures, int? populationYear)
    {
        PopulationYear = populationYear;
        var ordered = figures.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        // A stable sort keeps ties in code order.
        ordered = [.. better == BetterDirection.Lower
            ? ordered.OrderBy(pair => pair.Value.ExactValue, Fraction.ByValue)
            : ordered.OrderByDescending(pair => pair.Value.ExactValue, Fraction.ByValue)];
        var places = ImmutableArray.CreateBuilder<CityRank>(ordered.Count);
        for (var i = 0; i < ordered.Count; i++)
        {
            var (city, figure) = ordered[i];
            var tiesAbove = i > 0 && AreEqual(ordered[i - 1].Value, figure);
            var tiesBelow = i + 1 < ordered.Count && AreEqual(ordered[i + 1].Value, figure);
            places.Add(new(city, tiesAbove ? places[i - 1].Rank : i + 1, tiesAbove || tiesBelow, figure));
        }
        CityRanks = places.MoveToImmutable();
        _byCity = CityRanks.ToFrozenDictionary(place => place.City);
    }

    /// <summary>The places, best first.</summary>
    public ImmutableArray<CityRank> CityRanks { get; }

    /// <summary>The one year whose population all figures use, for a per-capita metric.</summary>
    public int? PopulationYear { get; }

    /// <summary>Where a city stands, or null without a figure.</summary>
    public CityRank? FindCity(string city) => _byCity.GetValueOrDefault(city);

    /// <summary>The cities on the place next above, empty at the top.</summary>
    public ImmutableArray<CityRank> GetNextHigher(CityRank place) =>
        CityRanks.LastOrDefault(other => other.Rank < place.Rank) is { } next ? GetTied(next) : [];

    /// <summary>The cities on the place next below, empty at the bottom.</summary>
    public ImmutableArray<CityRank> GetNextLower(CityRank place) =>
        CityRanks.FirstOrDefault(other => other.Rank > place.Rank) is { } next ? GetTied(next) : [];

    private ImmutableArray<CityRank> GetTied(CityRank one) => [.. CityRanks.Where(other => other.Rank == one.Rank)];

    private static bool AreEqual(Figure a, Figure b) => a.ExactValue.CompareTo(b.ExactValue) == 0;
}
