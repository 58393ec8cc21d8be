using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Grains.Rankings;

/// <summary>Answers queries that compare cities, from the province's projection at one position.</summary>
public sealed class ProvinceQueries
{
    private readonly ProvinceProjection _province;
    private readonly FigureCache _figures;

    /// <summary>Creates a projection without events.</summary>
    public ProvinceQueries(ReferenceSnapshot reference, DateOnly today)
        : this(new ProvinceProjection(reference), today)
    {
    }

    private ProvinceQueries(ProvinceProjection province, DateOnly today) =>
        (_province, _figures) = (province, new(province, today));

    /// <summary>The position of the last event included.</summary>
    public long Position => _province.Position;

    /// <summary>
    /// The day of the position, which decides which periods are running and how much of them has elapsed.
    /// </summary>
    public DateOnly Today => _figures.Today;

    /// <summary>The reference data in force.</summary>
    public ReferenceSnapshot Reference => _province.Reference;

    /// <summary>Creates the projection as it was known at a position.</summary>
    public static ProvinceQueries AsOf(
        long position, PointInTimeSnapshot past, ReferenceSnapshot reference, DateOnly today) =>
        new(ProvinceProjection.AsOf(position, past, reference), today);

    /// <summary>Applies changes and returns the metrics whose figures may have changed.</summary>
    public IReadOnlySet<string> Apply(JournalChanges changes, ReferenceSnapshot reference, DateOnly today)
    {
        var changedMetrics = _province.Apply(changes, reference);
        _figures.Invalidate(changedMetrics, today);
        return changedMetrics;
    }

    /// <summary>
    /// Applies corrections made after the position; see <see cref="ProvinceProjection.ApplyCorrections"/>.
    /// </summary>
    public void ApplyCorrections(IReadOnlyCollection<JournalEvent> corrected)
    {
        _province.ApplyCorrections(corrected);
        _figures.Clear();
    }

    /// <summary>Returns the cities ranked by a column of a metric over a period.</summary>
    public RankingResponse GetRanking(
        Metric metric, ReportingPeriod period, Baseline baseline, RankingOrder order = RankingOrder.Value) =>
        new RankingResponseBuilder(_province, _figures, metric, period).Build(baseline, order);

    /// <summary>Returns all figures of a city over a period.</summary>
    public CityResponse GetCity(NamedCity city, ReportingPeriod period) => new(
        Position,
        city,
        period.Text,
        GetFigures(city.Code, period),
        FindWholeCity(city.Code, Reference.Catalogue.All, period));

    /// <summary>Returns all figures of the province over a period.</summary>
    public ProvinceResponse GetProvince(ReportingPeriod period) =>
        new(Position, period.Text, GetFigures(Reference.Places.Province.Code, period));

    /// <summary>Returns a metric at each step of a period, up to today.</summary>
    public TrendResponse GetTrend(Metric metric, ReportingPeriod period, TimeStep? length = null)
    {
        var steps = period.GetSteps(length).TakeWhile(step => step.Start <= Today).ToList();
        var rankings = steps.ConvertAll(step => RankCities(metric, step));
        return new(
            Position,
            metric.Code,
            period.Text,
            [.. steps.Select(step => step.Text)],
            [.. Reference.Places.Cities
                .Where(city => rankings.Exists(ranking => ranking.FindCity(city.Code) is not null))
                .Select(city => new TrendLine(
                    city.Code,
                    city.Name,
                    city.NameEn,
                    [.. rankings.Select(ranking => ranking.FindCity(city.Code)?.Figure.ExactValue.ToDecimal())]))]);
    }

    /// <summary>
    /// Returns a city's running total at each step of a period. The value at the last step begun is the figure of the
    /// period.
    /// </summary>
    public CumulativeSeriesResponse GetCumulativeSeries(NamedCity city, Metric metric, ReportingPeriod period)
    {
        var steps = Reference.Campaigns.GetWindow(period).GetSteps().ToList();
        var begunCount = steps.Count(step => step.Start <= Today);
        return new(Position, city.Code, metric.Code, period.Text, [.. steps.Select(CreateStep)]);

        CumulativePoint CreateStep(ReportingPeriod step, int index)
        {
            var hasBegun = index < begunCount;
            var toDate = index < begunCount - 1 ? period with { End = step.End } : period;
            var ranking = hasBegun && metric.IsRanked ? RankCities(metric, toDate) : null;
            var lastYear = period.GetSamePeriodLastYear(step.End);
            var due = metric.Kind == MetricKind.Composite
                ? null
                : new TargetEvaluator(_province, step.End.AddDays(1)).GetExpectedValue(city.Code, metric, period);
            return new(
                step.Text,
                hasBegun ? CalculateValue(toDate, toDate) : null,
                ranking?.FindCity(city.Code)?.Rank,
                ranking?.CityRanks.Length,
                due,
                lastYear is null ? null : CalculateValue(lastYear, period));
        }

        decimal? CalculateValue(ReportingPeriod range, ReportingPeriod of) =>
            _figures.CalculateFigure(city.Code, metric, range, of)?.ExactValue.ToDecimal();
    }

    /// <summary>
    /// Returns the latest report of each metric of a city, with the targets of metrics without a figure.
    /// </summary>
    public ReportingResponse GetReporting(NamedCity city, ReportingPeriod period)
    {
        var cadence = new ReportingCadence(_province, Today);
        return new(
            Position,
            city.Code,
            period.Text,
            cadence.LatestDueMonth.Text,
            [.. Reference.Catalogue.All
                .Where(metric => metric.Kind is not (MetricKind.Composite or MetricKind.Coverage))
                .Select(metric => new MetricReporting(
                    metric.Code,
                    cadence.GetLastReportedDay(city.Code, metric, period),
                    cadence.IsMissing(city.Code, metric) ? true : null,
                    GetFigure(city.Code, metric, period) is null ? GetTarget(city.Code, metric, period) : null))]);
    }

    /// <summary>
    /// Returns the cities without reports for a month although each of the three months before has reports.
    /// </summary>
    /// <param name="month">The month; null is the latest whose reports are due.</param>
    public UnreportedResponse GetUnreported(ReportingPeriod? month)
    {
        var cadence = new ReportingCadence(_province, Today);
        month ??= cadence.LatestDueMonth;
        return new(
            Position,
            month.Text,
            month.End.AddDays(Reference.Rules.CloseDays),
            [.. Reference.Places.Cities
                .Select(city => new UnreportedCity(city.Code, city.Name, city.NameEn, GetMissingMetrics(city.Code)))
                .Where(city => !city.Metrics.IsEmpty)]);

        ImmutableArray<UnreportedMetric> GetMissingMetrics(string city) =>
        [
            .. Reference.Catalogue.All
                .Where(metric => metric.IsReported && cadence.IsMissing(city, metric, month))
                .Select(metric => new UnreportedMetric(metric.Code, cadence.GetLastReportedDay(city, metric, month))),
        ];
    }

    /// <summary>
    /// Returns the value reported by a unit itself (null: the whole city); null if nothing was reported.
    /// </summary>
    public decimal? GetUnitValue(string city, string? unit, Metric metric, ReportingPeriod period) =>
        _province.GetUnitFigure(city, unit, metric, period)?.ExactValue.ToDecimal();

    /// <summary>Returns a city's points of a composite, by indicator.</summary>
    public PointsResponse GetPoints(Metric composite, ReportingPeriod period, string city)
    {
        var rank = RankCities(composite, period).FindCity(city);
        return new(
            Position,
            composite.Code,
            period.Text,
            city,
            rank?.Figure.ExactValue.ToDecimal(),
            rank?.Rank,
            _figures.CreateScorer(composite, period).GetIndicatorPoints(city));
    }

    /// <summary>
    /// Returns a city's figure for a metric, with the figures reported by the whole city and by each unit.
    /// </summary>
    public UnitsResponse GetUnits(NamedCity city, Metric metric, ReportingPeriod period)
    {
        var projection = _province.GetCity(city.Code);
        var inputs = metric.Inputs.Select(code => Reference.Catalogue[code]).ToList();
        return new(
            Position,
            city.Code,
            metric.Code,
            period.Text,
            GetFigure(city.Code, metric, period),
            [.. inputs
                .SelectMany(input => projection.GetUnits(input, period))
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Prepend(null)
                .Select(CreateUnitFigure)
                .OfType<UnitFigure>()],
            FindWholeCity(city.Code, inputs, period));

        UnitFigure? CreateUnitFigure(string? unit)
        {
            if (_province.GetUnitFigure(city.Code, unit, metric, period) is not { } figure) return null;
            var known = unit is null ? null : Reference.Places.FindUnit(unit);
            return new(
                unit,
                unit is null ? city.Name : known?.Name ?? unit,
                unit is null ? city.NameEn : known?.NameEn ?? unit,
                inputs.TrueForAll(input => projection.IsUnitCounted(input, unit, period)),
                _figures.CreateUnitFigure(city.Code, unit, metric, period, figure));
        }
    }

    /// <summary>Returns all figures of a reporting unit.</summary>
    public UnitResponse GetUnit(ReportingUnit unit, ReportingPeriod period) => new(
        Position, unit.Code, unit.City, unit.Name, unit.NameEn, period.Text,
        [.. from metric in Reference.Catalogue.All
            let figure = _province.GetUnitFigure(unit.City, unit.Code, metric, period)
            where figure is not null
            select _figures.CreateUnitFigure(unit.City, unit.Code, metric, period, figure)]);

    /// <summary>Returns the numerators of the cities' figures, by city.</summary>
    public IReadOnlyDictionary<string, Fraction> GetNumerators(Metric metric, ReportingPeriod period) =>
        Reference.Places.Cities.ToDictionary(
            city => city.Code,
            city => _province.GetNumerator(city.Code, metric, period));

    /// <inheritdoc cref="FigureCache.GetFigure"/>
    public MetricFigure? GetFigure(string place, Metric metric, ReportingPeriod period) =>
        _figures.GetFigure(place, metric, period);

    /// <inheritdoc cref="FigureCache.GetTarget"/>
    public TargetState? GetTarget(string place, Metric metric, ReportingPeriod period) =>
        _figures.GetTarget(place, metric, period);

    /// <inheritdoc cref="FigureCache.RankCities"/>
    public CityRanking RankCities(Metric metric, ReportingPeriod period) => _figures.RankCities(metric, period);

    /// <inheritdoc cref="FigureCache.RankCitiesAtBaseline"/>
    public CityRanking? RankCitiesAtBaseline(Metric metric, ReportingPeriod? baseline, ReportingPeriod period) =>
        _figures.RankCitiesAtBaseline(metric, baseline, period);

    private ImmutableArray<WholeCityBasis>? FindWholeCity(
        string city, IEnumerable<Metric> metrics, ReportingPeriod period)
    {
        ImmutableArray<WholeCityBasis> found =
        [
            .. from metric in metrics
               where metric.IsReported
               let since = _province.GetCity(city).FindWholeCityStart(metric, period)
               where since is not null
               select new WholeCityBasis(metric.Code, since.Value),
        ];
        return found.IsEmpty ? null : found;
    }

    private ImmutableArray<MetricFigure> GetFigures(string place, ReportingPeriod period) =>
        [.. Reference.Catalogue.All.Select(metric => GetFigure(place, metric, period)).OfType<MetricFigure>()];
}
