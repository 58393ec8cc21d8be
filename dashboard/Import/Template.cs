using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Import;

/// <summary>The empty workbook of a form: headed, with the names to choose from, and with the numbers on record where they help.</summary>
internal sealed class Template(ReferenceSnapshot reference, Form form, IReadOnlyList<NamedCity> cities, ReportingPeriod period, bool isCumulative)
{
    private const string Guide = "填写说明";
    private const string Names = "代码表";
    private const int MostRows = 20_000;

    private static readonly string[] NameTitles = ["市", "填报单位", "指标", "单位", "活动"];

    private static readonly Dictionary<string, double> Widths = new() { [FormFields.Metric] = 30, [FormFields.Note] = 36, [FormFields.Aside] = 24, [FormFields.Campaign] = 28, [FormFields.Ref] = 20 };

    /// <summary>Whether a sheet is one of ours that holds no data.</summary>
    public static bool IsOwn(string sheet) => sheet is Guide or Names;

    /// <summary>Writes it, given what each city has on record.</summary>
    public void Write(Stream to, IReadOnlyDictionary<string, CityRecord> records)
    {
        using var book = new XlsxWriter(to);
        var columns = SheetColumns();
        var rows = Head(columns).Concat(form == Form.Events ? [] : cities.SelectMany(city => RowsOf(city, records[city.Code])).Select((cells, i) => (i + 2, cells)));
        book.Sheet("填报", columns.Select(column => Widths.GetValueOrDefault(column.Field, 14)), 1, rows, Choices(columns));
        book.Sheet(Guide, [100], 0, Guides().Select((line, i) => (i + 1, (IReadOnlyList<(Cell, CellStyle)>)[(new Cell(line), i == 0 ? CellStyle.Head : CellStyle.Plain)])));
        book.Sheet(Names, [14, 20, 34, 12, 40], 1, NameRows());
    }

    private List<(string Field, string Title)> SheetColumns()
    {
        var columns = FormFields.Of(form).ToList();
        if (form == Form.History) columns.InsertRange(columns.Count - 1, Months().Select(month => (FormFields.Value, $"{month.Start.Year}年{month.Start.Month}月")));
        if (form == Form.Series)
        {
            var until = isCumulative ? LastYtd().End : period.Start.AddDays(-1);
            var at = columns.FindIndex(column => column.Field == FormFields.Aside);
            columns[at] = (FormFields.Aside, $"{(isCumulative ? "上期累计" : "上期数")}（截至{until.Year}年{until.Month}月{until.Day}日）");
            if (!isCumulative)
            {
                columns[at + 1] = (FormFields.Value, "当期");
                columns.Insert(at + 2, (FormFields.Weight, "权重"));
            }
        }
        return columns;
    }

    private static IEnumerable<(int, IReadOnlyList<(Cell, CellStyle)>)> Head(List<(string Field, string Title)> columns) =>
        [(1, [.. columns.Select(column => (new Cell(column.Title), CellStyle.Head))])];

    private IEnumerable<IReadOnlyList<(Cell, CellStyle)>> RowsOf(NamedCity city, CityRecord record)
    {
        var metrics = reference.Catalogue.All.Where(metric => metric.Kind is MetricKind.Sum or MetricKind.Level || (metric.Kind == MetricKind.Mean && form == Form.Series && !isCumulative));
        foreach (var metric in metrics)
            foreach (var unit in record.Reporters(metric))
                yield return form == Form.Series ? SeriesRow(city, unit, metric, record) : HistoryRow(city, unit, metric, record);
    }

    private List<(Cell, CellStyle)> SeriesRow(NamedCity city, string? unit, Metric metric, CityRecord record)
    {
        var last = isCumulative ? LastYtd() : period.GetPreviousPeriod(period.End);
        var row = Begin(city, unit, metric);
        row.Add((new(period.Text), CellStyle.Plain));
        row.Add((Number(last is null ? null : record.Figure(metric, unit, last)), CellStyle.Quiet));
        return row;
    }

    private List<(Cell, CellStyle)> HistoryRow(NamedCity city, string? unit, Metric metric, CityRecord record)
    {
        var row = Begin(city, unit, metric);
        row.Add((new("当期"), CellStyle.Plain));
        foreach (var month in Months())
            row.Add((Number(metric.Kind == MetricKind.Level && !(record.LastReading(metric, unit, month.End) >= month.Start) ? null : record.Figure(metric, unit, month)), CellStyle.Plain));
        return row;
    }

    private List<(Cell, CellStyle)> Begin(NamedCity city, string? unit, Metric metric) =>
        [.. new[] { city.Name, unit is null ? "" : reference.Places.FindUnit(unit)?.Name ?? unit, metric.Name, metric.Unit }.Select(text => (new Cell(text), CellStyle.Plain))];

    private IEnumerable<ReportingPeriod> Months() => Enumerable.Range(1, 12).Select(month => ReportingPeriod.ForMonth(new(period.Start.Year, month, 1)));

    // Before January it is the whole year before.
    private ReportingPeriod LastYtd() =>
        period.Start.DayOfYear == 1 ? ReportingPeriod.ForYear(period.Start.Year - 1) : ReportingPeriod.ForRange(new(period.Start.Year, 1, 1), period.Start.AddDays(-1));

    private IEnumerable<(string, string)> Choices(List<(string Field, string Title)> columns)
    {
        var lists = NameLists();
        foreach (var (field, at) in new[] { (FormFields.City, 0), (FormFields.Unit, 1), (FormFields.Metric, 2), (FormFields.Campaign, 4) })
            if (columns.FindIndex(column => column.Field == field) is >= 0 and var column && lists[at].Count > 0)
                yield return (Range(column), $"{Names}!${GridRow.Letters(at)}$2:${GridRow.Letters(at)}${lists[at].Count + 1}");
        if (columns.FindIndex(column => column.Field == FormFields.Basis) is >= 0 and var basis) yield return (Range(basis), "\"当期,累计\"");

        static string Range(int column) => $"{GridRow.Letters(column)}2:{GridRow.Letters(column)}{MostRows}";
    }

    private List<string>[] NameLists()
    {
        var reported = reference.Catalogue.All.Where(metric => metric.IsReported).ToList();
        return
        [
            [.. cities.Select(city => city.Name)], [.. reference.Places.Units.Where(unit => cities.Count == 1 && unit.City == cities[0].Code).Select(unit => unit.Name)],
            [.. reported.Select(metric => metric.Name)], [.. reported.Select(metric => metric.Unit)], [.. reference.Campaigns.All.Select(campaign => campaign.Name)],
        ];
    }

    private IEnumerable<(int, IReadOnlyList<(Cell, CellStyle)>)> NameRows()
    {
        var lists = NameLists();
        yield return (1, [.. NameTitles.Select(title => (new Cell(title), CellStyle.Head))]);
        for (var i = 0; i < lists.Max(list => list.Count); i++)
            yield return (i + 2, [.. lists.Select(list => (new Cell(i < list.Count ? list[i] : ""), CellStyle.Plain))]);
    }

    private string[] Guides() =>
    [
        form switch { Form.Events => "明细表：一行一条", Form.Series => $"累计报表（{period.Text}）：一行一个市、单位和指标", _ => $"上年同期（{period.Start.Year} 年）：一行一个指标，一列一个月" },
        "带 * 的列必填；列的次序可以调换，其他列不读取。市、填报单位、指标可以填名称，也可以填代码，见“代码表”。",
        "填报单位留空为全市的数。市、县（市、区）两级都报同一指标时，以全市的数为准。",
        "金额可以按元、万元、亿元填写，在“单位”列写明，系统换算为元。",
        "不要用公式：公式请复制后用“粘贴为数值”。没有数据请留空，没有发生请填 0。",
        $"比上期增减过大，或与平常数相差很多倍的，请在“说明”列写明原因。",
        form switch
        {
            Form.Events => "口径：“当期”是新增的数，“累计”是自 1 月 1 日起的数，留空为当期。权重只用于平均数，填件数。同一天的两件事请在“文号”或“编号”列写明以示区别。",
            Form.Series => "上期的数由系统填写，供对照，不读取。留空的行视为未报送，不作处理。",
            _ => "已有的数由系统填写，照原样留着不会重复计数；空着的月份补填即可。",
        },
        "上传后先核对，全部正确才能提交；同一个文件重复上传不会重复计数，提交以后可以整批撤回。",
    ];

    private static Cell Number(decimal? number) => number is null ? default : new((number.Value / 1.0000000000000000000000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture), CellKind.Number);
}
