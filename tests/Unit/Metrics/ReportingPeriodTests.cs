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
    public void Every_form_names_its_days(string text, string start, string end)
    {
        var period = ReportingPeriod.Parse(text)!;
        Assert.Equal((text, DateOnly.Parse(start, null), DateOnly.Parse(end, null)), (period.Text, period.Start, period.End));
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
    public void Anything_else_is_no_period(string text) => Assert.Null(ReportingPeriod.Parse(text));

    [Theory]
    [InlineData("2024", "2023-01-01", "2023-12-31")]
    [InlineData("2026", "2025-01-01", "2025-11-21")] // running: cut to the same day
    [InlineData("2026-11", "2025-11-01", "2025-11-21")]
    [InlineData("2025-02", "2024-02-01", "2024-02-29")] // a whole month against a whole month
    [InlineData("2024-02-29", "2023-02-28", "2023-02-28")]
    [InlineData("2024-ytd@02-29", "2023-01-01", "2023-02-28")]
    [InlineData("2024Q2", "2023-04-01", "2023-06-30")]
    [InlineData("2024-04-20..2024-04-26", "2023-04-20", "2023-04-26")]
    public void Year_on_year_is_the_same_stretch_a_year_before(string text, string start, string end)
    {
        var before = ReportingPeriod.Parse(text)!.GetSamePeriodLastYear(Today)!;
        Assert.Equal((DateOnly.Parse(start, null), DateOnly.Parse(end, null)), (before.Start, before.End));
    }

    [Fact]
    public void A_period_that_runs_on_29_February_is_held_against_28()
    {
        var before = ReportingPeriod.ForYear(2024).GetSamePeriodLastYear(new(2024, 2, 29))!;
        Assert.Equal(new DateOnly(2023, 2, 28), before.End);
    }

    [Theory]
    [InlineData("2024", "2023-01-01", "2023-12-31")]
    [InlineData("2024Q1", "2023-10-01", "2023-12-31")]
    [InlineData("2024-03", "2024-02-01", "2024-02-29")]
    [InlineData("2024-03-01", "2024-02-29", "2024-02-29")]
    [InlineData("2024-04-20..2024-04-26", "2024-04-13", "2024-04-19")]
    [InlineData("2026-11", "2026-10-01", "2026-10-21")] // running: as many days
    public void The_period_before_is_of_the_same_kind(string text, string start, string end)
    {
        var before = ReportingPeriod.Parse(text)!.GetPreviousPeriod(Today)!;
        Assert.Equal((DateOnly.Parse(start, null), DateOnly.Parse(end, null)), (before.Start, before.End));
    }

    [Fact]
    public void A_campaign_and_a_year_to_date_have_no_period_before()
    {
        Assert.Null(ReportingPeriod.ForCampaign("publicity-week-2025").GetPreviousPeriod(Today));
        Assert.Null(ReportingPeriod.ForCampaign("publicity-week-2025").GetSamePeriodLastYear(Today));
        Assert.Null(ReportingPeriod.Parse("2024-ytd@09-30")!.GetPreviousPeriod(Today));
    }

    [Fact]
    public void A_trend_goes_by_month_over_a_year_and_by_day_over_a_week()
    {
        Assert.Equal(12, ReportingPeriod.ForYear(2024).GetSteps().Count());
        Assert.Equal("2024-09", ReportingPeriod.Parse("2024-ytd@09-15")!.GetSteps().Last().Text);
        Assert.Equal(new DateOnly(2024, 9, 15), ReportingPeriod.Parse("2024-ytd@09-15")!.GetSteps().Last().End);
        Assert.Equal(7, ReportingPeriod.Parse("2024-04-20..2024-04-26")!.GetSteps().Count());
    }
}
