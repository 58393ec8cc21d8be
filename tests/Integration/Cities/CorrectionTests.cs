using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.IntegrationTests.Cities;

/// <summary>Corrections: which events stand and count.</summary>
public sealed class CorrectionTests : CorrectionTestBase
{
    [Fact]
    public async Task Corrections_of_one_report_across_metrics_are_applied_in_order()
    {
        Event withdrawal = new(
            "t",
            "x-1",
            "370300",
            null,
            "pledge.count",
            0,
            null,
            new(2024, 5, 1),
            null,
            null,
            null,
            Qualifier.Exact,
            EventOperation.Withdraw,
            Basis.Period,
            new("t", "x-2"));
        var reportResult = await Host.Grains.GetGrain<ICityGrain>("370300")
            .Report([withdrawal, withdrawal with { Id = "x-2", Metric = "patent.granted", Target = withdrawal.Key }]);
        Assert.Equal(
            [EventOutcome.Accepted, EventOutcome.Rejected],
            reportResult.Results.Select(eventResult => eventResult.Status));
        Assert.Equal("target_cycle", reportResult.Results[1].Error!.Code);
    }

    [Fact]
    public async Task Early_corrections_by_another_source_have_the_reported_state()
    {
        await ReportAccepted(WithdrawEvent("w", "r") with { Source = "province" });
        await ReportAccepted(ReplaceEvent("r", "x", 7));
        await ReportAccepted(WithdrawEvent("x", "a"));
        await ReportAccepted(AddEvent("a", 10));
        Assert.Equal([EventState.Withdrawn], await States("r"));
        await ReportAccepted(WithdrawEvent("w2", "r2") with { Source = "province" });
        await ReportAccepted(WithdrawEvent("r2", "x2"), AddEvent("x2", 5) with { Metric = "patent.granted" });
        Assert.Equal([EventState.Withdrawn], await States("r2"));
    }

    [Fact]
    public async Task A_replacement_takes_the_place_of_its_target()
    {
        await ReportAccepted(AddEvent("a", 10), AddEvent("b", 5));
        await ReportAccepted(ReplaceEvent("r", "a", 7) with { Date = new(2024, 5, 1) });
        Assert.Equal((12m, 2), await Value());
        Assert.Equal([EventState.Replaced, EventState.Counts], await States("a", "r"));
    }

    [Fact]
    public async Task Withdrawing_a_replacement_restores_the_original()
    {
        await ReportAccepted(AddEvent("a", 10), ReplaceEvent("r", "a", 7), WithdrawEvent("w", "r"));
        Assert.Equal(10m, (await Value()).Value);
        await ReportAccepted(WithdrawEvent("ww", "w"));
        Assert.Equal(7m, (await Value()).Value);
        Assert.Equal(
            [EventState.Replaced, EventState.Counts, EventState.Withdrawn, EventState.Withdrawal],
            await States("a", "r", "w", "ww"));
    }

    [Fact]
    public async Task A_replaced_replacement_leaves_the_original_replaced()
    {
        await ReportAccepted(AddEvent("a", 10), ReplaceEvent("r", "a", 7), ReplaceEvent("rr", "r", 8));
        Assert.Equal(8m, (await Value()).Value);
        await ReportAccepted(WithdrawEvent("w", "rr"));
        Assert.Equal(7m, (await Value()).Value);
    }

    [Fact]
    public async Task A_withdrawn_figure_is_not_reported_rather_than_zero()
    {
        await ReportAccepted(AddEvent("a", 10), WithdrawEvent("w", "a"));
        Assert.Empty((await Ranking()).Rows);
        Assert.Equal(16, (await Ranking()).NotReported.Length);
        await ReportAccepted(AddEvent("b", 0));
        Assert.Equal(0m, (await Value()).Value);
    }

    [Fact]
    public async Task A_second_standing_correction_is_refused_including_a_restored_one()
    {
        await ReportAccepted(AddEvent("a", 10), ReplaceEvent("r1", "a", 7));
        Assert.Equal("already_corrected", await ReportRejected(ReplaceEvent("r2", "a", 8)));
        Assert.Equal("already_corrected", await ReportRejected(WithdrawEvent("w0", "a")));
        await ReportAccepted(WithdrawEvent("w1", "r1"), ReplaceEvent("r2", "a", 8));
        Assert.Equal("already_corrected", await ReportRejected(WithdrawEvent("w2", "w1")));
        Assert.Equal(8m, (await Value()).Value);
    }

    [Fact]
    public async Task A_correction_may_arrive_before_its_target()
    {
        await ReportAccepted(ReplaceEvent("r", "a", 7));
        Assert.Empty((await Ranking()).Rows);
        Assert.Equal([EventState.Waiting], await States("r"));
        Assert.Equal("already_corrected", await ReportRejected(WithdrawEvent("w", "a")));
        await ReportAccepted(AddEvent("a", 10));
        Assert.Equal(7m, (await Value()).Value);
        Assert.Equal([EventState.Replaced, EventState.Counts], await States("a", "r"));
    }

    [Fact]
    public async Task An_early_correction_with_an_invalid_target_is_void()
    {
        await ReportAccepted(ReplaceEvent("r", "a", 7));
        await ReportAccepted(AddEvent("a", 10) with { Metric = "license.open" });
        Assert.Equal([EventState.Void], await States("r"));
        Assert.Equal(10m, Assert.Single((await Ranking("license.open")).Rows).Value);
        Assert.Empty((await Ranking()).Rows);
    }

    [Fact]
    public async Task Invalid_corrections_are_refused_with_their_codes()
    {
        await ReportAccepted(
            AddEvent("a", 10),
            AddEvent("other", 1) with { Metric = "license.open" },
            AddEvent("b", 1) with { Source = "police" },
            AddEvent("c", 3),
            WithdrawEvent("w", "c"));
        Assert.Equal("target_self", await ReportRejected(ReplaceEvent("s", "s", 1)));
        Assert.Equal("target_elsewhere", await ReportRejected(ReplaceEvent("e", "other", 1)));
        Assert.Equal(
            "target_not_yours", await ReportRejected(ReplaceEvent("y", "b", 1) with { Target = new("police", "b") }));
        Assert.Equal("target_is_withdrawal", await ReportRejected(ReplaceEvent("z", "w", 1)));
        await ReportAccepted(WithdrawEvent("early", "later"));
        Assert.Equal("target_cycle", await ReportRejected(WithdrawEvent("later", "early")));
        await ReportAccepted(WithdrawEvent("p", "b") with { Source = "province", Target = new("police", "b") });
        Assert.Equal(10m, (await Value()).Value);
    }

    [Fact]
    public async Task A_correction_sent_again_is_a_duplicate()
    {
        await ReportAccepted(AddEvent("a", 10), ReplaceEvent("r", "a", 7));
        Assert.Equal(
            [EventOutcome.Duplicate, EventOutcome.Duplicate],
            (await Zibo.Report([
                ReplaceEvent("r", "a", 7), AddEvent("a", 10)
            ])).Results.Select(eventResult => eventResult.Status));
        Assert.Equal("id_reused", await ReportRejected(ReplaceEvent("r", "a", 6)));
        Assert.Equal(7m, (await Value()).Value);
    }

    [Fact]
    public async Task A_withdrawn_level_reading_falls_back_to_the_previous_one_of_its_day()
    {
        Event Level(string id, decimal value) =>
            AddEvent(id, value) with { Metric = "trademark.valid", Op = EventOperation.Set };
        await ReportAccepted(
            Level("a", 100), Level("b", 120), WithdrawEvent("w", "b") with { Metric = "trademark.valid" });
        Assert.Equal(100m, Assert.Single((await Ranking("trademark.valid")).Rows).Value);
    }

    [Fact]
    public async Task A_waiting_correction_of_another_source_s_event_becomes_void()
    {
        await ReportAccepted(WithdrawEvent("early", "theirs") with { Target = new("province", "theirs") });
        await ReportAccepted(AddEvent("theirs", 5) with { Source = "province" });
        Assert.Equal([EventState.Void], await States("early"));
        Assert.Equal(5m, (await Value()).Value);
    }

    [Fact]
    public async Task Corrections_have_the_same_state_after_a_restart()
    {
        await ReportAccepted(
            AddEvent("a", 10),
            ReplaceEvent("r", "a", 7),
            ReplaceEvent("early", "b", 2),
            YtdEvent("jan", 1, 10) with { Unit = "370303" });
        Host.Journal.LoseResponses = true;
        await Assert.ThrowsAsync<JournalException>(() => Zibo.Report([WithdrawEvent("w", "r")]));
        Host.Journal.LoseResponses = false;
        var again = await Zibo.Report([WithdrawEvent("w", "r")]);
        Assert.Equal((EventOutcome.Duplicate, (await Ranking()).Position), (again.Results[0].Status, again.Position));
        await ReportAccepted(AddEvent("b", 5));
        Assert.Equal(12m, (await Value()).Value);
    }
}
