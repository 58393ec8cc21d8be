using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Formatting;

/// <summary>Formats periods and days as the pages do: 「2026年三季度」, “July 2026”.</summary>
internal static class PeriodFormatter
{
    private static readonly CultureInfo Names = CultureInfo.InvariantCulture;

    /// <summary>Formats a period; that of a campaign is its id.</summary>
    public static string Format(ReportingPeriod period, string language)
    {
        var isEnglish = language == ResponseLanguage.English;
        var text = period.Text;
        return period.Kind switch
        {
            PeriodKind.Campaign => text,
            PeriodKind.Year => isEnglish ? text : $"{text}年",
            PeriodKind.Month => isEnglish
                ? period.Start.ToString("MMMM yyyy", Names)
                : $"{period.Start.Year}年{period.Start.Month}月",
            PeriodKind.Day => FormatDay(period.Start, language),
            _ when text.Contains("..", StringComparison.Ordinal) =>
                FormatDay(period.Start, language) + (isEnglish ? " – " : "至") + FormatDay(period.End, language),
            _ when text.Contains("ytd", StringComparison.Ordinal) => isEnglish
                ? $"{period.End.Year} to {FormatMonthDay(period.End, language)}"
                : $"{period.End.Year}年截至{FormatMonthDay(period.End, language)}",
            _ when text.Contains('Q', StringComparison.Ordinal) => isEnglish
                ? $"Q{text[^1]} {text[..4]}"
                : $"{text[..4]}年{"一二三四"[text[^1] - '1']}季度",
            _ when text.Contains('W', StringComparison.Ordinal) => isEnglish
                ? $"Week {GetWeek(text)}, {text[..4]}"
                : $"{text[..4]}年第{GetWeek(text)}周",
            _ => text,
        };
    }

    /// <summary>Formats a step of a period for an axis: 「7月」, 「第48周」, 「4-20」.</summary>
    public static string FormatStep(string step, string language)
    {
        var isEnglish = language == ResponseLanguage.English;
        return ReportingPeriod.Parse(step) switch
        {
            { Kind: PeriodKind.Month } month => isEnglish
                ? month.Start.ToString("MMM", Names)
                : $"{month.Start.Month}月",
            { Kind: PeriodKind.Day } day => $"{day.Start.Month}-{day.Start:dd}",
            { } week when step.Contains('W', StringComparison.Ordinal) => isEnglish
                ? $"W{GetWeek(week.Text)}"
                : $"第{GetWeek(week.Text)}周",
            { } range when step.Contains("..", StringComparison.Ordinal) => $"{range.Start.Month}-{range.Start:dd}",
            { } period => Format(period, language),
            null => step,
        };
    }

    /// <summary>Formats a day: 「2026年5月3日」, “3 May 2026”.</summary>
    public static string FormatDay(DateOnly day, string language) => language == ResponseLanguage.English
        ? $"{FormatMonthDay(day, language)} {day.Year}"
        : $"{day.Year}年{FormatMonthDay(day, language)}";

    private static string FormatMonthDay(DateOnly day, string language) => language == ResponseLanguage.English
        ? $"{day.Day} {day.ToString("MMM", Names)}"
        : $"{day.Month}月{day.Day}日";

    private static int GetWeek(string text) => int.Parse(text[^2..], CultureInfo.InvariantCulture);
}
