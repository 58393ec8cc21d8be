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
    [InlineData("publicity-week-2025")]
    public void Other_text_does_not_parse(string text) => Assert.Null(ReportingPeriod.Parse(text));

    [Theory]
    [InlineData("2024", "2023-01-01", "2023-12-31")]
    [InlineData("2026", "2025-01-01", "2025-11-21")] // running: ends on the same day
    [InlineData("2026-11", "2025-11-01", "2025-11-21")]
    [InlineData("2025-02", "2024-02-01", "2024-02-29")] // a whole month compares with a whole month
    [InlineData("2024-02-29", "2023-02-28", "2023-02-28")]
    [InlineData("2024-ytd@02-29", "2023-01-01", "2023-02-28")]
    [InlineData("2024Q2", "2023-04-01", "2023-06-30")]
    [InlineData("2024-04-20..2024-04-26", "2023-04-20", "2023-04-26")]
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
    }
}
