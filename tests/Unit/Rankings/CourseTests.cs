using IpMonitor.Grains.Rankings;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Rankings;

/// <summary>Tests of the monthly course of a figure beside its target line.</summary>
public sealed class CourseTests
{
    private const string Zibo = "370300";
    private const string Sum = "pledge.count";
    private const string Level = "patent.invention.valid";
    private readonly ProjectionScenario _scenario = new();

    [Fact]
    public void A_sum_and_its_ranks_accumulate_to_the_current_month()
    {
        _scenario.Report(Zibo, Sum, "2023-01-31", 10)
            .Report(Zibo, Sum, "2023-03-02", 20)
            .Report("370100", Sum, "2023-02-10", 15);
        var steps = Course(Sum, "2023-03-15");
        Assert.Equal(["2023-01", "2023-02", "2023-03", "2023-04"], steps.Take(4).Select(step => step.Period));
        Assert.Equal([10m, 10m, 30m, null], steps.Take(4).Select(step => step.Value));
        Assert.Equal([(1, 1), (2, 2), (1, 2), (null, null)], steps.Take(4).Select(step => (step.Rank, step.Of)));
        Assert.Equal(12, steps.Count);
    }

    [Fact]
    public void The_last_step_equals_the_citys_figure()
    {
        _scenario.Report(Zibo, Sum, "2023-03-31", 10).Report(Zibo, Sum, "2023-12-31", 5);
        var figure = _scenario.BuildRanking("2024-02-01")
            .GetFigure(Zibo, _scenario.Reference.Catalogue[Sum], ProjectionScenario.ParsePeriod("2023"))!;
        var last = Course(Sum, "2024-02-01")[^1];
        Assert.Equal((15m, figure.Value, figure.Rank), (last.Value, last.Value, last.Rank));
    }

    [Fact]
    public void A_straight_line_is_proportional_to_days_and_ends_at_the_target()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,365,,,,").Report(Zibo, Sum, "2023-01-31", 10);
        var due = Course(Sum, "2023-03-15").Select(step => step.Due).ToList();
        Assert.Equal([31m, 59m, 90m], due.Take(3));
        Assert.Equal(365m, due[^1]);
    }

    [Fact]
    public void The_earlier_years_curve_follows_their_course()
    {
        _scenario.WithTargets($"{Zibo},{Sum},2023,,200,,,earlierYears,")
            .Report(Zibo, Sum, "2022-02-10", 25)
            .Report(Zibo, Sum, "2022-12-10", 75)
            .Report(Zibo, Sum, "2023-01-31", 10);
        Assert.Equal([0m, 50m, 50m], Course(Sum, "2023-03-15").Take(3).Select(step => step.Due));
        Assert.Equal([null, 25m, 25m], Course(Sum, "2023-03-15").Take(3).Select(step => step.LastYear));
    }

    [Fact]
    public void A_levels_line_starts_at_its_base_and_needs_one()
    {
        _scenario.WithTargets($"{Zibo},{Level},2023,,465,,100,,").Report(Zibo, Level, "2023-01-31", 120);
        Assert.Equal([131m, 159m], Course(Level, "2023-03-15").Take(2).Select(step => step.Due));
        _scenario.WithTargets($"{Zibo},{Level},2023,,465,,,,");
        Assert.All(Course(Level, "2023-03-15"), step => Assert.Null(step.Due));
    }

    [Fact]
    public void A_floor_is_due_in_every_month()
    {
        _scenario.WithTargets($"{Zibo},court.closed.rate,2023,floor,90,,,,");
        Assert.All(Course("court.closed.rate", "2023-03-15"), step => Assert.Equal(90m, step.Due));
    }

    private List<CumulativePoint> Course(string metric, string today) =>
        [
            .. _scenario.BuildRanking(today)
                .GetCumulativeSeries(
                    _scenario.Reference.Places.FindCity(Zibo)!, _scenario.Reference.Catalogue[metric],
                    ProjectionScenario.ParsePeriod("2023")).Steps
        ];
}
