using Dapper;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Retention;

/// <summary>
/// Raises the horizon, the earliest position of point-in-time queries, and deletes the closings, states and reference
/// documents that were superseded before it. Queries at or after the horizon keep their results.
/// </summary>
internal static class StorePruner
{
    private const int EventsPerBatch = 100_000;

    /// <summary>Prunes the history before the start of the year that lies a number of days back.</summary>
    /// <remarks>Whole years are kept, because monthly histories need all closings of their year.</remarks>
    /// <returns>The horizon: the last position of the year before.</returns>
    public static long Prune(
        SqlDatabase database, DateOnly today, int lookBackDays, CancellationToken cancellationToken)
    {
        var year = new DateOnly(today.AddDays(-lookBackDays).Year, 1, 1).ToChinaMidnight().ToUnixTimeMilliseconds();
        // The horizon moves before the deletions, so that no query reads a partly deleted history.
        ExecuteInTransaction(database, """
            UPDATE horizon SET position = (SELECT MAX(position) FROM commits WHERE known < @year)
            WHERE position < (SELECT MAX(position) FROM commits WHERE known < @year)
            """, new { year });
        using var connection = database.Open();
        var horizon = connection.QuerySingle<long>("SELECT position FROM horizon");
        if (CommitStamp.FindKnownTime(connection, horizon) is not { } known) return horizon;

        ExecuteInTransaction(database, """
            DELETE FROM reference WHERE EXISTS (
                SELECT 1 FROM reference AS later
                WHERE later.document = reference.document
                    AND later.position > reference.position
                    AND later.position <= @horizon)
            """, new { horizon });
        // The states on the day of the horizon need its recalculated buckets.
        var before = CommitStamp.FindLastBefore(connection, known.ToChinaDate());
        ExecuteInTransaction(database, "DELETE FROM reworked WHERE position <= @before", new { before });
        var last = connection.QuerySingle<long>("SELECT COALESCE(MAX(number), 0) FROM states");
        for (var first = 0L; first <= last && !cancellationToken.IsCancellationRequested; first += EventsPerBatch)
            ExecuteInTransaction(database, """
                DELETE FROM states WHERE number >= @first AND number < @end AND EXISTS (
                    SELECT 1 FROM states AS later
                    WHERE later.number = states.number
                        AND later.position > states.position
                        AND later.position <= @horizon)
                """, new { first, end = first + EventsPerBatch, horizon });
        var day = EventColumns.Day(known.ToChinaDate());
        foreach (var (city, metric) in connection.Query<(string, string)>("SELECT DISTINCT city, metric FROM buckets"))
        {
            if (cancellationToken.IsCancellationRequested) break;
            ExecuteInTransaction(database, DeleteClosingsSql, new { day, city, metric });
        }
        return horizon;
    }

    // Keeps the last closing of each bucket before the day of the horizon, and all later closings.
    private const string DeleteClosingsSql = $"""
        DELETE FROM closings WHERE (known_day, {BucketColumns.Key}) IN (
            WITH before AS (
                SELECT known_day, {BucketColumns.Key},
                    LEAD(known_day) OVER (PARTITION BY {BucketColumns.Key} ORDER BY known_day) AS later
                FROM closings
                WHERE known_day < @day AND city = @city AND metric = @metric)
            SELECT known_day, {BucketColumns.Key} FROM before WHERE later IS NOT NULL)
        """;

    // Short transactions, because commits of reports wait for each.
    private static void ExecuteInTransaction(SqlDatabase database, string sql, object values)
    {
        using var connection = database.Open();
        using var transaction = database.BeginExclusive(connection);
        connection.Execute(sql, values);
        transaction.Commit();
    }
}
