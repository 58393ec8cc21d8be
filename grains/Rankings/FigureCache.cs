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
        CreateFigure(metric, figure, null, period, earlier => province.GetUnitFigure(city, unit, metric, earlier));

    /// <summary>Compares a figure with its base; null without a base.</summary>
    public Comparison? Compare(Metric metric, Figure figure, Figure? @base) =>
        Comparison.Create(metric, figure, @base, Reference.Rules.GetMinBase(metric.Unit));

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
            metric, figure, year, period, earlier => CalculateFigure(city, metric, earlier, period));
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
            metric, figure, year, period, earlier => province.GetProvinceFigure(metric, earlier).Figure);
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
        Func<ReportingPeriod, Figure?> calculateEarlier)
    {
        return MetricFigure.From(metric, figure, populationYear) with
        {
            Yoy = CompareWith(period.GetSamePeriodLastYear(Today)),
            Mom = CompareWith(period.GetPreviousPeriod(Today)),
        };

        Comparison? CompareWith(ReportingPeriod? earlier) =>
            Compare(metric, figure, earlier is null ? null : calculateEarlier(earlier));
    }

    private sealed record MetricEntries(
        Dictionary<ReportingPeriod, CityRanking> Rankings,
        Dictionary<(string Place, ReportingPeriod Period), MetricFigure?> Figures);
}
