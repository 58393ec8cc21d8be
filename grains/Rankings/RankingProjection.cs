using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Grains.Rankings;

/// <summary>Makes the answers that compare cities, out of the province's book: pure; what it answers follows from its position.</summary>
public sealed class RankingProjection
{
    private const int MaxCached = 20_000;
    private readonly ProvinceProjection _province;
    // What was worked out of each metric, until something changes it.
    private readonly Dictionary<string, CachedFigures> _cache = [];

    /// <summary>A book in which nothing counts yet.</summary>
    public RankingProjection(ReferenceSnapshot reference, DateOnly today) => (_province, Today) = (new(reference), today);

    private RankingProjection(ProvinceProjection book, DateOnly today) => (_province, Today) = (book, today);

    /// <summary>Answers include every event up to this position and none after.</summary>
    public long Position => _province.Position;

    /// <summary>The day of that position: what is running, and how far, follows from it.</summary>
    public DateOnly Today { get; private set; }

    /// <summary>The reference data in force.</summary>
    public ReferenceSnapshot Reference => _province.Reference;

    private TargetEvaluator TargetEvaluator => new(_province, Today);

    /// <summary>Goes back to what was known at a position.</summary>
    public static RankingProjection AsOf(long position, PastState past, ReferenceSnapshot reference, DateOnly today) =>
        new(ProvinceProjection.AsOf(position, past, reference), today);

    /// <summary>Takes over what changed, and tells which metrics' figures may have changed.</summary>
    public IReadOnlySet<string> Apply(JournalChanges changes, ReferenceSnapshot reference, DateOnly today)
    {
        var touched = _province.Apply(changes, reference);
        if (_cache.Values.Sum(metric => metric.Rankings.Count + metric.Figures.Count) > MaxCached || Today != today) _cache.Clear();
        Today = today;
        foreach (var metric in touched) _cache.Remove(metric);
        return touched;
    }

    /// <summary>The cities ranked by a metric.</summary>
    public RankingResponse GetRanking(Metric metric, ReportingPeriod period, Baseline baseline)
    {
        var now = RankCities(metric, period);
        var before = RankCitiesAtBaseline(metric, baseline == Baseline.LastYear ? period.GetSamePeriodLastYear(Today) : period.GetPreviousPeriod(Today), period);
        var lastYear = RankCitiesAtBaseline(metric, period.GetSamePeriodLastYear(Today), period);
        var reporting = metric.Kind == MetricKind.Composite ? [] : _province.GetReportingCities(metric, period).ToHashSet();
        return new(Position, metric.Code, period.Text, baseline, now.PopulationYear,
            [.. now.CityRanks.Select(place => CreateRow(metric, now, place, before?.FindCity(place.City), lastYear?.FindCity(place.City)))],
            Unranked(city => !reporting.Contains(city)),
            Unranked(reporting.Contains));

        ImmutableArray<UnrankedCity> Unranked(Func<string, bool> which) =>
        [
            .. Reference.Places.Cities.Where(city => now.FindCity(city.Code) is null && which(city.Code))
                .Select(city => new UnrankedCity(city.Code, city.Name, city.NameEn)),
        ];
    }

    /// <summary>Everything one city has a figure for.</summary>
    public CityResponse GetCity(NamedCity city, ReportingPeriod period) =>
        new(Position, city, period.Text, [.. Reference.Catalogue.All.Select(metric => GetFigure(city.Code, metric, period)).OfType<MetricFigure>()]);

    /// <summary>Everything the province has a figure for.</summary>
    public ProvinceResponse GetProvince(ReportingPeriod period) =>
        new(Position, period.Text, [.. Reference.Catalogue.All.Select(metric => GetFigure(Reference.Places.Province.Code, metric, period)).OfType<MetricFigure>()]);

    /// <summary>How a metric went over the steps of a period, up to today.</summary>
    public TrendResponse GetTrend(Metric metric, ReportingPeriod period)
    {
        var steps = period.GetSteps().TakeWhile(step => step.Start <= Today).ToList();
        var standings = steps.ConvertAll(step => RankCities(metric, step));
        return new(Position, metric.Code, period.Text, [.. steps.Select(step => step.Text)],
            [.. Reference.Places.Cities
                .Where(city => standings.Exists(step => step.FindCity(city.Code) is not null))
                .Select(city => new TrendLine(city.Code, city.Name, city.NameEn,
                    [.. standings.Select(step => step.FindCity(city.Code)?.Figure.ExactValue.ToDecimal())]))]);
    }

    /// <summary>How a city's figure came about over a period; the last step that has begun comes to the figure itself.</summary>
    public CourseResponse GetCourse(NamedCity city, Metric metric, ReportingPeriod period)
    {
        var steps = Reference.Campaigns.GetWindow(period).GetSteps().ToList();
        var begun = steps.Count(step => step.Start <= Today);
        return new(Position, city.Code, metric.Code, period.Text, [.. steps.Select(Step)]);

        CourseStep Step(ReportingPeriod step, int i)
        {
            var upTo = i < begun - 1 ? period with { End = step.End } : period;
            var standing = i < begun && metric.IsRanked ? RankCities(metric, upTo) : null;
            var earlier = period.GetSamePeriodLastYear(step.End);
            return new(
                step.Text, i < begun ? CalculateFigure(city.Code, metric, upTo, upTo)?.ExactValue.ToDecimal() : null, standing?.FindCity(city.Code)?.Rank, standing?.CityRanks.Length,
                metric.Kind == MetricKind.Composite ? null : new TargetEvaluator(_province, step.End.AddDays(1)).GetExpectedValue(city.Code, metric, period),
                earlier is null ? null : CalculateFigure(city.Code, metric, earlier, period)?.ExactValue.ToDecimal());
        }
    }

    /// <summary>How a city keeps up its reporting, with the targets of a period that it has no figures for.</summary>
    public ReportingResponse GetReporting(NamedCity city, ReportingPeriod period)
    {
        var rhythm = new ReportingCadence(_province, Today);
        return new(Position, city.Code, period.Text, rhythm.LatestDueMonth.Text,
            [.. from metric in Reference.Catalogue.All
                where metric.Kind is not (MetricKind.Composite or MetricKind.Coverage)
                let target = GetFigure(city.Code, metric, period) is null ? GetTarget(city.Code, metric, period) : null
                select new MetricReporting(metric.Code, rhythm.GetLastReportedDay(city.Code, metric, period), rhythm.IsMissing(city.Code, metric) ? true : null, target)]);
    }

    /// <summary>Who has not reported what of a month (null: the latest of which every report is due) although each of the three months before it was reported.</summary>
    public UnreportedResponse GetUnreported(ReportingPeriod? month)
    {
        var rhythm = new ReportingCadence(_province, Today);
        var of = month ?? rhythm.LatestDueMonth;
        return new(Position, of.Text, of.End.AddDays(Reference.Rules.CloseDays),
            [.. from city in Reference.Places.Cities
                let metrics = Reference.Catalogue.All.Where(metric => metric.IsReported && rhythm.IsMissing(city.Code, metric, of)).ToList()
                where metrics.Count > 0
                select new UnreportedCity(city.Code, city.Name, city.NameEn,
                    [.. metrics.Select(metric => new UnreportedMetric(metric.Code, rhythm.GetLastReportedDay(city.Code, metric, of)))])]);
    }

    /// <summary>What a unit (null: the whole city) itself reported over a period; null when nothing.</summary>
    public decimal? GetUnitValue(string city, string? unit, Metric metric, ReportingPeriod period) => _province.GetUnitFigure(city, unit, metric, period)?.ExactValue.ToDecimal();

    /// <summary>A city's points of a composite, indicator by indicator.</summary>
    public PointsResponse GetPoints(Metric composite, ReportingPeriod period, string city)
    {
        var place = RankCities(composite, period).FindCity(city);
        return new(Position, composite.Code, period.Text, city, place?.Figure.ExactValue.ToDecimal(), place?.Rank, CreateScorer(composite, period).GetIndicatorPoints(city));
    }

    /// <summary>A city's figure for a metric, and what the whole city and each of its units reported.</summary>
    public UnitsResponse GetUnits(NamedCity city, Metric metric, ReportingPeriod period)
    {
        var book = _province.GetCity(city.Code);
        var inputs = metric.Inputs.Select(code => Reference.Catalogue[code]).ToList();
        var units = inputs.SelectMany(input => book.GetUnits(input, period)).Distinct().Order(StringComparer.Ordinal);
        return new(Position, city.Code, metric.Code, period.Text, GetFigure(city.Code, metric, period),
            [.. units.Prepend(null).Select(unit => (Unit: unit, Figure: _province.GetUnitFigure(city.Code, unit, metric, period)))
                .Where(pair => pair.Figure is not null)
                .Select(pair => new UnitFigure(pair.Unit, NameOf(pair.Unit).Name, NameOf(pair.Unit).NameEn, inputs.TrueForAll(input => book.IsUnitCounted(input, pair.Unit, period)),
                    CreateUnitFigure(city.Code, pair.Unit, metric, period, pair.Figure!)))]);

        (string Name, string NameEn) NameOf(string? unit) =>
            unit is null ? (city.Name, city.NameEn) : Reference.Places.FindUnit(unit) is { } found ? (found.Name, found.NameEn) : (unit, unit);
    }

    /// <summary>Everything a unit reported.</summary>
    public UnitResponse GetUnit(ReportingUnit unit, ReportingPeriod period) => new(
        Position, unit.Code, unit.City, unit.Name, unit.NameEn, period.Text,
        [.. from metric in Reference.Catalogue.All
            let figure = _province.GetUnitFigure(unit.City, unit.Code, metric, period)
            where figure is not null
            select CreateUnitFigure(unit.City, unit.Code, metric, period, figure)]);

    /// <summary>What cities' figures would divide, by city.</summary>
    public IReadOnlyDictionary<string, Fraction> GetNumerators(Metric metric, ReportingPeriod period) =>
        Reference.Places.Cities.ToDictionary(city => city.Code, city => _province.GetNumerator(city.Code, metric, period));

    /// <summary>Makes of it what was there at its position as corrections made since leave it; see <see cref="ProvinceProjection.ApplyCorrections"/>.</summary>
    public void ApplyCorrections(IReadOnlyCollection<JournalEvent> later)
    {
        _province.ApplyCorrections(later);
        _cache.Clear();
    }

    /// <summary>The figure of a city, or of the province by its code; null where there is none.</summary>
    public MetricFigure? GetFigure(string place, Metric metric, ReportingPeriod period)
    {
        var kept = GetCache(metric).Figures;
        if (kept.TryGetValue((place, period), out var figure)) return figure;
        return kept[(place, period)] = place == Reference.Places.Province.Code ? CreateProvinceFigure(metric, period) : CreateCityFigure(place, metric, period);
    }

    /// <summary>The target of a city, or of the province by its code, for a metric and exactly this period.</summary>
    public TargetState? GetTarget(string place, Metric metric, ReportingPeriod period) => TargetEvaluator.Evaluate(place, metric, period);

    /// <summary>The cities in order of a metric over a period.</summary>
    public CityRanking RankCities(Metric metric, ReportingPeriod period)
    {
        var kept = GetCache(metric).Rankings;
        if (kept.TryGetValue(period, out var standing)) return standing;
        var (figures, year) = metric.Kind == MetricKind.Composite
            ? (CreateScorer(metric, period).GetScores(Reference.Places.Cities.Select(city => city.Code)), null)
            : _province.GetCityFigures(metric, period);
        return kept[period] = new(metric.Better, figures, year);
    }

    /// <summary>
    /// The cities ranked over an earlier stretch, to hold a period against; null without one. What is scored by targets has no
    /// score over a stretch that is none of the target's periods.
    /// </summary>
    public CityRanking? RankCitiesAtBaseline(Metric metric, ReportingPeriod? earlier, ReportingPeriod period) =>
        earlier is null || (earlier.Kind != period.Kind && metric.Indicators.Any(indicator => indicator.Scoring == ScoringMethod.Target)) ? null : RankCities(metric, earlier);

    private CachedFigures GetCache(Metric metric)
    {
        if (!_cache.TryGetValue(metric.Code, out var kept)) _cache.Add(metric.Code, kept = new([], []));
        return kept;
    }

    private CompositeScorer CreateScorer(Metric composite, ReportingPeriod period) =>
        new(composite, code => Reference.Catalogue[code], indicator => RankCities(indicator, period), TargetEvaluator, period);

    private RankingRow CreateRow(Metric metric, CityRanking standing, CityRank place, CityRank? before, CityRank? lastYear)
    {
        var city = Reference.Places.FindCity(place.City)!;
        return new(place.Rank, before?.Rank, city.Code, city.Name, city.NameEn, place.Figure.ExactValue.ToDecimal(),
            place.Figure.Qualifier.NullIfExact(), place.Figure.ReadingDate, Compare(metric, place.Figure, lastYear?.Figure),
            place.IsTied ? true : null, MetricFigure.GetCorrectionCount(place.Figure), place.Figure.IsFinal ? true : null,
            RankDistance.Create(metric, place, standing.GetNextHigher(place), catchingUp: true),
            RankDistance.Create(metric, place, standing.GetNextLower(place), catchingUp: false));
    }

    private MetricFigure? CreateCityFigure(string city, Metric metric, ReportingPeriod period)
    {
        var isComposite = metric.Kind == MetricKind.Composite;
        var (figure, year) = isComposite ? (RankCities(metric, period).FindCity(city)?.Figure, null) : _province.GetCityFigure(city, metric, period);
        if (figure is null) return null;
        var standing = metric.IsRanked ? RankCities(metric, period) : null;
        var place = standing?.FindCity(city);
        return MetricFigure.From(metric, figure, year) with
        {
            Yoy = Compare(metric, figure, Before(period.GetSamePeriodLastYear(Today))),
            Mom = Compare(metric, figure, Before(period.GetPreviousPeriod(Today))),
            Rank = place?.Rank,
            Of = standing?.CityRanks.Length,
            Target = isComposite ? null : TargetEvaluator.Evaluate(city, metric, period),
            Gap = place is null ? null : RankDistance.Create(metric, place, standing!.GetNextHigher(place), catchingUp: true),
            Lead = place is null ? null : RankDistance.Create(metric, place, standing!.GetNextLower(place), catchingUp: false),
        };

        Figure? Before(ReportingPeriod? earlier) => earlier is null ? null : CalculateFigure(city, metric, earlier, period);
    }

    // A composite is worked out of places, anything else of what the city reported.
    private Figure? CalculateFigure(string city, Metric metric, ReportingPeriod stretch, ReportingPeriod period) => metric.Kind == MetricKind.Composite
        ? RankCitiesAtBaseline(metric, stretch, period)?.FindCity(city)?.Figure
        : _province.GetCityFigure(city, metric, stretch).Figure;

    private MetricFigure? CreateProvinceFigure(Metric metric, ReportingPeriod period)
    {
        if (_province.GetProvinceFigure(metric, period) is not ({ } figure, var cities, var year)) return null;
        return MetricFigure.From(metric, figure, year) with
        {
            Yoy = Compare(metric, figure, Before(period.GetSamePeriodLastYear(Today))),
            Mom = Compare(metric, figure, Before(period.GetPreviousPeriod(Today))),
            Cities = cities,
            Target = TargetEvaluator.Evaluate(Reference.Places.Province.Code, metric, period),
        };

        Figure? Before(ReportingPeriod? earlier) => earlier is null ? null : _province.GetProvinceFigure(metric, earlier).Figure;
    }

    private MetricFigure CreateUnitFigure(string city, string? unit, Metric metric, ReportingPeriod period, Figure figure)
    {
        return MetricFigure.From(metric, figure, null) with
        {
            Yoy = Compare(metric, figure, Before(period.GetSamePeriodLastYear(Today))),
            Mom = Compare(metric, figure, Before(period.GetPreviousPeriod(Today))),
        };

        Figure? Before(ReportingPeriod? earlier) => earlier is null ? null : _province.GetUnitFigure(city, unit, metric, earlier);
    }

    private Comparison? Compare(Metric metric, Figure figure, Figure? @base) =>
        Comparison.Create(metric, figure, @base, Reference.Rules.GetMinBase(metric.Unit));

    private sealed record CachedFigures(Dictionary<ReportingPeriod, CityRanking> Rankings, Dictionary<(string Place, ReportingPeriod Period), MetricFigure?> Figures);
}
