using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Validations;
using SpreadCheetah.Worksheets;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Writes the template workbook of a form: header, lists of names, and previous values for reference.
/// </summary>
internal sealed class TemplateWriter(
    ReferenceSnapshot reference, ImportForm form, IReadOnlyList<NamedCity> cities, ReportingPeriod period,
    bool isCumulative)
{
    private const string FormSheet = "填报";
    private const string GuideSheet = "填写说明";
    private const string NamesSheet = "代码表";
    // The cells that offer choices and formats reach this row.
    private const int MaxRows = 20_000;
    private const int FrozenColumns = 3;
    private const double DefaultWidth = 14;

    private static readonly RowOptions HeadingRow = new() { Height = 33 };
    private static readonly RowOptions FormRow = new() { Height = 20 };
    private static readonly RowOptions GuideRow = new() { Height = 36 };

    private static readonly Dictionary<string, double> Widths = new()
    {
        [ImportFields.City] = 12,
        [ImportFields.Unit] = 16,
        [ImportFields.Metric] = 30,
        [ImportFields.MeasureUnit] = 9,
        [ImportFields.Period] = 11,
        [ImportFields.Date] = 13,
        [ImportFields.Basis] = 8,
        [ImportFields.Weight] = 9,
        [ImportFields.Campaign] = 28,
        [ImportFields.Ref] = 22,
        [ImportFields.Note] = 36,
        [ImportFields.Ignored] = 22,
        [ImportFields.Value] = 15,
        [ImportFields.Ytd] = 18,
    };

    // Codes and numbers of documents stay text, with their leading zeros.
    private static readonly Dictionary<string, string> Formats = new()
    {
        [ImportFields.City] = SheetStyles.TextFormat,
        [ImportFields.Unit] = SheetStyles.TextFormat,
        [ImportFields.Metric] = SheetStyles.TextFormat,
        [ImportFields.MeasureUnit] = SheetStyles.TextFormat,
        [ImportFields.Period] = SheetStyles.TextFormat,
        [ImportFields.Date] = SheetStyles.DateFormat,
        [ImportFields.Campaign] = SheetStyles.TextFormat,
        [ImportFields.Ref] = SheetStyles.TextFormat,
        [ImportFields.Note] = SheetStyles.TextFormat,
        [ImportFields.Id] = SheetStyles.TextFormat,
    };

    /// <summary>Returns true for sheets without data: the template's guide and names, the list of problems.</summary>
    public static bool IsTemplateSheet(string sheet) => sheet is GuideSheet or NamesSheet or ProblemSheet.Name;

    /// <summary>Writes the workbook with each city's history by city code.</summary>
    public async Task Write(
        Stream output, IReadOnlyDictionary<string, CityHistory> histories, CancellationToken cancellation)
    {
        await using var workbook = await Spreadsheet.CreateNewAsync(
            output, SheetStyles.CreateOptions(CreateGuide()[0]), cancellation);
        var columns = CreateColumns();
        var lists = CreateNameLists();
        await workbook.StartWorksheetAsync(FormSheet, CreateOptions(columns), cancellation);
        await workbook.AddRowAsync([.. columns.Select(CreateHeading)], HeadingRow, cancellation);
        if (form != ImportForm.Events)
            foreach (var city in cities)
                foreach (var row in CreateRows(city, histories[city.Code]))
                    await workbook.AddRowAsync(
                        [.. row.Select(cell => new StyledCell(cell.Value, workbook.AddStyle(cell.Style)))], FormRow,
                        cancellation);
        AddChoices(workbook, columns, lists);
        await WriteGuide(workbook, cancellation);
        await WriteNames(workbook, lists, cancellation);
        await workbook.FinishAsync(cancellation);

        StyledCell CreateHeading((string Field, string Title) column) => new(column.Title, workbook.AddStyle(
            column.Field == ImportFields.Ignored ? SheetStyles.ReferenceHeading
            : column.Title.EndsWith('*') ? SheetStyles.RequiredHeading
            : SheetStyles.Heading));
    }

    private WorksheetOptions CreateOptions(List<(string Field, string Title)> columns)
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        if (form != ImportForm.Events) options.FrozenColumns = FrozenColumns;
        foreach (var (index, (field, title)) in columns.Index())
        {
            var column = options.Column(index + 1);
            column.Width = Widths.GetValueOrDefault(field, DefaultWidth);
            if (Formats.GetValueOrDefault(field) is { } format) column.DefaultStyle = SheetStyles.CreatePlain(format);
        }
        return options;
    }

    private List<(string Field, string Title)> CreateColumns()
    {
        var columns = ImportFields.GetFields(form).ToList();
        if (form == ImportForm.History)
            columns.InsertRange(
                columns.Count - 1,
                GetMonths().Select(month => (ImportFields.Value, $"{month.Start.Year}年{month.Start.Month}月")));
        if (form == ImportForm.Series)
        {
            var previousEnd = isCumulative ? GetPreviousYtd().End : period.Start.AddDays(-1);
            var index = columns.FindIndex(column => column.Field == ImportFields.Ignored);
            columns[index] = (
                ImportFields.Ignored,
                $"{(isCumulative ? "上期累计" : "上期数")}（截至{previousEnd.Year}年{previousEnd.Month}月{previousEnd.Day}日）");
            if (!isCumulative)
            {
                columns[index + 1] = (ImportFields.Value, "当期");
                columns.Insert(index + 2, (ImportFields.Weight, "权重"));
            }
        }
        return columns;
    }

    private IEnumerable<List<(DataCell Value, Style Style)>> CreateRows(NamedCity city, CityHistory history)
    {
        var metrics = reference.Catalogue.All.Where(metric => metric.Kind is MetricKind.Sum or MetricKind.Level
            || (metric.Kind == MetricKind.Mean && form == ImportForm.Series && !isCumulative));
        foreach (var metric in metrics)
            foreach (var unit in history.GetReporters(metric))
            {
                List<(DataCell, Style)> row =
                [
                    CreateText(city.Name),
                    CreateText(unit is null ? "" : reference.Places.FindUnit(unit)?.Name ?? unit),
                    CreateText(metric.Name),
                    CreateText(metric.Unit),
                ];
                row.AddRange(form == ImportForm.Series
                    ? CreateSeriesCells(unit, metric, history)
                    : CreateHistoryCells(unit, metric, history));
                row.Add((default, SheetStyles.CreateEntry(SheetStyles.TextFormat)));
                yield return row;
            }
    }

    private IEnumerable<(DataCell, Style)> CreateSeriesCells(string? unit, Metric metric, CityHistory history)
    {
        var previousPeriod = isCumulative ? GetPreviousYtd() : period.GetPreviousPeriod(period.End);
        var previous = previousPeriod is null ? null : history.GetFigure(metric, unit, previousPeriod);
        yield return CreateText(period.Text);
        yield return (new(previous), SheetStyles.CreateReference(GetFormat(metric)));
        yield return (default, SheetStyles.CreateEntry(GetFormat(metric)));
        if (!isCumulative)
            yield return (
                default,
                metric.Kind == MetricKind.Mean
                    ? SheetStyles.CreateEntry(SheetStyles.CountFormat)
                    : SheetStyles.CreateGiven(SheetStyles.CountFormat));
    }

    private IEnumerable<(DataCell, Style)> CreateHistoryCells(string? unit, Metric metric, CityHistory history)
    {
        yield return CreateText("当期");
        foreach (var month in GetMonths())
        {
            var isReported = metric.Kind != MetricKind.Level
                || history.GetLastReadingDate(metric, unit, month.End) >= month.Start;
            yield return (
                new(isReported ? history.GetFigure(metric, unit, month) : null),
                SheetStyles.CreateEntry(GetFormat(metric)));
        }
    }

    private static (DataCell, Style) CreateText(string text) =>
        (new(text), SheetStyles.CreateGiven(SheetStyles.TextFormat));

    private static string GetFormat(Metric metric) =>
        metric.Unit == "元" || metric.Kind == MetricKind.Mean ? SheetStyles.MoneyFormat : SheetStyles.CountFormat;

    private IEnumerable<ReportingPeriod> GetMonths() =>
        Enumerable.Range(1, 12).Select(month => ReportingPeriod.ForMonth(new(period.Start.Year, month, 1)));

    // At the start of a year, the whole previous year. A first week may begin before it.
    private ReportingPeriod GetPreviousYtd() =>
        new DateOnly(period.End.Year, 1, 1) is var newYear && period.Start <= newYear
            ? ReportingPeriod.ForYear(newYear.Year - 1)
            : ReportingPeriod.ForRange(newYear, period.Start.AddDays(-1));

    // Offers choices without enforcing them: codes are accepted too, and other values are checked on import.
    private static void AddChoices(
        Spreadsheet workbook, List<(string Field, string Title)> columns, List<NameList> lists)
    {
        foreach (var (column, (field, _)) in columns.Index())
        {
            var list = lists.FindIndex(list => list.Field == field && list.Names.Count > 0);
            var letters = SpreadsheetRow.GetColumnLetters(column);
            var choices = field == ImportFields.Basis ? DataValidation.ListValues(["当期", "累计"])
                : list < 0 ? null
                : DataValidation.ListValuesFromCells(
                    NamesSheet,
                    $"${SpreadsheetRow.GetColumnLetters(list)}$2:"
                        + $"${SpreadsheetRow.GetColumnLetters(list)}${lists[list].Names.Count + 1}");
            if (choices is null) continue;
            choices.ShowErrorAlert = false;
            workbook.AddDataValidation($"{letters}2:{letters}{MaxRows}", choices);
        }
    }

    private List<NameList> CreateNameLists()
    {
        var reported = reference.Catalogue.All.Where(metric => metric.IsReported).ToList();
        List<ReportingUnit> units =
            [.. reference.Places.Units.Where(unit => cities.Count == 1 && unit.City == cities[0].Code)];
        var campaigns = reference.Campaigns.All;
        return
        [
            new(ImportFields.City, "市", 12, [.. cities.Select(city => city.Name)]),
            new(null, "市代码", 10, [.. cities.Select(city => city.Code)]),
            new(ImportFields.Unit, "填报单位", 18, [.. units.Select(unit => unit.Name)]),
            new(null, "单位代码", 14, [.. units.Select(unit => unit.Code)]),
            new(ImportFields.Metric, "指标", 34, [.. reported.Select(metric => metric.Name)]),
            new(null, "指标代码", 28, [.. reported.Select(metric => metric.Code)]),
            new(null, "单位", 9, [.. reported.Select(metric => metric.Unit)]),
            new(ImportFields.Campaign, "活动", 40, [.. campaigns.Select(campaign => campaign.Name)]),
        ];
    }

    private static async Task WriteNames(Spreadsheet workbook, List<NameList> lists, CancellationToken cancellation)
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        foreach (var (index, list) in lists.Index()) options.Column(index + 1).Width = list.Width;
        await workbook.StartWorksheetAsync(NamesSheet, options, cancellation);
        var heading = workbook.AddStyle(SheetStyles.Heading);
        await workbook.AddRowAsync(
            [.. lists.Select(list => new StyledCell(list.Title, heading))], FormRow, cancellation);
        var text = workbook.AddStyle(SheetStyles.CreateGiven(SheetStyles.TextFormat));
        for (var row = 0; row < lists.Max(list => list.Names.Count); row++)
            await workbook.AddRowAsync(
                [
                    .. lists.Select(list =>
                        row < list.Names.Count ? new StyledCell(list.Names[row], text) : default),
                ],
                cancellation);
    }

    private async Task WriteGuide(Spreadsheet workbook, CancellationToken cancellation)
    {
        var options = new WorksheetOptions { ShowGridlines = false };
        options.Column(1).Width = 96;
        await workbook.StartWorksheetAsync(GuideSheet, options, cancellation);
        var paragraph = workbook.AddStyle(SheetStyles.Paragraph);
        foreach (var (index, line) in CreateGuide().Index())
            await workbook.AddRowAsync(
                [
                    index == 0
                        ? new StyledCell(line, workbook.AddStyle(SheetStyles.Title))
                        : new StyledCell($"{index}. {line}", paragraph),
                ],
                GuideRow, cancellation);
    }

    private string[] CreateGuide() =>
    [
        form switch
        {
            ImportForm.Events => "明细表：一行一条",
            ImportForm.Series => $"累计报表（{period.Text}）：一行一个市、单位和指标",
            _ => $"上年同期（{period.Start.Year} 年）：一行一个指标，一列一个月",
        },
        "带 * 的列（深色表头）必填，浅色表头的列可以不填，灰色表头的列供对照，不读取。列的次序可以调换。",
        "市、填报单位、指标可以填名称，也可以填代码，见“代码表”。",
        "填报单位留空为全市的数。市、县（市、区）两级都报同一指标时，以全市的数为准。",
        "金额可以按元、万元、亿元填写，在“单位”列写明，系统换算为元。",
        "不要用公式：公式请复制后用“粘贴为数值”。没有数据请留空，没有发生请填 0。",
        "比上期增减过大，或与平常数相差很多倍的，请在“说明”列写明原因。",
        form switch
        {
            ImportForm.Events => "口径：“当期”是新增的数，“累计”是自 1 月 1 日起的数，留空为当期。权重只用于平均数，填件数。"
                + "同一天的两件事请在“文号”或“编号”列写明以示区别。",
            ImportForm.Series => "上期的数由系统填写，供对照，不读取。留空的行视为未报送，不作处理。",
            _ => "已有的数由系统填写，照原样留着不会重复计数；空着的月份补填即可。",
        },
        "上传后先核对，全部正确才能提交；同一个文件重复上传不会重复计数，提交以后可以整批撤回。",
    ];

    /// <summary>A column of the sheet of names; a field offers the names as choices.</summary>
    private sealed record NameList(string? Field, string Title, double Width, IReadOnlyList<string> Names);
}
