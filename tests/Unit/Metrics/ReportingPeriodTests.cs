using IpMonitor.Grains.Metrics;

namespace IpMonitor.UnitTests.Metrics;

public sealed class ReportingPeriodTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("2024", "2024-01-01", "2024-12-31")]
    [InlineData("2024Q1", "2024-01-01", "2024-03-31")]
    [InlineData("2024Q4", "2024-10-01", "2024-12-31")]
    [InlineData("2024-02", "2024-02-01", "2024-02-29")]
    [InlineData("2024-04-20", "2024-04-20", "2024-04-20")]
    [InlineData("2024-04-20..2024-04-26", "2024-04-20", "2024-04-26")]
    [InlineData("2024-ytd@09-30", "2024-01-01", "2024-09-30")]
    [InlineData("2024-ytd@02-29", "2024-01-01", "2024-02-29")]
    [InlineData("2026-W48", "2026-11-23", "2026-11-29")]
    [InlineData("2020-W53", "2020-12-28", "2021-01-03")]
    [InlineData("2025-W01", "2024-12-30", "2025-01-05")]
    [InlineData("1985", "1985-01-01", "1985-12-31")]
    [InlineData("2100", "2100-01-01", "2100-12-31")]
    [InlineData("2100Q4", "2100-10-01", "2100-12-31")]
    [InlineData("2100-12", "2100-12-01", "2100-12-31")]
    [InlineData("1985-W01", "1984-12-31", "1985-01-06")] // a week has seven days at the bounds, too
    [InlineData("2100-W52", "2100-12-27", "2101-01-02")]
    public void Every_form_parses_to_its_start_and_end(string text, string start, string end)
    {
        var period = ReportingPeriod.Parse(text)!;
        Assert.Equal(
            (text, DateOnly.Parse(start, null), DateOnly.Parse(end, null)), (period.Text, period.Start, period.End));
    }

    [Theory]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("2024Q5")]
    [InlineData("2024-13")]
    [InlineData("2024-02-30")]
    [InlineData("2023-ytd@02-29")]
    [InlineData("2024-04-26..2024-04-20")]
    [InlineData("1984")]
    [InlineData("2101")]
    [InlineData("２０２４")]
    [InlineData("٢٠٢٤")]
    [InlineData("2024-٠٤")]
    [InlineData("2024-W١٧")]
    [InlineData("2026-W00")]
    [InlineData("2025-W53")] // 2025 has 52 weeks
    [InlineData("2026-W54")]
    [InlineData("2026-W4")]
    [InlineData("2026-w48")]
    [InlineData("2026W 8")]
    [InlineData("1984-W52")]
    [InlineData("2101-W01")]
    [InlineData("0000")]
    [InlineData("0001-01")]
    [InlineData("9999")]
    [InlineData("9999Q4")]
    [InlineData("9999-12")]
    [InlineData("9999-12-31")]
    [InlineData("9999-W52")]
    [InlineData("9999-ytd@12-31")]
    [InlineData("9999-01-01..9999-12-31")]
    [InlineData("1984-12-31..1985-01-01")]
    [InlineData("2100-12-31..2101-01-01")]
    [InlineData("publicity-week-2025")]
    public void Other_text_does_not_parse(string text) => Assert.Null(ReportingPeriod.Parse(text));

    [Fact]
    public void A_week_has_one_text_and_belongs_to_the_year_of_its_Thursday()
    {
        Assert.Equal("2026-W48", ReportingPeriod.Parse("2026W48")!.Text);
        Assert.Equal(ReportingPeriod.Parse("2026-W48"), ReportingPeriod.Parse("2026W48"));
        Assert.Equal(
            ["2025-W01", "2020-W53", "2020-W53", "2021-W01", "1985-W01", "2100-W52"],
            new[] { "2024-12-30", "2020-12-28", "2021-01-03", "2021-01-04", "1985-01-01", "2100-12-31" }
                .Select(day => ReportingPeriod.ForWeek(DateOnly.Parse(day, null)).Text));
    }

    [Theory]
    [InlineData("1985", "2100")]
    [InlineData("1985Q1", "2100Q4")]
    [InlineData("1985-01", "2100-12")]
    [InlineData("1985-W01", "2100-W52")]
    [InlineData("1985-01-01", "2100-12-31")]
    [InlineData("1985-ytd@01-01", "2100-ytd@12-31")]
    [InlineData("1985-01-01..1985-01-01", "1985-01-01..2100-12-31")]
    public void Periods_at_the_bounds_have_comparisons_and_steps(string first, string last)
    {
        foreach (var period in new[] { first, last }.Select(text => ReportingPeriod.Parse(text)!))
            foreach (var today in new[] { ReportingPeriod.EarliestDay, Today, ReportingPeriod.LatestDay })
            {
                Assert.True(period.GetSamePeriodLastYear(today)!.Start < period.Start);
                Assert.True(period.GetPreviousPeriod(today) is not { } previous || previous.Start < period.Start);
                foreach (TimeStep? length in (TimeStep?[])[null, TimeStep.Day, TimeStep.Week, TimeStep.Month])
                    Assert.Equal(period.End, period.GetSteps(length).Last().End);
            }
    }

    [Theory]
    [InlineData("2024", "2023-01-01", "2023-12-31")]
    [InlineData("2026", "2025-01-01", "2025-11-21")] // running: ends on the same day
    [InlineData("2026-11", "2025-11-01", "2025-11-21")]
    [InlineData("2025-02", "2024-02-01", "2024-02-29")] // a whole month compares with a whole month
    [InlineData("2024-02-29", "2023-02-28", "2023-02-28")]
    [InlineData("2024-ytd@02-29", "2023-01-01", "2023-02-28")]
    [InlineData("2024Q2", "2023-04-01", "2023-06-30")]
    [InlineData("2024-04-20..2024-04-26", "2023-04-20", "2023-04-26")]
    [InlineData("2026-W46", "2025-11-10", "2025-11-16")] // the same number, not the same dates
    [InlineData("2026-W47", "2025-11-17", "2025-11-22")] // running: up to the same weekday, a Saturday
    [InlineData("2021-W01", "2019-12-30", "2020-01-05")]
    [InlineData("2020-W53", "2019-12-23", "2019-12-29")] // 2019 ends with week 52
    [InlineData("2021-W52", "2020-12-21", "2020-12-27")]
    public void Year_on_year_compares_the_same_days_a_year_earlier(string text, string start, string end)
    {
        var previous = ReportingPeriod.Parse(text)!.GetSamePeriodLastYear(Today)!;
        Assert.Equal((DateOnly.Parse(start, null), DateOnly.Parse(end, null)), (previous.Start, previous.End));
    }

    [Fact]
    public void A_period_running_on_29_February_compares_with_28_February()
    {
        var previous = ReportingPeriod.ForYear(2024).GetSamePeriodLastYear(new(2024, 2, 29))!;
        Assert.Equal(new DateOnly(2023, 2, 28), previous.End);
    }

    [Theory]
    [InlineData("2024", "2023-01-01", "2023-12-31")]
    [InlineData("2024Q1", "2023-10-01", "2023-12-31")]
    [InlineData("2024-03", "2024-02-01", "2024-02-29")]
    [InlineData("2024-03-01", "2024-02-29", "2024-02-29")]
    [InlineData("2024-04-20..2024-04-26", "2024-04-13", "2024-04-19")]
    [InlineData("2026-11", "2026-10-01", "2026-10-21")] // running: the same number of days
    [InlineData("2025-W01", "2024-12-23", "2024-12-29")]
    [InlineData("2021-W01", "2020-12-28", "2021-01-03")]
    [InlineData("2026-W47", "2026-11-09", "2026-11-14")]
    public void The_previous_period_has_the_same_kind(string text, string start, string end)
    {
        var previous = ReportingPeriod.Parse(text)!.GetPreviousPeriod(Today)!;
        Assert.Equal((DateOnly.Parse(start, null), DateOnly.Parse(end, null)), (previous.Start, previous.End));
    }

    [Fact]
    public void A_campaign_and_a_year_to_date_have_no_previous_period()
    {
        Assert.Null(ReportingPeriod.ForCampaign("publicity-week-2025").GetPreviousPeriod(Today));
        Assert.Null(ReportingPeriod.ForCampaign("publicity-week-2025").GetSamePeriodLastYear(Today));
        Assert.Null(ReportingPeriod.Parse("2024-ytd@09-30")!.GetPreviousPeriod(Today));
    }

    [Fact]
    public void Trend_steps_are_months_of_a_year_and_days_of_a_week()
    {
        Assert.Equal(12, ReportingPeriod.ForYear(2024).GetSteps().Count());
        Assert.Equal("2024-09", ReportingPeriod.Parse("2024-ytd@09-15")!.GetSteps().Last().Text);
        Assert.Equal(new DateOnly(2024, 9, 15), ReportingPeriod.Parse("2024-ytd@09-15")!.GetSteps().Last().End);
        Assert.Equal(7, ReportingPeriod.Parse("2024-04-20..2024-04-26")!.GetSteps().Count());
        Assert.Equal("2026-11-23", ReportingPeriod.Parse("2026-W48")!.GetSteps().First().Text);
    }

    [Fact]
    public void Weekly_steps_are_cut_to_the_period()
    {
        var weeks = ReportingPeriod.ForYear(2027).GetSteps(TimeStep.Week).ToList();
        Assert.Equal(("2026-W53", "2027-W01", "2027-W52"), (weeks[0].Text, weeks[1].Text, weeks[^1].Text));
        Assert.Equal((new(2027, 1, 1), new DateOnly(2027, 1, 3)), (weeks[0].Start, weeks[0].End));
        Assert.Equal((new(2027, 12, 27), new DateOnly(2027, 12, 31)), (weeks[^1].Start, weeks[^1].End));
        Assert.Equal(365, weeks.Sum(week => week.End.DayNumber - week.Start.DayNumber + 1));
    }
}
