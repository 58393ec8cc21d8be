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

/// <summary>Reports events of Zibo to a real silo, and verifies its store after each test.</summary>
public abstract class CorrectionTestBase : IAsyncLifetime
{
    private protected GrainHost Host { get; private set; } = null!;

    private protected ICityGrain Zibo => Host.Grains.GetGrain<ICityGrain>("370300");

    public async ValueTask InitializeAsync() => Host = await GrainHost.Start();

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(StoreVerifier.FindDifferences(Host.Store, out _));
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static Event AddEvent(string id, decimal value) =>
        TestStore.CreateEvent(id, value) with { Source = "zibo", Date = new(2024, 4, 20) };

    private protected static Event ReplaceEvent(string id, string target, decimal value) =>
        AddEvent(id, value) with { Op = EventOperation.Replace, Target = new("zibo", target) };

    private protected static Event WithdrawEvent(string id, string target) =>
        AddEvent(id, 0) with { Op = EventOperation.Withdraw, Target = new("zibo", target) };

    private protected static Event YtdEvent(string id, int month, decimal value) =>
        AddEvent(id, value) with { Basis = Basis.Ytd, Date = new(2024, month, 28) };

    private protected async Task ReportAccepted(params ImmutableArray<Event> events) =>
        Assert.All((await Zibo.Report(events)).Results, eventResult =>
            Assert.Equal((EventOutcome.Accepted, null), (eventResult.Status, eventResult.Error?.Code)));

    private protected async Task<string?> ReportRejected(Event e) =>
        Assert.Single((await Zibo.Report([e])).Results).Error?.Code;

    private protected Task<RankingResponse> Ranking(string metric = "pledge.count", string period = "2024") =>
        Host.Grains.GetGrain<IRankingGrain>("370000").GetRanking(metric, period, Baseline.Previous);

    private protected async Task<(decimal Value, long? Corrected)> Value(string period = "2024")
    {
        var row = Assert.Single((await Ranking(period: period)).Rows);
        return (row.Value, row.Corrected);
    }

    private protected async Task<IEnumerable<EventState>> States(params string[] ids)
    {
        var states = new List<EventState>();
        foreach (var id in ids)
            states.Add(
                (await Host.Journal.GetCorrectionChains([new("zibo", id)])).Single(
                    known => known.Event.Key == new EventKey("zibo", id)).State);
        return states;
    }
}
