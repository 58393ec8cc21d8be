using System.Collections.Immutable;
using System.Text.RegularExpressions;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// A recognized column: zero-based index, field, title, unit in the title as in 金额（万元）, and month with its optional
/// year.
/// </summary>
internal sealed record SheetColumn(
    int Index, string Field, string Title, string? MeasureUnit = null, (int? Year, int Month)? Month = null);

/// <summary>The columns of a sheet, recognized by their titles.</summary>
internal sealed partial class SheetColumns
{
    private readonly Dictionary<string, SheetColumn> _byField;

    private SheetColumns(SpreadsheetRow header, List<SheetColumn> columns, List<int> unknown)
    {
        (Header, All, MonthColumns, UnknownColumns) = (
            header, [.. columns.Where(column => column.Field != ImportFields.Ignored)],
            [.. columns.Where(column => column.Month is not null)], unknown);
        _byField = All.Where(column => column.Month is null).ToDictionary(column => column.Field);
    }

    public SpreadsheetRow Header { get; }

    /// <summary>All columns that are read.</summary>
    public IReadOnlyList<SheetColumn> All { get; }

    public IReadOnlyList<SheetColumn> MonthColumns { get; }

    /// <summary>The indexes of columns with an unknown title.</summary>
    public IReadOnlyList<int> UnknownColumns { get; }

    public SheetColumn? this[string field] => _byField.GetValueOrDefault(field);

    /// <summary>
    /// Parses a header row; null if the row is a title or a remark. Throws <see cref="RequestRejectedException"/> if a
    /// column is missing or duplicated.
    /// </summary>
    public static SheetColumns? ParseHeader(SpreadsheetRow row, ImportForm form)
    {
        var (columns, unknown) = (new List<SheetColumn>(), new List<int>());
        for (var index = 0; index < row.Cells.Count; index++)
        {
            if (row[index].IsBlank) continue;
            if (ParseTitle(row[index].Text!, index, form) is { } column) columns.Add(column);
            else unknown.Add(index);
        }
        var fields = columns.Select(column => column.Field).ToHashSet();
        if (!fields.Contains(ImportFields.Metric)
            || fields.Count < 3
            && !columns.Exists(column => column.Month is not null))
            return null;
        var duplicate = columns.Where(column => column.Field != ImportFields.Ignored)
            .GroupBy(column => (column.Field, column.Month))
            .FirstOrDefault(group => group.Count() > 1);
        if (duplicate is not null)
            throw CreateException(
                row, "column_twice.import", duplicate.First().Title, duplicate.Last().Title,
                row.GetAddress(duplicate.First().Index), row.GetAddress(duplicate.Last().Index));
        foreach (var field in GetRequiredFields(form))
            if (!fields.Contains(field))
                throw CreateException(row, "column_missing.import", ImportFields.GetTitle(field));
        if (form == ImportForm.Series && !fields.Contains(ImportFields.Ytd) && !fields.Contains(ImportFields.Value))
            throw CreateException(row, "column_missing.series");
        if (form == ImportForm.History && !columns.Exists(column => column.Month is not null))
            throw CreateException(row, "column_missing.months");
        return new(row, columns, unknown);
    }

    private static string[] GetRequiredFields(ImportForm form) =>
        form == ImportForm.Events
            ? [ImportFields.Metric, ImportFields.Value, ImportFields.Date]
            : [ImportFields.Metric];

    private static RequestRejectedException CreateException(
        SpreadsheetRow row, string key, params ImmutableArray<MessageArgument> arguments)
    {
        var error = ValidationError.Create(key, "", arguments);
        return new(422, row.Sheet.Length == 0
            ? error.At("", "import_header.csv", row.Number)
            : error.At("", "import_header.sheet", row.Sheet, row.Number));
    }

    private static SheetColumn? ParseTitle(string title, int index, ImportForm form)
    {
        var normalized = WhitespacePattern()
            .Replace(CellParser.Normalize(title), "")
            .Replace("*", "", StringComparison.Ordinal);
        if (form == ImportForm.History
            && MonthPattern().Match(normalized) is { Success: true } month
            && int.Parse(month.Groups["month"].Value, null) is >= 1 and <= 12 and var number)
            return new(
                index, ImportFields.Value, title,
                Month: (month.Groups["year"].Success ? int.Parse(month.Groups["year"].Value, null) : null, number));
        var (name, measure) = BracketPattern().Match(normalized) is { Success: true } match
            ? (match.Groups["name"].Value, match.Groups["inside"].Value)
            : (normalized, null);
        return (ImportFields.FindByTitle(normalized) ?? ImportFields.FindByTitle(name)) is { } field
            ? new(index, field, title, field is ImportFields.Value or ImportFields.Ytd ? measure : null)
            : null;
    }

    // Spreadsheets convert 2025年1月 to a date.
    [GeneratedRegex(@"^(?:(?<year>[0-9]{4})[年/.-](?<month>[0-9]{1,2})(-01|月份?)?|(?<month>[0-9]{1,2})月份?)$")]
    private static partial Regex MonthPattern();

    [GeneratedRegex(@"^(?<name>[^(]+)\((?<inside>[^)]*)\)$")]
    private static partial Regex BracketPattern();

    [GeneratedRegex(@"\s")]
    private static partial Regex WhitespacePattern();
}
