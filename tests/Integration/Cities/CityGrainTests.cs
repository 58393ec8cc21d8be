using System.Collections.Immutable;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Journal;

namespace IpMonitor.IntegrationTests.Cities;

public sealed class CityGrainTests : IAsyncLifetime
{
    private GrainHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GrainHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_report_is_counted_and_ranked()
    {
        var reportResult = await Zibo.Report([Event("1", 3), Event("2", 4)]);
        Assert.Equal(
            [EventOutcome.Accepted, EventOutcome.Accepted],
            reportResult.Results.Select(eventResult => eventResult.Status));
        var ranking = await Ranking();
        Assert.Equal((7m, reportResult.Position), (Assert.Single(ranking.Rows).Value, ranking.Position));
    }

    [Fact]
    public async Task Concurrent_reports_lose_nothing_and_count_nothing_twice()
    {
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Zibo.Report([Event($"{i / 2}", 1)])));
        Assert.Equal(200m, Assert.Single((await Ranking()).Rows).Value);
    }

    [Fact]
    public async Task A_failed_commit_counts_nothing_and_can_be_retried()
    {
        await Zibo.Report([Event("1", 3)]);
        _host.Journal.FailAppends = true;
        await Assert.ThrowsAsync<JournalException>(() => Zibo.Report([Event("2", 4)]));
        _host.Journal.FailAppends = false;
        Assert.Equal(3m, Assert.Single((await Ranking()).Rows).Value);
        Assert.Equal(EventOutcome.Accepted, Assert.Single((await Zibo.Report([Event("2", 4)])).Results).Status);
        Assert.Equal(7m, Assert.Single((await Ranking()).Rows).Value);
    }

    [Fact]
    public async Task A_commit_whose_response_was_lost_counts_once_when_retried()
    {
        _host.Journal.LoseResponses = true;
        await Assert.ThrowsAsync<JournalException>(() => Zibo.Report([Event("1", 3)]));
        _host.Journal.LoseResponses = false;
        var reportResult = await Zibo.Report([Event("1", 3), Event("2", 4)]);
        Assert.Equal(
            [EventOutcome.Duplicate, EventOutcome.Accepted],
            reportResult.Results.Select(eventResult => eventResult.Status));
        Assert.Equal(7m, Assert.Single((await Ranking()).Rows).Value);
    }

    [Fact]
    public async Task A_version_conflict_makes_the_city_grain_reload()
    {
        await Zibo.Report([Event("1", 3)]);
        var other = Event("2", 4);
        await _host.Journal.Append(new("370300", 1, [new AppendEntry(other, [.. Bucket.GetChanges(other)])]));
        var reportResult = await Zibo.Report([Event("2", 4), Event("3", 5)]);
        Assert.Equal(
            [EventOutcome.Duplicate, EventOutcome.Accepted],
            reportResult.Results.Select(eventResult => eventResult.Status));
        Assert.Equal(12m, Assert.Single((await Ranking()).Rows).Value);
    }

    [Fact]
    public async Task A_failed_city_load_is_retried_at_the_next_call()
    {
        _host.Journal.FailReads = true;
        await Assert.ThrowsAsync<JournalException>(() => Zibo.Report([Event("1", 3)]));
        _host.Journal.FailReads = false;
        Assert.Equal(EventOutcome.Accepted, Assert.Single((await Zibo.Report([Event("1", 3)])).Results).Status);
    }

    [Fact]
    public async Task A_row_that_overflows_a_total_is_rejected_and_the_rest_accepted()
    {
        var mean = Event("1", 90_000) with { Metric = "case.trademark.days", Weight = 1_000_000_000 };
        var reportResult = await Zibo.Report([.. Enumerable.Range(0, 12).Select(i => mean with { Id = $"{i}" })]);
        Assert.Equal(10, reportResult.Results.Count(eventResult => eventResult.Status == EventOutcome.Accepted));
        Assert.Equal("total_too_large", reportResult.Results[^1].Error!.Code);
    }

    [Fact]
    public async Task A_resent_event_is_a_duplicate_even_if_its_day_is_full()
    {
        var full = Event("full", 100_000_000_000_000m);
        ImmutableArray<Event> batch = [.. Enumerable.Range(0, 9).Select(i => full with { Id = $"{i}" })];
        Assert.All((await Zibo.Report(batch)).Results, eventResult =>
            Assert.Equal(EventOutcome.Accepted, eventResult.Status));
        Assert.All((await Zibo.Report(batch)).Results, eventResult =>
            Assert.Equal(EventOutcome.Duplicate, eventResult.Status));
        var more = await Zibo.Report([batch[8] with { Value = 1 }, full with { Id = "9" }, full with { Id = "10" }]);
        Assert.Equal(
            ["id_reused", "total_too_large", "total_too_large"],
            more.Results.Select(eventResult => eventResult.Error?.Code));
    }

    [Fact]
    public async Task Duplicates_do_not_count_towards_the_limit_of_a_day()
    {
        ImmutableArray<Event> batch = [.. Enumerable.Range(0, 4).Select(i => Event($"{i}", 100_000_000_000_000m))];
        for (var times = 0; times < 4; times++) await Zibo.Report(batch);
        var more = await Zibo.Report([.. batch.Select(e => e with { Id = $"{e.Id}-more" })]);
        Assert.All(more.Results, eventResult => Assert.Equal(EventOutcome.Accepted, eventResult.Status));
        Assert.Equal(800_000_000_000_000m, Assert.Single((await Ranking()).Rows).Value);
    }

    [Fact]
    public async Task A_year_of_cumulative_readings_takes_far_fewer_commits_than_rows()
    {
        // In the order of a bureau's table: by metric, then by month.
        ImmutableArray<Event> rows =
        [
            .. from metric in ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Catalogue.All
               where metric.Kind == MetricKind.Sum
               from month in Enumerable.Range(1, 12)
               select new Event(
                   "t",
                   $"{metric.Code}-{month}",
                   "370300",
                   null,
                   metric.Code,
                   month * 10,
                   null,
                   new DateOnly(2024, month, 28),
                   null,
                   null,
                   null,
                   Qualifier.Exact,
                   EventOperation.Add,
                   Basis.Ytd),
        ];
        var reportResult = await Zibo.Report(rows);
        Assert.All(reportResult.Results, eventResult => Assert.Equal(EventOutcome.Accepted, eventResult.Status));
        Assert.Equal(12, reportResult.Position);
        Assert.All(
            await Task.WhenAll(
                ((string[])["pledge.count", "patent.granted"]).Select(metric =>
                    _host.Ranking.GetRanking(metric, "2024", Baseline.Previous))),
            response => Assert.Equal(120, response.Rows[0].Value));
        Assert.Equal(10, (await _host.Ranking.GetRanking("pledge.count", "2024-07", Baseline.Previous)).Rows[0].Value);
    }

    private ICityGrain Zibo => _host.Grains.GetGrain<ICityGrain>("370300");

    private Task<RankingResponse> Ranking() =>
        _host.Grains.GetGrain<IRankingGrain>("370000").GetRanking("pledge.count", "2024", Baseline.Previous);

    private static Event Event(string id, decimal value) =>
        TestStore.CreateEvent(id, value) with { Date = new(2024, 4, 20) };
}
