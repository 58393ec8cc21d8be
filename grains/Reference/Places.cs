using System.Collections.Frozen;
using System.Collections.Immutable;

namespace IpMonitor.Grains.Reference;

/// <summary>A reporting city, identified by its GB/T 2260 code.</summary>
[GenerateSerializer, Immutable, Alias("ipm.named-city")]
public sealed record NamedCity(
    [property: Id(0)] string Code,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3)] string Pinyin);

/// <summary>
/// A reporting unit within a city: a county (GB/T 2260), a zone, the city itself (市本级) or a department.
/// </summary>
public sealed record ReportingUnit(string Code, string City, string Name, string NameEn, string Kind);

/// <summary>The province, its cities and their reporting units, and the population by city and year.</summary>
public sealed class Places
{
    /// <summary>The code of the province. No city or unit has the same code.</summary>
    public const string ProvinceCode = "370000";

    private readonly FrozenDictionary<string, NamedCity> _cities;
    private readonly FrozenDictionary<string, ReportingUnit> _units;
    private readonly FrozenDictionary<string, ImmutableSortedDictionary<int, long>> _population;

    /// <summary>Creates the tables. Every unit and population must belong to one of the cities.</summary>
    public Places(
        IEnumerable<NamedCity> cities,
        IEnumerable<ReportingUnit> units,
        IEnumerable<(string City, int Year, long People)> people)
    {
        Cities = [.. cities.OrderBy(city => city.Code, StringComparer.Ordinal)];
        Units = [.. units];
        _cities = Cities.ToFrozenDictionary(city => city.Code);
        _units = Units.ToFrozenDictionary(unit => unit.Code);
        _population = people.GroupBy(row => row.City).ToFrozenDictionary(
            group => group.Key, group => group.ToImmutableSortedDictionary(row => row.Year, row => row.People));
    }

    /// <summary>The province. Its code is the key of the grains of the whole province.</summary>
    public NamedCity Province { get; } = new(ProvinceCode, "山东省", "Shandong", "shandong");

    /// <summary>The cities, in code order.</summary>
    public ImmutableArray<NamedCity> Cities { get; }

    /// <summary>The reporting units, in the order of their table.</summary>
    public ImmutableArray<ReportingUnit> Units { get; }

    /// <summary>Returns the city with this code, or null.</summary>
    public NamedCity? FindCity(string code) => _cities.GetValueOrDefault(code);

    /// <summary>Returns the unit with this code, or null.</summary>
    public ReportingUnit? FindUnit(string code) => _units.GetValueOrDefault(code);

    /// <summary>Returns the latest year up to the given one for which all cities have a population, or null.</summary>
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

    /// <summary>Returns a city's population in a year that <see cref="FindPopulationYear"/> returned.</summary>
    public long GetPopulation(string city, int year) => _population[city][year];
}
