using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.IntegrationTests.Cities;

/// <summary>Cumulative figures: how readings and their corrections count.</summary>
public sealed class CumulativeFigureTests : CorrectionTestBase
{
    [Fact]
    public async Task A_cumulative_figure_counts_by_its_difference_and_a_gap_stays_open()
    {
        await ReportAccepted(YtdEvent("jan", 1, 10), YtdEvent("mar", 3, 45));
        Assert.Equal(10m, (await Value("2024-01")).Value);
        Assert.Empty((await Ranking(period: "2024-02")).Rows);
        Assert.Equal(35m, (await Value("2024-03")).Value);
        await ReportAccepted(YtdEvent("feb", 2, 30));
        Assert.Equal(
            (20m, 15m, 45m), ((await Value("2024-02")).Value, (await Value("2024-03")).Value, (await Value()).Value));
    }

    [Fact]
    public async Task A_decreasing_cumulative_figure_is_held_until_the_previous_is_corrected()
    {
        await ReportAccepted(YtdEvent("jan", 1, 10), YtdEvent("feb", 2, 300), YtdEvent("mar", 3, 45));
        Assert.Equal(300m, (await Value()).Value);
        Assert.Equal([EventState.Held], await States("mar"));
        await ReportAccepted(YtdEvent("fix", 2, 30) with { Op = EventOperation.Replace, Target = new("zibo", "feb") });
        Assert.Equal((45m, 15m), ((await Value()).Value, (await Value("2024-03")).Value));
        Assert.Equal([EventState.Counts], await States("mar"));
    }

    [Fact]
    public async Task A_final_mark_and_a_withdrawal_leave_a_cumulative_figure_unchanged()
    {
        var newYearsEve = new DateOnly(2024, 12, 31);
        await ReportAccepted(
            YtdEvent("jan", 1, 10), YtdEvent("mar", 3, 45), YtdEvent("dec", 12, 50) with { Date = newYearsEve });
        await ReportAccepted(WithdrawEvent("early", "not there yet") with { Date = new(2024, 3, 28) });
        Assert.Equal((35m, 50m), ((await Value("2024-03")).Value, (await Value()).Value));
        await ReportAccepted(AddEvent("final", 0) with { Op = EventOperation.Final, Date = newYearsEve });
        Assert.Equal((5m, 50m), ((await Value("2024-12")).Value, (await Value()).Value));
    }

    [Fact]
    public async Task Increments_and_cumulative_figures_of_one_unit_and_year_are_not_mixed()
    {
        await ReportAccepted(YtdEvent("jan", 1, 10));
        Assert.Equal("basis_mixed", await ReportRejected(AddEvent("x", 3)));
        await ReportAccepted(
            AddEvent("x", 3) with { Unit = "370303" }, AddEvent("y", 3) with { Date = new(2023, 4, 20) });
        Assert.Equal("basis_mixed", await ReportRejected(YtdEvent("z", 2, 10) with { Date = new(2023, 5, 1) }));
    }
}
