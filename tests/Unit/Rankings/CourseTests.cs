using IpMonitor.Grains.Rankings;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Rankings;

/// <summary>How a figure came about, month by month, beside the line that leads to its target.</summary>
public sealed class CourseTests
{
    private const string Zibo = "370300";
    private const string Sum = "pledge.count";
    private const string Level = "patent.invention.valid";
    private readonly ProjectionScenario _sheet = new();

    [Fact]
    public void A_sum_grows_up_to_the_month_that_is_running_and_its_places_with_it()
    {
        _sheet.Report(Zibo, Sum, "2023-01-31", 10).Report(Zibo, Sum, "2023-03-02", 20).Report("370100", Sum, "2023-02-10", 15);
        var steps = Course(Sum, "2023-03-15");
        Assert.Equal(["2023-01", "2023-02", "2023-03", "2023-04"], steps.Take(4).Select(step => step.Period));
        Assert.Equal([10m, 10m, 30m, null], steps.Take(4).Select(step => step.Value));
        Assert.Equal([(1, 1), (2, 2), (1, 2), (null, null)], steps.Take(4).Select(step => (step.Rank, step.Of)));
        Assert.Equal(12, steps.Count);
    }

    [Fact]
    public void It_ends_in_the_figure_that_the_city_shows()
    {
        _sheet.Report(Zibo, Sum, "2023-03-31", 10).Report(Zibo, Sum, "2023-12-31", 5);
        var figure = _sheet.BuildRanking("2024-02-01").GetFigure(Zibo, _sheet.Reference.Catalogue[Sum], ProjectionScenario.ParsePeriod("2023"))!;
        var last = Course(Sum, "2024-02-01")[^1];
        Assert.Equal((15m, figure.Value, figure.Rank), (last.Value, last.Value, last.Rank));
    }

    [Fact]
    public void The_straight_line_is_at_its_share_of_the_days_and_ends_at_the_target()
    {
        _sheet.WithTargets($"{Zibo},{Sum},2023,,365,,,,").Report(Zibo, Sum, "2023-01-31", 10);
        var due = Course(Sum, "2023-03-15").Select(step => step.Due).ToList();
        Assert.Equal([31m, 59m, 90m], due.Take(3));
        Assert.Equal(365m, due[^1]);
    }

    [Fact]
    public void The_line_of_earlier_years_runs_as_they_ran()
    {
        _sheet.WithTargets($"{Zibo},{Sum},2023,,200,,,earlierYears,").Report(Zibo, Sum, "2022-02-10", 25).Report(Zibo, Sum, "2022-12-10", 75)
            .Report(Zibo, Sum, "2023-01-31", 10);
        Assert.Equal([0m, 50m, 50m], Course(Sum, "2023-03-15").Take(3).Select(step => step.Due));
        Assert.Equal([null, 25m, 25m], Course(Sum, "2023-03-15").Take(3).Select(step => step.LastYear));
    }

    [Fact]
    public void The_line_of_a_level_begins_at_its_base_and_none_is_drawn_without_one()
    {
        _sheet.WithTargets($"{Zibo},{Level},2023,,465,,100,,").Report(Zibo, Level, "2023-01-31", 120);
        Assert.Equal([131m, 159m], Course(Level, "2023-03-15").Take(2).Select(step => step.Due));
        _sheet.WithTargets($"{Zibo},{Level},2023,,465,,,,");
        Assert.All(Course(Level, "2023-03-15"), step => Assert.Null(step.Due));
    }

    [Fact]
    public void What_is_to_be_held_is_due_all_the_time()
    {
        _sheet.WithTargets($"{Zibo},court.closed.rate,2023,floor,90,,,,");
        Assert.All(Course("court.closed.rate", "2023-03-15"), step => Assert.Equal(90m, step.Due));
    }

    private List<CourseStep> Course(string metric, string today) =>
        [.. _sheet.BuildRanking(today).GetCourse(_sheet.Reference.Places.FindCity(Zibo)!, _sheet.Reference.Catalogue[metric], ProjectionScenario.ParsePeriod("2023")).Steps];
}
