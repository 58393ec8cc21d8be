using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Reads the state at earlier positions, from daily closings and from the events of the day of the position.
/// </summary>
/// <remarks>
/// Events of other days are read only for buckets that were recalculated on the day of the position: the events of
/// their own date, and in a year with cumulative readings those of the year.
/// </remarks>
internal static class PointInTimeReader
{
    /// <summary>Returns the state at a position; null if it lies before the horizon or does not exist.</summary>
    public static PointInTimeSnapshot? ReadState(SqlDatabase database, DbConnection connection, PointInTimeQuery query)
    {
        if (query.Position < ReadHorizon(connection)) return null;
        var known = CommitStamp.FindKnownTime(connection, query.Position);
        if (known is null && query.Position != 0) return null;
        var version = ReferenceReader.FindVersion(connection, query.Position);
        if (!query.WithBuckets) return new(known, version, [], [], [], []);
        var (closedBefore, after) = query.Position == 0 ? ("", 0) : FindLastClosings(connection, query.Position);
        var parameters = new
        {
            query.Position,
            Metrics = database.ToListParameter(query.Metrics),
            query.Campaign,
            ClosedBefore = closedBefore,
            After = after,
        };
        // Optional conditions are added as text: "@Campaign IS NULL OR …" would keep the database from using its
        // indexes.
        var filter = (query.Metrics.IsEmpty ? "" : $" AND {database.InCondition("touched.metric", "Metrics")}")
            + (query.Campaign is null ? "" : " AND touched.campaign = @Campaign");
        var buckets = ReadClosedBuckets(connection, filter, parameters).ToDictionary(bucket => bucket.Key);
        PlainAdditions.Apply(database, connection, filter, parameters, buckets);
        var recalculated = $"""
            SELECT DISTINCT {BucketColumns.Key} FROM reworked AS touched
            WHERE position > @After AND position <= @Position{filter}
            """;
        var keys = ReadKeys(connection, recalculated, parameters);
        return new(
            known,
            version,
            [.. buckets.Values],
            keys,
            keys.IsEmpty ? [] : ReadEvents(connection, recalculated, query.Position, parameters),
            ReadLatestEvents(connection, query, parameters));
    }

    /// <summary>
    /// Returns all events on the days with corrections after one position and up to another, oldest first.
    /// </summary>
    public static ImmutableArray<JournalEvent> ReadCorrectedDays(
        SqlDatabase database, DbConnection connection, long after, long upTo, ImmutableArray<string> metrics)
    {
        var touched = $"""
            SELECT city, unit, metric, day FROM (
                SELECT city, unit, metric, date AS day FROM {database.EventsByPosition}
                WHERE position > @After AND position <= @Position AND target_id IS NOT NULL
                UNION
                SELECT city, unit, metric, date FROM states CROSS JOIN events
                WHERE events.number = states.number
                    AND states.position > @After AND states.position <= @Position) AS corrected
            WHERE {database.InCondition("metric", "Metrics")}
            """;
        var parameters = new { After = after, Position = upTo, Metrics = database.ToListParameter(metrics) };
        return ReadEvents(connection, touched, upTo, parameters);
    }

    /// <summary>Returns the daily closings of metrics, with the current buckets as closings of the open day.</summary>
    /// <param name="database">Database of the store.</param>
    /// <param name="connection">Connection with a snapshot.</param>
    /// <param name="query">Metrics, campaign and moments.</param>
    /// <param name="position">Last position of the snapshot.</param>
    public static DailyClosings ReadDays(
        SqlDatabase database, DbConnection connection, DailyClosingsQuery query, long position)
    {
        var openDay = OpenDay.Load(connection);
        var where = $"WHERE {database.InCondition("metric", "Metrics")} AND campaign = @Campaign";
        var parameters = new
        {
            Metrics = database.ToListParameter(query.Metrics),
            Campaign = query.Campaign ?? "",
            openDay?.After,
            openDay?.UpTo,
        };
        var closings = ImmutableArray.CreateBuilder<BucketClosing>();
        using (var row = (DbDataReader)connection.ExecuteReader(
            $"SELECT {BucketColumns.Names}, known_day FROM closings {where} ORDER BY known_day", parameters))
        {
            while (row.Read())
                closings.Add(new(EventColumns.Day(row.GetString(BucketColumns.Count)), BucketColumns.Read(row, 0)));
        }
        if (openDay is not null)
        {
            var buckets = PendingBuckets.Load(connection).Query(
                connection,
                $"SELECT {BucketColumns.Names} FROM {OpenDay.ChangedBuckets(database)} {where}",
                parameters,
                change => change.Position > openDay.After
                    && query.Metrics.Contains(change.Bucket.Key.Metric)
                    && change.Bucket.Key.Campaign == query.Campaign);
            closings.AddRange(buckets.Select(bucket => new BucketClosing(EventColumns.Day(openDay.Day), bucket)));
        }
        return new(
            position,
            closings.ToImmutable(),
            [.. query.Moments
                .Select(moment => CommitStamp.FindPosition(connection, moment))
                .Select(at => new PositionAtTime(at, ReferenceReader.FindVersion(connection, at)))],
            CommitStamp.FindKnownTime(connection, ReadHorizon(connection))?.ToChinaDate());
    }

    private static long ReadHorizon(DbConnection connection) =>
        connection.QuerySingle<long>("SELECT position FROM horizon");

    // Returns the day before which closings include the position's state, and the last position that they include.
    private static (string ClosedBefore, long After) FindLastClosings(DbConnection connection, long position)
    {
        var day = CommitStamp.ReadDay(connection, position);
        var nextDay = day.AddDays(1);
        return CommitStamp.ReadLast(connection).Day > day && CommitStamp.FindLastBefore(connection, nextDay) == position
            ? (EventColumns.Day(nextDay), position)
            : (EventColumns.Day(day), CommitStamp.FindLastBefore(connection, day));
    }

    // Reads the last closing of each bucket before a day.
    private static ImmutableArray<Bucket> ReadClosedBuckets(
        DbConnection connection, string filter, object parameters) =>
        BucketColumns.Query(connection, $"""
            WITH last_closings AS (
                SELECT {BucketColumns.Key}, MAX(known_day) AS known_day FROM closings AS touched
                WHERE known_day < @ClosedBefore{filter} GROUP BY {BucketColumns.Key})
            SELECT {BucketColumns.Names} FROM last_closings JOIN closings USING (known_day, {BucketColumns.Key})
            """, parameters);

    private static ImmutableArray<BucketKey> ReadKeys(DbConnection connection, string sql, object parameters)
    {
        using var row = (DbDataReader)connection.ExecuteReader(sql, parameters);
        var keys = ImmutableArray.CreateBuilder<BucketKey>();
        while (row.Read()) keys.Add(BucketColumns.ReadKey(row, 0));
        return keys.ToImmutable();
    }

    // Reads the events of the days of a query. A cumulative reading counts as the difference to the reading before it,
    // so all readings of its year are needed. CROSS JOIN makes SQLite look up each day in the index.
    private static ImmutableArray<JournalEvent> ReadEvents(
        DbConnection connection, string touched, long position, object parameters)
    {
        var where = $"""
            events.position <= @Position AND number IN (
                WITH days AS (SELECT DISTINCT city, unit, metric, day FROM ({touched}) AS touched),
                    years AS (SELECT DISTINCT city, unit, metric, substr(day, 1, 4) AS year FROM days)
                SELECT number FROM days CROSS JOIN events AS stored
                WHERE stored.metric = days.metric AND stored.city = days.city AND stored.date = days.day
                    AND stored.unit = days.unit
                UNION ALL
                SELECT number FROM years CROSS JOIN events AS stored
                WHERE stored.metric = years.metric AND stored.city = years.city AND stored.unit = years.unit
                    AND stored.basis = 'Ytd' AND stored.date BETWEEN year || '-01-01' AND year || '-12-31')
            """;
        return [.. EventReader.Query(connection, where, int.MaxValue, parameters, position).Reverse()];
    }

    private static ImmutableArray<JournalEvent> ReadLatestEvents(
        DbConnection connection, PointInTimeQuery query, object parameters)
    {
        if (query.Latest == 0) return [];
        var where = query.Campaign is null
            ? "events.position <= @Position"
            : "events.position <= @Position AND campaign = @Campaign AND campaign <> ''";
        return EventReader.Query(connection, where, query.Latest, parameters, query.Position);
    }
}
