using System.Data.Common;
using Dapper;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// The day of the last commit. The first commit of a later day stores its closings, the buckets at its end; until then
/// the current buckets are read.
/// </summary>
/// <param name="Day">Stored text of the day.</param>
/// <param name="After">Last position of the days before.</param>
/// <param name="UpTo">Position of the last commit.</param>
internal sealed record OpenDay(string Day, long After, long UpTo)
{
    /// <summary>
    /// FROM clause of the current buckets that events changed, or that were recomputed, after position @After and up to
    /// @UpTo.
    /// </summary>
    public static string ChangedBuckets(SqlDatabase database) => $"""
        buckets JOIN (
            SELECT city, '' AS campaign, unit, metric, date AS day FROM {database.EventsByPosition}
            WHERE position > @After AND position <= @UpTo
            UNION
            SELECT city, campaign, unit, metric, date FROM {database.EventsByPosition}
            WHERE position > @After AND position <= @UpTo AND campaign <> ''
            UNION
            SELECT city, campaign, unit, metric, day FROM reworked WHERE position > @After AND position <= @UpTo)
        AS changed USING ({BucketColumns.Key})
        """;

    /// <summary>Returns the open day of a store; null if there is no commit yet.</summary>
    public static OpenDay? Load(DbConnection connection) =>
        CommitStamp.ReadLast(connection) is { Position: > 0 } last ? Create(connection, last) : null;

    /// <summary>
    /// Stores the closings of the last commit's day if the next commit is on a later day. Reopens the day of the next
    /// commit if the last one was made while the clock was ahead.
    /// </summary>
    public static void Change(SqlDatabase database, DbConnection connection, CommitStamp last, CommitStamp next)
    {
        if (next.Known < last.Known) ClockFault.Record(connection, last, next);
        if (last.Position == 0 || next.Day <= last.Day) return;
        PendingBuckets.Apply(database, connection);
        connection.Execute($"""
            INSERT INTO closings (known_day, {BucketColumns.Names})
            SELECT @Day, {BucketColumns.Names} FROM {ChangedBuckets(database)}
            """, Create(connection, last));
    }

    private static OpenDay Create(DbConnection connection, CommitStamp last) => new(
        EventColumns.Day(last.Day),
        CommitStamp.FindLastBefore(connection, last.Day),
        last.Position);
}
