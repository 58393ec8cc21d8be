using System.Text.Json;
using Dapper;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.IntegrationTests.RandomStreams;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Retention;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace IpMonitor.IntegrationTests.Retention;

/// <summary>
/// Prunes years of reports, corrections and reference documents: queries after the horizon stay the same, byte for
/// byte.
/// </summary>
public sealed class PruningTests
{
    private const int LookBackDays = 400;
    private static readonly string[] Metrics = [
        "pledge.count", "trademark.valid", "case.trademark.days", "license.open", "court.closed.rate"
    ];
    private readonly ManualTimeProvider _clock = new(new(2022, 1, 20, 9, 0, 0, TimeSpan.FromHours(8)));

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Queries_after_the_horizon_are_unchanged_by_pruning(int seed)
    {
        await using var host = await GrainHost.Start(silo => silo.Services.AddSingleton<TimeProvider>(_clock));
        var audit = host.Grains.GetGrain<IAuditGrain>("370000");
        await audit.Append(new("admin", "province", "127.0.0.1", "account.create", "kept"));
        await ReportForYears(host, seed);
        var (today, before) = (_clock.GetUtcNow().ToChinaDate(), await ReadResponses(host));
        Assert.Equal(0, ReadHorizon(host.Store));
        using var copy = await TestStore.Create("sqlite");
        var rows = CountRows(host.Store);
        var unpruned = copy.FilePath("unpruned");
        StoreExport.Write(host.Store, unpruned, gzip: false, TimeProvider.System);

        var horizon = StorePruner.Prune(host.Store, today, LookBackDays, default);
        Assert.InRange(horizon, 1, before.Keys.Max() - 1);
        Assert.Equal(horizon, ReadHorizon(host.Store));
        Assert.True(CountRows(host.Store) < rows);
        // The audit log is kept permanently; the law demands at least six months.
        Assert.Equal("kept", Assert.Single((await audit.GetPage(null, 10)).Rows).Entry.Subject);
        var after = await ReadResponses(host);
        Assert.Equal(before.Keys.Where(position => position >= horizon), after.Keys);
        foreach (var (position, responses) in after)
        {
            Assert.Equal(before[position].Told, responses.Told);
            // The horizon is the last position of a year whose months are no longer available.
            if (position > horizon) Assert.Equal(before[position].Months, responses.Months);
        }
        Assert.Empty(StoreVerifier.FindDifferences(host.Store, out _));
        // Pruning again changes nothing.
        Assert.Equal(horizon, StorePruner.Prune(host.Store, today, LookBackDays, default));

        var pruned = copy.FilePath("pruned");
        StoreExport.Write(host.Store, pruned, gzip: false, TimeProvider.System);
        if (PostgresServer.MissingReason is not null) return;
        // PostgreSQL keeps the same rows.
        using var other = await TestStore.Create("postgres");
        using var postgres = other.Open();
        StoreImport.Read(postgres, unpruned);
        StorePruner.Prune(postgres, today, LookBackDays, default);
        StoreExport.Write(postgres, other.FilePath("pruned"), gzip: false, TimeProvider.System);
        Assert.Equal(
            (await File.ReadAllLinesAsync(pruned, TestContext.Current.CancellationToken))[1..^1],
            (await File.ReadAllLinesAsync(other.FilePath("pruned"), TestContext.Current.CancellationToken))[1..^1]);
    }

    [Fact]
    public async Task The_server_prunes_only_if_configured_and_keeps_at_least_400_days()
    {
        _clock.UtcNow = new(2022, 5, 1, 9, 0, 0, TimeSpan.FromHours(8));
        int? days = null;
        await using var host = await GrainHost.Start(silo =>
        {
            silo.Services.AddSingleton<TimeProvider>(_clock);
            silo.Services.Configure<RetentionOptions>(retention => retention.LookBackDays = days);
        });
        await host.Grains.GetGrain<ICityGrain>("370300")
            .Report([TestStore.CreateEvent("1") with { Date = new(2022, 4, 1) }], null);
        _clock.UtcNow = _clock.UtcNow.AddYears(3);
        await host.Restart();
        // Without the setting the service ends at once.
        var service = host.Client.ServiceProvider.GetServices<IHostedService>().OfType<RetentionService>().Single();
        await service.ExecuteTask!.WithinTimeLimit();
        Assert.Equal(0, ReadHorizon(host.Store));
        days = 400;
        await host.Restart();
        while (ReadHorizon(host.Store) == 0) await Task.Delay(20, TestContext.Current.CancellationToken);
        days = 399;
        Assert.Contains(
            "LookBackDays",
            (await Assert.ThrowsAnyAsync<OptionsValidationException>(host.Restart)).Message,
            StringComparison.Ordinal);
        days = null;
        await host.Restart();
    }

    private async Task ReportForYears(GrainHost host, int seed)
    {
        var months = Enumerable.Range(2022, 6).SelectMany(year =>
            Enumerable.Range(1, 12).Select(month => $"*,pledge.count,{year}-{month:00},reach,10,,,,"));
        await host.ReferenceData.Put(
            "targets.csv",
            string.Join('\n', months.Prepend("city,metric,period,goal,value,against,base,curve,note")),
            "desk");
        var random = new Random(seed);
        foreach (var act in StreamPlan.Generate(seed).Concat(StreamPlan.Generate(seed + 1000)))
        {
            switch (act)
            {
                case ReportStep reported:
                    await host.Grains.GetGrain<ICityGrain>(reported.City).Report(
                        [.. reported.Events.Select(e => e with { Date = e.Date.AddDays(random.Next(3)) })], null);
                    break;
                case ChangeReferenceStep { Document: not "targets.csv" } changed:
                    await host.ReferenceData.Put(changed.Document, changed.Text, "desk");
                    foreach (var city in StreamPlan.Cities)
                        await host.Grains.GetGrain<ICityGrain>(city).ApplyCatalogue();
                    break;
            }
            _clock.UtcNow += TimeSpan.FromHours(random.Next(1, 1000));
        }
        await host.History.GetCurrent();
    }

    // Returns the responses of every available position.
    private async Task<SortedDictionary<long, (string Told, string Months)>> ReadResponses(GrainHost host)
    {
        var responses = new SortedDictionary<long, (string Told, string Months)>();
        var last = (await host.History.GetCurrent()).Position;
        for (var position = 1L; position <= last; position++)
        {
            var pointInTime = (await host.History.ResolveText($"{position}"))!;
            if (!pointInTime.IsAvailable) continue;
            var reference = await host.History.GetReferenceData(position);
            var values = new List<object?>
            {
                pointInTime,
                await host.History.GetCampaign(pointInTime, "publicity-week-2024"),
            };
            foreach (var code in Metrics)
            {
                var projection = (await host.History.GetProjection(pointInTime, reference.Catalogue[code]))!;
                foreach (var period in (string[])["2022", "2023", "2024Q1", $"{pointInTime.Day.Year}"])
                    values.Add(
                        projection.GetRanking(
                            reference.Catalogue[code], ReportingPeriod.Parse(period)!, Baseline.LastYear));
            }
            values.Add(
                (await host.History.GetProjection(pointInTime))!
                    .GetCity(reference.Places.FindCity("370300")!, ReportingPeriod.Parse("2023")!));
            var months = await host.History.GetTargetStages(
                pointInTime,
                "370300",
                reference.Catalogue["pledge.count"],
                ReportingPeriod.ForYear(pointInTime.Day.Year));
            responses.Add(position, (Json(values), Json(months)));
        }
        foreach (var code in Metrics.Where(code => host.ReferenceData.Current.Catalogue[code].IsRanked))
        {
            var history = await host.History.GetHistory(
                host.ReferenceData.Current.Catalogue[code],
                ReportingPeriod.ForYear(_clock.GetUtcNow().Year),
                TimeStep.Month);
            responses[last] = (responses[last].Told + Json(history), responses[last].Months);
        }
        return responses;
    }

    private static string Json(object value) => JsonSerializer.Serialize(value, JsonDefaults.Options);

    private static long ReadHorizon(SqlDatabase store) => QueryNumber(store, "SELECT position FROM horizon");

    private static long CountRows(SqlDatabase store) =>
        QueryNumber(
            store,
            """
            SELECT (SELECT COUNT(*) FROM closings) + (SELECT COUNT(*) FROM states) + (SELECT COUNT(*) FROM reference)
            """);

    private static long QueryNumber(SqlDatabase store, string sql)
    {
        using var connection = store.Open();
        return connection.QuerySingle<long>(sql);
    }
}
