using System.Globalization;

namespace IpMonitor.Grains.Metrics;

/// <summary>The form a period was asked for in.</summary>
public enum PeriodKind
{
    /// <summary>2024</summary>
    Year,
    /// <summary>2024Q1</summary>
    Quarter,
    /// <summary>2024-04</summary>
    Month,
    /// <summary>2024-04-20</summary>
    Day,
    /// <summary>2024-04-20..2024-04-26</summary>
    Range,
    /// <summary>2024-ytd@09-30: from 1 January to that day.</summary>
    YearToDate,
    /// <summary>A campaign's id: all events that name the campaign, whatever their date.</summary>
    Campaign,
}

/// <summary>A stretch of days, both ends included, between 1985 (the Patent Law came into force that April) and 2100.</summary>
/// <param name="Text">As asked for, and as answers and topics name it.</param>
/// <param name="Kind">Its form.</param>
/// <param name="Start">The first day.</param>
/// <param name="End">The last day.</param>
public sealed record ReportingPeriod(string Text, PeriodKind Kind, DateOnly Start, DateOnly End)
{
    /// <summary>The first day that counts anywhere.</summary>
    public static readonly DateOnly EarliestDay = new(1985, 1, 1);

    /// <summary>The last day that counts anywhere.</summary>
    public static readonly DateOnly LatestDay = new(2100, 12, 31);

    /// <summary>The campaign whose events it stands for, when it is one.</summary>
    public string? Campaign => Kind == PeriodKind.Campaign ? Text : null;

    /// <summary>All events of a campaign.</summary>
    public static ReportingPeriod ForCampaign(string id) => new(id, PeriodKind.Campaign, EarliestDay, LatestDay);

    /// <summary>The calendar year.</summary>
    public static ReportingPeriod ForYear(int year) =>
        new(year.ToString("0000", CultureInfo.InvariantCulture), PeriodKind.Year, new(year, 1, 1), new(year, 12, 31));

    /// <summary>The calendar month that the day lies in.</summary>
    public static ReportingPeriod ForMonth(DateOnly day)
    {
        var start = new DateOnly(day.Year, day.Month, 1);
        return new(start.ToString("yyyy-MM", CultureInfo.InvariantCulture), PeriodKind.Month, start, start.AddMonths(1).AddDays(-1));
    }

    /// <summary>A single day.</summary>
    public static ReportingPeriod ForDay(DateOnly day) =>
        new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), PeriodKind.Day, day, day);

    /// <summary>The days from one to another, both included.</summary>
    public static ReportingPeriod ForRange(DateOnly start, DateOnly end) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{start:yyyy-MM-dd}..{end:yyyy-MM-dd}"), PeriodKind.Range, start, end);

    /// <summary>Reads one of the date forms; a campaign's id is none of them.</summary>
    public static ReportingPeriod? Parse(string text)
    {
        var period = text.Length switch
        {
            4 => TryParseDay($"{text}-01-01", out var day) ? ForYear(day.Year) : null,
            6 when text[4] == 'Q' && text[5] is >= '1' and <= '4' =>
                TryParseDay($"{text[..4]}-{(text[5] - '1') * 3 + 1:00}-01", out var day) ? ForQuarter(day) : null,
            7 => TryParseDay($"{text}-01", out var day) ? ForMonth(day) : null,
            10 => TryParseDay(text, out var day) ? ForDay(day) : null,
            14 when text.AsSpan(4, 5) is "-ytd@" =>
                TryParseDay($"{text[..4]}-{text[9..]}", out var day) ? new(text, PeriodKind.YearToDate, new(day.Year, 1, 1), day) : null,
            22 when text.AsSpan(10, 2) is ".." =>
                TryParseDay(text[..10], out var start) && TryParseDay(text[12..], out var end) && start <= end
                    ? new(text, PeriodKind.Range, start, end) : null,
            _ => null,
        };
        return period is not null && period.Start >= EarliestDay && period.End <= LatestDay ? period : null;
    }

    /// <summary>
    /// The same stretch a year before, for 同比. A running period is cut to the same day; 29 February is held against 28.
    /// None for a campaign.
    /// </summary>
    public ReportingPeriod? GetSamePeriodLastYear(DateOnly today) => Kind switch
    {
        PeriodKind.Campaign => null,
        _ when IsInProgress(today) => ForRange(Start.AddYears(-1), today.AddYears(-1)),
        PeriodKind.Year => ForYear(Start.Year - 1),
        PeriodKind.Quarter => ForQuarter(Start.AddYears(-1)),
        PeriodKind.Month => ForMonth(Start.AddYears(-1)),
        PeriodKind.Day => ForDay(Start.AddYears(-1)),
        _ => ForRange(Start.AddYears(-1), End.AddYears(-1)),
    };

    /// <summary>
    /// The period before, for 环比: the year, quarter, month or day before, or the stretch of the same length that ends where
    /// this one starts. A running period is held against as many days of the one before, so that like is compared with like.
    /// None for a campaign or a year to date.
    /// </summary>
    public ReportingPeriod? GetPreviousPeriod(DateOnly today)
    {
        ReportingPeriod? before = Kind switch
        {
            PeriodKind.Year => ForYear(Start.Year - 1),
            PeriodKind.Quarter => ForQuarter(Start.AddMonths(-3)),
            PeriodKind.Month => ForMonth(Start.AddMonths(-1)),
            PeriodKind.Day => ForDay(Start.AddDays(-1)),
            PeriodKind.Range => ForRange(Start.AddDays(Start.DayNumber - End.DayNumber - 1), Start.AddDays(-1)),
            _ => null,
        };
        if (before is null || !IsInProgress(today)) return before;
        var cut = Kind == PeriodKind.Year ? today.AddYears(-1) : before.Start.AddDays(today.DayNumber - Start.DayNumber);
        return cut < before.End ? ForRange(before.Start, cut) : before;
    }

    /// <summary>The steps of a trend over this period: months of a year or quarter, days of anything shorter or of a campaign's window.</summary>
    public IEnumerable<ReportingPeriod> GetSteps()
    {
        var byMonth = End.DayNumber - Start.DayNumber > 62;
        for (var day = Start; day <= End; day = byMonth ? new DateOnly(day.Year, day.Month, 1).AddMonths(1) : day.AddDays(1))
        {
            var step = byMonth ? ForMonth(day) : ForDay(day);
            yield return step with { Start = Max(step.Start, Start), End = Min(step.End, End) };
        }
    }

    private bool IsInProgress(DateOnly today) => Kind != PeriodKind.Campaign && Start <= today && today < End;

    private static ReportingPeriod ForQuarter(DateOnly day)
    {
        var quarter = (day.Month - 1) / 3;
        var start = new DateOnly(day.Year, quarter * 3 + 1, 1);
        return new(string.Create(CultureInfo.InvariantCulture, $"{day.Year:0000}Q{quarter + 1}"), PeriodKind.Quarter, start, start.AddMonths(3).AddDays(-1));
    }

    private static bool TryParseDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static DateOnly Max(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Min(DateOnly a, DateOnly b) => a < b ? a : b;
}
