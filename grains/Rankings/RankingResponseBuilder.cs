using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// Builds a ranking with the columns of a metric: the figure of the period, its changes, and the year to date.
/// </summary>
internal sealed class RankingResponseBuilder(
    ProvinceProjection province, FigureCache figures, Metric metric, ReportingPeriod period)
{
    private readonly ReportingPeriod? _yearToDate = GetYearToDate(metric, period);

    private ReferenceSnapshot Reference => province.Reference;

    /// <summary>Builds the ranking by a column, with ranks at the baseline by the same column.</summary>
    public RankingResponse Build(Baseline baseline, RankingOrder order)
    {
        var baselinePeriod = baseline == Baseline.LastYear
            ? period.GetSamePeriodLastYear(figures.Today)
            : period.GetPreviousPeriod(figures.Today);
        var values = figures.RankCities(metric, period);
        var ranking = Rank(order);
        var before = order == RankingOrder.Value
            ? figures.RankCitiesAtBaseline(metric, baselinePeriod, period)
            : baselinePeriod is null ? null
            : new RankingResponseBuilder(province, figures, metric, baselinePeriod).Rank(order);
        var reporting = metric.Kind == MetricKind.Composite
            ? []
            : province.GetReportingCities(metric, period).ToHashSet();
        return new(
            province.Position,
            metric.Code,
            period.Text,
            baseline,
            values.PopulationYear,
            [.. ranking.CityRanks.Select(rank => CreateRow(
                order, ranking, rank, values.FindCity(rank.City)!.Figure, before?.FindCity(rank.City)))],
            GetUnrankedCities(city => !reporting.Contains(city)),
            GetUnrankedCities(reporting.Contains),
            order);

        ImmutableArray<UnrankedCity> GetUnrankedCities(Func<string, bool> filter) =>
        [
            .. Reference.Places.Cities
                .Where(city => ranking.FindCity(city.Code) is null && filter(city.Code))
                .Select(city => new UnrankedCity(city.Code, city.Name, city.NameEn, FindWholeCityStart(city.Code))),
        ];
    }

    private DateOnly? FindWholeCityStart(string city) => metric.Kind == MetricKind.Composite
        ? null
        : metric.Inputs
            .Select(code => province.GetCity(city).FindWholeCityStart(Reference.Catalogue[code], period))
            .FirstOrDefault(day => day is not null);

    // A period that begins the year is its own year to date.
    private static ReportingPeriod? GetYearToDate(Metric metric, ReportingPeriod period) =>
        !RankingOrder.Ytd.IsOf(metric) || period.Campaign is not null || period.Start.DayOfYear == 1
            ? null
            : ReportingPeriod.ForRange(new(period.End.Year, 1, 1), period.End);

    // Ranks the cities that have a figure of the period and the column.
    private CityRanking Rank(RankingOrder order)
    {
        var values = figures.RankCities(metric, period);
        if (order == RankingOrder.Value || (order == RankingOrder.Ytd && _yearToDate is null)) return values;
        if (order == RankingOrder.Ytd) return figures.RankCities(metric, _yearToDate!).Intersect(values);
        var changes = values.CityRanks
            .Select(rank => (rank.City, rank.Figure, Change: GetChange(order, rank.City, rank.Figure)))
            .Where(item => item.Change is { Percent: not null } or { Points: not null })
            .ToDictionary(
                item => item.City,
                item => FigureCalculator.FromPoints(
                    Fraction.FromDecimal((item.Change!.Points ?? item.Change.Percent)!.Value), item.Figure.IsFinal));
        return new(metric.Better, changes, null);
    }

    private Comparison? GetChange(RankingOrder order, string city, Figure figure) => order switch
    {
        RankingOrder.Yoy => Compare(period, city, figure, period.GetSamePeriodLastYear(figures.Today)),
        RankingOrder.Mom => Compare(period, city, figure, period.GetPreviousPeriod(figures.Today)),
        RankingOrder.YearEnd => Compare(period, city, figure, figures.GetLastYearEnd(metric, period)),
        RankingOrder.YtdYoy when _yearToDate is null => GetChange(RankingOrder.Yoy, city, figure),
        RankingOrder.YtdYoy when figures.RankCities(metric, _yearToDate!).FindCity(city) is { } rank => Compare(
            _yearToDate!, city, rank.Figure, _yearToDate!.GetSamePeriodLastYear(figures.Today)),
        _ => null,
    };

    private Comparison? Compare(ReportingPeriod range, string city, Figure figure, ReportingPeriod? earlier) =>
        figures.CompareCity(
            city, metric, range, figure, earlier,
            figures.RankCitiesAtBaseline(metric, earlier, range)?.FindCity(city)?.Figure);

    private RankingRow CreateRow(
        RankingOrder order, CityRanking ranking, CityRank rank, Figure figure, CityRank? before)
    {
        var city = Reference.Places.FindCity(rank.City)!;
        var isByValue = order == RankingOrder.Value;
        return new(
            rank.Rank,
            before?.Rank,
            city.Code,
            city.Name,
            city.NameEn,
            figure.ExactValue.ToDecimal(),
            figure.Qualifier.NullIfExact(),
            figure.ReadingDate,
            GetChange(RankingOrder.Yoy, city.Code, figure),
            rank.IsTied ? true : null,
            MetricFigure.GetCorrectionCount(figure),
            figure.IsFinal ? true : null,
            isByValue ? RankDistance.Create(metric, rank, ranking.GetNextHigher(rank), catchingUp: true) : null,
            isByValue ? RankDistance.Create(metric, rank, ranking.GetNextLower(rank), catchingUp: false) : null,
            GetChange(RankingOrder.Mom, city.Code, figure),
            GetChange(RankingOrder.YearEnd, city.Code, figure),
            _yearToDate is null
                ? null
                : figures.RankCities(metric, _yearToDate).FindCity(city.Code)?.Figure.ExactValue.ToDecimal(),
            _yearToDate is null ? null : GetChange(RankingOrder.YtdYoy, city.Code, figure));
    }
}
