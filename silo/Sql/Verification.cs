using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Recomputes every bucket from the journal in plain SQL, which shares nothing with the code that counts, and names each
/// difference.
/// </summary>
public static class Verification
{
    // The events twice: once for the bucket of all, once more for the campaign they name. A level's bucket is its last reading.
    private const string Told = """
        WITH counted AS (
            SELECT '' AS under, * FROM events UNION ALL SELECT campaign, * FROM events WHERE campaign <> ''),
        readings AS (
            SELECT *, COUNT(*) OVER days AS readings, MAX(position) OVER days AS last, ROW_NUMBER() OVER (days ORDER BY number DESC) AS place
            FROM counted WHERE op = 'Set'
            WINDOW days AS (PARTITION BY city, under, unit, metric, date)),
        told AS (
            SELECT city, under, unit, metric, date, COUNT(*), SUM(value * COALESCE(weight, 1)), SUM(COALESCE(weight, 0)),
                   SUM(qualifier = 'Over'), SUM(qualifier = 'About'), MAX(position)
            FROM counted WHERE op = 'Add' GROUP BY 1, 2, 3, 4, 5
            UNION ALL
            SELECT city, under, unit, metric, date, readings, value, 0, qualifier = 'Over', qualifier = 'About', last
            FROM readings WHERE place = 1),
        kept AS (
            SELECT city, campaign, unit, metric, day, count, sum, weight, overs, abouts, position FROM buckets)
        """;

    private static readonly (string Fault, string Sql)[] Checks =
    [
        ("the journal says, and no bucket does", $"{Told} SELECT * FROM told EXCEPT SELECT * FROM kept"),
        ("a bucket says, and the journal does not", $"{Told} SELECT * FROM kept EXCEPT SELECT * FROM told"),
        ("event without its commit", "SELECT number, position, source, id FROM events WHERE position NOT IN (SELECT position FROM commits)"),
        ("event numbered against its position", """
            SELECT number, position FROM (SELECT number, position, LAG(position) OVER (ORDER BY number) AS before FROM events)
            WHERE position < before
            """),
        ("commit known before the one before it", """
            SELECT position, known FROM (SELECT position, known, LAG(known) OVER (ORDER BY position) AS before FROM commits)
            WHERE known < before
            """),
        ("city that is not at its last event", """
            SELECT city, position FROM streams EXCEPT SELECT city, MAX(position) FROM events GROUP BY city
            """),
    ];

    /// <summary>Checks the store in a folder, writes what it finds, and answers 0 when all is in order, 1 when not.</summary>
    public static int Run(string folder, TextWriter output)
    {
        if (!File.Exists(Path.Combine(folder, "ipmonitor.db")))
        {
            output.WriteLine($"{folder} 中没有数据 There is no store in {folder}");
            return 2;
        }
        var differences = Differences(new SqliteDatabase(folder), out var summary);
        foreach (var difference in differences) output.WriteLine(difference);
        output.WriteLine(summary);
        output.WriteLine(differences.Count == 0 ? "一致 All in order" : $"{differences.Count} 处不一致 differences");
        return differences.Count == 0 ? 0 : 1;
    }

    /// <summary>Everything that does not hold in a store, all seen at one position.</summary>
    public static IReadOnlyList<string> Differences(SqliteDatabase database, out string summary)
    {
        using var connection = database.Open();
        using var snapshot = connection.BeginTransaction(deferred: true);
        var differences = Checks.SelectMany(check => Rows(connection, check.Sql).Select(row => $"{check.Fault}: {row}")).ToList();
        summary = string.Create(CultureInfo.InvariantCulture, $"""
            {connection.QuerySingle<long>("SELECT COUNT(*) FROM events")} events, {connection.QuerySingle<long>("SELECT COUNT(*) FROM buckets")} buckets, position {connection.QuerySingle<long>("SELECT COALESCE(MAX(position), 0) FROM commits")}
            """);
        return differences;
    }

    private static List<string> Rows(SqliteConnection connection, string sql)
    {
        var rows = new List<string>();
        using var reader = connection.ExecuteReader(sql);
        while (reader.Read())
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)} {reader.GetValue(i)}")));
        return rows;
    }
}
