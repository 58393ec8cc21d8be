using IpMonitor.Grains.Targets;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Targets;

/// <summary>Tests forecasts against values calculated by hand.</summary>
public sealed class ForecastTests
{
    private const string Zibo = "370300";
    private const string Sum = "pledge.count";
    private const string Level = "patent.invention.valid";
    private readonly ProjectionScenario _scenario = new();

    [Fact]
    public void A_sum_is_forecast_from_its_share_in_earlier_years()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,500,,,,").Report(Zibo, Sum, "2023-03-01", 60);
        foreach (var (year, early, late) in new[] { (2022, 50, 50), (2021, 25, 75), (2020, 30, 70) })
            _scenario.Report(Zibo, Sum, $"{year}-03-01", early).Report(Zibo, Sum, $"{year}-10-01", late);
        // By 31 March 50 %, 25 % and 30 % were done, 35 % on average: 60 / 0.35 = 171.4286; at best 60 / 0.25, at worst
        // 60 / 0.5.
        Assert.Equal(new Forecast(171.4286m, 120m, 240m, ForecastMethod.EarlierYears, 3), GetForecast("2023-04-01"));
    }

    [Fact]
    public void A_level_is_forecast_from_its_growth_in_earlier_years()
    {
        _scenario.WithTargets($"{Zibo},{Level},2023,,500,,,,");
        foreach (var (day, value) in new[]
                 {
                     ("2020-12-31", 100), ("2021-03-01", 120), ("2021-12-31", 200), // 20 of 100
                     ("2022-03-01", 240), ("2022-12-31", 300), // 40 of 100
                     ("2023-03-01", 330),
                 })
            _scenario.Report(Zibo, Level, day, value);
        // 30 above the start, at 30 % on average: 300 + 30/0.3; the bounds are 300 + 30/0.4 and 300 + 30/0.2.
        Assert.Equal(
            new Forecast(400m, 375m, 450m, ForecastMethod.EarlierYears, 2),
            _scenario.EvaluateTarget(Zibo, Level, "2023", "2023-04-01").Forecast);
        // A falling level has no forecast from growth.
        _scenario.Report(Zibo, Level, "2023-04-01", 290);
        Assert.Null(_scenario.EvaluateTarget(Zibo, Level, "2023", "2023-04-02").Forecast);
    }

    [Fact]
    public void A_level_with_one_earlier_year_is_not_forecast()
    {
        _scenario.WithTargets($"{Zibo},{Level},2023,,500,,,,")
            .Report(Zibo, Level, "2021-12-31", 200)
            .Report(Zibo, Level, "2022-03-01", 240)
            .Report(Zibo, Level, "2022-12-31", 300).Report(Zibo, Level, "2023-03-01", 330);
        Assert.Null(_scenario.EvaluateTarget(Zibo, Level, "2023", "2023-10-01").Forecast);
    }

    [Fact]
    public void A_sum_is_forecast_from_the_last_eight_weeks()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,500,,,,");
        // 2023 began on a Sunday; the weeks are counted from 1 January.
        foreach (var (week, count) in new[] { 1, 3, 2, 4, 2, 4, 3, 5 }.Index())
            _scenario.Report(Zibo, Sum, $"{new DateOnly(2023, 1, 1).AddDays(7 * week + week % 7):yyyy-MM-dd}", count);
        // Up to 25 February: Σ = 24, mean 3; squared deviations 4 + 0 + 1 + 1 + 1 + 1 + 0 + 4 = 12, s = √(12/7) =
        // 1.309307.
        // From 26 February: 309 days, k = 44.142857 weeks. Expected value 24 + 3 · 44.142857 = 156.428571.
        // Half-width 1.2816 · 1.309307 · √(44.142857 · (1 + 44.142857/8)) = 1.678008 · √(44.142857 · 6.517857) =
        // 1.678008 · 16.962218 = 28.462742.
        var forecast = GetForecast("2023-02-26")!;
        Assert.Equal((156.4286m, ForecastMethod.Weeks, 8), (forecast.Value, forecast.Method, forecast.Sample));
        Assert.Equal((127.9658m, 184.8913m), (decimal.Round(forecast.Low, 4), decimal.Round(forecast.High, 4)));
        Assert.Null(GetForecast("2023-02-25"));
    }

    [Fact]
    public void Days_after_the_last_whole_week_count_as_done()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,500,,,,");
        for (var week = 0; week < 8; week++)
            _scenario.Report(Zibo, Sum, $"{new DateOnly(2023, 1, 1).AddDays(7 * week):yyyy-MM-dd}", 7);
        _scenario.Report(Zibo, Sum, "2023-02-27", 10);
        // Equal weeks: no spread. 66 so far, and 7 a week, 1 a day, for the 307 days from 28 February on.
        Assert.Equal(new Forecast(373m, 373m, 373m, ForecastMethod.Weeks, 8), GetForecast("2023-02-28"));
    }

    [Fact]
    public void The_lower_bound_is_at_least_the_current_value()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,500,,,,").Report(Zibo, Sum, "2023-01-05", 800);
        // One week of 800 and seven of zero: mean 100, s = √((700² + 7 · 100²)/7) = 282.8427; the 80 % interval reaches
        // far below 800.
        var forecast = GetForecast("2023-02-26")!;
        Assert.Equal((800m, decimal.Round(800 + 100m * 309 / 7, 4)), (forecast.Low, forecast.Value));
    }

    [Fact]
    public void A_year_with_a_negligible_share_is_ignored()
    {
        _scenario.WithTargets($"{Zibo},pledge.amount,2023,,500,,,,")
            .Report(Zibo, "pledge.amount", "2023-01-02", 90_000_000_000_000m);
        foreach (var year in new[] { 2022, 2021 })
            _scenario.Report(Zibo, "pledge.amount", $"{year}-01-01", 0.0001m)
                .Report(Zibo, "pledge.amount", $"{year}-10-01", 90_000_000_000_000m);
        Assert.Null(_scenario.EvaluateTarget(Zibo, "pledge.amount", "2023", "2023-01-03").Forecast);
    }

    [Fact]
    public void There_is_no_forecast_before_or_after_the_period()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,500,,,,").Report(Zibo, Sum, "2023-03-01", 60);
        foreach (var year in new[] { 2021, 2022 }) _scenario.Report(Zibo, Sum, $"{year}-01-01", 50);
        Assert.Null(GetForecast("2022-12-31"));
        Assert.NotNull(GetForecast("2023-12-31"));
        Assert.Null(GetForecast("2024-01-01"));
    }

    private Forecast? GetForecast(string today) => _scenario.EvaluateTarget(Zibo, Sum, "2023", today).Forecast;
}
