using System.Collections.Immutable;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Cities;

/// <summary>Corrections: which events stand and count, and how cumulative readings are counted.</summary>
public sealed class CorrectionTests : IAsyncLifetime
{
    private GrainHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GrainHost.Start();

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(StoreVerifier.FindDifferences(_host.Store, out _));
        await _host.DisposeAsync();
    }

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
        var reportResult = await _host.Grains.GetGrain<ICityGrain>("370300")
            .Report([withdrawal, withdrawal with { Id = "x-2", Metric = "patent.granted", Target = withdrawal.Key }]);
        Assert.Equal(
            [EventStatus.Accepted, EventStatus.Rejected],
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
            [EventStatus.Duplicate, EventStatus.Duplicate],
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
    public async Task A_waiting_correction_of_another_source_s_event_becomes_void()
    {
        await ReportAccepted(WithdrawEvent("early", "theirs") with { Target = new("province", "theirs") });
        await ReportAccepted(AddEvent("theirs", 5) with { Source = "province" });
        Assert.Equal([EventState.Void], await States("early"));
        Assert.Equal(5m, (await Value()).Value);
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

    [Fact]
    public async Task Corrections_have_the_same_state_after_a_restart()
    {
        await ReportAccepted(
            AddEvent("a", 10),
            ReplaceEvent("r", "a", 7),
            ReplaceEvent("early", "b", 2),
            YtdEvent("jan", 1, 10) with { Unit = "370303" });
        _host.Journal.LoseResponses = true;
        await Assert.ThrowsAsync<JournalException>(() => Zibo.Report([WithdrawEvent("w", "r")]));
        _host.Journal.LoseResponses = false;
        var again = await Zibo.Report([WithdrawEvent("w", "r")]);
        Assert.Equal((EventStatus.Duplicate, (await Ranking()).Position), (again.Results[0].Status, again.Position));
        await ReportAccepted(AddEvent("b", 5));
        Assert.Equal(12m, (await Value()).Value);
    }

    private ICityGrain Zibo => _host.Grains.GetGrain<ICityGrain>("370300");

    private static Event AddEvent(string id, decimal value) =>
        TestStore.CreateEvent(id, value) with { Source = "zibo", Date = new(2024, 4, 20) };

    private static Event ReplaceEvent(string id, string target, decimal value) =>
        AddEvent(id, value) with { Op = EventOperation.Replace, Target = new("zibo", target) };

    private static Event WithdrawEvent(string id, string target) =>
        AddEvent(id, 0) with { Op = EventOperation.Withdraw, Target = new("zibo", target) };

    private static Event YtdEvent(string id, int month, decimal value) =>
        AddEvent(id, value) with { Basis = Basis.Ytd, Date = new(2024, month, 28) };

    private async Task ReportAccepted(params ImmutableArray<Event> events) =>
        Assert.All((await Zibo.Report(events)).Results, eventResult =>
            Assert.Equal((EventStatus.Accepted, null), (eventResult.Status, eventResult.Error?.Code)));

    private async Task<string?> ReportRejected(Event e) => Assert.Single((await Zibo.Report([e])).Results).Error?.Code;

    private Task<RankingResponse> Ranking(string metric = "pledge.count", string period = "2024") =>
        _host.Grains.GetGrain<IRankingGrain>("370000").GetRanking(metric, period, Baseline.Previous);

    private async Task<(decimal Value, long? Corrected)> Value(string period = "2024")
    {
        var row = Assert.Single((await Ranking(period: period)).Rows);
        return (row.Value, row.Corrected);
    }

    private async Task<IEnumerable<EventState>> States(params string[] ids)
    {
        var states = new List<EventState>();
        foreach (var id in ids)
            states.Add(
                (await _host.Journal.GetCorrectionChains([new("zibo", id)])).Single(
                    known => known.Event.Key == new EventKey("zibo", id)).State);
        return states;
    }
}
