using System.Data.Common;
using Dapper;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Journal;

public class PostgresJournalTests : JournalContractTests
{
    private string _connection = "";

    [Fact]
    public void A_database_without_synchronous_commit_is_refused_with_an_explanation()
    {
        var exception = Assert.Throws<InvalidDataException>(() =>
            new PostgresDatabase($"{_connection};Options=-c synchronous_commit=off"));
        Assert.Contains("synchronous_commit", exception.Message, StringComparison.Ordinal);
        Assert.Contains("断电", exception.Message, StringComparison.Ordinal);
    }

    protected override SqlDatabase Open() => new PostgresDatabase(_connection) { PendingLimits = Limits };

    protected override async Task CreateStore() => _connection = await SharedPostgres.NewDatabase();

    protected override void DeleteStore()
    {
    }

    protected override void SetUnknownSchemaVersion(DbConnection connection) =>
        connection.Execute("UPDATE schema_version SET version = 99");
}

/// <summary>The same contract with all bucket changes deferred where possible.</summary>
public sealed class PostgresPendingBucketsJournalTests : PostgresJournalTests
{
    private protected override PendingLimits Limits => new(MinDeferredBuckets: 1, MaxCommits: 3, MaxChanges: 10);
}
