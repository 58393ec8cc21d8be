using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// Calculates rankings and figures from the province's projection, and keeps them until their metric or the day
/// changes.
/// </summary>
internal sealed class FigureCache(ProvinceProjection province, DateOnly today)
{
    private const int MaxEntries = 20_000;
    private readonly Dictionary<string, MetricEntries> _byMetric = [];

    /// <summary>The current day, which decides how much of a period has elapsed.</summary>
    public DateOnly Today { get; private set; } = today;

    private ReferenceSnapshot Reference => province.Reference;

    private TargetEvaluator TargetEvaluator => new(province, Today);

    /// <summary>
    /// Removes the entries of the changed metrics; removes all entries on a new day or when there are too many.
    /// </summary>
    public void Invalidate(IReadOnlySet<string> changedMetrics, DateOnly today)
    {
        var count = _byMetric.Values.Sum(entries => entries.Rankings.Count + entries.Figures.Count);
        if (count > MaxEntries || Today != today) Clear();
        Today = today;
        foreach (var metric in changedMetrics) _byMetric.Remove(metric);
    }

    /// <summary>Removes all entries.</summary>
    public void Clear() => _byMetric.Clear();

    /// <summary>Returns the figure of a city or, by its code, of the province; null if there is none.</summary>
    public MetricFigure? GetFigure(string place, Metric metric, ReportingPeriod period)
    {
        var figures = GetEntries(metric).Figures;
        if (figures.TryGetValue((place, period), out var figure)) return figure;
        return figures[(place, period)] = place == Reference.Places.Province.Code
            ? CreateProvinceFigure(metric, period)
            : CreateCityFigure(place, metric, period);
    }

    /// <summary>
    /// Returns the target state of a city or the province for exactly this period; null without a target.
    /// </summary>
    public TargetState? GetTarget(string place, Metric metric, ReportingPeriod period) =>
        TargetEvaluator.Evaluate(place, metric, period);

    /// <summary>Ranks the cities by a metric over a period.</summary>
    public CityRanking RankCities(Metric metric, ReportingPeriod period)
    {
        var rankings = GetEntries(metric).Rankings;
        if (rankings.TryGetValue(period, out var ranking)) return ranking;
        var (figures, year) = metric.Kind == MetricKind.Composite
            ? (CreateScorer(metric, period).GetScores(Reference.Places.Cities.Select(city => city.Code)), null)
            : province.GetCityFigures(metric, period);
        return rankings[period] = new(metric.Better, figures, year);
    }

    /// <summary>
    /// Ranks the cities over the baseline of a period; null if there is none. A composite scored by targets has no
    /// scores over a baseline of another kind than the period, since targets are set for whole periods.
    /// </summary>
    public CityRanking? RankCitiesAtBaseline(Metric metric, ReportingPeriod? baseline, ReportingPeriod period)
    {
        if (baseline is null) return null;
        var hasScores = baseline.Kind == period.Kind
            || metric.Indicators.All(indicator => indicator.Scoring != ScoringMethod.Target);
        return hasScores ? RankCities(metric, baseline) : null;
    }

    /// <summary>
    /// Calculates a city's figure over part of a period, or over an earlier period to compare it with.
    /// </summary>
    public Figure? CalculateFigure(string city, Metric metric, ReportingPeriod range, ReportingPeriod period) =>
        metric.Kind == MetricKind.Composite
            ? RankCitiesAtBaseline(metric, range, period)?.FindCity(city)?.Figure
            : province.GetCityFigure(city, metric, range).Figure;

    /// <summary>Creates the scorer of a composite over a period.</summary>
    public CompositeScorer CreateScorer(Metric composite, ReportingPeriod period) => new(
        composite,
        code => Reference.Catalogue[code],
        indicator => RankCities(indicator, period),
        TargetEvaluator,
        period);

    /// <summary>Converts a reporting unit's figure, with its changes from earlier periods.</summary>
    public MetricFigure CreateUnitFigure(
        string city,
        string? unit,
        Metric metric,
        ReportingPeriod period,
        Figure figure) =>
        CreateFigure(
            metric, figure, null, period,
            earlier => province.GetUnitFigure(city, unit, metric, earlier) is { } before
                ? Compare(metric, figure, before, new(figure, before, 1, 1))
                : null);

    /// <summary>
    /// Compares a city's figure with its figure of an earlier period, like for like; null without an earlier figure.
    /// </summary>
    public Comparison? CompareCity(
        string city, Metric metric, ReportingPeriod period, Figure figure, ReportingPeriod? earlier, Figure? before)
    {
        if (earlier is null || before is null) return null;
        var pair = metric.Kind == MetricKind.Composite
            ? CompareScores(city, metric, period, earlier)
            : new FigureComparer(province).CompareCity(city, metric, (period, figure), (earlier, before));
        return Compare(metric, figure, before, pair);
    }

    private Comparison Compare(Metric metric, Figure figure, Figure before, ComparableFigures pair) =>
        Comparison.Create(metric, figure, before, pair, Reference.Rules.GetMinBase(metric.Unit));

    // Scores depend on the other cities and on the indicators with figures: both must be the same in both periods.
    private ComparableFigures CompareScores(
        string city, Metric composite, ReportingPeriod period, ReportingPeriod earlier)
    {
        var indicators = composite.Indicators
            .Select(indicator => (
                Component: indicator,
                Now: RankCities(Reference.Catalogue[indicator.Metric], period),
                Then: RankCities(Reference.Catalogue[indicator.Metric], earlier)))
            .Where(item => item.Now.FindCity(city) is not null || item.Then.FindCity(city) is not null)
            .ToList();
        var common = indicators
            .Where(item => item.Now.FindCity(city) is not null && item.Then.FindCity(city) is not null)
            .Select(item => (item.Component, Now: item.Now.Intersect(item.Then), Then: item.Then.Intersect(item.Now),
                Of: item.Now.CityRanks.Concat(item.Then.CityRanks).DistinctBy(rank => rank.City).Count()))
            .Where(item => ComparableFigures.IsHalf(item.Now.CityRanks.Length, item.Of))
            .ToList();
        return common.Count == 0
            ? new(null, null, 0, indicators.Count)
            : new(Score(period, item => item.Now), Score(earlier, item => item.Then), common.Count, indicators.Count);

        Figure Score(
            ReportingPeriod range,
            Func<(CompositeComponent Component, CityRanking Now, CityRanking Then, int Of), CityRanking> getRanking)
        {
            var rankings = common.ToDictionary(item => item.Component.Metric, getRanking);
            return new CompositeScorer(
                composite with { Indicators = [.. common.Select(item => item.Component)] },
                code => Reference.Catalogue[code],
                indicator => rankings[indicator.Code],
                TargetEvaluator,
                range).GetScores([city])[city];
        }
    }

    /// <summary>
    /// Returns the last day of the year before a period's end, to which changes of levels refer (较上年末); null for other
    /// kinds and campaigns.
    /// </summary>
    public ReportingPeriod? GetLastYearEnd(Metric metric, ReportingPeriod period)
    {
        if (!metric.HasYearEnd || period.Campaign is not null) return null;
        var end = period.End < Today ? period.End : Today;
        return ReportingPeriod.ForDay(new(end.Year - 1, 12, 31));
    }

    private MetricEntries GetEntries(Metric metric)
    {
        if (!_byMetric.TryGetValue(metric.Code, out var entries)) _byMetric.Add(metric.Code, entries = new([], []));
        return entries;
    }

    private MetricFigure? CreateCityFigure(string city, Metric metric, ReportingPeriod period)
    {
        var isComposite = metric.Kind == MetricKind.Composite;
        var (figure, year) = isComposite
            ? (RankCities(metric, period).FindCity(city)?.Figure, null)
            : province.GetCityFigure(city, metric, period);
        if (figure is null) return null;
        var ranking = metric.IsRanked ? RankCities(metric, period) : null;
        var rank = ranking?.FindCity(city);
        var response = CreateFigure(
            metric, figure, year, period, earlier => CompareCity(
                city, metric, period, figure, earlier, CalculateFigure(city, metric, earlier, period)));
        return response with
        {
            Rank = rank?.Rank,
            Of = ranking?.CityRanks.Length,
            Target = isComposite ? null : GetTarget(city, metric, period),
            Gap = rank is null
                ? null
                : RankDistance.Create(metric, rank, ranking!.GetNextHigher(rank), catchingUp: true),
            Lead = rank is null
                ? null
                : RankDistance.Create(metric, rank, ranking!.GetNextLower(rank), catchingUp: false),
        };
    }

    private MetricFigure? CreateProvinceFigure(Metric metric, ReportingPeriod period)
    {
        if (province.GetProvinceFigure(metric, period) is not ({ } figure, var cities, var year)) return null;
        var response = CreateFigure(
            metric, figure, year, period,
            earlier => province.GetProvinceFigure(metric, earlier).Figure is { } before
                ? Compare(
                    metric, figure, before, new FigureComparer(province).CompareProvince(metric, period, earlier))
                : null);
        return response with
        {
            Cities = cities,
            Target = GetTarget(Reference.Places.Province.Code, metric, period),
        };
    }

    private MetricFigure CreateFigure(
        Metric metric,
        Figure figure,
        int? populationYear,
        ReportingPeriod period,
        Func<ReportingPeriod, Comparison?> compareWith)
    {
        return MetricFigure.From(metric, figure, populationYear) with
        {
            Yoy = CompareWith(period.GetSamePeriodLastYear(Today)),
            Mom = CompareWith(period.GetPreviousPeriod(Today)),
            YearEnd = CompareWith(GetLastYearEnd(metric, period)),
        };

        Comparison? CompareWith(ReportingPeriod? earlier) => earlier is null ? null : compareWith(earlier);
    }

    private sealed record MetricEntries(
        Dictionary<ReportingPeriod, CityRanking> Rankings,
        Dictionary<(string Place, ReportingPeriod Period), MetricFigure?> Figures);
}
