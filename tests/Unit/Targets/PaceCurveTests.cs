using IpMonitor.Grains.Reference;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Targets;

/// <summary>Tests of the curves that give a target's expected progress: straight or after earlier years.</summary>
public sealed class PaceCurveTests
{
    private const string Zibo = "370300";
    private const string Sum = "pledge.count";
    private const string Level = "patent.invention.valid";
    private readonly ProjectionScenario _scenario = new();

    [Theory]
    [InlineData("2022-11-01", 0, 1)] // before the period: nothing expected, all days left
    [InlineData("2023-01-01", 0, 1)]
    [InlineData("2023-12-31", 99.7260273973, 365)] // 364/365
    [InlineData("2024-01-01", 100, null)]
    [InlineData("2025-06-01", 100, null)]
    public void A_straight_line_runs_from_the_first_day_to_the_last(string today, decimal expected, int? rate)
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,365,,,,");
        var state = _scenario.EvaluateTarget(Zibo, Sum, "2023", today);
        Assert.Equal((expected, rate), (state.Expected, state.DailyRate));
        Assert.Null(state.Forecast);
    }

    [Theory]
    [InlineData("2024-02-29", 59)]
    [InlineData("2024-03-01", 60)]
    public void A_leap_year_has_366_days(string today, int elapsed)
    {
        _scenario.WithTargets($"{Zibo},{Sum},2024,,366,,,,");
        var state = _scenario.EvaluateTarget(Zibo, Sum, "2024", today);
        Assert.Equal(
            (decimal.Round(elapsed * 100m / 366, 10), decimal.Round(366m / (366 - elapsed), 10)),
            (state.Expected, state.DailyRate));
    }

    [Fact]
    public void The_earlier_years_curve_averages_their_share_up_to_the_day_before()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,100,,,earlier-years,");
        foreach (var (year, early, late) in new[] { (2022, 50, 50), (2021, 10, 90), (2020, 30, 70), (2019, 0, 100) })
            _scenario.Report(Zibo, Sum, $"{year}-03-14", early).Report(Zibo, Sum, $"{year}-03-15", late);
        // Three years back: (50 % + 10 % + 30 %) / 3. Events of the day itself are not expected yet.
        var state = _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-03-15");
        Assert.Equal((30m, PaceCurve.EarlierYears), (state.Expected, state.Curve));
        Assert.Equal(100m, _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-03-16").Expected);
        Assert.Equal(0m, _scenario.EvaluateTarget(Zibo, Sum, "2023", "2022-12-01").Expected);
        Assert.Equal(100m, _scenario.EvaluateTarget(Zibo, Sum, "2023", "2025-06-01").Expected);
    }

    [Fact]
    public void A_leap_day_compares_with_28_February_of_earlier_years()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2024,,100,,,earlier-years,", $"{Zibo},{Sum},2024-02,,100,,,earlier-years,")
            .Report(Zibo, Sum, "2023-02-27", 20)
            .Report(Zibo, Sum, "2023-02-28", 20)
            .Report(Zibo, Sum, "2023-03-01", 60);
        Assert.Equal(
            [20m, 40m, 40m, 100m],
            new[] { "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02" }.Select(
                day => _scenario.EvaluateTarget(Zibo, Sum, "2024", day).Expected));
        Assert.Equal(
            [50m, 100m, 100m],
            new[] { "2024-02-28", "2024-02-29", "2024-03-01" }.Select(
                day => _scenario.EvaluateTarget(Zibo, Sum, "2024-02", day).Expected));
    }

    [Theory]
    [InlineData("2026-11-16", 0)]
    [InlineData("2026-11-17", 14.2857142857)] // a seventh
    [InlineData("2026-11-23", 100)]
    public void A_week_has_a_pace_of_its_own(string today, decimal expected)
    {
        _scenario.WithTargets($"{Zibo},{Sum},2026W47,,70,,,,");
        Assert.Equal(expected, _scenario.EvaluateTarget(Zibo, Sum, "2026-W47", today).Expected);
    }

    [Fact]
    public void A_weeks_curve_compares_the_same_weekday_of_the_same_week()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2026-W47,,100,,,earlier-years,")
            .Report(Zibo, Sum, "2025-11-17", 20).Report(Zibo, Sum, "2025-11-23", 80)
            .Report(Zibo, Sum, "2024-11-18", 60).Report(Zibo, Sum, "2024-11-24", 40);
        // Monday is over: 20 % and 60 % were reached on the Mondays of week 47.
        Assert.Equal(
            (40m, PaceCurve.EarlierYears),
            (
                _scenario.EvaluateTarget(Zibo, Sum, "2026-W47", "2026-11-17").Expected,
                _scenario.EvaluateTarget(Zibo, Sum, "2026-W47", "2026-11-17").Curve));
    }

    [Fact]
    public void A_levels_curve_averages_earlier_years_with_growth()
    {
        _scenario.WithTargets($"{Zibo},{Level},2023,,500,,,earlier-years,")
            .Report(Zibo, Level, "2020-12-31", 300).Report(Zibo, Level, "2021-12-31", 250)
            .Report(Zibo, Level, "2022-03-01", 275).Report(Zibo, Level, "2022-12-31", 350);
        // 2022 grew by 100, of which 25 by March; 2021 fell, and the start of 2020 is unknown.
        Assert.Equal(
            (25m, PaceCurve.EarlierYears),
            (
                _scenario.EvaluateTarget(Zibo, Level, "2023", "2023-04-01").Expected,
                _scenario.EvaluateTarget(Zibo, Level, "2023", "2023-04-01").Curve));
    }

    [Fact]
    public void Without_earlier_years_the_curve_is_a_straight_line()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,100,,,earlier-years,").Report(Zibo, Sum, "2022-05-01", 0);
        var state = _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-03-15");
        Assert.Equal((20m, PaceCurve.Line), (state.Expected, state.Curve));
    }
}
