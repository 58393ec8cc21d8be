using System.Collections.Immutable;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Dashboard.Api;

/// <summary>Creates the workbooks of the figures of cities, reporting units and the province.</summary>
internal static class CityWorkbooks
{
    public static async Task<Workbook?> CreateCity(WorkbookRequest request, CityResponse city) => await CreateFigures(
        request, city.Position, request.NameOf(city.City.Name, city.City.NameEn), city.Period, city.Metrics);

    public static async Task<Workbook?> CreateUnit(WorkbookRequest request, UnitResponse unit) => await CreateFigures(
        request, unit.Position, request.NameOf(unit.Name, unit.NameEn), unit.Period, unit.Metrics);

    public static async Task<Workbook?> CreateProvince(WorkbookRequest request, ProvinceResponse province)
    {
        var texts = await FigureTexts.Create(request, province.Position);
        var name = texts.NameCity(texts.Reference.Places.Province.Code);
        return await CreateFigures(request, province.Position, name, province.Period, province.Metrics);
    }

    /// <summary>Creates the table of a metric by reporting unit.</summary>
    public static async Task<Workbook?> CreateUnits(WorkbookRequest request, UnitsResponse units)
    {
        var texts = await FigureTexts.Create(request, units.Position);
        if (texts.FindMetric(units.Metric) is not { } metric) return null;
        var whole = units.Figure?.Value;
        var format = NumberFormats.ForValues(
            metric.Unit, units.Units.Select(row => (decimal?)row.Figure.Value).Append(whole));
        var hasShare = metric.Kind is MetricKind.Sum or MetricKind.Level && whole is > 0;
        var rows = units.Units.Select(row => (ExportCell[])
        [
            row.Unit is null ? request.Text("sheet.whole_city") : request.NameOf(row.Name, row.NameEn),
            texts.CreateFigure(row.Figure.Value, format, row.Figure.Qualifier),
            .. (ExportCell[])(hasShare ? [ExportCell.FromNumber(row.Figure.Value / whole * 100, "0.0")] : []),
            FigureTexts.CreateChange(row.Figure.Yoy),
            row.Counted ? "" : request.Text("sheet.not_counted"),
        ]);
        ExportCell[] total =
        [
            request.Text("sheet.city_figure"), texts.CreateFigure(whole, format, units.Figure?.Qualifier),
            .. (ExportCell[])(hasShare ? [default] : []), FigureTexts.CreateChange(units.Figure?.Yoy), default,
        ];
        var city = texts.NameCity(units.City);
        return new($"{city}-{texts.NameOf(metric)}-{units.Period}", new ExportTable(
            request.Text("sheet.units"),
            FigureTexts.Title(city, texts.NameOf(metric), texts.FormatPeriod(units.Period)),
            [
                new(request.Text("sheet.unit")), new(texts.WithUnit(request.Text("sheet.value"), metric), IsEnd: true),
                .. (ExportColumn[])(hasShare
                    ? [new(request.WithUnit(request.Text("sheet.share"), "%"), IsEnd: true)]
                    : []),
                new(texts.WithChangeUnit(request.Text("sheet.yoy"), metric), IsEnd: true),
                new(request.Text("sheet.remarks")),
            ],
            [.. rows, [.. total.Select(cell => cell with { IsTotal = true })]],
            await request.CreateFoot(units.Position, texts.Define(metric))));
    }

    /// <summary>Creates the table of a metric's running total with the pace of its target.</summary>
    public static async Task<Workbook?> CreateCourse(WorkbookRequest request, CumulativeSeriesResponse course)
    {
        var texts = await FigureTexts.Create(request, course.Position);
        if (texts.FindMetric(course.Metric) is not { } metric) return null;
        // The pace of a target is shown with the decimals of the figures.
        var format = NumberFormats.ForValues(
            metric.Unit, course.Steps.SelectMany(step => new[] { step.Value, step.LastYear }));
        var city = texts.NameCity(course.City);
        return new($"{city}-{texts.NameOf(metric)}-{course.Period}-{request.Text("sheet.pace")}", new ExportTable(
            request.Text("sheet.pace"),
            FigureTexts.Title(city, texts.NameOf(metric), texts.FormatPeriod(course.Period)),
            [
                new(request.Text("sheet.to_end_of")),
                .. ((string[])
                [
                    request.Text("sheet.actual"), request.Text("sheet.due"),
                    request.Text("sheet.same_period_last_year"),
                ]).Select(title => new ExportColumn(texts.WithUnit(title, metric), IsEnd: true)),
                new(request.Text("sheet.rank"), IsEnd: true), new(request.Text("sheet.ranked_cities"), IsEnd: true),
            ],
            course.Steps.Select(step => (ExportCell[])
            [
                texts.FormatPeriod(step.Period), ExportCell.FromNumber(step.Value, format),
                ExportCell.FromNumber(step.Due, format), ExportCell.FromNumber(step.LastYear, format),
                FigureTexts.CreateRank(step.Rank), FigureTexts.CreateRank(step.Of),
            ]),
            await request.CreateFoot(course.Position, texts.Define(metric))));
    }

    /// <summary>Creates the table of the last report of each metric of a city.</summary>
    public static async Task<Workbook?> CreateReporting(WorkbookRequest request, ReportingResponse reporting)
    {
        var texts = await FigureTexts.Create(request, reporting.Position);
        var city = texts.NameCity(reporting.City);
        return new($"{city}-{request.Text("sheet.reporting")}-{reporting.Period}", new ExportTable(
            request.Text("sheet.reporting"),
            FigureTexts.Title(city, texts.FormatPeriod(reporting.Period), request.Text("sheet.reporting")),
            [
                new(request.Text("sheet.metric")), new(request.Text("sheet.last_day"), IsEnd: true),
                new(request.Text("sheet.missed", texts.FormatPeriod(reporting.Month))),
            ],
            reporting.Metrics.Select(row => (ExportCell[])
            [
                texts.NameMetric(row.Metric), ExportCell.FromDay(row.LastDay),
                request.TextIf(row.Missed, "sheet.not_reported"),
            ]),
            await request.CreateFoot(reporting.Position)));
    }

    /// <summary>Creates the table of the reports that a month lacks.</summary>
    public static async Task<Workbook?> CreateUnreported(WorkbookRequest request, UnreportedResponse unreported)
    {
        var texts = await FigureTexts.Create(request, unreported.Position);
        return new($"{request.Text("sheet.not_reported")}-{unreported.Period}", new ExportTable(
            request.Text("sheet.not_reported"),
            FigureTexts.Title(texts.FormatPeriod(unreported.Period), request.Text("sheet.not_reported")),
            [
                new(request.Text("sheet.city")), new(request.Text("sheet.metric")),
                new(request.Text("sheet.last_day"), IsEnd: true), new(request.Text("sheet.due_day"), IsEnd: true),
            ],
            unreported.Cities.SelectMany(city => city.Metrics.Select(row => (ExportCell[])
            [
                request.NameOf(city.Name, city.NameEn), texts.NameMetric(row.Metric), ExportCell.FromDay(row.LastDay),
                ExportCell.FromDay(unreported.Due),
            ])),
            await request.CreateFoot(unreported.Position)));
    }

    // A table of all metrics, by pillar in the order of the catalogue; the unit is a column, as it differs by row.
    private static async Task<Workbook?> CreateFigures(
        WorkbookRequest request, long position, string place, string period, ImmutableArray<MetricFigure> figures)
    {
        var texts = await FigureTexts.Create(request, position);
        var hasRank = figures.Any(figure => figure.Rank is not null);
        var hasTarget = figures.Any(figure => figure.Target is not null);
        // For a year the previous period is the previous year.
        var hasMom = texts.Reference.Campaigns.FindPeriod(period)?.Kind != PeriodKind.Year;
        var byCode = figures.ToDictionary(figure => figure.Metric);
        var rows =
            from metric in texts.Reference.Catalogue.All
            let figure = byCode.GetValueOrDefault(metric.Code)
            where figure is not null
            let format = NumberFormats.ForValues(metric.Unit, figure.Value)
            select (ExportCell[])
            [
                NamePillar(request, metric.Pillar), texts.NameOf(metric),
                texts.CreateFigure(figure.Value, format, figure.Qualifier), texts.LabelUnit(metric.Unit),
                .. hasRank ? [FigureTexts.CreateRank(figure.Rank), FigureTexts.CreateRank(figure.Of)] : NoCells,
                texts.CreateChangeWithUnit(figure.Yoy),
                .. hasMom ? [texts.CreateChangeWithUnit(figure.Mom)] : NoCells,
                texts.CreateChangeWithUnit(figure.YearEnd),
                .. hasTarget ? CreateTarget(request, metric, figure.Target) : NoCells,
                ExportCell.FromDay(figure.ReadingDate),
                request.Join(
                    request.TextIf(figure.Final, "sheet.final"),
                    request.TextIf(figure.Yoy?.LowBase, "sheet.low_base"),
                    figure.Corrected is { } count ? request.Text("sheet.corrected", count) : null,
                    figure.Discrepancy is { } excess ? request.Text("sheet.discrepancy", excess) : null),
            ];
        return new($"{place}-{period}", new ExportTable(
            place,
            FigureTexts.Title(place, texts.FormatPeriod(period), request.Text("sheet.all_metrics")),
            [
                new(request.Text("sheet.pillar")), new(request.Text("sheet.metric")),
                new(request.Text("sheet.value"), IsEnd: true), new(request.Text("sheet.unit_of_measure")),
                .. CreateColumns(hasRank, request.Text("sheet.rank"), request.Text("sheet.ranked_cities")),
                new(request.Text("sheet.yoy"), IsEnd: true), .. CreateColumns(hasMom, request.Text("sheet.mom")),
                new(request.Text("sheet.year_end"), IsEnd: true),
                .. CreateColumns(
                    hasTarget, request.Text("sheet.target"), request.WithUnit(request.Text("sheet.done"), "%"),
                    request.WithUnit(request.Text("sheet.expected"), "%")),
                .. (ExportColumn[])(hasTarget ? [new(request.Text("sheet.light"))] : []),
                new(request.Text("sheet.reading_date"), IsEnd: true), new(request.Text("sheet.remarks")),
            ],
            rows,
            await request.CreateFoot(position, request.Text("sheet.definitions_note"))));
    }

    private static readonly ExportCell[] NoCells = [];

    private static IEnumerable<ExportColumn> CreateColumns(bool isShown, params string[] titles) =>
        isShown ? titles.Select(title => new ExportColumn(title, IsEnd: true)) : [];

    private static ExportCell[] CreateTarget(WorkbookRequest request, Metric metric, TargetState? target) =>
    [
        ExportCell.FromNumber(target?.Value, NumberFormats.ForValues(metric.Unit, target?.Value)),
        ExportCell.FromNumber(target?.Done, "#,##0.0"),
        ExportCell.FromNumber(target?.Expected, "#,##0.0"),
        target?.Light switch
        {
            TrafficLight.Green => request.Text("sheet.light.green"),
            TrafficLight.Yellow => request.Text("sheet.light.yellow"),
            TrafficLight.Red => request.Text("sheet.light.red"),
            _ => "",
        },
    ];

    private static string NamePillar(WorkbookRequest request, string pillar) => pillar switch
    {
        "creation" => request.Text("sheet.pillar.creation"),
        "enforcement" => request.Text("sheet.pillar.enforcement"),
        "judicial" => request.Text("sheet.pillar.judicial"),
        "financing" => request.Text("sheet.pillar.financing"),
        "transfer" => request.Text("sheet.pillar.transfer"),
        "service" => request.Text("sheet.pillar.service"),
        "publicity" => request.Text("sheet.pillar.publicity"),
        "composite" => request.Text("sheet.pillar.composite"),
        _ => pillar,
    };
}
