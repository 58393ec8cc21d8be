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
    /// <summary>2024-W17: an ISO 8601 week, Monday to Sunday.</summary>
    Week,
    /// <summary>2024-04-20</summary>
    Day,
    /// <summary>2024-04-20..2024-04-26</summary>
    Range,
    /// <summary>2024-ytd@09-30: from 1 January to the given day.</summary>
    YearToDate,
    /// <summary>A campaign's id: all events that name the campaign, of any date.</summary>
    Campaign,
}

/// <summary>A range of days in the years 1985, when the Patent Law came into force, to 2100.</summary>
/// <remarks>The first and the last week of these years include days of the neighboring years.</remarks>
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
        return new(text, PeriodKind.Month, start, GetMonthEnd(day.Year, day.Month));
    }

    /// <summary>Creates the ISO 8601 week of a day, which belongs to the year of its Thursday.</summary>
    public static ReportingPeriod ForWeek(DateOnly day)
    {
        var (year, week) = (ISOWeek.GetYear(day), ISOWeek.GetWeekOfYear(day));
        var monday = ISOWeek.ToDateOnly(year, week, DayOfWeek.Monday);
        var text = string.Create(CultureInfo.InvariantCulture, $"{year:0000}-W{week:00}");
        return new(text, PeriodKind.Week, monday, monday.AddDays(6));
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

    /// <summary>
    /// Parses a date notation with ASCII digits. Returns null for any other text, campaign ids included. A week may
    /// also be written 2024W17.
    /// </summary>
    public static ReportingPeriod? Parse(string text) => text.Length switch
    {
        4 => TryParseDay($"{text}-01-01", out var day) ? ForYear(day.Year) : null,
        6 when text[4] == 'Q' && text[5] is >= '1' and <= '4' =>
            TryParseDay($"{text[..4]}-{(text[5] - '1') * 3 + 1:00}-01", out var day) ? ForQuarter(day) : null,
        7 when text[4] == 'W' => ParseWeek(text[..4], text[5..]),
        7 => TryParseDay($"{text}-01", out var day) ? ForMonth(day) : null,
        8 when text.AsSpan(4, 2) is "-W" => ParseWeek(text[..4], text[6..]),
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

    /// <summary>
    /// Returns the same range of the previous year, for the year-on-year comparison (同比), or null for a campaign. A
    /// period in progress ends on the same day; 29 February is compared with 28 February. A week is compared with the
    /// week of the same number, up to the same weekday; week 53 with week 52 if the previous year has no week 53.
    /// </summary>
    public ReportingPeriod? GetSamePeriodLastYear(DateOnly today) => Kind switch
    {
        PeriodKind.Campaign => null,
        PeriodKind.Week => CutToElapsedDays(GetSameWeekLastYear(), today),
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
            PeriodKind.Week => ForWeek(Start.AddDays(-7)),
            PeriodKind.Day => ForDay(Start.AddDays(-1)),
            PeriodKind.Range => ForRange(Start.AddDays(Start.DayNumber - End.DayNumber - 1), Start.AddDays(-1)),
            _ => null,
        };
        return previous is not null && Kind == PeriodKind.Year && IsInProgress(today)
            ? ForRange(previous.Start, today.AddYears(-1))
            : CutToElapsedDays(previous, today);
    }

    /// <summary>
    /// Returns the steps of a trend, the first and the last one cut to the period. By default months if the period is
    /// longer than 63 days, otherwise days.
    /// </summary>
    public IEnumerable<ReportingPeriod> GetSteps(TimeStep? length = null)
    {
        length ??= End.DayNumber - Start.DayNumber > 62 ? TimeStep.Month : TimeStep.Day;
        for (var day = Start; day <= End;)
        {
            var step = length switch
            {
                TimeStep.Month => ForMonth(day),
                TimeStep.Week => ForWeek(day),
                _ => ForDay(day),
            };
            yield return step with { Start = Max(step.Start, Start), End = Min(step.End, End) };
            day = step.End.AddDays(1);
        }
    }

    private ReportingPeriod? CutToElapsedDays(ReportingPeriod? earlier, DateOnly today)
    {
        if (earlier is null || !IsInProgress(today)) return earlier;
        var end = earlier.Start.AddDays(today.DayNumber - Start.DayNumber);
        return end < earlier.End ? ForRange(earlier.Start, end) : earlier;
    }

    private ReportingPeriod GetSameWeekLastYear()
    {
        var year = ISOWeek.GetYear(Start) - 1;
        var week = Math.Min(ISOWeek.GetWeekOfYear(Start), ISOWeek.GetWeeksInYear(year));
        return ForWeek(ISOWeek.ToDateOnly(year, week, DayOfWeek.Monday));
    }

    private bool IsInProgress(DateOnly today) => Kind != PeriodKind.Campaign && Start <= today && today < End;

    private static ReportingPeriod ForQuarter(DateOnly day)
    {
        var quarter = (day.Month - 1) / 3;
        var start = new DateOnly(day.Year, quarter * 3 + 1, 1);
        var text = string.Create(CultureInfo.InvariantCulture, $"{day.Year:0000}Q{quarter + 1}");
        return new(text, PeriodKind.Quarter, start, GetMonthEnd(start.Year, start.Month + 2));
    }

    private static ReportingPeriod? ParseWeek(string year, string week) =>
        TryParseDay($"{year}-01-01", out var day)
        && int.TryParse(week, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1
        && number <= ISOWeek.GetWeeksInYear(day.Year)
            ? ForWeek(ISOWeek.ToDateOnly(day.Year, number, DayOfWeek.Monday))
            : null;

    // Date arithmetic on periods within the bounds never overflows.
    private static bool TryParseDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        && day >= EarliestDay
        && day <= LatestDay;

    private static DateOnly GetMonthEnd(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month));

    private static DateOnly Max(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Min(DateOnly a, DateOnly b) => a < b ? a : b;
}
