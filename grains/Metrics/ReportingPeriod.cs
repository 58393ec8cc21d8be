using System.Globalization;

namespace IpMonitor.Grains.Metrics;

/// <summary>The notation of a reporting period.</summary>
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
    /// <summary>2024-ytd@09-30: from 1 January to the given day.</summary>
    YearToDate,
    /// <summary>A campaign's id: all events that name the campaign, whatever their date.</summary>
    Campaign,
}

/// <summary>A range of days between 1985, the year the Patent Law came into force, and 2100.</summary>
/// <param name="Text">Text form, used in requests, responses and topics.</param>
/// <param name="Kind">Notation.</param>
/// <param name="Start">First day.</param>
/// <param name="End">Last day, included.</param>
public sealed record ReportingPeriod(string Text, PeriodKind Kind, DateOnly Start, DateOnly End)
{
    /// <summary>The first day an event may be dated.</summary>
    public static readonly DateOnly EarliestDay = new(1985, 1, 1);

    /// <summary>The last day a period may include.</summary>
    public static readonly DateOnly LatestDay = new(2100, 12, 31);

    /// <summary>Campaign id, if the period is a campaign; otherwise null.</summary>
    public string? Campaign => Kind == PeriodKind.Campaign ? Text : null;

    /// <summary>Creates the period of all events of a campaign.</summary>
    public static ReportingPeriod ForCampaign(string id) => new(id, PeriodKind.Campaign, EarliestDay, LatestDay);

    /// <summary>Creates a calendar year.</summary>
    public static ReportingPeriod ForYear(int year) =>
        new(year.ToString("0000", CultureInfo.InvariantCulture), PeriodKind.Year, new(year, 1, 1), new(year, 12, 31));

    /// <summary>Creates the calendar month of a day.</summary>
    public static ReportingPeriod ForMonth(DateOnly day)
    {
        var start = new DateOnly(day.Year, day.Month, 1);
        var text = start.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        return new(text, PeriodKind.Month, start, start.AddMonths(1).AddDays(-1));
    }

    /// <summary>Creates the period of a single day.</summary>
    public static ReportingPeriod ForDay(DateOnly day) =>
        new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), PeriodKind.Day, day, day);

    /// <summary>Creates a range of days, both ends included.</summary>
    public static ReportingPeriod ForRange(DateOnly start, DateOnly end)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{start:yyyy-MM-dd}..{end:yyyy-MM-dd}");
        return new(text, PeriodKind.Range, start, end);
    }

    /// <summary>Parses a date notation. Returns null for any other text, campaign ids included.</summary>
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
                TryParseDay($"{text[..4]}-{text[9..]}", out var day)
                    ? new(text, PeriodKind.YearToDate, new(day.Year, 1, 1), day)
                    : null,
            22 when text.AsSpan(10, 2) is ".." =>
                TryParseDay(text[..10], out var start) && TryParseDay(text[12..], out var end) && start <= end
                    ? new(text, PeriodKind.Range, start, end)
                    : null,
            _ => null,
        };
        return period is not null && period.Start >= EarliestDay && period.End <= LatestDay ? period : null;
    }

    /// <summary>
    /// Returns the same range of the previous year, for the year-on-year comparison (同比), or null for a campaign. A
    /// period in progress ends on the same day; 29 February is compared with 28 February.
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
    /// Returns the preceding period, for the period-on-period comparison (环比); null for a campaign or a year to date.
    /// A range is preceded by one of the same length. For a period in progress, the preceding one is cut to the number
    /// of elapsed days.
    /// </summary>
    public ReportingPeriod? GetPreviousPeriod(DateOnly today)
    {
        ReportingPeriod? previous = Kind switch
        {
            PeriodKind.Year => ForYear(Start.Year - 1),
            PeriodKind.Quarter => ForQuarter(Start.AddMonths(-3)),
            PeriodKind.Month => ForMonth(Start.AddMonths(-1)),
            PeriodKind.Day => ForDay(Start.AddDays(-1)),
            PeriodKind.Range => ForRange(Start.AddDays(Start.DayNumber - End.DayNumber - 1), Start.AddDays(-1)),
            _ => null,
        };
        if (previous is null || !IsInProgress(today)) return previous;
        var end = Kind == PeriodKind.Year
            ? today.AddYears(-1)
            : previous.Start.AddDays(today.DayNumber - Start.DayNumber);
        return end < previous.End ? ForRange(previous.Start, end) : previous;
    }

    /// <summary>Returns the steps of a trend: months if the period is longer than 63 days, otherwise days.</summary>
    public IEnumerable<ReportingPeriod> GetSteps()
    {
        var byMonth = End.DayNumber - Start.DayNumber > 62;
        for (var day = Start; day <= End; day = GetNextStart(day))
        {
            var step = byMonth ? ForMonth(day) : ForDay(day);
            yield return step with { Start = Max(step.Start, Start), End = Min(step.End, End) };
        }

        DateOnly GetNextStart(DateOnly day) =>
            byMonth ? new DateOnly(day.Year, day.Month, 1).AddMonths(1) : day.AddDays(1);
    }

    private bool IsInProgress(DateOnly today) => Kind != PeriodKind.Campaign && Start <= today && today < End;

    private static ReportingPeriod ForQuarter(DateOnly day)
    {
        var quarter = (day.Month - 1) / 3;
        var start = new DateOnly(day.Year, quarter * 3 + 1, 1);
        var text = string.Create(CultureInfo.InvariantCulture, $"{day.Year:0000}Q{quarter + 1}");
        return new(text, PeriodKind.Quarter, start, start.AddMonths(3).AddDays(-1));
    }

    private static bool TryParseDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static DateOnly Max(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Min(DateOnly a, DateOnly b) => a < b ? a : b;
}
