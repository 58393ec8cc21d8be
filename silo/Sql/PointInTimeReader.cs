using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Reads the state at earlier positions, from daily closings and from the events of the day of the position.
/// </summary>
internal static class PointInTimeReader
{
    /// <summary>Returns the state at a position; null if it lies before the horizon or does not exist.</summary>
    public static PastState? ReadState(SqlDatabase database, DbConnection connection, PastStateQuery query)
    {
        if (query.Position < ReadHorizon(connection)) return null;
        var known = CommitStamp.FindKnownTime(connection, query.Position);
        if (known is null && query.Position != 0) return null;
        var day = known is { } time ? EventColumns.Day(time.ToChinaDate()) : "";
        var openDay = OpenDay.Load(connection);
        var parameters = new
        {
            query.Position,
            Metrics = database.ToListParameter(query.Metrics),
            query.Campaign,
            Day = day,
            openDay?.After,
            openDay?.UpTo,
        };
        // Optional conditions are added as text: "@Campaign IS NULL OR …" would keep the database from using its
        // indexes.
        var filter = (query.Metrics.IsEmpty ? "" : $" AND {database.InCondition("touched.metric", "Metrics")}")
            + (query.Campaign is null ? "" : " AND touched.campaign = @Campaign");
        var touchedKeys = day == openDay?.Day
            ? OpenDay.ChangedKeys
            : $"SELECT {BucketColumns.Key} FROM closings WHERE known_day = @Day";
        var touched = $"({touchedKeys}) AS touched";
        return new(
            known,
            ReferenceReader.FindVersion(connection, query.Position),
            ReadClosedBuckets(connection, filter, parameters),
            ReadKeys(connection, $"{touched} WHERE TRUE{filter}", parameters),
            ReadTouchedEvents(connection, touched, filter, query.Position, parameters),
            ReadLatestEvents(connection, query, parameters));
    }

    /// <summary>
    /// Returns all events on the days with corrections after one position and up to another, oldest first.
    /// </summary>
    public static ImmutableArray<JournalEvent> ReadCorrectedDays(
        SqlDatabase database, DbConnection connection, long after, long upTo, ImmutableArray<string> metrics)
    {
        var where = $"""
            events.position <= @upTo AND number IN (
                WITH touched (metric, city, unit, date) AS (
                    SELECT metric, city, unit, date FROM events
                    WHERE position > @after AND position <= @upTo AND target_id IS NOT NULL
                    UNION
                    SELECT metric, city, unit, date FROM states JOIN events USING (number)
                    WHERE states.position > @after AND states.position <= @upTo)
                SELECT other.number FROM touched JOIN events AS other USING (metric, city, unit)
                WHERE {database.InCondition("metric", "metrics")} AND (
                    other.date = touched.date
                    OR (other.basis = 'Ytd'
                        AND other.date BETWEEN substr(touched.date, 1, 4) || '-01-01'
                            AND substr(touched.date, 1, 4) || '-12-31')))
            """;
        var parameters = new { after, upTo, metrics = database.ToListParameter(metrics) };
        return [.. EventReader.Query(connection, where, int.MaxValue, parameters, upTo).Reverse()];
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
                $"SELECT {BucketColumns.Names} FROM {OpenDay.ChangedBuckets} {where}",
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
                .Select(at => new MomentPosition(at, ReferenceReader.FindVersion(connection, at)))],
            CommitStamp.FindKnownTime(connection, ReadHorizon(connection))?.ToChinaDate());
    }

    private static long ReadHorizon(DbConnection connection) =>
        connection.QuerySingle<long>("SELECT position FROM horizon");

    // Reads the last closing of each bucket before the day.
    private static ImmutableArray<Bucket> ReadClosedBuckets(
        DbConnection connection, string filter, object parameters) =>
        BucketColumns.Query(connection, $"""
            WITH last_closings AS (
                SELECT {BucketColumns.Key}, MAX(known_day) AS known_day FROM closings AS touched
                WHERE known_day < @Day{filter} GROUP BY {BucketColumns.Key})
            SELECT {BucketColumns.Names} FROM last_closings JOIN closings USING (known_day, {BucketColumns.Key})
            """, parameters);

    private static ImmutableArray<BucketKey> ReadKeys(DbConnection connection, string from, object parameters)
    {
        using var row = (DbDataReader)connection.ExecuteReader($"SELECT {BucketColumns.Key} FROM {from}", parameters);
        var keys = ImmutableArray.CreateBuilder<BucketKey>();
        while (row.Read()) keys.Add(BucketColumns.ReadKey(row, 0));
        return keys.ToImmutable();
    }

    // A cumulative reading counts as the difference to the reading before it, so all readings of its year are needed.
    private static ImmutableArray<JournalEvent> ReadTouchedEvents(
        DbConnection connection, string touched, string filter, long position, object parameters)
    {
        var where = $"""
            events.position <= @Position AND number IN (
                SELECT number FROM {touched} JOIN events USING (metric, city, unit)
                WHERE (
                    date = day
                    OR (basis = 'Ytd'
                        AND date BETWEEN substr(day, 1, 4) || '-01-01' AND substr(day, 1, 4) || '-12-31')){filter})
            """;
        return [.. EventReader.Query(connection, where, int.MaxValue, parameters, position).Reverse()];
    }

    private static ImmutableArray<JournalEvent> ReadLatestEvents(
        DbConnection connection, PastStateQuery query, object parameters)
    {
        if (query.Latest == 0) return [];
        var where = query.Campaign is null
            ? "events.position <= @Position"
            : "events.position <= @Position AND campaign = @Campaign AND campaign <> ''";
        return EventReader.Query(connection, where, query.Latest, parameters, query.Position);
    }
}
