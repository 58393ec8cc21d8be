using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Ingestion;

namespace IpMonitor.Dashboard.Import;

/// <summary>A column that was recognized: where, what it is, its title, the unit written in it (金额（万元）), and of a month its year if said.</summary>
internal sealed record SheetColumn(int At, string Field, string Title, string? Measure = null, (int? Year, int Month)? Month = null);

/// <summary>The columns of a sheet as its header names them.</summary>
internal sealed partial class SheetColumns
{
    private readonly Dictionary<string, SheetColumn> _byField;

    private SheetColumns(GridRow header, List<SheetColumn> all, List<int> unknown)
    {
        (Header, All, Months, Unknown) = (header, [.. all.Where(column => column.Field != FormFields.Aside)], [.. all.Where(column => column.Month is not null)], unknown);
        _byField = All.Where(column => column.Month is null).ToDictionary(column => column.Field);
    }

    public GridRow Header { get; }

    /// <summary>All that are read.</summary>
    public IReadOnlyList<SheetColumn> All { get; }

    public IReadOnlyList<SheetColumn> Months { get; }

    /// <summary>Titled columns whose titles mean nothing here.</summary>
    public IReadOnlyList<int> Unknown { get; }

    public SheetColumn? this[string field] => _byField.GetValueOrDefault(field);

    /// <summary>Reads a row as a header; null when it names neither a metric's column nor a number's, and so is a title or a remark.</summary>
    public static SheetColumns? Find(GridRow row, Form form)
    {
        var (all, unknown) = (new List<SheetColumn>(), new List<int>());
        for (var at = 0; at < row.Cells.Count; at++)
        {
            if (row[at].IsBlank) continue;
            if (Read(row[at].Text!, at, form) is { } column) all.Add(column);
            else unknown.Add(at);
        }
        var found = all.Select(column => column.Field).ToHashSet();
        if (!found.Contains(FormFields.Metric) || found.Count < 3 && !all.Exists(column => column.Month is not null)) return null;
        if (all.Where(column => column.Field != FormFields.Aside).GroupBy(column => (column.Field, column.Month)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Refused(row, "column_twice", $"“{twice.First().Title}”和“{twice.Last().Title}”（{row.Address(twice.First().At)}、{row.Address(twice.Last().At)}）是同一栏：请只保留一列。");
        foreach (var field in Required(form))
            if (!found.Contains(field)) throw Refused(row, "column_missing", $"缺少“{FormFields.TitleOf(field)}”列：请在表头补上，或下载模板填写。");
        if (form == Form.Series && !found.Contains(FormFields.Ytd) && !found.Contains(FormFields.Value)) throw Refused(row, "column_missing", "缺少“本期累计”或“当期”列：请在表头补上，或下载模板填写。");
        if (form == Form.History && !all.Exists(column => column.Month is not null)) throw Refused(row, "column_missing", "没有写明月份的列：请把表头写成“2025年1月”的样子，或下载模板填写。");
        return new(row, all, unknown);
    }

    private static string[] Required(Form form) => form == Form.Events ? [FormFields.Metric, FormFields.Value, FormFields.Date] : [FormFields.Metric];

    private static RequestRejectedException Refused(GridRow row, string code, string message) =>
        new(422, code, row.Sheet.Length == 0 ? $"第 {row.Number} 行表头{message}" : $"工作表“{row.Sheet}”第 {row.Number} 行表头{message}");

    private static SheetColumn? Read(string title, int at, Form form)
    {
        var plain = Spaces().Replace(TypedCell.Plain(title), "").Replace("*", "", StringComparison.Ordinal);
        if (form == Form.History && Month().Match(plain) is { Success: true } month && int.Parse(month.Groups["month"].Value, null) is >= 1 and <= 12 and var number)
            return new(at, FormFields.Value, title, Month: (month.Groups["year"].Success ? int.Parse(month.Groups["year"].Value, null) : null, number));
        var (name, measure) = Bracketed().Match(plain) is { Success: true } found ? (found.Groups["name"].Value, found.Groups["inside"].Value) : (plain, null);
        return (FormFields.Find(plain) ?? FormFields.Find(name)) is { } field ? new(at, field, title, field is FormFields.Value or FormFields.Ytd ? measure : null) : null;
    }

    // A spreadsheet makes a date of 2025年1月 that is typed into it.
    [GeneratedRegex(@"^(?:(?<year>\d{4})[年/.-](?<month>\d{1,2})(-01|月份?)?|(?<month>\d{1,2})月份?)$")]
    private static partial Regex Month();

    [GeneratedRegex(@"^(?<name>[^(]+)\((?<inside>[^)]*)\)$")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\s")]
    private static partial Regex Spaces();
}
