using IpMonitor.Dashboard.Formatting;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>Names, units and cells of figures in a workbook, with the reference data of their position.</summary>
internal sealed class FigureTexts(WorkbookRequest request, ReferenceSnapshot reference)
{
    private const string None = "—";

    /// <summary>The request for the workbook.</summary>
    public WorkbookRequest Request => request;

    /// <summary>The reference data.</summary>
    public ReferenceSnapshot Reference => reference;

    /// <summary>Creates the texts of the figures at a position.</summary>
    public static async Task<FigureTexts> Create(WorkbookRequest request, long position) => new(
        request, await request.GetService<PointInTimeQueries>().GetReferenceData(position));

    /// <summary>Returns the metric; null if the catalogue of the position lacks it.</summary>
    public Metric? FindMetric(string? code) => code is null ? null : reference.Catalogue.Find(code);

    /// <summary>Returns the name of a metric, or its code.</summary>
    public string NameMetric(string? code) => FindMetric(code) is { } metric ? NameOf(metric) : code ?? "";

    /// <summary>Returns the name of a metric.</summary>
    public string NameOf(Metric metric) => request.NameOf(metric.Name, metric.NameEn);

    /// <summary>Returns the name of a city or the province, or its code.</summary>
    public string NameCity(string? code) =>
        code == reference.Places.Province.Code
            ? request.NameOf(reference.Places.Province.Name, reference.Places.Province.NameEn)
            : code is not null && reference.Places.FindCity(code) is { } city
                ? request.NameOf(city.Name, city.NameEn)
                : code ?? "";

    /// <summary>Returns the name of a unit, or its code; the whole city without a unit.</summary>
    public string NameUnit(string? code) =>
        code is null ? request.Text("sheet.whole_city")
        : reference.Places.FindUnit(code) is { } unit ? request.NameOf(unit.Name, unit.NameEn)
        : code;

    /// <summary>Returns the label of a unit of measurement.</summary>
    public string LabelUnit(string unit) => NumberFormatter.GetUnitLabel(unit, request.Language);

    /// <summary>Adds the unit of a metric to a title.</summary>
    public string WithUnit(string title, Metric metric) => request.WithUnit(title, LabelUnit(metric.Unit));

    /// <summary>Adds the unit of a change to a title: per cent, or percentage points.</summary>
    public string WithChangeUnit(string title, Metric metric) =>
        request.WithUnit(title, metric.IsPercentage ? request.Text("sheet.points") : "%");

    /// <summary>Creates a figure whose unit is in the header; no figure is a text.</summary>
    public ExportCell CreateFigure(decimal? value, string format, Qualifier? qualifier = null) =>
        value is null
            ? request.Text("sheet.not_reported")
            : ExportCell.FromNumber(value, NumberFormats.WithQualifier(format, qualifier, request.Language));

    /// <summary>Creates a change whose unit is in the header.</summary>
    public static ExportCell CreateChange(Comparison? comparison) =>
        comparison?.Points is { } points ? ExportCell.FromNumber(points, NumberFormats.Points)
        : comparison?.Percent is { } percent ? ExportCell.FromNumber(percent, NumberFormats.Change)
        : None;

    /// <summary>Creates a change with its unit, for a column of several metrics.</summary>
    public ExportCell CreateChangeWithUnit(Comparison? comparison) =>
        comparison?.Points is { } points
            ? ExportCell.FromNumber(points, NumberFormats.WithUnit(NumberFormats.Points, request.Text("sheet.points")))
        : comparison?.Percent is { } percent
            ? ExportCell.FromNumber(percent, NumberFormats.WithUnit(NumberFormats.Change, "%"))
        : None;

    /// <summary>Creates a rank; no rank is a dash.</summary>
    public static ExportCell CreateRank(int? rank) =>
        rank is null ? None : ExportCell.FromNumber(rank, NumberFormats.Plain);

    /// <summary>Describes the definition of a metric (统计口径) and its sources.</summary>
    public string Define(Metric metric, int? populationYear = null) => request.Text(
        "sheet.definition", NameOf(metric),
        new DefinitionFormatter(reference.Catalogue, request.Language).Format(metric, populationYear));

    /// <summary>Formats a period: 2026年8月, August 2026; a campaign is named.</summary>
    public string FormatPeriod(string text) =>
        reference.Campaigns.Find(text) is { } campaign ? request.NameOf(campaign.Name, campaign.NameEn)
        : reference.Campaigns.FindPeriod(text) is { } period ? PeriodFormatter.Format(period, request.Language)
        : text;

    /// <summary>Joins the parts of a title.</summary>
    public static string Title(params IEnumerable<string> parts) =>
        string.Join("  ", parts.Where(part => part.Length > 0));
}
