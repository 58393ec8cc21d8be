using System.Data.Common;
using Dapper;
using IpMonitor.Silo.Sql;
using IpMonitor.Tests.Server;

namespace IpMonitor.Tests.Journal;

public class SqliteJournalTests : JournalContract
{
    private readonly string _folder = TestFolder.New();

    protected override SqlDatabase Open() => new SqliteDatabase(_folder) { PendingLimits = Leeway };

    protected override Task MakeStore() => Task.CompletedTask;

    protected override void RemoveStore() => Directory.Delete(_folder, recursive: true);

    protected override void MakeNewer(DbConnection connection) => connection.Execute("PRAGMA user_version = 99");
}

/// <summary>The same where every commit that may leaves its buckets behind.</summary>
public sealed class SqliteLateJournalTests : SqliteJournalTests
{
    private protected override PendingLimits Leeway => new(MinDeferredBuckets: 1, MaxCommits: 3, MaxChanges: 10);
}
