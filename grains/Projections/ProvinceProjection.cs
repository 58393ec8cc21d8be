using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Projections;

/// <summary>The books of all cities as of one position, and the figures read from them: pure, like the books.</summary>
/// <param name="reference">The reference data in force at that position.</param>
public sealed class ProvinceProjection(ReferenceSnapshot reference)
{
    private readonly Dictionary<string, CityProjection> _cities = [];

    /// <summary>It includes every event up to this position and none after.</summary>
    public long Position { get; private set; }

    /// <summary>The reference data in force.</summary>
    public ReferenceSnapshot Reference { get; private set; } = reference;

    private Places Places => Reference.Places;

    /// <summary>Goes back to what was known at a position.</summary>
    public static ProvinceProjection AsOf(long position, PastState past, ReferenceSnapshot reference)
    {
        var book = new ProvinceProjection(reference) { Position = position };
        foreach (var bucket in PointInTimeState.GetBuckets(reference.Catalogue, past)) book.SetBucket(bucket);
        return book;
    }

    /// <summary>
    /// Makes of it what was there at its position as corrections made since leave it, without anything new: given the events,
    /// in their states of later, of all days that such a correction touched.
    /// </summary>
    public void ApplyCorrections(IReadOnlyCollection<JournalEvent> later)
    {
        var byKey = later.ToDictionary(known => known.Event.Key);
        foreach (var series in later.Where(known => RootOf(known).Position <= Position).GroupBy(known => (known.Event.City, known.Event.Metric)))
            foreach (var bucket in BucketRecalculator.Recalculate(Reference.Catalogue[series.Key.Metric], series, BucketRecalculator.GetAffectedRanges(series.Select(known => known.Event))).Buckets) SetBucket(bucket);

        JournalEvent RootOf(JournalEvent known) => known.Event.Target is { } target && byKey.TryGetValue(target, out var above) ? RootOf(above) : known;
    }

    /// <summary>Takes over what changed in the journal, and tells which metrics' figures may have changed, derived ones too.</summary>
    public IReadOnlySet<string> Apply(JournalChanges changes, ReferenceSnapshot reference)
    {
        foreach (var bucket in changes.Buckets) SetBucket(bucket);
        Position = changes.Position;
        if (Reference != reference)
        {
            Reference = reference;
            return reference.Catalogue.All.Select(metric => metric.Code).ToHashSet();
        }
        return changes.Buckets.Select(bucket => bucket.Key.Metric).Distinct()
            .SelectMany(code => Reference.Catalogue.GetDependents(code)).Select(metric => metric.Code).ToHashSet();
    }

    /// <summary>Puts a bucket in place of the one with its key.</summary>
    public void SetBucket(Bucket bucket) => GetCity(bucket.Key.City).SetBucket(bucket);

    /// <summary>One city's book.</summary>
    public CityProjection GetCity(string city)
    {
        if (!_cities.TryGetValue(city, out var book)) _cities.Add(city, book = new());
        return book;
    }

    /// <summary>The figure of one city by its own latest population, or null; with the year of that population.</summary>
    public (Figure? Figure, int? PopulationYear) GetCityFigure(string city, Metric metric, ReportingPeriod period)
    {
        var year = GetPopulationYear(metric, [city], period);
        return (CalculateFigure(city, metric, period, year), year);
    }

    /// <summary>The figure of a city, or of the province by its code; null where there is none.</summary>
    public Figure? GetFigure(string place, Metric metric, ReportingPeriod period) =>
        place == Places.Province.Code ? GetProvinceFigure(metric, period).Figure : GetCityFigure(place, metric, period).Figure;

    /// <summary>
    /// The figures of all cities that have one, compared like with like: a per-capita metric takes for all of them the latest
    /// population on or before the period's end that each of them has.
    /// </summary>
    public (IReadOnlyDictionary<string, Figure> Figures, int? PopulationYear) GetCityFigures(Metric metric, ReportingPeriod period)
    {
        var reporting = GetReportingCities(metric, period);
        var year = GetPopulationYear(metric, reporting, period);
        var figures = new Dictionary<string, Figure>();
        foreach (var city in reporting)
            if (CalculateFigure(city, metric, period, year) is { } figure) figures.Add(city, figure);
        return (figures, year);
    }

    /// <summary>What a city's figure would divide; see <see cref="FigureCalculator.CalculateNumerator"/>.</summary>
    public Fraction GetNumerator(string city, Metric metric, ReportingPeriod period) => FigureCalculator.CalculateNumerator(metric, code => GetAggregate(city, code, period));

    /// <summary>What a unit (null: the whole city) itself comes to, whether or not that counts in the city; null where it cannot be told.</summary>
    public Figure? GetUnitFigure(string city, string? unit, Metric metric, ReportingPeriod period) =>
        FigureCalculator.Calculate(metric, code => GetCity(city).GetUnitAggregate(Reference.Catalogue[code], unit, period), null);

    /// <summary>
    /// The province's figure: sums add up, anything divided is Σ numerators / Σ denominators, over the cities that have the
    /// readings; with how many those are.
    /// </summary>
    public (Figure? Figure, int Cities, int? PopulationYear) GetProvinceFigure(Metric metric, ReportingPeriod period)
    {
        var reporting = GetReportingCities(metric, period);
        if (reporting.Count == 0) return (null, 0, null);
        var year = GetPopulationYear(metric, reporting, period);
        var people = year is { } y ? reporting.Sum(city => Places.GetPopulation(city, y)) : (long?)null;
        return (metric.Kind == MetricKind.Coverage ? CalculateCoverage(metric, period) : FigureCalculator.Calculate(metric, Total, people), reporting.Count, year);

        MetricAggregate? Total(string code) => reporting.Select(city => GetAggregate(city, code, period)!).Aggregate(MetricAggregate.Add);
    }

    private Figure? CalculateCoverage(Metric metric, ReportingPeriod period)
    {
        var levels = Places.Cities.Select(city => GetAggregate(city.Code, metric.Numerator!, period)).OfType<MetricAggregate>().ToList();
        return FigureCalculator.CalculateCoverage(levels.Count(level => level.Sum >= FixedPoint.Scale), Places.Cities.Length, levels.Aggregate(MetricAggregate.Add));
    }

    private Figure? CalculateFigure(string city, Metric metric, ReportingPeriod period, int? year) =>
        FigureCalculator.Calculate(metric, code => GetAggregate(city, code, period), year is { } y ? Places.GetPopulation(city, y) : null);

    /// <summary>The cities that have all readings a metric's figure is worked out of.</summary>
    public IReadOnlyList<string> GetReportingCities(Metric metric, ReportingPeriod period) =>
        [.. Places.Cities.Select(city => city.Code).Where(city => metric.Inputs.All(code => GetAggregate(city, code, period) is not null))];

    private int? GetPopulationYear(Metric metric, IEnumerable<string> cities, ReportingPeriod period) =>
        metric.Kind == MetricKind.PerCapita ? Places.FindPopulationYear(cities, period.End.Year) : null;

    private MetricAggregate? GetAggregate(string city, string code, ReportingPeriod period) => GetCity(city).GetAggregate(Reference.Catalogue[code], period);
}
