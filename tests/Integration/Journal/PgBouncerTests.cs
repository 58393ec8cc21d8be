using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Journal;

/// <summary>A store behind PgBouncer in transaction mode, which gives each transaction another session.</summary>
public sealed class PgBouncerTests
{
    [Fact]
    public async Task A_store_behind_a_pooler_in_transaction_mode_works()
    {
        Prerequisite.SkipIfMissing(PgBouncer.MissingReason);
        await using var pooler = await PgBouncer.Start(await SharedPostgres.NewDatabase());
        using var store = await TestStore.CreateFilledAs(pooler.Connection);
        using (var database = store.Open())
        {
            await using var journal = new SqlJournal(database, TimeProvider.System);
            // Parallel reads and appends take several sessions; each statement runs often enough to be prepared.
            var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    await journal.GetCityState("370200");
                    await journal.FindEvents([new("many", $"{i}")]);
                }
            })).ToList();
            for (var i = 0; i < 20; i++)
            {
                var version = (await journal.GetCityState("370300")).Version;
                var appended = await journal.Append(
                    TestStore.CreateAppend(version, TestStore.CreateEvent($"pooled-{i}")));
                Assert.False(appended.IsConflict);
            }
            await Task.WhenAll(readers);
            Assert.Empty(StoreVerifier.FindDifferences(database, out _));
        }
        using var output = new StringWriter();
        Assert.Equal(2, StoreCommands.Run(
            ["account", "recover", "admin", "--data", TestFolder.CreatePath()],
            store.Postgres,
            TimeProvider.System,
            output,
            output));
        Assert.Contains("PgBouncer", output.ToString());
    }
}
