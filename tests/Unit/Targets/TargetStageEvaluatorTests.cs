using System.Collections.Immutable;
using IpMonitor.Grains.Targets;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Targets;

/// <summary>
/// Tests of the outcome of a year's months and quarters, as known at their close ten days after their end.
/// </summary>
public sealed class TargetStageEvaluatorTests
{
    private const string Zibo = "370300";
    private const string Sum = "pledge.count";
    private readonly ProjectionScenario _scenario = new ProjectionScenario().WithTargets(
        $"*,{Sum},2023-01,,10,,,,", $"*,{Sum},2023-02,,20,,,,", $"*,{Sum},2023-03,,30,,,,");

    [Fact]
    public void A_month_closes_ten_days_after_its_end()
    {
        _scenario.Report(Zibo, Sum, "2023-01-15", 4);
        Assert.Equal(
            [StageOutcome.Open, StageOutcome.Open, StageOutcome.Open],
            Evaluate("2023-02-10").Select(stage => stage.Outcome));
        Assert.Equal(
            (null, 4m, new DateOnly(2023, 2, 10)),
            (January("2023-02-10").AtClose, January("2023-02-10").Now, January("2023-02-10").ClosesOn));
        Assert.Equal((StageOutcome.Missed, 4m, 4m), Summarize(January("2023-02-11")));
    }

    [Fact]
    public void A_report_on_the_closing_day_is_in_time()
    {
        _scenario.Report(Zibo, Sum, "2023-01-31", 10, known: "2023-02-10");
        Assert.Equal((StageOutcome.Met, 10m, 10m), Summarize(January("2023-12-31")));
    }

    [Fact]
    public void The_days_to_close_come_from_the_rules()
    {
        _scenario.With("rules.json", """{ "yellowWithin": 10, "closeDays": 0, "lowBase": {} }""")
            .Report(Zibo, Sum, "2023-01-31", 10, known: "2023-02-01");
        Assert.Equal((StageOutcome.MadeUp, null, 10m), Summarize(January("2023-12-31")));
    }

    [Fact]
    public void A_missed_month_is_made_up_by_late_reports()
    {
        _scenario.Report(Zibo, Sum, "2023-01-15", 4)
            .Report(Zibo, Sum, "2023-01-20", 3, known: "2023-04-01")
            .Report(Zibo, Sum, "2023-01-21", 3, known: "2023-05-02");
        Assert.Equal((StageOutcome.Missed, 4m, 7m), Summarize(January("2023-05-01")));
        Assert.Equal((StageOutcome.MadeUp, 4m, 10m), Summarize(January("2023-12-31")));
        Assert.Equal(new DateOnly(2023, 5, 2), January("2023-12-31").MadeUpOn);
    }

    [Fact]
    public void The_outcome_depends_on_what_was_known_at_the_close()
    {
        // Dated in January, known in March: late. Dated in February: not January's.
        _scenario.Report(Zibo, Sum, "2023-01-15", 10, known: "2023-03-20")
            .Report(Zibo, Sum, "2023-02-01", 99, known: "2023-02-02");
        Assert.Equal((StageOutcome.Missed, null, null), Summarize(January("2023-02-28")));
        Assert.Equal((null, 10m), (January("2023-12-31").AtClose, January("2023-12-31").Now));
    }

    [Fact]
    public void A_later_month_makes_up_when_the_cumulative_target_is_met()
    {
        _scenario.Report(Zibo, Sum, "2023-01-15", 4)
            .Report(Zibo, Sum, "2023-02-15", 20)
            .Report(Zibo, Sum, "2023-03-05", 36)
            .Report(Zibo, Sum, "2023-04-03", 1);
        var outcomes = Evaluate("2023-06-30");
        // 4 + 20 + 36 = 10 + 20 + 30, known on the day after March.
        Assert.Equal(
            [
                (StageOutcome.MadeUp, new DateOnly(2023, 4, 1)), (StageOutcome.Met, null),
                (StageOutcome.Met, default(DateOnly?))
            ],
            outcomes.Select(stage => (stage.Outcome, stage.MadeUpOn)));
        Assert.Equal(StageOutcome.Missed, January("2023-03-31").Outcome);
    }

    [Fact]
    public void A_month_is_made_up_without_further_reports()
    {
        _scenario.Report(Zibo, Sum, "2023-01-15", 4).Report(Zibo, Sum, "2023-02-15", 26);
        Assert.Equal(StageOutcome.Missed, January("2023-02-28").Outcome);
        Assert.Equal(
            (StageOutcome.MadeUp, new DateOnly(2023, 3, 1)),
            (January("2023-03-01").Outcome, January("2023-03-01").MadeUpOn));
        Assert.Equal(new DateOnly(2023, 3, 1), January("2023-12-31").MadeUpOn);
    }

    [Fact]
    public void Make_up_counts_from_the_first_month_with_a_target()
    {
        _scenario.WithTargets($"*,{Sum},2023-02,,20,,,,", $"*,{Sum},2023-03,,30,,,,")
            .Report(Zibo, Sum, "2023-01-15", 50).Report(Zibo, Sum, "2023-02-15", 5).Report(Zibo, Sum, "2023-03-15", 30);
        Assert.Equal([StageOutcome.Missed, StageOutcome.Met], Evaluate("2023-12-31").Select(stage => stage.Outcome));
    }

    [Fact]
    public void A_withdrawn_event_does_not_make_up()
    {
        var closings = _scenario.Report(Zibo, Sum, "2023-01-15", 4)
            .Report(Zibo, Sum, "2023-01-20", 6, known: "2023-03-01")
            .BuildClosings()
            .ToList();
        closings.Add(new(new(2023, 3, 5), closings[^1].Bucket with { Count = 0, Sum = 0, CorrectionCount = 1 }));
        var stages = new TargetStageEvaluator(
            _scenario.Reference, Zibo, _scenario.Reference.Catalogue[Sum], ProjectionScenario.ParsePeriod("2023"),
            new(2023, 3, 31)).Evaluate(closings);
        Assert.Equal((StageOutcome.Missed, 4m, 4m), Summarize(stages[0]));
        Assert.Null(stages[0].MadeUpOn);
    }

    [Fact]
    public void A_month_met_in_time_stays_met_after_a_correction()
    {
        var closings = _scenario.Report(Zibo, Sum, "2023-01-15", 12).BuildClosings().ToList();
        closings.Add(new(new(2023, 3, 5), closings[^1].Bucket with { Sum = 50_000, CorrectionCount = 1 }));
        var stages = new TargetStageEvaluator(
            _scenario.Reference, Zibo, _scenario.Reference.Catalogue[Sum], ProjectionScenario.ParsePeriod("2023"),
            new(2023, 3, 31)).Evaluate(closings);
        Assert.Equal((StageOutcome.Met, 12m, 5m), Summarize(stages[0]));
    }

    [Fact]
    public void Quarters_and_months_are_separate_and_ordered_by_end()
    {
        _scenario.WithTargets(
            $"{Zibo},{Sum},2023Q1,,10,,,,", $"{Zibo},{Sum},2023-04,,5,,,,", $"{Zibo},{Sum},2023-03,,3,,,,",
            $"{Zibo},{Sum},2023,,99,,,,", $"{Zibo},{Sum},2024-01,,9,,,,")
            .Report(Zibo, Sum, "2023-03-15", 2)
            .Report(Zibo, Sum, "2023-04-15", 20)
            .Report("370100", Sum, "2023-06-01", 1);
        var outcomes = Evaluate("2023-12-31");
        // April makes up March; a quarter is made up only by a later quarter.
        Assert.Equal(
            [("2023Q1", StageOutcome.Missed), ("2023-03", StageOutcome.MadeUp), ("2023-04", StageOutcome.Met)],
            outcomes.Select(stage => (stage.Period, stage.Outcome)));
    }

    [Fact]
    public void The_province_has_its_own_stages()
    {
        _scenario.WithTargets($"{ProjectionScenario.Province},{Sum},2023-01,,10,,,,")
            .Report(Zibo, Sum, "2023-01-15", 6)
            .Report("370100", Sum, "2023-01-15", 4);
        Assert.Equal(
            (StageOutcome.Met, 10m, 10m),
            Summarize(Assert.Single(Evaluate("2023-12-31", ProjectionScenario.Province))));
        Assert.Empty(Evaluate("2023-12-31"));
    }

    [Fact]
    public void Weeks_are_stages_of_the_year_that_they_belong_to()
    {
        _scenario.WithTargets($"*,{Sum},2023-W01,,10,,,,", $"*,{Sum},2022-W52,,10,,,,", $"*,{Sum},2023-W02,,10,,,,")
            .Report(Zibo, Sum, "2023-01-01", 50) // the Sunday of 2022-W52
            .Report(Zibo, Sum, "2023-01-08", 8)
            .Report(Zibo, Sum, "2023-01-09", 12);
        Assert.Equal(
            [("2023-W01", StageOutcome.MadeUp, 8m), ("2023-W02", StageOutcome.Met, 12m)],
            Evaluate("2023-12-31").Select(stage => (stage.Period, stage.Outcome, stage.Now ?? 0)));
    }

    private static (StageOutcome, decimal?, decimal?) Summarize(TargetStage stage) =>
        (stage.Outcome, stage.AtClose, stage.Now);

    private TargetStage January(string today) => Evaluate(today)[0];

    private ImmutableArray<TargetStage> Evaluate(string today, string place = Zibo) =>
        new TargetStageEvaluator(
            _scenario.Reference, place, _scenario.Reference.Catalogue[Sum], ProjectionScenario.ParsePeriod("2023"),
            ProjectionScenario.ParseDay(today)).Evaluate(_scenario.BuildClosings());
}
