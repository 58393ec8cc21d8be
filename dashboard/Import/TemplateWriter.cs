using System.Globalization;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Writes the template workbook of a form: header, lists of names, and previous values for reference.
/// </summary>
internal sealed class TemplateWriter(
    ReferenceSnapshot reference, ImportForm form, IReadOnlyList<NamedCity> cities, ReportingPeriod period,
    bool isCumulative)
{
    private const string GuideSheet = "填写说明";
    private const string NamesSheet = "代码表";
    private const int MaxRows = 20_000;

    private static readonly string[] NameTitles = ["市", "填报单位", "指标", "单位", "活动"];

    private static readonly Dictionary<string, double> Widths = new()
    {
        [ImportFields.Metric] = 30,
        [ImportFields.Note] = 36,
        [ImportFields.Ignored] = 24,
        [ImportFields.Campaign] = 28,
        [ImportFields.Ref] = 20,
    };

    /// <summary>Returns true for the template's guide and name sheets, which hold no data.</summary>
    public static bool IsTemplateSheet(string sheet) => sheet is GuideSheet or NamesSheet;

    /// <summary>Writes the workbook with each city's history by city code.</summary>
    public void Write(Stream output, IReadOnlyDictionary<string, CityHistory> histories)
    {
        using var workbook = new XlsxWriter(output);
        var columns = CreateColumns();
        var rows = CreateHeader(columns).Concat(
            form == ImportForm.Events
                ? []
                : cities
                    .SelectMany(city => CreateRows(city, histories[city.Code]))
                    .Select((cells, i) => (i + 2, cells)));
        workbook.WriteSheet(
            "填报", columns.Select(column => Widths.GetValueOrDefault(column.Field, 14)), 1, rows,
            CreateChoices(columns));
        workbook.WriteSheet(GuideSheet, [100], 0, CreateGuideRows());
        workbook.WriteSheet(NamesSheet, [14, 20, 34, 12, 40], 1, CreateNameRows());
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

    private static IEnumerable<(int, IReadOnlyList<(Cell, CellStyle)>)> CreateHeader(
        List<(string Field, string Title)> columns) =>
        [(1, [.. columns.Select(column => (new Cell(column.Title), CellStyle.Head))])];

    private IEnumerable<IReadOnlyList<(Cell, CellStyle)>> CreateRows(NamedCity city, CityHistory history)
    {
        var metrics = reference.Catalogue.All.Where(metric => metric.Kind is MetricKind.Sum or MetricKind.Level
            || (metric.Kind == MetricKind.Mean && form == ImportForm.Series && !isCumulative));
        foreach (var metric in metrics)
            foreach (var unit in history.GetReporters(metric))
                yield return form == ImportForm.Series
                    ? CreateSeriesRow(city, unit, metric, history)
                    : CreateHistoryRow(city, unit, metric, history);
    }

    private List<(Cell, CellStyle)> CreateSeriesRow(NamedCity city, string? unit, Metric metric, CityHistory history)
    {
        var previousPeriod = isCumulative ? GetPreviousYtd() : period.GetPreviousPeriod(period.End);
        var row = CreateRowStart(city, unit, metric);
        row.Add((new(period.Text), CellStyle.Plain));
        row.Add((
            CreateNumberCell(previousPeriod is null ? null : history.GetFigure(metric, unit, previousPeriod)),
            CellStyle.Quiet));
        return row;
    }

    private List<(Cell, CellStyle)> CreateHistoryRow(NamedCity city, string? unit, Metric metric, CityHistory history)
    {
        var row = CreateRowStart(city, unit, metric);
        row.Add((new("当期"), CellStyle.Plain));
        foreach (var month in GetMonths())
        {
            var isReported = metric.Kind != MetricKind.Level
                || history.GetLastReadingDate(metric, unit, month.End) >= month.Start;
            row.Add((CreateNumberCell(isReported ? history.GetFigure(metric, unit, month) : null), CellStyle.Plain));
        }
        return row;
    }

    private List<(Cell, CellStyle)> CreateRowStart(NamedCity city, string? unit, Metric metric) =>
    [
        (new(city.Name), CellStyle.Plain),
        (new(unit is null ? "" : reference.Places.FindUnit(unit)?.Name ?? unit), CellStyle.Plain),
        (new(metric.Name), CellStyle.Plain),
        (new(metric.Unit), CellStyle.Plain),
    ];

    private IEnumerable<ReportingPeriod> GetMonths() =>
        Enumerable.Range(1, 12).Select(month => ReportingPeriod.ForMonth(new(period.Start.Year, month, 1)));

    // At the start of a year, the whole previous year. A first week may begin before it.
    private ReportingPeriod GetPreviousYtd() =>
        new DateOnly(period.End.Year, 1, 1) is var newYear && period.Start <= newYear
            ? ReportingPeriod.ForYear(newYear.Year - 1)
            : ReportingPeriod.ForRange(newYear, period.Start.AddDays(-1));

    private IEnumerable<(string, string)> CreateChoices(List<(string Field, string Title)> columns)
    {
        var lists = CreateNameLists();
        (string Field, int Index)[] listed =
        [
            (ImportFields.City, 0), (ImportFields.Unit, 1), (ImportFields.Metric, 2), (ImportFields.Campaign, 4),
        ];
        foreach (var (field, index) in listed)
            if (columns.FindIndex(column => column.Field == field) is >= 0 and var column && lists[index].Count > 0)
                yield return (
                    Range(column),
                    $"{NamesSheet}!${SpreadsheetRow.GetColumnLetters(index)}$2:"
                        + $"${SpreadsheetRow.GetColumnLetters(index)}${lists[index].Count + 1}");
        if (columns.FindIndex(column => column.Field == ImportFields.Basis) is >= 0 and var basis)
            yield return (Range(basis), "\"当期,累计\"");

        static string Range(int column) =>
            $"{SpreadsheetRow.GetColumnLetters(column)}2:{SpreadsheetRow.GetColumnLetters(column)}{MaxRows}";
    }

    private List<string>[] CreateNameLists()
    {
        var reported = reference.Catalogue.All.Where(metric => metric.IsReported).ToList();
        return
        [
            [.. cities.Select(city => city.Name)],
            [
                .. cities.Count == 1
                    ? reference.Places.Units.Where(unit => unit.City == cities[0].Code).Select(unit => unit.Name)
                    : []
            ],
            [.. reported.Select(metric => metric.Name)],
            [.. reported.Select(metric => metric.Unit)],
            [.. reference.Campaigns.All.Select(campaign => campaign.Name)],
        ];
    }

    private IEnumerable<(int, IReadOnlyList<(Cell, CellStyle)>)> CreateNameRows()
    {
        var lists = CreateNameLists();
        yield return (1, [.. NameTitles.Select(title => (new Cell(title), CellStyle.Head))]);
        for (var i = 0; i < lists.Max(list => list.Count); i++)
            yield return (i + 2, [.. lists.Select(list => (new Cell(i < list.Count ? list[i] : ""), CellStyle.Plain))]);
    }

    private IEnumerable<(int, IReadOnlyList<(Cell, CellStyle)>)> CreateGuideRows()
    {
        foreach (var (i, line) in CreateGuide().Index())
            yield return (i + 1, [(new Cell(line), i == 0 ? CellStyle.Head : CellStyle.Plain)]);
    }

    private string[] CreateGuide() =>
    [
        form switch
        {
            ImportForm.Events => "明细表：一行一条",
            ImportForm.Series => $"累计报表（{period.Text}）：一行一个市、单位和指标",
            _ => $"上年同期（{period.Start.Year} 年）：一行一个指标，一列一个月",
        },
        "带 * 的列必填；列的次序可以调换，其他列不读取。市、填报单位、指标可以填名称，也可以填代码，见“代码表”。",
        "填报单位留空为全市的数。市、县（市、区）两级都报同一指标时，以全市的数为准。",
        "金额可以按元、万元、亿元填写，在“单位”列写明，系统换算为元。",
        "不要用公式：公式请复制后用“粘贴为数值”。没有数据请留空，没有发生请填 0。",
        $"比上期增减过大，或与平常数相差很多倍的，请在“说明”列写明原因。",
        form switch
        {
            ImportForm.Events => "口径：“当期”是新增的数，“累计”是自 1 月 1 日起的数，留空为当期。权重只用于平均数，填件数。同一天的两件事请在“文号”或“编号”列写明以示区别。",
            ImportForm.Series => "上期的数由系统填写，供对照，不读取。留空的行视为未报送，不作处理。",
            _ => "已有的数由系统填写，照原样留着不会重复计数；空着的月份补填即可。",
        },
        "上传后先核对，全部正确才能提交；同一个文件重复上传不会重复计数，提交以后可以整批撤回。",
    ];

    private static Cell CreateNumberCell(decimal? number) =>
        number is null
            ? default
            : new(
                (number.Value / RowReader.NormalizingDivisor).ToString(CultureInfo.InvariantCulture), CellKind.Number);
}
