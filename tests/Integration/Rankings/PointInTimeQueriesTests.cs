using System.Collections.Immutable;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.Testing.Time;
using Microsoft.Extensions.DependencyInjection;

namespace IpMonitor.IntegrationTests.Rankings;

/// <summary>Point-in-time queries over several days of test time.</summary>
public sealed class HistoricalQueriesTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(8)));
    private GrainHost _host = null!;

    public async ValueTask InitializeAsync() =>
        _host = await GrainHost.Start(silo => silo.Services.AddSingleton<TimeProvider>(_clock));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_first_response_of_a_new_day_is_reproduced_by_its_position()
    {
        await Zibo.Report([Event("1", 5)]);
        _clock.UtcNow += TimeSpan.FromDays(1);
        var now = await _host.History.GetCurrent();
        Assert.Equal(new(2026, 3, 2), now.Day);
        Assert.Equal(now, await _host.History.ResolveText($"{now.Position}"));
    }

    [Fact]
    public async Task A_clock_set_back_omits_no_event_from_history()
    {
        var reportResult = await Zibo.Report([Event("1", 5)]);
        _clock.UtcNow -= TimeSpan.FromHours(3);
        Assert.Equal(reportResult.Position, (await _host.History.GetCurrent()).Position);
    }

    [Fact]
    public async Task A_score_history_uses_the_scheme_of_each_day()
    {
        await _host.ReferenceData.Put("schemes.json", SchemeDocument("pledge.count"), "desk");
        await Zibo.Report([Event("1", 5)]);
        _clock.UtcNow += TimeSpan.FromDays(1);
        await _host.ReferenceData.Put("schemes.json", SchemeDocument("pledge.amount"), "desk");
        _clock.UtcNow += TimeSpan.FromDays(1);
        var metric = _host.ReferenceData.Current.Catalogue["s"];
        var history = await _host.History.GetHistory(
            metric, ReportingPeriod.Parse("2026-03-01..2026-03-31")!, TimeStep.Day);
        Assert.Equal([100m, null, null], Assert.Single(history.Cities).Values);
    }

    [Fact]
    public async Task A_target_score_is_unranked_for_a_period_without_targets()
    {
        await _host.ReferenceData.Put(
            "targets.csv",
            "city,metric,period,goal,value,against,base,curve,note\n*,pledge.count,2026,reach,10,,,,\n",
            "desk");
        await _host.ReferenceData.Put(
            "schemes.json", SchemeDocument("pledge.count").Replace("rank", "target", StringComparison.Ordinal), "desk");
        await Zibo.Report([Event("1", 5), Event("2", 3) with { Date = new(2025, 2, 1) }]);
        var ranking = await _host.Ranking.GetRanking("s", "2026", Baseline.Previous);
        var pointInTime = await _host.History.GetCurrent();
        var explained = (await _host.History.Explain(
            _host.ReferenceData.Current.Catalogue["s"],
            ReportingPeriod.Parse("2026")!,
            pointInTime,
            null,
            Baseline.Previous))!;
        Assert.Equal(Assert.Single(ranking.Rows).PreviousRank, Assert.Single(explained.Cities).PreviousRank);
    }

    [Fact]
    public async Task A_source_change_during_a_recount_is_applied_by_the_next_recount()
    {
        await Zibo.Report([Event("1", 5), Event("2", 5) with { Metric = "pledge.amount" }]);
        await _host.ReferenceData.Put("metrics.csv", AuthorityDocument("pledge.count"), "desk");
        _host.Journal.OnNextEventsRead = () =>
            _host.ReferenceData.Put("metrics.csv", AuthorityDocument("pledge.count", "pledge.amount"), "desk");
        await Zibo.ApplyCatalogue();
        await Zibo.ApplyCatalogue();
        Assert.Empty((await _host.Ranking.GetRanking("pledge.amount", "2026", Baseline.Previous)).Rows);
    }

    [Fact]
    public async Task A_source_change_at_shutdown_is_applied_soon_after_the_start()
    {
        await Zibo.Report([Event("1", 5)]);
        await _host.ReferenceData.Put("metrics.csv", AuthorityDocument("pledge.count"), "desk");
        await _host.Restart();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await _host.Ranking.GetRanking(
            "pledge.count", "2026", Baseline.Previous)).Rows.Length > 0) await Task.Delay(100, limit.Token);
    }

    [Fact]
    public async Task A_topic_that_became_unavailable_does_not_stop_other_topics()
    {
        var (unavailable, other) = (new RecordingTopicObserver(), new RecordingTopicObserver());
        await _host.Ranking.Subscribe(
            "ranking/pledge.count/2026", _host.Grains.CreateObjectReference<ITopicObserver>(unavailable));
        await _host.Ranking.Subscribe("province/2026", _host.Grains.CreateObjectReference<ITopicObserver>(other));
        await _host.ReferenceData.Put("schemes.json", "[]", "desk");
        await _host.ReferenceData.Put(
            "metrics.csv",
            MetricsDocument(
                line => line.StartsWith("pledge.count,", StringComparison.Ordinal)
                    ? line.Replace(",higher,", ",none,", StringComparison.Ordinal)
                    : line),
            "desk");
        await Zibo.Report([Event("1", 5)]);
        Assert.Equal(
            5m,
            Assert.Single(
                ((ProvinceResponse)(await other.Next.WaitAsync(TimeSpan.FromSeconds(10))).Data).Metrics,
                figure => figure.Metric == "pledge.count").Value);
        GC.KeepAlive(unavailable);
    }

    private ICityGrain Zibo => _host.Grains.GetGrain<ICityGrain>("370300");

    private static Event Event(string id, decimal value) =>
        TestStore.CreateEvent(id, value) with { Date = new(2026, 3, 1) };

    private static string SchemeDocument(string metric) =>
        $$"""
        [{"code":"s","name":"s","nameEn":"s","indicators":[
            {"metric":"{{metric}}","weight":100,"scoring":"rank"}]}]
        """;

    private static string AuthorityDocument(params string[] metrics) =>
        MetricsDocument(line =>
            metrics.Any(metric => line.StartsWith($"{metric},", StringComparison.Ordinal)) ? $"{line}province" : line);

    private static string MetricsDocument(Func<string, string> change) =>
        string.Join(
            '\n',
            ReferenceSnapshot.BuiltIn["metrics.csv"].TrimEnd().Split('\n').Select(line => change(line.TrimEnd('\r'))))
                + "\n";

    private sealed class RecordingTopicObserver : ITopicObserver
    {
        private readonly TaskCompletionSource<TopicState> _next = new(
            TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TopicState> Next => _next.Task;

        public Task Update(ImmutableArray<TopicState> states)
        {
            foreach (var state in states)
                if (state.Data is ProvinceResponse { Metrics.IsEmpty: false }) _next.TrySetResult(state);
            return Task.CompletedTask;
        }

        public Task Heartbeat(ImmutableArray<TopicHeartbeat> topics) => Task.CompletedTask;
    }
}
