using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>What people write into cells, read as it is meant: full-width signs, grouped digits, 万 and 亿, 余 and 约, dates of every usual form.</summary>
internal static partial class CellParser
{
    private const int MaxNumberLength = 100;

    private static readonly (string Word, decimal Factor)[] Scales =
        [("", 1), ("十", 10), ("百", 100), ("千", 1_000), ("万", 10_000), ("十万", 100_000), ("百万", 1_000_000), ("千万", 10_000_000), ("亿", 100_000_000), ("万亿", 1_000_000_000_000)];

    /// <summary>Full-width signs as plain ones, without what is around them.</summary>
    public static string Normalize(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text) plain.Append(c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c is '\u3000' or '\u00A0' ? ' ' : c is '−' or '－' ? '-' : c);
        return plain.ToString().Trim();
    }

    /// <summary>As much of it as a sentence can hold.</summary>
    public static string Truncate(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");

    /// <summary>How many of a metric's unit one of a written unit is: 10,000 of 万元 where the metric counts 元; null when it is no such unit.</summary>
    public static decimal? FindFactor(string written, string unit)
    {
        var plain = Normalize(written);
        foreach (var (word, factor) in Scales)
            if (plain == word + unit || (factor >= 1_000 && plain == word)) return factor;
        return plain == "人民币元" && unit == "元" ? 1 : null;
    }

    /// <summary>A number with what stands around it; null when it is none.</summary>
    public static (decimal Value, string Unit, Qualifier Qualifier)? ParseNumber(string text)
    {
        // Longer than any number is written, it would only keep the pattern busy.
        if (Normalize(text) is not { Length: <= MaxNumberLength } plain || NumberPattern().Match(plain) is not { Success: true } found) return null;
        var digits = found.Groups["digits"].Value.Replace(",", "", StringComparison.Ordinal);
        if (digits.Length > 28 || !decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return null;
        var qualifier = found.Groups["over"].Success ? Qualifier.Over : found.Groups["about"].Success ? Qualifier.About : Qualifier.Exact;
        return (value, string.Concat(found.Groups["unit"].Captures), qualifier);
    }

    /// <summary>A day; null when it is none.</summary>
    public static DateOnly? ParseDate(Cell cell)
    {
        var text = Normalize(cell.Text!);
        if (cell.Kind == CellKind.Number && text.Length < 7 && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            text = XlsxCellConverter.FormatSerialDate(number) ?? text;
        return DatePattern().Match(text) is { Success: true } found
            && DateOnly.TryParseExact($"{found.Groups["year"].Value}-{PadTwoDigits(found.Groups["month"])}-{PadTwoDigits(found.Groups["day"])}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day : null;
    }

    /// <summary>A period that figures are given for: 2026年6月, 2026-06, 2026年二季度, 2026Q2, 2026年, or the year up to a day; null when it is none.</summary>
    public static ReportingPeriod? ParsePeriod(Cell cell)
    {
        if (ParseDate(cell) is { } day) return ReportingPeriod.Parse($"{day.Year:0000}-ytd@{day:MM-dd}");
        var text = Normalize(cell.Text!).Replace(" ", "", StringComparison.Ordinal);
        if (MonthPattern().Match(text) is { Success: true } month) return ReportingPeriod.Parse($"{month.Groups["year"].Value}-{PadTwoDigits(month.Groups["month"])}");
        if (QuarterPattern().Match(text) is { Success: true } quarter)
            return ReportingPeriod.Parse($"{quarter.Groups["year"].Value}Q{"一二三四1234".IndexOf(quarter.Groups["quarter"].Value, StringComparison.Ordinal) % 4 + 1}");
        return ReportingPeriod.Parse(text.TrimEnd('年', '度'));
    }

    private static string PadTwoDigits(Group digits) => digits.Value.PadLeft(2, '0');

    [GeneratedRegex(@"^(?<about>约|大约|近)?\s*(?<digits>[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?)\s*(?<unit>\p{IsCJKUnifiedIdeographs}*?)((?<over>余|多|以上)(?<unit>\p{IsCJKUnifiedIdeographs}*))?$")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^(?<year>\d{4})\s*[-/.年]\s*(?<month>\d{1,2})\s*[-/.月]\s*(?<day>\d{1,2})\s*日?([T\s]\d{1,2}:\d{2}(:\d{2})?)?$|^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$")]
    private static partial Regex DatePattern();

    [GeneratedRegex(@"^(?<year>\d{4})[-/.年](?<month>\d{1,2})月?份?$")]
    private static partial Regex MonthPattern();

    [GeneratedRegex(@"^(?<year>\d{4})年?(第?(?<quarter>[一二三四1-4])季度|[Qq](?<quarter>[1-4]))$")]
    private static partial Regex QuarterPattern();
}
