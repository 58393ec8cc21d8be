using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;

namespace IpMonitor.Dashboard.Api;

/// <summary>
/// Creates the table of a published bulletin (通报): the columns of one metric side by side, with the province first. A
/// sum has the period, the year to date and the total of all periods; a level has the growth on the year's end.
/// </summary>
internal static class BulletinWorkbook
{
    /// <summary>Creates the workbook as of the position of a ranking.</summary>
    public static async Task<Workbook?> Create(WorkbookRequest request, RankingResponse ranking)
    {
        var queries = request.GetService<PointInTimeQueries>();
        var texts = await FigureTexts.Create(request, ranking.Position);
        if (texts.FindMetric(ranking.Metric) is not { } metric
            || texts.Reference.Campaigns.FindPeriod(ranking.Period) is not { } period
            || await queries.ResolveText($"{ranking.Position}") is not { IsAvailable: true } moment
            || await queries.GetProjection(moment, metric) is not { } projection)
            return null;
        var bulletin = new Bulletin(texts, metric, period, ranking, projection);
        return new(
            $"{texts.NameOf(metric)}-{ranking.Period}-{request.Text("sheet.bulletin")}",
            new ExportTable(
                request.Text("sheet.bulletin"),
                FigureTexts.Title(texts.NameOf(metric), texts.FormatPeriod(ranking.Period)),
                [.. bulletin.Columns.Select(column => column.Column)],
                bulletin.CreateRows(),
                await request.CreateFoot(
                    ranking.Position,
                    texts.Define(metric, ranking.PopulationYear),
                    bulletin.HasTotal ? request.Text("sheet.all_periods_note", bulletin.AllPeriods.Text) : null)));
    }

    private sealed class Bulletin
    {
        private readonly FigureTexts _texts;
        private readonly Metric _metric;
        private readonly RankingResponse _ranking;
        private readonly ProvinceQueries _projection;
        private readonly List<string> _places;

        public Bulletin(
            FigureTexts texts, Metric metric, ReportingPeriod period, RankingResponse ranking,
            ProvinceQueries projection)
        {
            (_texts, _metric, _ranking, _projection) = (texts, metric, ranking, projection);
            var province = texts.Reference.Places.Province.Code;
            _places = [province, .. ranking.Rows.Select(row => row.City)];
            AllPeriods = ReportingPeriod.ForRange(ReportingPeriod.EarliestDay, period.End);
            HasTotal = metric.Kind == MetricKind.Sum && period.Campaign is null;
            var ranks = ranking.Rows.ToDictionary(row => row.City, row => row.Rank);
            AddName();
            AddPeriod(texts.FormatPeriod(period.Text), period, ranks, ranking.PopulationYear is not null);
            if (ranking.Rows.Any(row => row.Ytd is not null)) AddYearToDate(period);
            if (HasTotal)
                AddFigure(
                    texts.Request.Text("sheet.all_periods"), texts.Request.Text("sheet.value"),
                    GetFigures(AllPeriods));
        }

        public List<(ExportColumn Column, Func<string, ExportCell> Create)> Columns { get; } = [];

        public ReportingPeriod AllPeriods { get; }

        public bool HasTotal { get; }

        public IEnumerable<ExportCell[]> CreateRows() =>
        [
            [.. Columns.Select(column => column.Create(_places[0]) with { IsTotal = true })],
            .. _places.Skip(1).Select(city => Columns.Select(column => column.Create(city)).ToArray()),
            .. RankingWorkbooks.CreateUnranked(_texts.Request, _ranking, Columns.Count + 1).Select(row => row[1..]),
        ];

        private void AddName() => Columns.Add(
            (new(_texts.Request.Text("sheet.city")), place => (ExportCell)_texts.NameCity(place)));

        private void AddPeriod(
            string group, ReportingPeriod period, Dictionary<string, int> ranks, bool hasPopulation)
        {
            var (request, figures) = (_texts.Request, GetFigures(period));
            AddFigure(group, request.Text("sheet.value"), figures);
            AddRank(group, ranks);
            AddChange(group, request.Text("sheet.yoy"), figures, figure => figure?.Yoy);
            if (period.Kind != PeriodKind.Year)
                AddChange(group, request.Text("sheet.mom"), figures, figure => figure?.Mom);
            if (!_metric.HasYearEnd) return;
            var yearEnd = request.Text("sheet.year_end");
            // A change of a per-capita figure in its unit says little: the population is the same all year.
            if (!hasPopulation)
                AddNumbers(
                    yearEnd, _texts.WithUnit(request.Text("sheet.increase"), _metric), figures,
                    figure => figure?.YearEnd?.Change);
            AddChange(yearEnd, request.Text("sheet.growth"), figures, figure => figure?.YearEnd);
        }

        private void AddYearToDate(ReportingPeriod period)
        {
            var (request, group) = (_texts.Request, _texts.Request.Text("sheet.ytd"));
            var range = ReportingPeriod.ForRange(new(period.End.Year, 1, 1), period.End);
            var ranks = _projection.GetRanking(_metric, range, Baseline.Previous).Rows
                .ToDictionary(row => row.City, row => row.Rank);
            var figures = GetFigures(range);
            AddFigure(group, request.Text("sheet.value"), figures);
            AddRank(group, ranks);
            AddChange(group, request.Text("sheet.yoy"), figures, figure => figure?.Yoy);
        }

        private void AddFigure(string group, string title, Dictionary<string, MetricFigure?> figures)
        {
            var format = NumberFormats.ForValues(_metric.Unit, figures.Values.Select(figure => figure?.Value));
            Columns.Add((
                new(_texts.WithUnit(title, _metric), IsEnd: true, group),
                place => _texts.CreateFigure(figures[place]?.Value, format, figures[place]?.Qualifier)));
        }

        private void AddNumbers(
            string group, string title, Dictionary<string, MetricFigure?> figures,
            Func<MetricFigure?, decimal?> getNumber)
        {
            var format = NumberFormats.ForValues(_metric.Unit, figures.Values.Select(getNumber));
            Columns.Add((
                new(title, IsEnd: true, group),
                place => ExportCell.FromNumber(getNumber(figures[place]), $"+{format};-{format};{format}")));
        }

        private void AddChange(
            string group, string title, Dictionary<string, MetricFigure?> figures,
            Func<MetricFigure?, Comparison?> getChange) => Columns.Add((
                new(_texts.WithChangeUnit(title, _metric), IsEnd: true, group),
                place => FigureTexts.CreateChange(getChange(figures[place]))));

        private void AddRank(string group, Dictionary<string, int> ranks) => Columns.Add((
            new(_texts.Request.Text("sheet.rank"), IsEnd: true, group),
            place => ranks.TryGetValue(place, out var rank) ? FigureTexts.CreateRank(rank) : default));

        private Dictionary<string, MetricFigure?> GetFigures(ReportingPeriod period) =>
            _places.ToDictionary(place => place, place => _projection.GetFigure(place, _metric, period));
    }
}
