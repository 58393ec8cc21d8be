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

    // Counts the events and their index entries that the transaction reads.
    private protected override long MeasureCost(DbConnection connection, Action read)
    {
        const string countSql = """
            SELECT CAST(SUM(pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid)) AS BIGINT)
            FROM (SELECT 'events'::regclass AS oid UNION SELECT indexrelid FROM pg_index
                WHERE indrelid = 'events'::regclass) AS relations
            """;
        // Reading all of a table as small as that of a test is cheaper than many look-ups in its index.
        foreach (var plan in (string[])["seqscan", "hashjoin", "mergejoin"])
            connection.Execute($"SET LOCAL enable_{plan} = off");
        var before = connection.QuerySingle<long>(countSql);
        read();
        return connection.QuerySingle<long>(countSql) - before;
    }

    private protected override void Analyze(DbConnection connection) =>
        connection.Execute("ANALYZE events, states, reworked, closings");

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
