using System.Data.Common;
using System.Globalization;
using Dapper;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Recomputes every bucket and state from the journal, by code that shares nothing with the code that counts, and names each
/// difference.
/// </summary>
public static class StoreVerifier
{
    private static readonly (string Fault, string Sql)[] Checks =
    [
        ("event without its commit", "SELECT number, position, source, id FROM events WHERE position NOT IN (SELECT position FROM commits)"),
        ("event numbered against its position", """
            SELECT number, position FROM (SELECT number, position, LAG(position) OVER (ORDER BY number) AS before FROM events) AS one
            WHERE position < before
            """),
        ("commit known before the one before it", """
            SELECT position, known FROM (SELECT position, known, LAG(known) OVER (ORDER BY position) AS before FROM commits) AS one
            WHERE known < before
            """),
        ("city that is not at its last event", """
            SELECT city, position FROM streams WHERE position < (SELECT MAX(position) FROM events WHERE city = streams.city)
            """),
        ("state of no event", "SELECT number, position FROM states WHERE number NOT IN (SELECT number FROM events)"),
    ];

    /// <summary>Checks a store, perhaps against an anchor of its audit trail, writes what it finds, and answers 0 when all is in order, 1 when not.</summary>
    public static int Run(SqlDatabase database, TextWriter output, string? anchor = null)
    {
        var differences = FindDifferences(database, out var summary, anchor);
        foreach (var difference in differences) output.WriteLine(difference);
        output.WriteLine(summary);
        if (anchor is not null && differences.Count == 0) output.WriteLine($"操作日志与锚相符 The audit trail is the one that {anchor} was of");
        output.WriteLine(differences.Count == 0 ? "一致 All in order" : $"{differences.Count} 处不一致 differences");
        return differences.Count == 0 ? 0 : 1;
    }

    /// <summary>Everything that does not hold in a store, all seen at one position.</summary>
    public static IReadOnlyList<string> FindDifferences(SqlDatabase database, out string summary, string? anchor = null)
    {
        using var connection = database.Open();
        using var snapshot = database.BeginSnapshot(connection);
        var differences = JournalVerifier.FindDifferences(connection).Concat(Checks.SelectMany(check => Rows(connection, check.Sql).Select(row => $"{check.Fault}: {row}")))
            .Concat(SqlAuditStore.FindDifferences(connection)).ToList();
        if (anchor is not null && SqlAuditStore.CheckAnchor(connection, anchor) is { } moved) differences.Add(moved);
        summary = string.Create(CultureInfo.InvariantCulture, $"""
            {connection.QuerySingle<long>("SELECT COUNT(*) FROM events")} events, {connection.QuerySingle<long>("SELECT COUNT(*) FROM buckets")} buckets, position {connection.QuerySingle<long>("SELECT COALESCE(MAX(position), 0) FROM commits")}
            """);
        return differences;
    }

    private static List<string> Rows(DbConnection connection, string sql)
    {
        var rows = new List<string>();
        using var reader = connection.ExecuteReader(sql);
        while (reader.Read())
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)} {reader.GetValue(i)}")));
        return rows;
    }
}
