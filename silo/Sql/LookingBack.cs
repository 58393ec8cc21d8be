using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Sql;

/// <summary>Reads what was known at earlier positions, out of how buckets closed each day and of the events of a day that had not closed.</summary>
internal static class LookingBack
{
    /// <summary>What was known at a position; null where the store cannot go back so far.</summary>
    public static PastState? To(SqliteConnection connection, PastQuery query)
    {
        if (query.Position < connection.QuerySingle<long>("SELECT position FROM horizon")) return null;
        var known = SqliteJournal.KnownAt(connection, query.Position);
        if (known is null && query.Position != 0) return null;
        var values = new
        {
            query.Position,
            Metrics = JsonSerializer.Serialize(query.Metrics),
            query.Campaign,
            Day = known is { } instant ? EventColumns.Day(instant.ChinaDate()) : "",
        };
        var narrowed = Narrowed(query.Metrics.IsEmpty, query.Campaign);
        return new(
            known,
            SqliteJournal.ReferenceAt(connection, query.Position),
            Closed(connection, narrowed, values),
            Touched(connection, narrowed, values),
            // A cumulative reading counts by its difference to the one before, so its whole year is needed.
            [.. SqliteJournal.Events(connection, $"""
                events.position <= $Position AND number IN (
                    SELECT number FROM closings JOIN events USING (metric, city, unit)
                    WHERE known_day = $Day{narrowed}
                        AND (date = day OR (basis = 'Ytd' AND date BETWEEN substr(day, 1, 4) || '-01-01' AND substr(day, 1, 4) || '-12-31')))
                """, int.MaxValue, values, query.Position).Reverse()],
            query.Latest == 0 ? []
                : SqliteJournal.Events(connection, query.Campaign is null ? "events.position <= $Position" : "events.position <= $Position AND campaign = $Campaign AND campaign <> ''", query.Latest, values, query.Position));
    }

    /// <summary>All events of the days that corrections in between touched.</summary>
    public static ImmutableArray<JournalEvent> CorrectedDays(SqliteConnection connection, long after, long upTo, ImmutableArray<string> metrics) =>
    [
        .. SqliteJournal.Events(connection, """
            events.position <= $upTo AND number IN (
                WITH touched (metric, city, unit, date) AS (
                    SELECT metric, city, unit, date FROM events WHERE position > $after AND position <= $upTo AND target_id IS NOT NULL
                    UNION
                    SELECT metric, city, unit, date FROM states JOIN events USING (number) WHERE states.position > $after AND states.position <= $upTo)
                SELECT other.number FROM touched JOIN events AS other USING (metric, city, unit)
                WHERE metric IN (SELECT value FROM json_each($metrics)) AND (other.date = touched.date OR (
                    other.basis = 'Ytd' AND other.date BETWEEN substr(touched.date, 1, 4) || '-01-01' AND substr(touched.date, 1, 4) || '-12-31')))
            """, int.MaxValue, new { after, upTo, metrics = JsonSerializer.Serialize(metrics) }, upTo).Reverse(),
    ];

    /// <summary>How buckets closed day by day.</summary>
    public static PastDays Days(SqliteConnection connection, DaysQuery query, long position)
    {
        var values = new { Metrics = JsonSerializer.Serialize(query.Metrics), Campaign = query.Campaign ?? "" };
        using var row = (DbDataReader)connection.ExecuteReader(
            $"SELECT {BucketColumns.Names}, known_day FROM closings WHERE 1{Narrowed(false, values.Campaign)} ORDER BY known_day", values);
        var closings = ImmutableArray.CreateBuilder<Closing>();
        while (row.Read()) closings.Add(new(EventColumns.Day(row.GetString(BucketColumns.Count)), BucketColumns.Read(row, 0)));
        row.Close();
        return new(position, closings.ToImmutable(), [.. query.Moments.Select(moment => PositionAt(connection, moment)).Select(at => new PastMoment(at, SqliteJournal.ReferenceAt(connection, at)))]);
    }

    /// <summary>The last position known at a moment.</summary>
    public static long PositionAt(SqliteConnection connection, DateTimeOffset moment) => connection.QuerySingleOrDefault<long>(
        "SELECT position FROM commits WHERE known <= $known ORDER BY known DESC, position DESC LIMIT 1", new { known = moment.ToUnixTimeMilliseconds() });

    // Of each bucket the last closing of an earlier day: MAX alone makes SQLite take the other columns from its row.
    private static ImmutableArray<Bucket> Closed(SqliteConnection connection, string narrowed, object values)
    {
        using var row = (DbDataReader)connection.ExecuteReader($"""
            SELECT {BucketColumns.Names}, MAX(known_day) FROM closings
            WHERE known_day < $Day{narrowed} GROUP BY metric, city, campaign, unit, day
            """, values);
        var buckets = ImmutableArray.CreateBuilder<Bucket>();
        while (row.Read()) buckets.Add(BucketColumns.Read(row, 0));
        return buckets.ToImmutable();
    }

    private static ImmutableArray<BucketKey> Touched(SqliteConnection connection, string narrowed, object values)
    {
        using var row = (DbDataReader)connection.ExecuteReader(
            $"SELECT city, campaign, unit, metric, day FROM closings WHERE known_day = $Day{narrowed}", values);
        var keys = ImmutableArray.CreateBuilder<BucketKey>();
        while (row.Read()) keys.Add(BucketColumns.Key(row, 0));
        return keys.ToImmutable();
    }

    // Said only where it narrows: a condition that may be off would keep SQLite from using its indexes.
    private static string Narrowed(bool allMetrics, string? campaign) =>
        (allMetrics ? "" : " AND closings.metric IN (SELECT value FROM json_each($Metrics))") + (campaign is null ? "" : " AND closings.campaign = $Campaign");
}
