using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>Reads what was known at earlier positions, out of how buckets closed each day and of the events of a day that had not closed.</summary>
internal static class PointInTimeReader
{
    /// <summary>What was known at a position; null where the store cannot go back so far.</summary>
    public static PastState? ReadState(SqlDatabase database, DbConnection connection, PastStateQuery query)
    {
        if (query.Position < connection.QuerySingle<long>("SELECT position FROM horizon")) return null;
        var known = SqlJournal.FindKnownTime(connection, query.Position);
        if (known is null && query.Position != 0) return null;
        var (day, open) = (known is { } instant ? EventColumns.Day(instant.ToChinaDate()) : "", OpenDay.Load(connection));
        var values = new
        {
            query.Position,
            Metrics = database.ToListParameter(query.Metrics),
            query.Campaign,
            Day = day,
            open?.After,
            open?.UpTo,
        };
        // Said only where it narrows: a condition that may be off would keep the database from using its indexes.
        var narrowed = (query.Metrics.IsEmpty ? "" : $" AND {database.InCondition("touched.metric", "Metrics")}")
            + (query.Campaign is null ? "" : " AND touched.campaign = @Campaign");
        var touched = $"({(day == open?.Day ? OpenDay.ChangedKeys : $"SELECT {BucketColumns.Key} FROM closings WHERE known_day = @Day")}) AS touched";
        return new(
            known,
            SqlJournal.FindReferenceVersion(connection, query.Position),
            ReadClosedBuckets(connection, narrowed, values),
            ReadTouchedKeys(connection, $"{touched} WHERE TRUE{narrowed}", values),
            // A cumulative reading counts by its difference to the one before, so its whole year is needed.
            [.. SqlJournal.QueryEvents(connection, $"""
                events.position <= @Position AND number IN (
                    SELECT number FROM {touched} JOIN events USING (metric, city, unit)
                    WHERE (date = day OR (basis = 'Ytd' AND date BETWEEN substr(day, 1, 4) || '-01-01' AND substr(day, 1, 4) || '-12-31')){narrowed})
                """, int.MaxValue, values, query.Position).Reverse()],
            query.Latest == 0 ? []
                : SqlJournal.QueryEvents(connection, query.Campaign is null ? "events.position <= @Position" : "events.position <= @Position AND campaign = @Campaign AND campaign <> ''", query.Latest, values, query.Position));
    }

    /// <summary>All events of the days that corrections in between touched.</summary>
    public static ImmutableArray<JournalEvent> ReadCorrectedDays(SqlDatabase database, DbConnection connection, long after, long upTo, ImmutableArray<string> metrics) =>
    [
        .. SqlJournal.QueryEvents(connection, $"""
            events.position <= @upTo AND number IN (
                WITH touched (metric, city, unit, date) AS (
                    SELECT metric, city, unit, date FROM events WHERE position > @after AND position <= @upTo AND target_id IS NOT NULL
                    UNION
                    SELECT metric, city, unit, date FROM states JOIN events USING (number) WHERE states.position > @after AND states.position <= @upTo)
                SELECT other.number FROM touched JOIN events AS other USING (metric, city, unit)
                WHERE {database.InCondition("metric", "metrics")} AND (other.date = touched.date OR (
                    other.basis = 'Ytd' AND other.date BETWEEN substr(touched.date, 1, 4) || '-01-01' AND substr(touched.date, 1, 4) || '-12-31')))
            """, int.MaxValue, new { after, upTo, metrics = database.ToListParameter(metrics) }, upTo).Reverse(),
    ];

    /// <summary>How buckets closed day by day.</summary>
    public static DailyClosings ReadDays(SqlDatabase database, DbConnection connection, DailyClosingsQuery query, long position)
    {
        var open = OpenDay.Load(connection);
        var (asked, values) = ($"WHERE {database.InCondition("metric", "Metrics")} AND campaign = @Campaign",
            new { Metrics = database.ToListParameter(query.Metrics), Campaign = query.Campaign ?? "", open?.After, open?.UpTo });
        using var row = (DbDataReader)connection.ExecuteReader($"SELECT {BucketColumns.Names}, known_day FROM closings {asked} ORDER BY known_day", values);
        var closings = ImmutableArray.CreateBuilder<BucketClosing>();
        while (row.Read()) closings.Add(new(EventColumns.Day(row.GetString(BucketColumns.Count)), BucketColumns.Read(row, 0)));
        row.Close();
        if (open is not null)
            closings.AddRange(PendingBuckets.Load(connection).Query(connection, $"SELECT {BucketColumns.Names} FROM {OpenDay.ChangedBuckets} {asked}", values,
                change => change.Position > open.After && query.Metrics.Contains(change.Bucket.Key.Metric) && change.Bucket.Key.Campaign == query.Campaign)
                .Select(bucket => new BucketClosing(EventColumns.Day(open.Day), bucket)));
        return new(position, closings.ToImmutable(), [.. query.Moments.Select(moment => FindPosition(connection, moment)).Select(at => new MomentPosition(at, SqlJournal.FindReferenceVersion(connection, at)))],
            SqlJournal.FindKnownTime(connection, connection.QuerySingle<long>("SELECT position FROM horizon"))?.ToChinaDate());
    }

    /// <summary>The last position known at a moment.</summary>
    public static long FindPosition(DbConnection connection, DateTimeOffset moment) => connection.QuerySingleOrDefault<long>(
        "SELECT position FROM commits WHERE known <= @known ORDER BY known DESC, position DESC LIMIT 1", new { known = moment.ToUnixTimeMilliseconds() });

    // Of each bucket the last closing of an earlier day.
    private static ImmutableArray<Bucket> ReadClosedBuckets(DbConnection connection, string narrowed, object values) => BucketColumns.Query(connection, $"""
        WITH last_closings AS (
            SELECT {BucketColumns.Key}, MAX(known_day) AS known_day FROM closings AS touched
            WHERE known_day < @Day{narrowed} GROUP BY {BucketColumns.Key})
        SELECT {BucketColumns.Names} FROM last_closings JOIN closings USING (known_day, {BucketColumns.Key})
        """, values);

    private static ImmutableArray<BucketKey> ReadTouchedKeys(DbConnection connection, string from, object values)
    {
        using var row = (DbDataReader)connection.ExecuteReader($"SELECT {BucketColumns.Key} FROM {from}", values);
        var keys = ImmutableArray.CreateBuilder<BucketKey>();
        while (row.Read()) keys.Add(BucketColumns.ReadKey(row, 0));
        return keys.ToImmutable();
    }
}
