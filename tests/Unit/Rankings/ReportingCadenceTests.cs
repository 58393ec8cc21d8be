using IpMonitor.Grains.Rankings;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Rankings;

/// <summary>Tests of overdue reports, which are inferred from past reporting rather than from a plan.</summary>
public sealed class ReportingCadenceTests
{
    private const string Zibo = "370300";
    private readonly ProjectionScenario _scenario = new();

    [Fact]
    public void A_month_is_missed_after_its_deadline_if_the_three_before_it_were_reported()
    {
        Report("pledge.count", "2023-03-31", "2023-04-30", "2023-05-31");
        Assert.Equal(("2023-05", null), MonthStatus("pledge.count", "2023-07-10"));
        Assert.Equal(("2023-06", true), MonthStatus("pledge.count", "2023-07-11"));
        _scenario.Report(Zibo, "pledge.count", "2023-06-30", 1, unit: "370302");
        Assert.Equal(("2023-06", null), MonthStatus("pledge.count", "2023-07-11"));
    }

    [Fact]
    public void A_metric_not_reported_monthly_is_never_missed()
    {
        Report("patent.award.national", "2022-12-31", "2023-04-30", "2023-05-31");
        Assert.Equal(("2023-06", null), MonthStatus("patent.award.national", "2023-07-11"));
    }

    [Fact]
    public void A_derived_metric_is_as_old_as_its_oldest_input()
    {
        Report("court.accepted", "2023-03-31", "2023-04-30", "2023-05-31", "2023-06-30");
        Report("court.closed", "2023-03-31", "2023-04-30", "2023-05-31");
        Assert.Equal(
            ProjectionScenario.ParseDay("2023-05-31"), GetReporting("court.closed.rate", "2023-07-11").LastDay);
        Assert.Equal(("2023-06", true), MonthStatus("court.closed.rate", "2023-07-11"));
        Assert.Null(GetReporting("mediation.success.rate", "2023-07-11").LastDay);
    }

    [Fact]
    public void A_past_periods_last_day_is_within_it()
    {
        Report("pledge.count", "2023-10-31", "2024-02-29");
        Assert.Equal(ProjectionScenario.ParseDay("2023-10-31"), GetReporting("pledge.count", "2024-03-05").LastDay);
        Assert.Equal(
            ProjectionScenario.ParseDay("2024-02-29"),
            Assert.Single(Reporting("2024-03-05", "2024").Metrics, line => line.Metric == "pledge.count").LastDay);
    }

    [Fact]
    public void A_target_without_reports_is_listed()
    {
        _scenario.WithTargets($"{Zibo},pledge.count,2023,,200,,,,", $"{Zibo},license.open,2023,,10,,,,")
            .Report(Zibo, "license.open", "2023-02-01", 1);
        Assert.Equal(200m, GetReporting("pledge.count", "2023-07-11").Target?.Remaining);
        Assert.Null(GetReporting("license.open", "2023-07-11").Target);
    }

    private void Report(string metric, params string[] days)
    {
        foreach (var day in days) _scenario.Report(Zibo, metric, day, 1);
    }

    private (string Month, bool? Missed) MonthStatus(string metric, string today) =>
        (Reporting(today).Month, GetReporting(metric, today).Missed);

    private MetricReporting GetReporting(string metric, string today) =>
        Assert.Single(Reporting(today).Metrics, line => line.Metric == metric);

    private ReportingResponse Reporting(string today, string period = "2023") =>
        _scenario.BuildRanking(today)
            .GetReporting(_scenario.Reference.Places.FindCity(Zibo)!, ProjectionScenario.ParsePeriod(period));
}
