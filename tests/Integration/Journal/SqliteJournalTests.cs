using System.Data.Common;
using Dapper;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Journal;

public class SqliteJournalTests : JournalContractTests
{
    private readonly string _folder = TestFolder.CreatePath();

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
