using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.IntegrationTests.OrleansContracts;
using IpMonitor.Silo;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Cities;

/// <summary>
/// Two activations of one city, which a cluster can have for a moment: here each has its own silo on a shared store.
/// </summary>
public sealed class FencingTests
{
    private const int EventsPerSilo = 40;

    [Fact]
    public async Task Two_activations_on_SQLite_lose_nothing_and_count_nothing_twice()
    {
        var folder = TestFolder.CreatePath();
        await ReportConcurrently(folder, null, () => new SqliteDatabase(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Two_activations_on_PostgreSQL_lose_nothing_and_count_nothing_twice()
    {
        var database = await SharedPostgres.NewDatabase();
        await ReportConcurrently(TestFolder.CreatePath(), database, () => new PostgresDatabase(database));
    }

    private static async Task ReportConcurrently(string folder, string? database, Func<SqlDatabase> openStore)
    {
        await using (var first = await LocalCluster.Start(silo => silo.AddIpMonitor(folder, database)))
        await using (var second = await LocalCluster.Start(silo => silo.AddIpMonitor(folder, database)))
        {
            // Each silo gets events of its own; events sent to both must be new to one of them only.
            var results = await Task.WhenAll(
                Send(first, i => $"one-{i}"),
                Send(second, i => $"other-{i}"),
                Send(first, i => $"both-{i}"),
                Send(second, i => $"both-{i}"));
            Assert.All(results[0].Concat(results[1]), status => Assert.Equal(EventOutcome.Accepted, status));
            var others = results[2].Concat(results[3]).ToList();
            Assert.Equal(EventsPerSilo, others.Count(status => status == EventOutcome.Accepted));
            Assert.Equal(EventsPerSilo, others.Count(status => status == EventOutcome.Duplicate));
        }
        using var store = openStore();
        Assert.Empty(StoreVerifier.FindDifferences(store, out _));
        await using var journal = new SqlJournal(store, TimeProvider.System);
        Assert.Equal(3 * EventsPerSilo, (await journal.GetCityState("370300")).Buckets.Sum(bucket => bucket.Count));
    }

    private static async Task<List<EventOutcome>> Send(LocalCluster cluster, Func<int, string> id)
    {
        var city = cluster.GrainFactory.GetGrain<ICityGrain>("370300");
        var statuses = new List<EventOutcome>();
        for (var i = 0; i < EventsPerSilo; i++)
        {
            var e = new Event(
                "t",
                id(i),
                "370300",
                null,
                "pledge.count",
                1,
                null,
                new(2024, 4, 1 + i % 28),
                null,
                null,
                null,
                Qualifier.Exact,
                EventOperation.Add);
            statuses.Add((await city.Report([e])).Results[0].Status);
        }
        return statuses;
    }
}
