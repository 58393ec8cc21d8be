using System.Globalization;
using System.Text.RegularExpressions;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Parses periods as reports write them: 2026年6月, 2026年1-6月, 2026年二季度, 2026年第48周, 2026年, or any date notation.
/// </summary>
internal static partial class PeriodText
{
    private static readonly string[] ChineseMonths =
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

    /// <summary>Parses a period; null if the text is not one. Digits are ASCII or full-width.</summary>
    public static ReportingPeriod? Parse(string cellText)
    {
        var text = Simplify(cellText);
        if (MonthPattern().Match(text) is { Success: true } month)
            return ReportingPeriod.Parse($"{month.Groups["year"].Value}-{PadTwoDigits(month.Groups["month"])}");
        if (YearToMonthPattern().Match(text) is { Success: true } months)
            return ParseYearToMonth(months.Groups["year"].Value, months.Groups["month"].Value);
        if (QuarterPattern().Match(text) is { Success: true } quarter)
        {
            var index = "一二三四1234".IndexOf(quarter.Groups["quarter"].Value, StringComparison.Ordinal);
            return ReportingPeriod.Parse($"{quarter.Groups["year"].Value}Q{index % 4 + 1}");
        }
        if (WeekPattern().Match(text) is { Success: true } week)
            return ReportingPeriod.Parse($"{week.Groups["year"].Value}-W{PadTwoDigits(week.Groups["week"])}");
        return ReportingPeriod.Parse(text.TrimEnd('年', '度'));
    }

    /// <summary>
    /// Finds the periods that a title names. A month without a year is of the given year. A year alone and the day up
    /// to which figures count (截至2026年8月31日) are vague: another period may say more.
    /// </summary>
    public static IEnumerable<(ReportingPeriod Period, bool IsVague)> FindInTitle(
        Cell cell, DateSystem system, int? year)
    {
        if (cell.Kind == CellKind.Number) return [];
        var text = Simplify(cell.Text!);
        var whole = PeriodCell.NamesPeriod(cell) ? CellParser.ParsePeriod(cell, system) : null;
        if (whole is not null) return [(whole, whole.Kind == PeriodKind.Year && !text.EndsWith('度'))];
        return
        [
            .. from match in PeriodInTextPattern().Matches(text)
               let period = ParseFound(match, year)
               where period is not null
               select (period, match.Groups["alone"].Success || match.Groups["until"].Success),
        ];
    }

    /// <summary>Parses a month in digits or words such as 十二; null if it is no month.</summary>
    public static int? ParseMonth(string text) =>
        Array.IndexOf(ChineseMonths, text) is >= 0 and var index ? index + 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var month) && month is >= 1 and <= 12
            ? month
            : null;

    private static ReportingPeriod? ParseYearToMonth(string year, string lastMonth) =>
        ReportingPeriod.Parse(year) is { } parsed
        && (lastMonth == "上半年" ? 6 : lastMonth == "前三季度" ? 9 : ParseMonth(lastMonth)) is { } month
            ? ReportingPeriod.Parse(
                $"{year}-ytd@{month:00}-{DateTime.DaysInMonth(parsed.Start.Year, month):00}")
            : null;

    private static ReportingPeriod? ParseFound(Match match, int? year) => match.Groups switch
    {
        var groups when groups["alone"].Success => Parse(groups["alone"].Value),
        var groups when groups["until"].Success => ParseUntil(groups["until"].Value, year),
        var groups when groups["year"].Value is { Length: > 0 } written =>
            Parse($"{(written.Length < 4 ? "20" : "")}{written}年{groups["part"].Value}"),
        var groups => year is null ? null : Parse($"{year}年{groups["part"].Value}"),
    };

    private static ReportingPeriod? ParseUntil(string text, int? year)
    {
        var date = text.Contains('年', StringComparison.Ordinal) ? text : $"{year}年{text}";
        return CellParser.ParseDate(new(date), DateSystem.Unknown) is { } day
            ? ReportingPeriod.Parse(string.Create(CultureInfo.InvariantCulture, $"{day:yyyy}-ytd@{day:MM-dd}"))
            : null;
    }

    // Digits for 二〇二六年八月.
    private static string Simplify(string text) =>
        MonthWordPattern().Replace(
            YearWordPattern().Replace(
                WhitespacePattern().Replace(CellParser.Normalize(text), ""),
                match => string.Concat(match.Value.Select(digit => "〇一二三四五六七八九".IndexOf(
                    digit is '零' or '○' ? '〇' : digit, StringComparison.Ordinal)))),
            match => ParseMonth(match.Value)?.ToString(CultureInfo.InvariantCulture) ?? match.Value);

    private static string PadTwoDigits(Group digits) => digits.Value.PadLeft(2, '0');

    // 2026年6月, 2026-06, 202606.
    [GeneratedRegex("^(?<year>[0-9]{4})([-/.年](?<month>[0-9]{1,2})月?份?|(?<month>[0-9]{2}))$")]
    private static partial Regex MonthPattern();

    // 2026年1-8月, 2026年上半年, 2026年前三季度.
    [GeneratedRegex("^(?<year>[0-9]{4})(年1月?[-—–~至到](?<month>[0-9]{1,2})月份?|年?(?<month>上半年|前三季度))$")]
    private static partial Regex YearToMonthPattern();

    [GeneratedRegex("^(?<year>[0-9]{4})年?(第?(?<quarter>[一二三四1-4])季度|[Qq](?<quarter>[1-4]))$")]
    private static partial Regex QuarterPattern();

    [GeneratedRegex("^(?<year>[0-9]{4})(年第?(?<week>[0-9]{1,2})周|年?-?[Ww](?<week>[0-9]{1,2}))$")]
    private static partial Regex WeekPattern();

    [GeneratedRegex("[〇零○一二三四五六七八九]{4}(?=年)")]
    private static partial Regex YearWordPattern();

    [GeneratedRegex("[一二三四五六七八九十]{1,2}(?=月)")]
    private static partial Regex MonthWordPattern();

    // Neither other days nor spans of months that do not begin in January.
    [GeneratedRegex(
        "截[至止]到?:?(?<until>([0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日)" +
        "|(?:(?<![0-9])(?<year>[0-9]{4}|[0-9]{2})年|(?<![0-9年月至到~—–-]))(?<part>1月?[-—–~至到][0-9]{1,2}月" +
        "|[0-9]{1,2}月(?![0-9]{1,2}日|份?[-—–~至到][0-9])|第?[一二三四1-4]季度|上半年|前三季度|第?[0-9]{1,2}周)" +
        "|(?<year>[0-9]{4})年(?<part>度)(?![0-9])|(?<![0-9])(?<alone>[0-9]{4}年)(?![0-9])")]
    private static partial Regex PeriodInTextPattern();

    [GeneratedRegex(@"\s")]
    private static partial Regex WhitespacePattern();
}
