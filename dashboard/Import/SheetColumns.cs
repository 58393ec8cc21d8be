using System.Collections.Immutable;
using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Ingestion;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Dashboard.Import;

/// <summary>A column that was recognized: where, what it is, its title, the unit written in it (金额（万元）), and of a month its year if said.</summary>
internal sealed record SheetColumn(int Index, string Field, string Title, string? MeasureUnit = null, (int? Year, int Month)? Month = null);

/// <summary>The columns of a sheet as its header names them.</summary>
internal sealed partial class SheetColumns
{
    private readonly Dictionary<string, SheetColumn> _byField;

    private SheetColumns(SpreadsheetRow header, List<SheetColumn> all, List<int> unknown)
    {
        (Header, All, MonthColumns, UnknownColumns) = (header, [.. all.Where(column => column.Field != ImportFields.Ignored)], [.. all.Where(column => column.Month is not null)], unknown);
        _byField = All.Where(column => column.Month is null).ToDictionary(column => column.Field);
    }

    public SpreadsheetRow Header { get; }

    /// <summary>All that are read.</summary>
    public IReadOnlyList<SheetColumn> All { get; }

    public IReadOnlyList<SheetColumn> MonthColumns { get; }

    /// <summary>Titled columns whose titles mean nothing here.</summary>
    public IReadOnlyList<int> UnknownColumns { get; }

    public SheetColumn? this[string field] => _byField.GetValueOrDefault(field);

    /// <summary>Reads a row as a header; null when it names neither a metric's column nor a number's, and so is a title or a remark.</summary>
    public static SheetColumns? ParseHeader(SpreadsheetRow row, ImportForm form)
    {
        var (all, unknown) = (new List<SheetColumn>(), new List<int>());
        for (var at = 0; at < row.Cells.Count; at++)
        {
            if (row[at].IsBlank) continue;
            if (ParseTitle(row[at].Text!, at, form) is { } column) all.Add(column);
            else unknown.Add(at);
        }
        var found = all.Select(column => column.Field).ToHashSet();
        if (!found.Contains(ImportFields.Metric) || found.Count < 3 && !all.Exists(column => column.Month is not null)) return null;
        if (all.Where(column => column.Field != ImportFields.Ignored).GroupBy(column => (column.Field, column.Month)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw CreateException(row, "column_twice.import", twice.First().Title, twice.Last().Title, row.GetAddress(twice.First().Index), row.GetAddress(twice.Last().Index));
        foreach (var field in GetRequiredFields(form))
            if (!found.Contains(field)) throw CreateException(row, "column_missing.import", ImportFields.GetTitle(field));
        if (form == ImportForm.Series && !found.Contains(ImportFields.Ytd) && !found.Contains(ImportFields.Value)) throw CreateException(row, "column_missing.series");
        if (form == ImportForm.History && !all.Exists(column => column.Month is not null)) throw CreateException(row, "column_missing.months");
        return new(row, all, unknown);
    }

    private static string[] GetRequiredFields(ImportForm form) => form == ImportForm.Events ? [ImportFields.Metric, ImportFields.Value, ImportFields.Date] : [ImportFields.Metric];

    private static RequestRejectedException CreateException(
        SpreadsheetRow row, string key, params ImmutableArray<MessageArgument> arguments) =>
        new(422, row.Sheet.Length == 0
            ? ValidationError.Create(key, "", arguments).At("", "import_header.csv", row.Number)
            : ValidationError.Create(key, "", arguments).At("", "import_header.sheet", row.Sheet, row.Number));

    private static SheetColumn? ParseTitle(string title, int at, ImportForm form)
    {
        var plain = WhitespacePattern().Replace(CellParser.Normalize(title), "").Replace("*", "", StringComparison.Ordinal);
        if (form == ImportForm.History && MonthPattern().Match(plain) is { Success: true } month && int.Parse(month.Groups["month"].Value, null) is >= 1 and <= 12 and var number)
            return new(at, ImportFields.Value, title, Month: (month.Groups["year"].Success ? int.Parse(month.Groups["year"].Value, null) : null, number));
        var (name, measure) = BracketPattern().Match(plain) is { Success: true } found ? (found.Groups["name"].Value, found.Groups["inside"].Value) : (plain, null);
        return (ImportFields.FindByTitle(plain) ?? ImportFields.FindByTitle(name)) is { } field ? new(at, field, title, field is ImportFields.Value or ImportFields.Ytd ? measure : null) : null;
    }

    // A spreadsheet makes a date of 2025年1月 that is typed into it.
    [GeneratedRegex(@"^(?:(?<year>\d{4})[年/.-](?<month>\d{1,2})(-01|月份?)?|(?<month>\d{1,2})月份?)$")]
    private static partial Regex MonthPattern();

    [GeneratedRegex(@"^(?<name>[^(]+)\((?<inside>[^)]*)\)$")]
    private static partial Regex BracketPattern();

    [GeneratedRegex(@"\s")]
    private static partial Regex WhitespacePattern();
}
