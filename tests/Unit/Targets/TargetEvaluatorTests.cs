using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Targets;

/// <summary>Tests of a target's progress, expected progress, light and remaining amount on a day.</summary>
public sealed class TargetEvaluatorTests
{
    private const string Zibo = "370300";
    private const string Jinan = "370100";
    private const string Sum = "pledge.count";
    private const string Level = "patent.invention.valid";
    private const string Mean = "case.trademark.days";
    private const string Ratio = "court.closed.rate";
    private readonly ProjectionScenario _scenario = new();

    [Fact]
    public void A_sums_progress_is_its_share_of_the_target()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,200,,,,工作要点")
            .Report(Zibo, Sum, "2023-02-01", 30)
            .Report(Zibo, Sum, "2022-12-31", 99);
        // 73 of 365 days are over on the morning of 15 March: 31 + 28 + 14.
        var state = _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-03-15");
        Assert.Equal(
            (15m, 20m, PaceCurve.Line, TrafficLight.Yellow), (state.Done, state.Expected, state.Curve, state.Light));
        Assert.Equal((200m, null, 170m, "工作要点"), (state.Value, state.Base, state.Remaining, state.Note));
        // 365 − 73 = 292 days are left, including today.
        Assert.Equal(decimal.Round(170m / 292, 10), state.DailyRate);
    }

    [Fact]
    public void A_sum_beyond_its_target_exceeds_100_with_nothing_remaining()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,200,,,,").Report(Zibo, Sum, "2023-02-01", 250);
        var state = _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-03-15");
        Assert.Equal((125m, 0m, 0m, TrafficLight.Green), (state.Done, state.Remaining, state.DailyRate, state.Light));
        Assert.Equal(100m, Points(Sum, "2023", "2023-03-15"));
    }

    [Fact]
    public void A_levels_progress_is_measured_from_its_base()
    {
        _scenario.WithTargets($"{Zibo},{Level},2023,,150,,100,,", $"*,{Level},2024,,150,,,,")
            .Report(Zibo, Level, "2022-12-31", 90)
            .Report(Zibo, Level, "2023-12-31", 125)
            .Report(Zibo, Level, "2024-06-30", 130);
        Assert.Equal(
            (100m, 50m),
            (
                _scenario.EvaluateTarget(Zibo, Level, "2023", "2024-01-01").Base,
                _scenario.EvaluateTarget(Zibo, Level, "2023", "2024-01-01").Done));
        // Without a base of its own it starts at the end of the year before: (130 − 125) / (150 − 125).
        Assert.Equal(
            (125m, 20m),
            (
                _scenario.EvaluateTarget(Zibo, Level, "2024", "2024-07-01").Base,
                _scenario.EvaluateTarget(Zibo, Level, "2024", "2024-07-01").Done));
    }

    [Fact]
    public void A_level_below_its_base_has_zero_progress()
    {
        _scenario.WithTargets($"{Zibo},{Level},2023,,150,,100,,").Report(Zibo, Level, "2023-06-30", 80);
        var state = _scenario.EvaluateTarget(Zibo, Level, "2023", "2023-07-01");
        Assert.Equal((0m, 70m, TrafficLight.Red), (state.Done, state.Remaining, state.Light));
        Assert.Equal(0m, Points(Level, "2023", "2023-07-01"));
    }

    [Fact]
    public void A_level_without_a_base_has_no_progress()
    {
        _scenario.WithTargets($"{Zibo},{Level},2023,,150,,,,").Report(Zibo, Level, "2023-06-30", 120);
        var state = _scenario.EvaluateTarget(Zibo, Level, "2023", "2023-07-01");
        Assert.Equal((null, null, null, 30m), (state.Base, state.Done, state.Light, state.Remaining));
        Assert.Null(Points(Level, "2023", "2023-07-01"));
    }

    [Fact]
    public void A_level_without_readings_has_no_state()
    {
        _scenario.WithTargets($"{Zibo},{Level},2023,,150,,100,,");
        var state = _scenario.EvaluateTarget(Zibo, Level, "2023", "2023-07-01");
        Assert.Equal((null, null, null, null), (state.Done, state.Light, state.Remaining, state.DailyRate));
    }

    [Fact]
    public void A_sum_without_reports_is_zero()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,200,,,,");
        var state = _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-07-01");
        Assert.Equal((0m, TrafficLight.Red, 200m), (state.Done, state.Light, state.Remaining));
        Assert.Equal(0m, Points(Sum, "2023", "2023-07-01"));
    }

    [Fact]
    public void A_level_with_its_base_at_the_target_must_hold_it()
    {
        _scenario.WithTargets($"{Zibo},{Level},2023,,100,,,,")
            .Report(Zibo, Level, "2022-12-31", 120)
            .Report(Zibo, Level, "2023-03-31", 110);
        var held = _scenario.EvaluateTarget(Zibo, Level, "2023", "2023-04-01");
        Assert.Equal((100m, 100m, TrafficLight.Green, 0m), (held.Done, held.Expected, held.Light, held.Remaining));
        // Below the target no pace applies: it is behind by the missing amount.
        _scenario.Report(Zibo, Level, "2023-05-31", 95);
        var below = _scenario.EvaluateTarget(Zibo, Level, "2023", "2023-06-01");
        Assert.Equal((95m, 100m, TrafficLight.Yellow, 5m), (below.Done, below.Expected, below.Light, below.Remaining));
    }

    [Fact]
    public void A_per_capita_target_is_measured_from_its_base()
    {
        const string PerHead = "patent.invention.per10k";
        _scenario.WithPopulation($"{Zibo},2020,1000000").WithTargets($"{Zibo},{PerHead},2023,,6,,,,")
            .Report(Zibo, Level, "2022-12-31", 400).Report(Zibo, Level, "2023-06-30", 450);
        // 4 → 4.5 on the way to 6.
        var state = _scenario.EvaluateTarget(Zibo, PerHead, "2023", "2023-07-01");
        Assert.Equal((4m, 25m, 1.5m), (state.Base, state.Done, state.Remaining));
    }

    [Fact]
    public void A_floor_is_expected_at_100_throughout()
    {
        _scenario.WithTargets($"{Zibo},{Ratio},2023,floor,90,,,,")
            .Report(Zibo, "court.accepted", "2023-01-31", 100)
            .Report(Zibo, "court.closed", "2023-01-31", 81);
        var behind = _scenario.EvaluateTarget(Zibo, Ratio, "2023", "2023-02-01");
        Assert.Equal(
            (Goal.Floor, 90m, 90m, 100m, TrafficLight.Yellow, 9m),
            (behind.Goal, behind.Value, behind.Done, behind.Expected, behind.Light, behind.Remaining));
        Assert.Equal((null, null, null), (behind.Curve, behind.DailyRate, behind.Forecast));
        Assert.Equal(90m, Points(Ratio, "2023", "2023-02-01"));
        _scenario.Report(Zibo, "court.closed", "2023-02-01", 14);
        var held = _scenario.EvaluateTarget(Zibo, Ratio, "2023", "2023-02-02");
        Assert.Equal((100m, TrafficLight.Green, 0m), (held.Done, held.Light, held.Remaining));
    }

    [Theory]
    [InlineData(30, 100, 0, TrafficLight.Green)]
    [InlineData(32, 93.75, 2, TrafficLight.Yellow)]
    [InlineData(40, 75, 10, TrafficLight.Red)]
    [InlineData(0, 100, 0, TrafficLight.Green)]
    public void A_floor_is_an_upper_limit_if_lower_is_better(
        int days, decimal done, decimal remaining, TrafficLight light)
    {
        _scenario.WithTargets($"{Zibo},{Mean},2023,floor,30,,,,").Report(Zibo, Mean, "2023-01-31", days, weight: 3);
        var state = _scenario.EvaluateTarget(Zibo, Mean, "2023", "2023-02-01");
        Assert.Equal((done, remaining, light), (state.Done, state.Remaining, state.Light));
        Assert.Equal(done, Points(Mean, "2023", "2023-02-01"));
    }

    [Fact]
    public void Coverage_has_a_floor_for_the_province()
    {
        _scenario.WithTargets($"{ProjectionScenario.Province},mediation.coverage,2023,floor,90,,,,");
        foreach (var city in _scenario.Reference.Places.Cities.Take(15))
            _scenario.Report(city.Code, "mediation.org.valid", "2023-03-31", 1);
        // 15 of 16 cities: 93.75 %.
        Assert.Equal(
            (100m, TrafficLight.Green),
            (
                _scenario.EvaluateTarget(ProjectionScenario.Province, "mediation.coverage", "2023", "2023-04-01").Done,
                _scenario.EvaluateTarget(
                    ProjectionScenario.Province, "mediation.coverage", "2023", "2023-04-01").Light));
    }

    [Fact]
    public void A_benchmark_can_be_the_provinces_figure_of_last_year()
    {
        _scenario.WithTargets($"*,{Mean},2023,benchmark,,province-last-year,,,不低于去年全省平均办理周期")
            .Report(Zibo, Mean, "2022-05-31", 40, weight: 1)
            .Report(Jinan, Mean, "2022-05-31", 20, weight: 3)
            .Report(Zibo, Mean, "2023-05-31", 30);
        // (40 + 3 · 20) / 4 = 25 days; 25/30 of it is attained.
        var state = _scenario.EvaluateTarget(Zibo, Mean, "2023", "2023-06-01");
        Assert.Equal(
            (25m, BenchmarkReference.ProvinceLastYear, decimal.Round(2500m / 30, 10), 5m, TrafficLight.Red),
            (state.Value, state.Against, state.Done, state.Remaining, state.Light));
    }

    [Fact]
    public void A_benchmark_can_be_the_citys_last_year_or_the_current_province()
    {
        _scenario.WithTargets(
            $"{Zibo},{Mean},2023,benchmark,,own-last-year,,,", $"{Jinan},{Mean},2023,benchmark,,province,,,")
            .Report(Zibo, Mean, "2022-05-31", 40).Report(Jinan, Mean, "2022-05-31", 20)
            .Report(Zibo, Mean, "2023-05-31", 30).Report(Jinan, Mean, "2023-05-31", 50);
        Assert.Equal(
            (40m, TrafficLight.Green),
            (
                _scenario.EvaluateTarget(Zibo, Mean, "2023", "2023-06-01").Value,
                _scenario.EvaluateTarget(Zibo, Mean, "2023", "2023-06-01").Light));
        Assert.Equal(
            (40m, TrafficLight.Red),
            (
                _scenario.EvaluateTarget(Jinan, Mean, "2023", "2023-06-01").Value,
                _scenario.EvaluateTarget(Jinan, Mean, "2023", "2023-06-01").Light));
    }

    [Fact]
    public void An_unknown_benchmark_gives_no_state()
    {
        _scenario.WithTargets($"*,{Mean},2023,benchmark,,own-last-year,,,").Report(Zibo, Mean, "2023-05-31", 30);
        var state = _scenario.EvaluateTarget(Zibo, Mean, "2023", "2023-06-01");
        Assert.Equal((null, null, null, null), (state.Value, state.Done, state.Light, state.Remaining));
        Assert.Null(Points(Mean, "2023", "2023-06-01"));
    }

    [Fact]
    public void A_running_sum_compares_with_the_same_days_of_last_year()
    {
        _scenario.WithTargets($"*,{Sum},2023,benchmark,,own-last-year,,,")
            .Report(Zibo, Sum, "2022-03-01", 10)
            .Report(Zibo, Sum, "2022-09-01", 90)
            .Report(Zibo, Sum, "2023-02-01", 12);
        Assert.Equal(
            (10m, TrafficLight.Green),
            (
                _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-04-01").Value,
                _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-04-01").Light));
        Assert.Equal(
            (100m, 12m),
            (
                _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-12-31").Value,
                _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-12-31").Done));
    }

    [Theory]
    [InlineData(20, 10, TrafficLight.Green)]
    [InlineData(19.9, 10, TrafficLight.Yellow)]
    [InlineData(10, 10, TrafficLight.Yellow)]
    [InlineData(9.9, 10, TrafficLight.Red)]
    [InlineData(15, 5, TrafficLight.Yellow)]
    [InlineData(14.9, 5, TrafficLight.Red)]
    [InlineData(19.9, 0, TrafficLight.Red)]
    [InlineData(0, 100, TrafficLight.Yellow)]
    public void Lights_follow_the_thresholds_in_the_rules(decimal done, int yellowWithin, TrafficLight light)
    {
        _scenario.With("rules.json", $$"""{ "yellowWithin": {{yellowWithin}}, "closeDays": 10, "lowBase": {} }""")
            .WithTargets($"{Zibo},{Sum},2023,,100,,,,").Report(Zibo, Sum, "2023-01-01", done);
        Assert.Equal(light, _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-03-15").Light); // 20 % expected
    }

    [Fact]
    public void A_citys_own_target_overrides_the_one_for_all_cities()
    {
        _scenario.WithTargets($"*,{Sum},2023,,100,,,,", $"{Zibo},{Sum},2023,,40,,,,")
            .Report(Zibo, Sum, "2023-01-01", 20)
            .Report(Jinan, Sum, "2023-01-01", 20);
        Assert.Equal(
            (50m, 20m),
            (
                _scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-02-01").Done,
                _scenario.EvaluateTarget(Jinan, Sum, "2023", "2023-02-01").Done));
        Assert.Null(_scenario.EvaluateTarget(ProjectionScenario.Province, Sum, "2023", "2023-02-01"));
        Assert.Null(_scenario.EvaluateTarget(Zibo, Sum, "2023Q1", "2023-02-01"));
        _scenario.WithTargets($"{ProjectionScenario.Province},{Sum},2023,,400,,,,");
        Assert.Equal(10m, _scenario.EvaluateTarget(ProjectionScenario.Province, Sum, "2023", "2023-02-01").Done);
        Assert.Null(_scenario.EvaluateTarget(Zibo, Sum, "2023", "2023-02-01"));
    }

    [Fact]
    public void Quarters_and_months_have_their_own_targets_and_days()
    {
        _scenario.WithTargets(
            $"{Zibo},{Sum},2023Q2,,91,,,,", $"{Zibo},{Sum},2023-06,,30,,,,", $"{Zibo},{Level},2023Q2,,130,,,,")
            .Report(Zibo, Sum, "2023-03-31", 99)
            .Report(Zibo, Sum, "2023-05-15", 13)
            .Report(Zibo, Sum, "2023-06-02", 6)
            .Report(Zibo, Sum, "2023-07-01", 99)
            .Report(Zibo, Level, "2023-03-31", 110).Report(Zibo, Level, "2023-06-05", 115);
        // On 11 June 71 of the quarter's 91 days and 10 of the month's 30 are over.
        var (quarter, month) = (
            _scenario.EvaluateTarget(Zibo, Sum, "2023Q2", "2023-06-11"),
            _scenario.EvaluateTarget(Zibo, Sum, "2023-06", "2023-06-11"));
        Assert.Equal(
            (decimal.Round(1900m / 91, 10), decimal.Round(7100m / 91, 10), 72m / 20),
            (quarter.Done, quarter.Expected, quarter.DailyRate));
        Assert.Equal((20m, decimal.Round(1000m / 30, 10), 24m / 20), (month.Done, month.Expected, month.DailyRate));
        Assert.Equal(
            (110m, 25m),
            (
                _scenario.EvaluateTarget(Zibo, Level, "2023Q2", "2023-06-11").Base,
                _scenario.EvaluateTarget(Zibo, Level, "2023Q2", "2023-06-11").Done));
    }

    private decimal? Points(string metric, string period, string today) =>
        _scenario.CreateTargetEvaluator(today)
            .GetPoints(Zibo, _scenario.Reference.Catalogue[metric], ProjectionScenario.ParsePeriod(period))
            ?.ToDecimal();
}
