using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// The day of the last commit, which has not closed: how its buckets close is written when the first commit of a later day comes.
/// Until then they are as they are now.
/// </summary>
/// <param name="Day">The day, as it is stored.</param>
/// <param name="After">The last position of the days before.</param>
/// <param name="UpTo">The last commit's position.</param>
internal sealed record OpenDay(string Day, long After, long UpTo)
{
    /// <summary>The keys of all buckets that changed after one position and up to another: those of the events since, and those worked out anew.</summary>
    public const string ChangedKeys = """
        SELECT city, '' AS campaign, unit, metric, date AS day FROM events WHERE position > @After AND position <= @UpTo
        UNION
        SELECT city, campaign, unit, metric, date FROM events WHERE position > @After AND position <= @UpTo AND campaign <> ''
        UNION
        SELECT city, campaign, unit, metric, day FROM reworked WHERE position > @After AND position <= @UpTo
        """;

    /// <summary>Those buckets as they are now.</summary>
    public const string ChangedBuckets = $"buckets JOIN ({ChangedKeys}) AS changed USING ({BucketColumns.Key})";

    /// <summary>The open day of a store; null where nothing was committed yet.</summary>
    public static OpenDay? Load(DbConnection connection) => CommitStamp.ReadLast(connection) is { Position: > 0 } last ? Create(connection, last) : null;

    /// <summary>Writes how the buckets of the last commit's day closed, if the next is of a later day.</summary>
    public static void Close(SqlDatabase database, DbConnection connection, CommitStamp last, CommitStamp next)
    {
        if (last.Position == 0 || next.Day <= last.Day) return;
        PendingBuckets.Apply(database, connection);
        connection.Execute($"""
            INSERT INTO closings (known_day, {BucketColumns.Names}) SELECT @Day, {BucketColumns.Names} FROM {ChangedBuckets}
            """, Create(connection, last));
    }

    private static OpenDay Create(DbConnection connection, CommitStamp last) =>
        new(EventColumns.Day(last.Day), PointInTimeReader.FindPosition(connection, last.Day.ToChinaMidnight().AddMilliseconds(-1)), last.Position);
}
