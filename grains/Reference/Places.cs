using System.Collections.Frozen;
using System.Collections.Immutable;

namespace IpMonitor.Grains.Reference;

/// <summary>A city whose bureau reports, by its GB/T 2260 code.</summary>
[GenerateSerializer, Immutable, Alias("ipm.named-city")]
public sealed record NamedCity(
    [property: Id(0)] string Code,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3)] string Pinyin);

/// <summary>Who reports inside a city: a county (GB/T 2260), a zone, the city itself (市本级) or a department.</summary>
public sealed record ReportingUnit(string Code, string City, string Name, string NameEn, string Kind);

/// <summary>The province, its cities in code order, the units that report inside them, and how many people live there.</summary>
public sealed class Places
{
    /// <summary>The province's code, which is none of a city or unit.</summary>
    public const string ProvinceCode = "370000";

    private readonly FrozenDictionary<string, NamedCity> _cities;
    private readonly FrozenDictionary<string, ReportingUnit> _units;
    private readonly FrozenDictionary<string, ImmutableSortedDictionary<int, long>> _population;

    /// <summary>Makes the tables; every unit and population is of one of the cities.</summary>
    public Places(IEnumerable<NamedCity> cities, IEnumerable<ReportingUnit> units, IEnumerable<(string City, int Year, long People)> people)
    {
        Cities = [.. cities.OrderBy(city => city.Code, StringComparer.Ordinal)];
        Units = [.. units];
        _cities = Cities.ToFrozenDictionary(city => city.Code);
        _units = Units.ToFrozenDictionary(unit => unit.Code);
        _population = people.GroupBy(row => row.City).ToFrozenDictionary(
            group => group.Key, group => group.ToImmutableSortedDictionary(row => row.Year, row => row.People));
    }

    /// <summary>The province, which is the key of its grains.</summary>
    public NamedCity Province { get; } = new(ProvinceCode, "山东省", "Shandong", "shandong");

    /// <summary>The cities in code order.</summary>
    public ImmutableArray<NamedCity> Cities { get; }

    /// <summary>The reporting units in the order of their table.</summary>
    public ImmutableArray<ReportingUnit> Units { get; }

    /// <summary>The city with this code, or null.</summary>
    public NamedCity? FindCity(string code) => _cities.GetValueOrDefault(code);

    /// <summary>The unit with this code, or null.</summary>
    public ReportingUnit? FindUnit(string code) => _units.GetValueOrDefault(code);

    /// <summary>The latest year, on or before the given one, whose population all these cities have.</summary>
    public int? FindPopulationYear(IEnumerable<string> cities, int onOrBefore)
    {
        HashSet<int>? common = null;
        foreach (var city in cities)
        {
            var years = (_population.GetValueOrDefault(city)?.Keys ?? []).Where(year => year <= onOrBefore);
            if (common is null) common = [.. years];
            else common.IntersectWith(years);
        }
        return common is { Count: > 0 } ? common.Max() : null;
    }

    /// <summary>How many people lived in the city that year; the year must be one that <see cref="FindPopulationYear"/> gave.</summary>
    public long GetPopulation(string city, int year) => _population[city][year];
}
