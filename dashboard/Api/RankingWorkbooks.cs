using System.Collections.Immutable;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;

namespace IpMonitor.Dashboard.Api;

/// <summary>Creates the workbooks of a ranking, its trend and the points of a composite.</summary>
internal static class RankingWorkbooks
{
    /// <summary>Creates the table of a ranking, or with <c>layout=bulletin</c> that of a bulletin.</summary>
    public static async Task<Workbook?> CreateRanking(WorkbookRequest request, RankingResponse ranking)
    {
        var layout = request.Context.Request.Query["layout"].ToString();
        if (layout == "bulletin") return await BulletinWorkbook.Create(request, ranking);
        var texts = await FigureTexts.Create(request, ranking.Position);
        if (layout is not ("" or "table") || texts.FindMetric(ranking.Metric) is not { } metric) return null;
        var (rows, columns) = (ranking.Rows, CreateColumns(texts, metric, ranking));
        var title = FigureTexts.Title(
            texts.NameOf(metric), texts.FormatPeriod(ranking.Period), request.Text("sheet.ranking"));
        return new($"{texts.NameOf(metric)}-{ranking.Period}", new ExportTable(
            request.Text("sheet.ranking"),
            title,
            [.. columns.Select(column => column.Column)],
            [
                .. rows.Select(row => columns.Select(column => column.Create(row)).ToArray()),
                .. CreateUnranked(request, ranking, columns.Length),
            ],
            await request.CreateFoot(ranking.Position, texts.Define(metric, ranking.PopulationYear))));
    }

    /// <summary>Creates the table of a trend: a row a city, a column a step.</summary>
    public static async Task<Workbook?> CreateTrend(WorkbookRequest request, TrendResponse trend)
    {
        var texts = await FigureTexts.Create(request, trend.Position);
        if (texts.FindMetric(trend.Metric) is not { } metric) return null;
        var format = NumberFormats.ForValues(metric.Unit, trend.Cities.SelectMany(city => city.Values));
        return new($"{texts.NameOf(metric)}-{trend.Period}-{request.Text("sheet.trend")}", new ExportTable(
            request.Text("sheet.trend"),
            request.WithUnit(
                FigureTexts.Title(
                    texts.NameOf(metric), texts.FormatPeriod(trend.Period), request.Text("sheet.trend")),
                texts.LabelUnit(metric.Unit)),
            [
                new(request.Text("sheet.city")),
                .. trend.Steps.Select(step => new ExportColumn(texts.FormatPeriod(step), IsEnd: true)),
            ],
            trend.Cities.Select(city => (ExportCell[])
            [
                request.NameOf(city.Name, city.NameEn),
                .. city.Values.Select(value => ExportCell.FromNumber(value, format)),
            ]),
            await request.CreateFoot(trend.Position, texts.Define(metric))));
    }

    /// <summary>Creates the table of a city's points of a composite.</summary>
    public static async Task<Workbook?> CreatePoints(WorkbookRequest request, PointsResponse points)
    {
        const string Format = "0.00";
        var texts = await FigureTexts.Create(request, points.Position);
        if (texts.FindMetric(points.Metric) is not { } metric) return null;
        var rows = points.Indicators.Select(row => (ExportCell[])
        [
            texts.NameMetric(row.Metric),
            texts.CreateFigure(row.Value, NumberFormats.ForValues(UnitOf(row.Metric), row.Value)),
            texts.LabelUnit(UnitOf(row.Metric)),
            FigureTexts.CreateRank(row.Rank),
            ExportCell.FromNumber(row.Points, Format),
            ExportCell.FromNumber(row.Weight, NumberFormats.Any),
            ExportCell.FromNumber(row.Score, Format),
        ]);
        ExportCell[] total =
        [
            request.Text("sheet.total"), default, default, FigureTexts.CreateRank(points.Rank), default, default,
            ExportCell.FromNumber(points.Value, Format),
        ];
        return new($"{texts.NameCity(points.City)}-{texts.NameOf(metric)}-{points.Period}", new ExportTable(
            request.Text("sheet.points_by_indicator"),
            FigureTexts.Title(
                texts.NameCity(points.City), texts.NameOf(metric), texts.FormatPeriod(points.Period)),
            [
                new(request.Text("sheet.indicator")), new(request.Text("sheet.value"), IsEnd: true),
                new(request.Text("sheet.unit_of_measure")), new(request.Text("sheet.rank"), IsEnd: true),
                new(request.Text("sheet.score_points"), IsEnd: true),
                new(request.WithUnit(request.Text("sheet.weight"), "%"), IsEnd: true),
                new(request.Text("sheet.score"), IsEnd: true),
            ],
            [.. rows, [.. total.Select(cell => cell with { IsTotal = true })]],
            await request.CreateFoot(points.Position, texts.Define(metric))));

        string UnitOf(string code) => texts.FindMetric(code)?.Unit ?? "";
    }

    /// <summary>Creates the rows of the cities without a rank.</summary>
    public static IEnumerable<ExportCell[]> CreateUnranked(
        WorkbookRequest request, RankingResponse ranking, int columns)
    {
        foreach (var (cities, text) in new[]
        {
            (ranking.NotReported, request.Text("sheet.not_reported")),
            (ranking.NoFigure, request.Text("sheet.no_figure")),
        })
            foreach (var city in cities)
                yield return
                [
                    "—", request.NameOf(city.Name, city.NameEn), text,
                    .. Enumerable.Repeat(default(ExportCell), columns - 3),
                ];
    }

    private static ImmutableArray<(ExportColumn Column, Func<RankingRow, ExportCell> Create)> CreateColumns(
        FigureTexts texts, Metric metric, RankingResponse ranking)
    {
        var (request, rows) = (texts.Request, ranking.Rows);
        // For a year the previous period is the previous year.
        var isYear = texts.Reference.Campaigns.FindPeriod(ranking.Period)?.Kind == PeriodKind.Year;
        var format = NumberFormats.ForValues(metric.Unit, rows.Select(row => (decimal?)row.Value));
        var ytdFormat = NumberFormats.ForValues(metric.Unit, rows.Select(row => row.Ytd));
        var previous = ranking.Baseline == Baseline.LastYear
            ? request.Text("sheet.rank_last_year")
            : request.Text("sheet.rank_before");
        (bool IsShown, string Title, bool IsEnd, Func<RankingRow, ExportCell> Create)[] columns =
        [
            (true, request.Text("sheet.rank"), true, row => FigureTexts.CreateRank(row.Rank)),
            (true, request.Text("sheet.city"), false, row => request.NameOf(row.Name, row.NameEn)),
            (true, texts.WithUnit(request.Text("sheet.value"), metric), true,
                row => texts.CreateFigure(row.Value, format, row.Qualifier)),
            (rows.Any(row => row.PreviousRank is not null), previous, true,
                row => FigureTexts.CreateRank(row.PreviousRank)),
            (true, texts.WithChangeUnit(request.Text("sheet.yoy"), metric), true,
                row => FigureTexts.CreateChange(row.Yoy)),
            (!isYear && rows.Any(row => row.Mom is not null), texts.WithChangeUnit(request.Text("sheet.mom"), metric),
                true, row => FigureTexts.CreateChange(row.Mom)),
            (rows.Any(row => row.Ytd is not null), texts.WithUnit(request.Text("sheet.ytd"), metric), true,
                row => ExportCell.FromNumber(row.Ytd, ytdFormat)),
            (rows.Any(row => row.YtdYoy is not null), texts.WithChangeUnit(request.Text("sheet.ytd_yoy"), metric), true,
                row => FigureTexts.CreateChange(row.YtdYoy)),
            (rows.Any(row => row.YearEnd is not null), texts.WithChangeUnit(request.Text("sheet.year_end"), metric),
                true, row => FigureTexts.CreateChange(row.YearEnd)),
            (rows.Any(row => row.ReadingDate is not null), request.Text("sheet.reading_date"), true,
                row => ExportCell.FromDay(row.ReadingDate)),
            (true, request.Text("sheet.remarks"), false, row => request.Join(
                request.TextIf(row.Tie, "sheet.tie"),
                request.TextIf(row.Final, "sheet.final"),
                request.TextIf(row.Yoy?.LowBase, "sheet.low_base"),
                row.Corrected is { } count ? request.Text("sheet.corrected", count) : null)),
        ];
        return
        [
            .. columns.Where(column => column.IsShown)
                .Select(column => (new ExportColumn(column.Title, column.IsEnd), column.Create)),
        ];
    }
}
