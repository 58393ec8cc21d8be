using Dapper;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Audit;

/// <summary>What somebody can do to the audit trail who holds the database itself.</summary>
internal static class AuditTampering
{
    /// <summary>Takes away what keeps the trail from being changed.</summary>
    public static void DropTriggers(SqlDatabase store)
    {
        using var connection = store.Open();
        connection.Execute(store is SqliteDatabase
            ? "DROP TRIGGER audit_not_updated; DROP TRIGGER audit_not_deleted; DROP TRIGGER audit_not_replaced"
            : "DROP TRIGGER audit_not_changed ON audit");
    }

    /// <summary>Has one row say something else, and makes every hash anew, so that the chain holds.</summary>
    public static void RewriteRow(SqlDatabase store, string was, string said)
    {
        using var connection = store.Open();
        connection.Execute("UPDATE audit SET text = replace(text, @was, @said)", new { was, said });
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
