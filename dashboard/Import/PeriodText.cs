using System.Text.RegularExpressions;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>Parses periods as reports write them: 2026年6月, 2026年二季度, 2026年第48周, 2026年, or any date notation.</summary>
internal static partial class PeriodText
{
    /// <summary>
    /// Parses text without full-width characters and spaces; null if it is not a period. Digits must be ASCII.
    /// </summary>
    public static ReportingPeriod? Parse(string text)
    {
        if (MonthPattern().Match(text) is { Success: true } month)
            return ReportingPeriod.Parse($"{month.Groups["year"].Value}-{PadTwoDigits(month.Groups["month"])}");
        if (QuarterPattern().Match(text) is { Success: true } quarter)
        {
            var index = "一二三四1234".IndexOf(quarter.Groups["quarter"].Value, StringComparison.Ordinal);
            return ReportingPeriod.Parse($"{quarter.Groups["year"].Value}Q{index % 4 + 1}");
        }
        if (WeekPattern().Match(text) is { Success: true } week)
            return ReportingPeriod.Parse($"{week.Groups["year"].Value}-W{PadTwoDigits(week.Groups["week"])}");
        return ReportingPeriod.Parse(text.TrimEnd('年', '度'));
    }

    private static string PadTwoDigits(Group digits) => digits.Value.PadLeft(2, '0');

    [GeneratedRegex("^(?<year>[0-9]{4})[-/.年](?<month>[0-9]{1,2})月?份?$")]
    private static partial Regex MonthPattern();

    [GeneratedRegex("^(?<year>[0-9]{4})年?(第?(?<quarter>[一二三四1-4])季度|[Qq](?<quarter>[1-4]))$")]
    private static partial Regex QuarterPattern();

    [GeneratedRegex("^(?<year>[0-9]{4})(年第?(?<week>[0-9]{1,2})周|年?-?[Ww](?<week>[0-9]{1,2}))$")]
    private static partial Regex WeekPattern();
}
