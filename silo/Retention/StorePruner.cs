using Dapper;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Retention;

/// <summary>
/// Moves the horizon, before which nobody can look back, and deletes what is only needed for that: closings, states and documents
/// that others had taken the place of by then. Whatever is asked after the horizon is answered as before.
/// </summary>
internal static class StorePruner
{
    private const int EventsPerBatch = 100_000;

    /// <summary>
    /// Looks back so many days, and to the beginning of that year, so that every year is whole or gone: how its months went is told
    /// out of all its closings. Answers the horizon, the last position of the year before.
    /// </summary>
    public static long Prune(SqlDatabase database, DateOnly today, int lookBackDays, CancellationToken cancellation)
    {
        var year = new DateOnly(today.AddDays(-lookBackDays).Year, 1, 1).ToChinaMidnight().ToUnixTimeMilliseconds();
        // First, so that nobody reads half of what is before.
        ExecuteInTransaction(database, """
            UPDATE horizon SET position = (SELECT MAX(position) FROM commits WHERE known < @year)
            WHERE position < (SELECT MAX(position) FROM commits WHERE known < @year)
            """, new { year });
        using var connection = database.Open();
        var horizon = connection.QuerySingle<long>("SELECT position FROM horizon");
        if (SqlJournal.FindKnownTime(connection, horizon) is not { } known) return horizon;

        ExecuteInTransaction(database, """
            DELETE FROM reference WHERE EXISTS (
                SELECT 1 FROM reference AS later
                WHERE later.document = reference.document AND later.position > reference.position AND later.position <= @horizon)
            """, new { horizon });
        ExecuteInTransaction(database, "DELETE FROM reworked WHERE position <= @horizon", new { horizon });
        var last = connection.QuerySingle<long>("SELECT COALESCE(MAX(number), 0) FROM states");
        for (var first = 0L; first <= last && !cancellation.IsCancellationRequested; first += EventsPerBatch)
            ExecuteInTransaction(database, """
                DELETE FROM states WHERE number >= @first AND number < @end AND EXISTS (
                    SELECT 1 FROM states AS later
                    WHERE later.number = states.number AND later.position > states.position AND later.position <= @horizon)
                """, new { first, end = first + EventsPerBatch, horizon });
        var day = EventColumns.Day(known.ToChinaDate());
        foreach (var (city, metric) in connection.Query<(string, string)>("SELECT DISTINCT city, metric FROM buckets").TakeWhile(_ => !cancellation.IsCancellationRequested))
            ExecuteInTransaction(database, DeleteClosings, new { day, city, metric });
        return horizon;
    }

    // Of each bucket the last closing of a day before the horizon's stays, and all after.
    private const string DeleteClosings = $"""
        DELETE FROM closings WHERE (known_day, {BucketColumns.Key}) IN (
            WITH before AS (
                SELECT known_day, {BucketColumns.Key}, LEAD(known_day) OVER (PARTITION BY {BucketColumns.Key} ORDER BY known_day) AS later
                FROM closings
                WHERE known_day < @day AND city = @city AND metric = @metric)
            SELECT known_day, {BucketColumns.Key} FROM before WHERE later IS NOT NULL)
        """;

    // Each in a short transaction of its own, since reports wait meanwhile.
    private static void ExecuteInTransaction(SqlDatabase database, string sql, object values)
    {
        using var connection = database.Open();
        using var transaction = database.BeginExclusive(connection);
        connection.Execute(sql, values);
        transaction.Commit();
    }
}
