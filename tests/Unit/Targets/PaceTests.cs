using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Targets;

/// <summary>How far a target is on a day, and how far it should be.</summary>
public sealed class PaceTests
{
    private const string Zibo = "370300";
    private const string Jinan = "370100";
    private const string Sum = "pledge.count";
    private const string Level = "patent.invention.valid";
    private const string Mean = "case.trademark.days";
    private const string Ratio = "court.closed.rate";
    private readonly ProjectionScenario _sheet = new();

    [Fact]
    public void A_sum_is_done_by_what_there_is_of_its_target()
    {
        _sheet.WithTargets($"{Zibo},{Sum},2023,,200,,,,工作要点").Report(Zibo, Sum, "2023-02-01", 30).Report(Zibo, Sum, "2022-12-31", 99);
        // 73 of 365 days are over on the morning of 15 March: 31 + 28 + 14.
        var state = _sheet.TargetOf(Zibo, Sum, "2023", "2023-03-15");
        Assert.Equal((15m, 20m, PaceCurve.Line, TrafficLight.Yellow), (state.Done, state.Expected, state.Curve, state.Light));
        Assert.Equal((200m, null, 170m, "工作要点"), (state.Value, state.Base, state.Remaining, state.Note));
        // 365 − 73 = 292 days are left, today among them.
        Assert.Equal(decimal.Round(170m / 292, 10), state.DailyRate);
    }

    [Fact]
    public void A_sum_beyond_its_target_is_more_than_done_and_misses_nothing()
    {
        _sheet.WithTargets($"{Zibo},{Sum},2023,,200,,,,").Report(Zibo, Sum, "2023-02-01", 250);
        var state = _sheet.TargetOf(Zibo, Sum, "2023", "2023-03-15");
        Assert.Equal((125m, 0m, 0m, TrafficLight.Green), (state.Done, state.Remaining, state.DailyRate, state.Light));
        Assert.Equal(100m, Points(Sum, "2023", "2023-03-15"));
    }

    [Fact]
    public void A_level_is_done_by_its_way_from_the_base_never_by_its_share_of_the_target()
    {
        _sheet.WithTargets($"{Zibo},{Level},2023,,150,,100,,", $"*,{Level},2024,,150,,,,")
            .Report(Zibo, Level, "2022-12-31", 90).Report(Zibo, Level, "2023-12-31", 125).Report(Zibo, Level, "2024-06-30", 130);
        Assert.Equal((100m, 50m), (_sheet.TargetOf(Zibo, Level, "2023", "2024-01-01").Base, _sheet.TargetOf(Zibo, Level, "2023", "2024-01-01").Done));
        // Without a base of its own it began where the year before ended: (130 − 125) / (150 − 125).
        Assert.Equal((125m, 20m), (_sheet.TargetOf(Zibo, Level, "2024", "2024-07-01").Base, _sheet.TargetOf(Zibo, Level, "2024", "2024-07-01").Done));
    }

    [Fact]
    public void A_level_below_its_base_is_not_done_at_all()
    {
        _sheet.WithTargets($"{Zibo},{Level},2023,,150,,100,,").Report(Zibo, Level, "2023-06-30", 80);
        var state = _sheet.TargetOf(Zibo, Level, "2023", "2023-07-01");
        Assert.Equal((0m, 70m, TrafficLight.Red), (state.Done, state.Remaining, state.Light));
        Assert.Equal(0m, Points(Level, "2023", "2023-07-01"));
    }

    [Fact]
    public void A_level_of_which_nothing_was_known_before_has_no_progress_to_tell()
    {
        _sheet.WithTargets($"{Zibo},{Level},2023,,150,,,,").Report(Zibo, Level, "2023-06-30", 120);
        var state = _sheet.TargetOf(Zibo, Level, "2023", "2023-07-01");
        Assert.Equal((null, null, null, 30m), (state.Base, state.Done, state.Light, state.Remaining));
        Assert.Null(Points(Level, "2023", "2023-07-01"));
    }

    [Fact]
    public void A_level_of_which_nothing_is_known_at_all_tells_nothing()
    {
        _sheet.WithTargets($"{Zibo},{Level},2023,,150,,100,,");
        var state = _sheet.TargetOf(Zibo, Level, "2023", "2023-07-01");
        Assert.Equal((null, null, null, null), (state.Done, state.Light, state.Remaining, state.DailyRate));
    }

    [Fact]
    public void A_sum_that_nobody_reported_of_has_come_to_nothing()
    {
        _sheet.WithTargets($"{Zibo},{Sum},2023,,200,,,,");
        var state = _sheet.TargetOf(Zibo, Sum, "2023", "2023-07-01");
        Assert.Equal((0m, TrafficLight.Red, 200m), (state.Done, state.Light, state.Remaining));
        Assert.Equal(0m, Points(Sum, "2023", "2023-07-01"));
    }

    [Fact]
    public void A_level_that_began_at_its_target_has_only_to_stay_there()
    {
        _sheet.WithTargets($"{Zibo},{Level},2023,,100,,,,").Report(Zibo, Level, "2022-12-31", 120).Report(Zibo, Level, "2023-03-31", 110);
        var stays = _sheet.TargetOf(Zibo, Level, "2023", "2023-04-01");
        Assert.Equal((100m, 100m, TrafficLight.Green, 0m), (stays.Done, stays.Expected, stays.Light, stays.Remaining));
        // Below it there is no pace that leads there: it is behind by what is missing.
        _sheet.Report(Zibo, Level, "2023-05-31", 95);
        var falls = _sheet.TargetOf(Zibo, Level, "2023", "2023-06-01");
        Assert.Equal((95m, 100m, TrafficLight.Yellow, 5m), (falls.Done, falls.Expected, falls.Light, falls.Remaining));
    }

    [Fact]
    public void Per_head_counts_from_its_base_too()
    {
        const string PerHead = "patent.invention.per10k";
        _sheet.WithPopulation($"{Zibo},2020,1000000").WithTargets($"{Zibo},{PerHead},2023,,6,,,,")
            .Report(Zibo, Level, "2022-12-31", 400).Report(Zibo, Level, "2023-06-30", 450);
        // 4 → 4.5 on the way to 6.
        var state = _sheet.TargetOf(Zibo, PerHead, "2023", "2023-07-01");
        Assert.Equal((4m, 25m, 1.5m), (state.Base, state.Done, state.Remaining));
    }

    [Fact]
    public void A_floor_is_to_be_held_all_the_time()
    {
        _sheet.WithTargets($"{Zibo},{Ratio},2023,floor,90,,,,").Report(Zibo, "court.accepted", "2023-01-31", 100).Report(Zibo, "court.closed", "2023-01-31", 81);
        var behind = _sheet.TargetOf(Zibo, Ratio, "2023", "2023-02-01");
        Assert.Equal((Goal.Floor, 90m, 90m, 100m, TrafficLight.Yellow, 9m), (behind.Goal, behind.Value, behind.Done, behind.Expected, behind.Light, behind.Remaining));
        Assert.Equal((null, null, null), (behind.Curve, behind.DailyRate, behind.Forecast));
        Assert.Equal(90m, Points(Ratio, "2023", "2023-02-01"));
        _sheet.Report(Zibo, "court.closed", "2023-02-01", 14);
        var held = _sheet.TargetOf(Zibo, Ratio, "2023", "2023-02-02");
        Assert.Equal((100m, TrafficLight.Green, 0m), (held.Done, held.Light, held.Remaining));
    }

    [Theory]
    [InlineData(30, 100, 0, TrafficLight.Green)]
    [InlineData(32, 93.75, 2, TrafficLight.Yellow)]
    [InlineData(40, 75, 10, TrafficLight.Red)]
    [InlineData(0, 100, 0, TrafficLight.Green)]
    public void The_floor_of_a_mean_that_is_better_lower_is_the_most_it_may_be(int days, decimal done, decimal missing, TrafficLight light)
    {
        _sheet.WithTargets($"{Zibo},{Mean},2023,floor,30,,,,").Report(Zibo, Mean, "2023-01-31", days, weight: 3);
        var state = _sheet.TargetOf(Zibo, Mean, "2023", "2023-02-01");
        Assert.Equal((done, missing, light), (state.Done, state.Remaining, state.Light));
        Assert.Equal(done, Points(Mean, "2023", "2023-02-01"));
    }

    [Fact]
    public void Coverage_has_a_floor_of_the_province()
    {
        _sheet.WithTargets($"{ProjectionScenario.Province},mediation.coverage,2023,floor,90,,,,");
        foreach (var city in _sheet.Reference.Places.Cities.Take(15)) _sheet.Report(city.Code, "mediation.org.valid", "2023-03-31", 1);
        // 15 of 16 cities: 93.75 %.
        Assert.Equal((100m, TrafficLight.Green), (_sheet.TargetOf(ProjectionScenario.Province, "mediation.coverage", "2023", "2023-04-01").Done, _sheet.TargetOf(ProjectionScenario.Province, "mediation.coverage", "2023", "2023-04-01").Light));
    }

    [Fact]
    public void A_benchmark_is_the_provinces_figure_of_last_year()
    {
        _sheet.WithTargets($"*,{Mean},2023,benchmark,,province-last-year,,,不低于去年全省平均办理周期")
            .Report(Zibo, Mean, "2022-05-31", 40, weight: 1).Report(Jinan, Mean, "2022-05-31", 20, weight: 3).Report(Zibo, Mean, "2023-05-31", 30);
        // (40 + 3 · 20) / 4 = 25 days; 25/30 of it is attained.
        var state = _sheet.TargetOf(Zibo, Mean, "2023", "2023-06-01");
        Assert.Equal((25m, BenchmarkKind.ProvinceLastYear, decimal.Round(2500m / 30, 10), 5m, TrafficLight.Red), (state.Value, state.Against, state.Done, state.Remaining, state.Light));
    }

    [Fact]
    public void A_benchmark_is_a_citys_own_figure_of_last_year_or_the_provinces_of_now()
    {
        _sheet.WithTargets($"{Zibo},{Mean},2023,benchmark,,own-last-year,,,", $"{Jinan},{Mean},2023,benchmark,,province,,,")
            .Report(Zibo, Mean, "2022-05-31", 40).Report(Jinan, Mean, "2022-05-31", 20)
            .Report(Zibo, Mean, "2023-05-31", 30).Report(Jinan, Mean, "2023-05-31", 50);
        Assert.Equal((40m, TrafficLight.Green), (_sheet.TargetOf(Zibo, Mean, "2023", "2023-06-01").Value, _sheet.TargetOf(Zibo, Mean, "2023", "2023-06-01").Light));
        Assert.Equal((40m, TrafficLight.Red), (_sheet.TargetOf(Jinan, Mean, "2023", "2023-06-01").Value, _sheet.TargetOf(Jinan, Mean, "2023", "2023-06-01").Light));
    }

    [Fact]
    public void A_benchmark_that_is_not_known_tells_nothing()
    {
        _sheet.WithTargets($"*,{Mean},2023,benchmark,,own-last-year,,,").Report(Zibo, Mean, "2023-05-31", 30);
        var state = _sheet.TargetOf(Zibo, Mean, "2023", "2023-06-01");
        Assert.Equal((null, null, null, null), (state.Value, state.Done, state.Light, state.Remaining));
        Assert.Null(Points(Mean, "2023", "2023-06-01"));
    }

    [Fact]
    public void A_sum_that_is_running_is_held_against_as_many_days_of_last_year()
    {
        _sheet.WithTargets($"*,{Sum},2023,benchmark,,own-last-year,,,")
            .Report(Zibo, Sum, "2022-03-01", 10).Report(Zibo, Sum, "2022-09-01", 90).Report(Zibo, Sum, "2023-02-01", 12);
        Assert.Equal((10m, TrafficLight.Green), (_sheet.TargetOf(Zibo, Sum, "2023", "2023-04-01").Value, _sheet.TargetOf(Zibo, Sum, "2023", "2023-04-01").Light));
        Assert.Equal((100m, 12m), (_sheet.TargetOf(Zibo, Sum, "2023", "2023-12-31").Value, _sheet.TargetOf(Zibo, Sum, "2023", "2023-12-31").Done));
    }

    [Theory]
    [InlineData("2022-11-01", 0, 1)] // before the period starts: nothing is expected, and all its days are left
    [InlineData("2023-01-01", 0, 1)]
    [InlineData("2023-12-31", 99.7260273973, 365)] // 364/365
    [InlineData("2024-01-01", 100, null)]
    [InlineData("2025-06-01", 100, null)]
    public void A_straight_line_goes_from_the_first_morning_to_the_last_evening(string today, decimal expected, int? rate)
    {
        _sheet.WithTargets($"{Zibo},{Sum},2023,,365,,,,");
        var state = _sheet.TargetOf(Zibo, Sum, "2023", today);
        Assert.Equal((expected, rate), (state.Expected, state.DailyRate));
        Assert.Null(state.Forecast);
    }

    [Theory]
    [InlineData("2024-02-29", 59)]
    [InlineData("2024-03-01", 60)]
    public void A_leap_year_has_a_day_more(string today, int over)
    {
        _sheet.WithTargets($"{Zibo},{Sum},2024,,366,,,,");
        var state = _sheet.TargetOf(Zibo, Sum, "2024", today);
        Assert.Equal((decimal.Round(over * 100m / 366, 10), decimal.Round(366m / (366 - over), 10)), (state.Expected, state.DailyRate));
    }

    [Fact]
    public void The_curve_of_earlier_years_is_what_they_had_done_by_the_eve_of_the_day()
    {
        _sheet.WithTargets($"{Zibo},{Sum},2023,,100,,,earlier-years,");
        foreach (var (year, early, late) in new[] { (2022, 50, 50), (2021, 10, 90), (2020, 30, 70), (2019, 0, 100) })
            _sheet.Report(Zibo, Sum, $"{year}-03-14", early).Report(Zibo, Sum, $"{year}-03-15", late);
        // Three years back: (50 % + 10 % + 30 %) / 3. What they did on the day itself is not expected yet.
        var state = _sheet.TargetOf(Zibo, Sum, "2023", "2023-03-15");
        Assert.Equal((30m, PaceCurve.EarlierYears), (state.Expected, state.Curve));
        Assert.Equal(100m, _sheet.TargetOf(Zibo, Sum, "2023", "2023-03-16").Expected);
        Assert.Equal(0m, _sheet.TargetOf(Zibo, Sum, "2023", "2022-12-01").Expected);
        Assert.Equal(100m, _sheet.TargetOf(Zibo, Sum, "2023", "2025-06-01").Expected);
    }

    [Fact]
    public void A_leap_day_is_held_against_the_28th_of_earlier_years()
    {
        _sheet.WithTargets($"{Zibo},{Sum},2024,,100,,,earlier-years,", $"{Zibo},{Sum},2024-02,,100,,,earlier-years,")
            .Report(Zibo, Sum, "2023-02-27", 20).Report(Zibo, Sum, "2023-02-28", 20).Report(Zibo, Sum, "2023-03-01", 60);
        Assert.Equal([20m, 40m, 40m, 100m], new[] { "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02" }.Select(day => _sheet.TargetOf(Zibo, Sum, "2024", day).Expected));
        Assert.Equal([50m, 100m, 100m], new[] { "2024-02-28", "2024-02-29", "2024-03-01" }.Select(day => _sheet.TargetOf(Zibo, Sum, "2024-02", day).Expected));
    }

    [Fact]
    public void The_curve_of_a_level_is_how_it_grew_in_earlier_years_and_leaves_out_those_in_which_it_did_not()
    {
        _sheet.WithTargets($"{Zibo},{Level},2023,,500,,,earlier-years,")
            .Report(Zibo, Level, "2020-12-31", 300).Report(Zibo, Level, "2021-12-31", 250)
            .Report(Zibo, Level, "2022-03-01", 275).Report(Zibo, Level, "2022-12-31", 350);
        // 2022 grew by 100, of which 25 by March; 2021 shrank, and where 2020 began is not known.
        Assert.Equal((25m, PaceCurve.EarlierYears), (_sheet.TargetOf(Zibo, Level, "2023", "2023-04-01").Expected, _sheet.TargetOf(Zibo, Level, "2023", "2023-04-01").Curve));
    }

    [Fact]
    public void Without_an_earlier_year_the_line_is_straight()
    {
        _sheet.WithTargets($"{Zibo},{Sum},2023,,100,,,earlier-years,").Report(Zibo, Sum, "2022-05-01", 0);
        var state = _sheet.TargetOf(Zibo, Sum, "2023", "2023-03-15");
        Assert.Equal((20m, PaceCurve.Line), (state.Expected, state.Curve));
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
    public void Lights_go_by_the_rules_in_force(decimal done, int yellowWithin, TrafficLight light)
    {
        _sheet.With("rules.json", $$"""{ "yellowWithin": {{yellowWithin}}, "closeDays": 10, "lowBase": {} }""")
            .WithTargets($"{Zibo},{Sum},2023,,100,,,,").Report(Zibo, Sum, "2023-01-01", done);
        Assert.Equal(light, _sheet.TargetOf(Zibo, Sum, "2023", "2023-03-15").Light); // 20 % expected
    }

    [Fact]
    public void A_citys_own_target_goes_before_the_one_for_every_city_which_is_none_of_the_provinces()
    {
        _sheet.WithTargets($"*,{Sum},2023,,100,,,,", $"{Zibo},{Sum},2023,,40,,,,").Report(Zibo, Sum, "2023-01-01", 20).Report(Jinan, Sum, "2023-01-01", 20);
        Assert.Equal((50m, 20m), (_sheet.TargetOf(Zibo, Sum, "2023", "2023-02-01").Done, _sheet.TargetOf(Jinan, Sum, "2023", "2023-02-01").Done));
        Assert.Null(_sheet.TargetOf(ProjectionScenario.Province, Sum, "2023", "2023-02-01"));
        Assert.Null(_sheet.TargetOf(Zibo, Sum, "2023Q1", "2023-02-01"));
        _sheet.WithTargets($"{ProjectionScenario.Province},{Sum},2023,,400,,,,");
        Assert.Equal(10m, _sheet.TargetOf(ProjectionScenario.Province, Sum, "2023", "2023-02-01").Done);
        Assert.Null(_sheet.TargetOf(Zibo, Sum, "2023", "2023-02-01"));
    }

    [Fact]
    public void A_quarter_and_a_month_have_targets_and_days_of_their_own()
    {
        _sheet.WithTargets($"{Zibo},{Sum},2023Q2,,91,,,,", $"{Zibo},{Sum},2023-06,,30,,,,", $"{Zibo},{Level},2023Q2,,130,,,,")
            .Report(Zibo, Sum, "2023-03-31", 99).Report(Zibo, Sum, "2023-05-15", 13).Report(Zibo, Sum, "2023-06-02", 6).Report(Zibo, Sum, "2023-07-01", 99)
            .Report(Zibo, Level, "2023-03-31", 110).Report(Zibo, Level, "2023-06-05", 115);
        // On 11 June 71 of the quarter's 91 days and 10 of the month's 30 are over.
        var (quarter, month) = (_sheet.TargetOf(Zibo, Sum, "2023Q2", "2023-06-11"), _sheet.TargetOf(Zibo, Sum, "2023-06", "2023-06-11"));
        Assert.Equal((decimal.Round(1900m / 91, 10), decimal.Round(7100m / 91, 10), 72m / 20), (quarter.Done, quarter.Expected, quarter.DailyRate));
        Assert.Equal((20m, decimal.Round(1000m / 30, 10), 24m / 20), (month.Done, month.Expected, month.DailyRate));
        Assert.Equal((110m, 25m), (_sheet.TargetOf(Zibo, Level, "2023Q2", "2023-06-11").Base, _sheet.TargetOf(Zibo, Level, "2023Q2", "2023-06-11").Done));
    }

    private decimal? Points(string metric, string period, string today) =>
        _sheet.PaceOn(today).GetPoints(Zibo, _sheet.Reference.Catalogue[metric], ProjectionScenario.ParsePeriod(period))?.ToDecimal();
}
