using System.Globalization;
using System.Text.RegularExpressions;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Parses cell text: full-width characters, grouped digits, 万 and 亿, 余 and 约, and the usual date formats.
/// </summary>
internal static partial class CellParser
{
    private const int MaxNumberLength = 100;

    private static readonly (string Word, decimal Factor)[] Scales =
        [
            ("", 1), ("十", 10), ("百", 100), ("千", 1_000), ("万", 10_000), ("十万", 100_000), ("百万", 1_000_000),
            ("千万", 10_000_000), ("亿", 100_000_000), ("万亿", 1_000_000_000_000)
        ];

    /// <summary>
    /// Normalizes names and keys: compatibility characters become plain ones, invisible characters and white space at
    /// the ends go.
    /// </summary>
    public static string Normalize(string text) =>
        RemoveInvisible(UnicodeNormalizer.ToFormKC(text).Replace('\u2212', '-')).Trim();

    /// <summary>Removes characters that show nothing, such as zero-width spaces and variation selectors.</summary>
    public static string RemoveInvisible(string text) => InvisiblePattern().Replace(text, "");

    /// <summary>Normalizes free text: composed characters, no control characters but line breaks, trimmed.</summary>
    public static string CleanText(string text) =>
        ControlPattern().Replace(UnicodeNormalizer.ToFormC(text).ReplaceLineEndings("\n"), "").Trim();

    /// <summary>Normalizes a column title: as a name, without white space and asterisks.</summary>
    public static string NormalizeTitle(string text) =>
        WhitespacePattern().Replace(Normalize(text), "").Replace("*", "", StringComparison.Ordinal);

    /// <summary>Shortens text to 40 characters for a message.</summary>
    public static string Truncate(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");

    /// <summary>
    /// The factor from a written unit to a metric's unit: 10,000 for 万元 and 元; null if the units do not match.
    /// </summary>
    public static decimal? FindFactor(string written, string unit) =>
        FindNormalizedFactor(NormalizeUnit(written), unit);

    /// <summary>The factor from a normalized unit to a metric's unit; null if they do not match.</summary>
    public static decimal? FindNormalizedFactor(string normalized, string unit)
    {
        foreach (var (scale, factor) in Scales)
            if (normalized == scale + unit || (factor >= 1_000 && normalized == scale)) return factor;
        return null;
    }

    /// <summary>Normalizes a unit: 万元 for （万 元）, 單位：萬元 and 人民币万元.</summary>
    public static string NormalizeUnit(string text) =>
        UnitPattern().Replace(Normalize(text), "").Replace('萬', '万').Replace('億', '亿');

    /// <summary>Parses a number with its unit and qualifier; null if the text is not a number.</summary>
    public static (decimal Value, string Unit, Qualifier Qualifier)? ParseNumber(string text)
    {
        // Longer text is not a number and would only keep the pattern busy.
        // 5² is not 52, and 12① not 121: compatibility digits are no digits of a number.
        if (text.Any(c => char.GetUnicodeCategory(c) == UnicodeCategory.OtherNumber || c is >= '㋀' and <= '㋋')
            || Normalize(text) is not { Length: <= MaxNumberLength } normalized
            || NumberPattern().Match(normalized) is not { Success: true } match)
            return null;
        var digits = match.Groups["digits"].Value.Replace(",", "", StringComparison.Ordinal);
        if (digits.Length > 28
            || !decimal.TryParse(
                digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out var value))
            return null;
        var qualifier = match.Groups["over"].Success ? Qualifier.Over
            : match.Groups["about"].Success ? Qualifier.About
            : Qualifier.Exact;
        return (value, string.Concat(match.Groups["unit"].Captures), qualifier);
    }

    /// <summary>Parses a date, also a serial number of a spreadsheet; null if it is not a date.</summary>
    public static DateOnly? ParseDate(Cell cell, DateSystem system)
    {
        var text = Normalize(cell.Text!);
        if (cell.Kind == CellKind.Number && SerialDate.ToDate(text, system) is { } serial) return serial;
        if (DatePattern().Match(text) is not { Success: true, Groups: var groups }) return null;
        var date = $"{groups["year"].Value}-{PadTwoDigits(groups["month"])}-{PadTwoDigits(groups["day"])}";
        return DateOnly.TryParseExact(
            date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
    }

    /// <summary>
    /// Parses a period as <see cref="PeriodText"/> does, or a date for the year to date; null if it is not a period. A
    /// date cell means the period that its number format shows.
    /// </summary>
    public static ReportingPeriod? ParsePeriod(Cell cell, DateSystem system)
    {
        if (PeriodCell.IsAmbiguousMonth(cell, system)) return null;
        // 2026 and 202608 are no serial numbers of the years 1905 and 2454.
        if (cell.Kind == CellKind.Number && PeriodText.Parse(cell.Text!) is { } number) return number;
        if (ParseDate(cell, system) is not { } day) return PeriodText.Parse(cell.Text!);
        return ReportingPeriod.Parse(cell.Format?.Date switch
        {
            DatePrecision.Year => $"{day:yyyy}",
            DatePrecision.Quarter => $"{day:yyyy}Q{(day.Month + 2) / 3}",
            DatePrecision.Month => $"{day:yyyy-MM}",
            // Programs count the weeks of a year differently.
            DatePrecision.Week => "",
            _ => $"{day:yyyy}-ytd@{day:MM-dd}",
        });
    }

    private static string PadTwoDigits(Group digits) => digits.Value.PadLeft(2, '0');

    [GeneratedRegex(
        @"^(?<about>约|大约|近)?\s*(?<digits>[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?)\s*" +
        @"(?<unit>[%\p{IsCJKUnifiedIdeographs}]*?)((?<over>余|多|以上)(?<unit>[%\p{IsCJKUnifiedIdeographs}]*))?$")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(
        @"^(?<year>[0-9]{4})\s*[-/.年]\s*(?<month>[0-9]{1,2})\s*[-/.月]\s*(?<day>[0-9]{1,2})\s*日?" +
        @"([T\s][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?$|^(?<year>[0-9]{4})(?<month>[0-9]{2})(?<day>[0-9]{2})$")]
    private static partial Regex DatePattern();

    // Formatting characters such as the zero-width space, and control characters.
    [GeneratedRegex(
        @"[\p{Cf}\p{Cc}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2800\u3164\uFE00-\uFE0F\uFFA0-[\t\r\n]]" +
        @"|\uDB40[\uDC00-\uDDEF]")]
    private static partial Regex InvisiblePattern();

    [GeneratedRegex(@"[\p{Cc}-[\t\n]]")]
    private static partial Regex ControlPattern();

    // Meaningless text around a unit, with variation selectors.
    [GeneratedRegex(@"[\s()\[\]【】\p{M}]|^[(\[【\s]*(计量|金额|货币)?[单單]位:|人民币(?=.)|(?<=.)人民币")]
    private static partial Regex UnitPattern();

    [GeneratedRegex(@"\s")]
    private static partial Regex WhitespacePattern();
}
