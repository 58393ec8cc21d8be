using System.Data.Common;
using Dapper;
using IpMonitor.Silo.Sql;
using IpMonitor.Tests.Server;

namespace IpMonitor.Tests.Journal;

public sealed class SqliteJournalTests : JournalContract
{
    private readonly string _folder = TestFolder.New();

    protected override SqlDatabase Open() => new SqliteDatabase(_folder);

    protected override Task MakeStore() => Task.CompletedTask;

    protected override void RemoveStore() => Directory.Delete(_folder, recursive: true);

    protected override void MakeNewer(DbConnection connection) => connection.Execute("PRAGMA user_version = 99");
}
