using System.Collections.Frozen;
using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Rankings;

/// <summary>Where a city stands: its place, whether it shares it, and its figure.</summary>
public sealed record CityRank(string City, int Rank, bool Tie, Figure Figure);

/// <summary>
/// The cities in order of one metric: competition ranking (1 2 2 4) on exact values, ties in code order. Cities without a
/// figure have no place.
/// </summary>
public sealed class Standing
{
    private readonly FrozenDictionary<string, CityRank> _byCity;

    /// <summary>Ranks the figures; the metric says which way is better.</summary>
    public Standing(BetterDirection better, IReadOnlyDictionary<string, Figure> figures, int? populationYear)
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
            var tiesAbove = i > 0 && Same(ordered[i - 1].Value, figure);
            var tiesBelow = i + 1 < ordered.Count && Same(ordered[i + 1].Value, figure);
            places.Add(new(city, tiesAbove ? places[i - 1].Rank : i + 1, tiesAbove || tiesBelow, figure));
        }
        Places = places.MoveToImmutable();
        _byCity = Places.ToFrozenDictionary(place => place.City);
    }

    /// <summary>The places, best first.</summary>
    public ImmutableArray<CityRank> Places { get; }

    /// <summary>The one year whose population all figures use, for a per-capita metric.</summary>
    public int? PopulationYear { get; }

    /// <summary>Where a city stands, or null without a figure.</summary>
    public CityRank? Of(string city) => _byCity.GetValueOrDefault(city);

    /// <summary>The cities on the place next above, empty at the top.</summary>
    public ImmutableArray<CityRank> NextAbove(CityRank place) =>
        Places.LastOrDefault(other => other.Rank < place.Rank) is { } next ? Sharing(next) : [];

    /// <summary>The cities on the place next below, empty at the bottom.</summary>
    public ImmutableArray<CityRank> NextBelow(CityRank place) =>
        Places.FirstOrDefault(other => other.Rank > place.Rank) is { } next ? Sharing(next) : [];

    private ImmutableArray<CityRank> Sharing(CityRank one) => [.. Places.Where(other => other.Rank == one.Rank)];

    private static bool Same(Figure a, Figure b) => a.ExactValue.CompareTo(b.ExactValue) == 0;
}
