using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Metrics;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IpMonitor.IntegrationTests.Journal;

public class SqliteJournalTests : JournalContractTests
{
    private readonly string _folder = TestFolder.CreatePath();

    [Fact]
    public void The_cost_of_a_duplicate_does_not_grow_with_their_number()
    {
        using var database = Open();
        using var connection = database.Open();
        Assert.InRange(MeasureDuplicates(2_000), 1, MeasureDuplicates(500) * 5);

        long MeasureDuplicates(int count) => MeasureCost(connection, () => EventReader.Find(
            database, connection, [.. Enumerable.Range(0, count).Select(i => new EventKey("t", $"{i}"))]));
    }

    // Counts hundreds of instructions of the virtual machine.
    private protected override long MeasureCost(DbConnection connection, Action read)
    {
        var count = 0L;
        var handle = ((SqliteConnection)connection).Handle!;
        raw.sqlite3_progress_handler(handle, 100, _ => { count++; return 0; }, null);
        try
        {
            read();
        }
        finally
        {
            raw.sqlite3_progress_handler(handle, 0, null, null);
        }
        return count;
    }

    private protected override void Analyze(DbConnection connection)
    {
    }

    protected override SqlDatabase Open() => new SqliteDatabase(_folder) { PendingLimits = Limits };

    protected override Task CreateStore() => Task.CompletedTask;

    protected override void DeleteStore() => Directory.Delete(_folder, recursive: true);

    protected override void SetUnknownSchemaVersion(DbConnection connection) =>
        connection.Execute("PRAGMA user_version = 99");
}

/// <summary>The same contract with all bucket changes deferred where possible.</summary>
public sealed class SqlitePendingBucketsJournalTests : SqliteJournalTests
{
    private protected override PendingLimits Limits => new(MinDeferredBuckets: 1, MaxCommits: 3, MaxChanges: 10);
}
