using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Projections;

/// <summary>The projections of all cities at one position, and the figures calculated from them. Pure.</summary>
/// <param name="reference">Reference data in force at that position.</param>
public sealed class ProvinceProjection(ReferenceSnapshot reference)
{
    private readonly Dictionary<string, CityProjection> _cities = [];

    /// <summary>The position; every event up to it is included, and none after it.</summary>
    public long Position { get; private set; }

    /// <summary>The reference data in force.</summary>
    public ReferenceSnapshot Reference { get; private set; } = reference;

    private Places Places => Reference.Places;

    /// <summary>Restores the projection at a past position.</summary>
    public static ProvinceProjection AsOf(long position, PointInTimeSnapshot past, ReferenceSnapshot reference)
    {
        var projection = new ProvinceProjection(reference) { Position = position };
        foreach (var bucket in PastBuckets.GetBuckets(reference.Catalogue, past)) projection.SetBucket(bucket);
        return projection;
    }

    /// <summary>
    /// Applies later corrections to the events known at this position, without adding later events.
    /// </summary>
    /// <param name="laterEvents">
    /// All events, in their later states, of every day that such a correction touched.
    /// </param>
    public void ApplyCorrections(IReadOnlyCollection<JournalEvent> laterEvents)
    {
        var byKey = laterEvents.ToDictionary(stored => stored.Event.Key);
        var seriesOfKnownRoots = laterEvents
            .Where(stored => FindRoot(stored).Position <= Position)
            .GroupBy(stored => (stored.Event.City, stored.Event.Metric));
        foreach (var series in seriesOfKnownRoots)
        {
            var metric = Reference.Catalogue[series.Key.Metric];
            foreach (var bucket in BucketRecalculator.Recalculate(metric, [.. series]).Buckets) SetBucket(bucket);
        }

        JournalEvent FindRoot(JournalEvent stored) =>
            stored.Event.Target is not null && byKey.TryGetValue(stored.Event.Target, out var target)
                ? FindRoot(target)
                : stored;
    }

    /// <summary>
    /// Applies changes of the journal. Returns the codes of the metrics whose figures may have changed, derived ones
    /// included.
    /// </summary>
    public IReadOnlySet<string> Apply(JournalChanges changes, ReferenceSnapshot reference)
    {
        foreach (var bucket in changes.Buckets) SetBucket(bucket);
        Position = changes.Position;
        if (Reference != reference)
        {
            Reference = reference;
            return reference.Catalogue.All.Select(metric => metric.Code).ToHashSet();
        }
        return changes.Buckets
            .Select(bucket => bucket.Key.Metric)
            .Distinct()
            .SelectMany(code => Reference.Catalogue.GetDependents(code))
            .Select(metric => metric.Code)
            .ToHashSet();
    }

    /// <summary>Adds a bucket or replaces the one with the same key.</summary>
    public void SetBucket(Bucket bucket) => GetCity(bucket.Key.City).SetBucket(bucket);

    /// <summary>Returns the projection of one city.</summary>
    public CityProjection GetCity(string city)
    {
        if (!_cities.TryGetValue(city, out var projection)) _cities.Add(city, projection = new());
        return projection;
    }

    /// <summary>
    /// Returns the figure of one city, or null, and the year of the population it uses: the city's own latest.
    /// </summary>
    public (Figure? Figure, int? PopulationYear) GetCityFigure(string city, Metric metric, ReportingPeriod period)
    {
        var year = GetPopulationYear(metric, [city], period);
        return (CalculateFigure(city, metric, period, year), year);
    }

    /// <summary>Returns the figure of a city, or of the province by its code; null if there is none.</summary>
    public Figure? GetFigure(string place, Metric metric, ReportingPeriod period) =>
        place == Places.Province.Code
            ? GetProvinceFigure(metric, period).Figure
            : GetCityFigure(place, metric, period).Figure;

    /// <summary>
    /// Returns the comparable figures of all reporting cities. A per-capita metric uses one population year for all of
    /// them: the latest, on or before the period's end, for which each has a population.
    /// </summary>
    public (IReadOnlyDictionary<string, Figure> Figures, int? PopulationYear) GetCityFigures(
        Metric metric, ReportingPeriod period)
    {
        var reportingCities = GetReportingCities(metric, period);
        var year = GetPopulationYear(metric, reportingCities, period);
        var figures = new Dictionary<string, Figure>();
        foreach (var city in reportingCities)
            if (CalculateFigure(city, metric, period, year) is { } figure) figures.Add(city, figure);
        return (figures, year);
    }

    /// <summary>
    /// Returns the dividend of a city's figure; see <see cref="FigureCalculator.CalculateNumerator"/>.
    /// </summary>
    public Fraction GetNumerator(string city, Metric metric, ReportingPeriod period) =>
        FigureCalculator.CalculateNumerator(metric, code => GetAggregate(city, code, period));

    /// <summary>
    /// Returns the figure of one unit's own reports (null: the whole city's), whether or not they count in the city;
    /// null if it cannot be calculated.
    /// </summary>
    public Figure? GetUnitFigure(string city, string? unit, Metric metric, ReportingPeriod period)
    {
        var projection = GetCity(city);
        return FigureCalculator.Calculate(
            metric, code => projection.GetUnitAggregate(Reference.Catalogue[code], unit, period), null);
    }

    /// <summary>
    /// Returns the province's figure, the number of reporting cities and the population year. Sums are added over the
    /// reporting cities; quotients are Σ numerators / Σ denominators.
    /// </summary>
    public (Figure? Figure, int Cities, int? PopulationYear) GetProvinceFigure(Metric metric, ReportingPeriod period)
    {
        var members = GetReportingCities(metric, period).ToDictionary(city => city, _ => (IReadOnlySet<string>?)null);
        var (figure, year) = CalculateTotal(metric, period, members, Places.Cities.Length);
        return (figure, members.Count, year);
    }

    /// <summary>
    /// Returns the figure of several cities together, and the population year; null without cities.
    /// </summary>
    /// <param name="metric">The metric.</param>
    /// <param name="period">The period.</param>
    /// <param name="members">The cities, each with the members of its figure that count; null for all of them.</param>
    /// <param name="of">The number of cities that a coverage is a share of.</param>
    internal (Figure? Figure, int? PopulationYear) CalculateTotal(
        Metric metric, ReportingPeriod period, IReadOnlyDictionary<string, IReadOnlySet<string>?> members, int of)
    {
        if (members.Count == 0) return (null, null);
        var year = GetPopulationYear(metric, members.Keys, period);
        var people = year is { } y ? members.Keys.Sum(city => Places.GetPopulation(city, y)) : (long?)null;
        var figure = metric.Kind == MetricKind.Coverage
            ? CalculateCoverage([.. GetAggregates(metric.Numerator!)], of)
            : FigureCalculator.Calculate(metric, code => GetAggregates(code).Aggregate(MetricAggregate.Add), people);
        return (figure, year);

        IEnumerable<MetricAggregate> GetAggregates(string code) =>
            members.Select(member => GetAggregate(member.Key, code, period, member.Value)!);
    }

    /// <summary>Returns the cities that reported every input of a metric.</summary>
    public IReadOnlyList<string> GetReportingCities(Metric metric, ReportingPeriod period) =>
    [
        .. Places.Cities
            .Select(city => city.Code)
            .Where(city => metric.Inputs.All(code => GetAggregate(city, code, period) is not null)),
    ];

    /// <summary>
    /// Returns the aggregate of a city, or of some members of it; null if not reported.
    /// </summary>
    internal MetricAggregate? GetAggregate(
        string city, string code, ReportingPeriod period, IReadOnlySet<string>? members = null) =>
        GetCity(city).GetAggregate(Reference.Catalogue[code], period, members);

    private static Figure CalculateCoverage(List<MetricAggregate> levels, int of) => FigureCalculator.CalculateCoverage(
        levels.Count(level => level.Sum >= FixedPoint.Scale), of, levels.Aggregate(MetricAggregate.Add));

    private Figure? CalculateFigure(string city, Metric metric, ReportingPeriod period, int? populationYear) =>
        FigureCalculator.Calculate(
            metric,
            code => GetAggregate(city, code, period),
            populationYear is { } year ? Places.GetPopulation(city, year) : null);

    private int? GetPopulationYear(Metric metric, IEnumerable<string> cities, ReportingPeriod period) =>
        metric.Kind == MetricKind.PerCapita ? Places.FindPopulationYear(cities, period.End.Year) : null;
}
