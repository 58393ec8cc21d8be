using System.Globalization;
using System.Text;
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

    /// <summary>Converts full-width characters to ASCII and trims white space.</summary>
    public static string Normalize(string text)
    {
        var normalized = new StringBuilder(text.Length);
        foreach (var c in text) normalized.Append(ToAscii(c));
        return normalized.ToString().Trim();

        static char ToAscii(char c) => c switch
        {
            >= '！' and <= '～' => (char)(c - 0xFEE0),
            '\u3000' or '\u00A0' => ' ',
            '−' or '－' => '-',
            _ => c,
        };
    }

    /// <summary>Shortens text to 40 characters for a message.</summary>
    public static string Truncate(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");

    /// <summary>
    /// The factor from a written unit to a metric's unit: 10,000 for 万元 and 元; null if the units do not match.
    /// </summary>
    public static decimal? FindFactor(string written, string unit)
    {
        var normalized = Normalize(written);
        foreach (var (scale, factor) in Scales)
            if (normalized == scale + unit || (factor >= 1_000 && normalized == scale)) return factor;
        return normalized == "人民币元" && unit == "元" ? 1 : null;
    }

    /// <summary>Parses a number with its unit and qualifier; null if the text is not a number.</summary>
    public static (decimal Value, string Unit, Qualifier Qualifier)? ParseNumber(string text)
    {
        // Longer text is not a number and would only keep the pattern busy.
        if (Normalize(text) is not { Length: <= MaxNumberLength } normalized
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

    /// <summary>Parses a date, also a spreadsheet serial number; null if it is not a date.</summary>
    public static DateOnly? ParseDate(Cell cell)
    {
        var text = Normalize(cell.Text!);
        if (cell.Kind == CellKind.Number
            && text.Length < 7
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            text = XlsxCellConverter.FormatSerialDate(number) ?? text;
        if (DatePattern().Match(text) is not { Success: true, Groups: var groups }) return null;
        var date = $"{groups["year"].Value}-{PadTwoDigits(groups["month"])}-{PadTwoDigits(groups["day"])}";
        return DateOnly.TryParseExact(
            date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
    }

    /// <summary>
    /// Parses a period as <see cref="PeriodText"/> does, or a date for the year to date; null if it is not a period.
    /// </summary>
    public static ReportingPeriod? ParsePeriod(Cell cell)
    {
        if (ParseDate(cell) is { } day) return ReportingPeriod.Parse($"{day.Year:0000}-ytd@{day:MM-dd}");
        return PeriodText.Parse(Normalize(cell.Text!).Replace(" ", "", StringComparison.Ordinal));
    }

    private static string PadTwoDigits(Group digits) => digits.Value.PadLeft(2, '0');

    [GeneratedRegex(
        @"^(?<about>约|大约|近)?\s*(?<digits>[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?)\s*" +
        @"(?<unit>\p{IsCJKUnifiedIdeographs}*?)((?<over>余|多|以上)(?<unit>\p{IsCJKUnifiedIdeographs}*))?$")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(
        @"^(?<year>\d{4})\s*[-/.年]\s*(?<month>\d{1,2})\s*[-/.月]\s*(?<day>\d{1,2})\s*日?" +
        @"([T\s]\d{1,2}:\d{2}(:\d{2})?)?$|^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$")]
    private static partial Regex DatePattern();
}
