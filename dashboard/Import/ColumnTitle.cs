using System.Text.RegularExpressions;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>Parses the title of a column to its field, unit and month.</summary>
internal static partial class ColumnTitle
{
    /// <summary>Returns true if a column may be read as a value by an answer.</summary>
    public static bool CanBeValue(string title, ImportContext context) =>
        CreateAnswered(ImportFields.Value, title, 0, context) is not null;

    /// <summary>
    /// Creates the column of an answer. Null if it cannot be a value: 罚没金额（万元） may be one, 当期（8月） that of a period;
    /// 金额（含税） has another meaning.
    /// </summary>
    public static SheetColumn? CreateAnswered(string field, string title, int index, ImportContext context)
    {
        if (field is not (ImportFields.Value or ImportFields.Ytd)) return new(index, field, title);
        var (inside, isUnit) = FindSuffix(title, context);
        return inside is null || isUnit ? new(index, field, title, inside)
            : QualifierPattern().IsMatch(inside) ? new(index, field, title)
            : null;
    }

    private static (string? Inside, bool IsUnit) FindSuffix(string title, ImportContext context) =>
        SuffixPattern().Match(CellParser.NormalizeTitle(title)) is { Success: true } match
            ? (match.Groups["inside"].Value, context.Units.IsUnit(match.Groups["inside"].Value))
            : (null, false);

    /// <summary>Parses a title; null if it is unknown.</summary>
    public static SheetColumn? Parse(string title, int index, SpreadsheetRow row, ImportContext context)
    {
        var normalized = CellParser.NormalizeTitle(title);
        if (ImportFields.FindByTitle(normalized) is { } exact) return new(index, exact, title);
        var (name, inside) = SuffixPattern().Match(normalized) is { Success: true } match
            ? (match.Groups["name"].Value, match.Groups["inside"].Value)
            : (normalized, null);
        var unit = inside is not null && context.Units.IsKnown(inside) ? inside : null;
        if (MonthPattern().Match(unit is null ? normalized : name) is { Success: true } month
            && PeriodText.ParseMonth(month.Groups["month"].Value) is { } number)
            return new(
                index, ImportFields.Value, title, unit, (ParseYear(month.Groups["year"].Value, title, row), number));
        if (inside is null || ImportFields.FindByTitle(name) is not { } field) return null;
        return field is not (ImportFields.Value or ImportFields.Ytd)
            // The unit of the weight is no unit of the value.
            ? new(index, field, title, field == ImportFields.Weight && unit is "件" or "起" ? unit : null)
            : unit is not null ? new(index, field, title, unit)
            // 金额（含税）: the text in the brackets changes the meaning.
            : null;
    }

    private static int? ParseYear(string text, string title, SpreadsheetRow row) =>
        text.Length == 0 ? null
        : ReportingPeriod.Parse(text) is { } year ? year.Start.Year
        : throw SheetColumns.CreateException(
            row, "period_out_of_range", title, ReportingPeriod.EarliestDay.Year, ReportingPeriod.LatestDay.Year);

    // Spreadsheets convert 2025年1月 to a date.
    [GeneratedRegex(
        @"^(?:(?<year>[0-9]{4})[年/.-](?<month>[0-9]{1,2})(-01|月份?)?|(?<year>[0-9]{4})年(?<month>[一二三四五六七八九十]{1,2})月份?" +
        @"|(?<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?)$")]
    private static partial Regex MonthPattern();

    // A period or a basis, which counts for the sheet.
    [GeneratedRegex("^(累计|当期|本期|([0-9]{4}年)?[0-9]{1,2}月份?)$")]
    private static partial Regex QualifierPattern();

    // 金额（万元）, 金额/万元, 金额:万元, 金额（单位：万元）, 金额万元.
    [GeneratedRegex(
        @"^(?<name>[^(\[【:/,]+)[(\[【:/,](单位:)?(?<inside>[^)\]】]+)[)\]】]?$" +
        @"|^(?<name>[^(\[【:/,]+?)(?<inside>[十百千万亿]+元|[十百千万亿]*[美欧港日]元)$")]
    private static partial Regex SuffixPattern();
}
