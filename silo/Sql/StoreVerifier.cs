using System.Data.Common;
using System.Globalization;
using Dapper;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Verifies a store: recomputes buckets, states and closings from the events, and checks references and the audit
/// trail.
/// </summary>
public static class StoreVerifier
{
    // Each query returns the rows that violate a rule.
    private static readonly (string Name, string Sql)[] Checks =
    [
        ("event without its commit", """
            SELECT number, position, source, id FROM events WHERE position NOT IN (SELECT position FROM commits)
            """),
        ("event number out of the order of positions", """
            SELECT number, position
            FROM (SELECT number, position, LAG(position) OVER (ORDER BY number) AS before FROM events) AS ordered
            WHERE position < before
            """),
        ("commit earlier than the commit before it", $"""
            SELECT position, known
            FROM (
                SELECT position, known, LAG(known) OVER (ORDER BY position) AS before
                FROM ({CommitStamp.TimesSql}) AS times) AS ordered
            WHERE known < before
            """),
        ("city position before its last event", """
            SELECT city, position FROM streams
            WHERE position < (SELECT MAX(position) FROM events WHERE city = streams.city)
            """),
        ("state without its event", """
            SELECT number, position FROM states WHERE number NOT IN (SELECT number FROM events)
            """),
    ];

    /// <summary>Verifies a store and writes the differences.</summary>
    /// <param name="database">Store to verify.</param>
    /// <param name="output">Receives differences and a summary.</param>
    /// <param name="anchor">Anchor of the audit trail to compare with, as NUMBER:HASH; optional.</param>
    /// <returns>Exit code: 0 without differences, otherwise 1.</returns>
    public static int Run(SqlDatabase database, TextWriter output, string? anchor = null)
    {
        var differences = FindDifferences(database, out var summary, anchor);
        foreach (var difference in differences) output.WriteLine(difference);
        output.WriteLine(summary);
        if (anchor is not null && differences.Count == 0)
            output.WriteLine($"操作日志与锚相符 The audit trail is the one that {anchor} was of");
        var imports = FindImports(database);
        foreach (var import in imports) output.WriteLine(import);
        output.WriteLine(
            differences.Count > 0 ? $"{differences.Count} 处不一致 differences"
            : imports.Count > 0 ? "一致，但不能担保来自文件的内容 All in order, but content from a file cannot be vouched for"
            : "一致 All in order");
        return differences.Count == 0 ? 0 : 1;
    }

    /// <summary>Returns a text for each difference of a store, read in one snapshot.</summary>
    /// <param name="database">Store to verify.</param>
    /// <param name="summary">Receives the numbers of events and buckets and the position.</param>
    /// <param name="anchor">Anchor of the audit trail to compare with, as NUMBER:HASH; optional.</param>
    public static IReadOnlyList<string> FindDifferences(
        SqlDatabase database, out string summary, string? anchor = null)
    {
        using var connection = database.Open();
        using var snapshot = database.BeginSnapshot(connection);
        var violations = Checks.SelectMany(
            check => ReadRows(connection, check.Sql).Select(row => $"{check.Name}: {row}"));
        List<string> differences =
        [
            .. JournalVerifier.FindDifferences(connection),
            .. violations,
            .. SqlAuditStore.FindDifferences(connection),
        ];
        if (anchor is not null && SqlAuditStore.CheckAnchor(connection, anchor) is { } difference)
            differences.Add(difference);
        var events = connection.QuerySingle<long>("SELECT COUNT(*) FROM events");
        var buckets = connection.QuerySingle<long>("SELECT COUNT(*) FROM buckets");
        summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{events} events, {buckets} buckets, position {CommitStamp.ReadLastPosition(connection)}");
        return differences;
    }

    private static List<string> FindImports(SqlDatabase database)
    {
        using var connection = database.Open();
        return [.. SqlAuditStore.FindImports(connection)];
    }

    private static List<string> ReadRows(DbConnection connection, string sql)
    {
        var rows = new List<string>();
        using var reader = connection.ExecuteReader(sql);
        while (reader.Read())
        {
            var columns = Enumerable.Range(0, reader.FieldCount)
                .Select(i => $"{reader.GetName(i)} {reader.GetValue(i)}");
            rows.Add(string.Join(" | ", columns));
        }
        return rows;
    }
}
