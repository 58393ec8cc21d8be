using Dapper;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Audit;

/// <summary>Changes the audit log as a person with full access to the database could.</summary>
internal static class AuditTampering
{
    /// <summary>Drops the triggers that protect the audit log.</summary>
    public static void DropTriggers(SqlDatabase store)
    {
        using var connection = store.Open();
        connection.Execute(store is SqliteDatabase
            ? "DROP TRIGGER audit_not_updated; DROP TRIGGER audit_not_deleted; DROP TRIGGER audit_not_replaced"
            : "DROP TRIGGER audit_not_changed ON audit");
    }

    /// <summary>Changes the text of a row and recomputes all hashes, so that the chain is valid.</summary>
    public static void RewriteRow(SqlDatabase store, string oldText, string newText)
    {
        using var connection = store.Open();
        connection.Execute("UPDATE audit SET text = replace(text, @was, @said)", new { was = oldText, said = newText });
        var hash = AuditRow.InitialHash;
        foreach (var (number, at, text) in connection.Query<(long, long, string)>(
            "SELECT number, at, text FROM audit ORDER BY number").ToList())
            connection.Execute(
                "UPDATE audit SET hash = @hash WHERE number = @number",
                new
                {
                    number,
                    hash = hash = Digest.Compute(
                        AuditRow.GetHashInput(hash, number, ChinaTime.FromUnixMilliseconds(at), text)),
                });
    }
}
