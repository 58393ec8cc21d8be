using Dapper;

namespace IpMonitor.Silo.Sql;

/// <summary>Marks a store of demo data, so that demo data and its accounts never mix with those of an office.</summary>
public static class DemoMarker
{
    private static readonly object Key = new { kind = "store", id = "demo" };

    /// <summary>Marks an empty store if the server runs as a demo.</summary>
    /// <param name="database">The store.</param>
    /// <param name="isDemo">Whether the server runs as a demo.</param>
    /// <returns>Whether the store is of the kind that the server serves.</returns>
    public static Task<bool> Match(SqlDatabase database, bool isDemo) => database.Run(connection =>
    {
        var isMarked = connection.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM records WHERE kind = @kind AND id = @id", Key) > 0;
        if (isMarked || !isDemo) return isMarked == isDemo;
        return connection.Execute(
            """
            INSERT INTO records (kind, id, version, text) SELECT @kind, @id, 1, 'true'
            WHERE NOT EXISTS (SELECT 1 FROM events) AND NOT EXISTS (SELECT 1 FROM records)
            """,
            Key) == 1;
    });
}
