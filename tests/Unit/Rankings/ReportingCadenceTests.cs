using IpMonitor.Grains.Rankings;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Rankings;

/// <summary>Who has fallen behind in reporting is told by what came before, not by a plan.</summary>
public sealed class ReportingCadenceTests
{
    private const string Zibo = "370300";
    private readonly ProjectionScenario _sheet = new();

    [Fact]
    public void A_month_is_missed_when_its_days_for_reporting_are_over_and_the_three_before_it_came()
    {
        Report("pledge.count", "2023-03-31", "2023-04-30", "2023-05-31");
        Assert.Equal(("2023-05", null), MonthStatus("pledge.count", "2023-07-10"));
        Assert.Equal(("2023-06", true), MonthStatus("pledge.count", "2023-07-11"));
        _sheet.Report(Zibo, "pledge.count", "2023-06-30", 1, unit: "370302");
        Assert.Equal(("2023-06", null), MonthStatus("pledge.count", "2023-07-11"));
    }

    [Fact]
    public void What_never_came_every_month_is_not_missed()
    {
        Report("patent.award.national", "2022-12-31", "2023-04-30", "2023-05-31");
        Assert.Equal(("2023-06", null), MonthStatus("patent.award.national", "2023-07-11"));
    }

    [Fact]
    public void What_is_worked_out_of_two_is_as_old_as_the_older()
    {
        Report("court.accepted", "2023-03-31", "2023-04-30", "2023-05-31", "2023-06-30");
        Report("court.closed", "2023-03-31", "2023-04-30", "2023-05-31");
        Assert.Equal(ProjectionScenario.ParseDay("2023-05-31"), Line("court.closed.rate", "2023-07-11").LastDay);
        Assert.Equal(("2023-06", true), MonthStatus("court.closed.rate", "2023-07-11"));
        Assert.Null(Line("mediation.success.rate", "2023-07-11").LastDay);
    }

    [Fact]
    public void A_period_that_is_over_is_told_of_by_its_own_days()
    {
        Report("pledge.count", "2023-10-31", "2024-02-29");
        Assert.Equal(ProjectionScenario.ParseDay("2023-10-31"), Line("pledge.count", "2024-03-05").LastDay);
        Assert.Equal(ProjectionScenario.ParseDay("2024-02-29"), Assert.Single(Reporting("2024-03-05", "2024").Metrics, line => line.Metric == "pledge.count").LastDay);
    }

    [Fact]
    public void A_target_of_which_nothing_is_reported_is_not_forgotten()
    {
        _sheet.WithTargets($"{Zibo},pledge.count,2023,,200,,,,", $"{Zibo},license.open,2023,,10,,,,").Report(Zibo, "license.open", "2023-02-01", 1);
        Assert.Equal(200m, Line("pledge.count", "2023-07-11").Target?.Remaining);
        Assert.Null(Line("license.open", "2023-07-11").Target);
    }

    private void Report(string metric, params string[] days)
    {
        foreach (var day in days) _sheet.Report(Zibo, metric, day, 1);
    }

    private (string Month, bool? Missed) MonthStatus(string metric, string today) => (Reporting(today).Month, Line(metric, today).Missed);

    private MetricReporting Line(string metric, string today) => Assert.Single(Reporting(today).Metrics, line => line.Metric == metric);

    private ReportingResponse Reporting(string today, string period = "2023") =>
        _sheet.BuildRanking(today).GetReporting(_sheet.Reference.Places.FindCity(Zibo)!, ProjectionScenario.ParsePeriod(period));
}
