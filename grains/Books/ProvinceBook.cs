using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Books;

/// <summary>The books of all cities as of one position, and the figures read from them: pure, like the books.</summary>
public sealed class ProvinceBook(Catalogue catalogue, Places places)
{
    private readonly Dictionary<string, CityBook> _cities = places.Cities.ToDictionary(city => city.Code, _ => new CityBook());

    /// <summary>It includes every event up to this position and none after.</summary>
    public long Position { get; private set; }

    /// <summary>Takes over what changed in the journal, and tells which metrics' figures may have changed, derived ones too.</summary>
    public IReadOnlySet<string> Apply(Changes changes)
    {
        foreach (var bucket in changes.Buckets) _cities[bucket.Key.City].Put(bucket);
        Position = changes.Position;
        return changes.Buckets.Select(bucket => bucket.Key.Metric).Distinct()
            .SelectMany(code => catalogue.WorkedOutOf(code)).Select(metric => metric.Code).ToHashSet();
    }

    /// <summary>The figure of one city by its own latest population, or null; with the year of that population.</summary>
    public (Figure? Figure, int? PopulationYear) OfCity(string city, Metric metric, ReportingPeriod period)
    {
        var year = YearFor(metric, [city], period);
        return (Figure(city, metric, period, year), year);
    }

    /// <summary>
    /// The figures of all cities that have one, compared like with like: a per-capita metric takes for all of them the latest
    /// population on or before the period's end that each of them has.
    /// </summary>
    public (IReadOnlyDictionary<string, Figure> Figures, int? PopulationYear) OfCities(Metric metric, ReportingPeriod period)
    {
        var reporting = Reporting(metric, period);
        var year = YearFor(metric, reporting, period);
        var figures = new Dictionary<string, Figure>();
        foreach (var city in reporting)
            if (Figure(city, metric, period, year) is { } figure) figures.Add(city, figure);
        return (figures, year);
    }

    /// <summary>
    /// The province's figure: sums add up, anything divided is Σ numerators / Σ denominators, over the cities that have the
    /// readings; with how many those are.
    /// </summary>
    public (Figure? Figure, int Cities, int? PopulationYear) OfProvince(Metric metric, ReportingPeriod period)
    {
        var reporting = Reporting(metric, period);
        if (reporting.Count == 0) return (null, 0, null);
        var year = YearFor(metric, reporting, period);
        var people = year is { } y ? reporting.Sum(city => places.People(city, y)) : (long?)null;
        return (metric.Kind == MetricKind.Coverage ? Coverage(metric, period) : Arithmetic.Of(metric, Total, people), reporting.Count, year);

        Reading? Total(string code) => reporting.Select(city => Read(city, code, period)!).Aggregate(Reading.Add);
    }

    private Figure? Coverage(Metric metric, ReportingPeriod period)
    {
        var levels = places.Cities.Select(city => Read(city.Code, metric.Numerator!, period)).OfType<Reading>().ToList();
        return Arithmetic.Coverage(levels.Count(level => level.Sum >= Fixed.Scale), places.Cities.Length, levels.Max(level => level.Date));
    }

    private Figure? Figure(string city, Metric metric, ReportingPeriod period, int? year) =>
        Arithmetic.Of(metric, code => Read(city, code, period), year is { } y ? places.People(city, y) : null);

    /// <summary>The cities that have all readings a metric's figure is worked out of.</summary>
    public IReadOnlyList<string> Reporting(Metric metric, ReportingPeriod period) =>
        [.. places.Cities.Select(city => city.Code).Where(city => metric.Inputs.All(code => Read(city, code, period) is not null))];

    private int? YearFor(Metric metric, IEnumerable<string> cities, ReportingPeriod period) =>
        metric.Kind == MetricKind.PerCapita ? places.PopulationYear(cities, period.End.Year) : null;

    private Reading? Read(string city, string code, ReportingPeriod period) => _cities[city].Read(catalogue[code], period);
}
