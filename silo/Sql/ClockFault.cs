using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Commits that were made while the clock was ahead; they count from the time of the commit after them.
/// </summary>
/// <param name="First">First position.</param>
/// <param name="Last">Last position.</param>
/// <param name="Known">Time of the last of them, in Unix milliseconds.</param>
/// <param name="CorrectedAt">Time of the commit after them, in Unix milliseconds.</param>
internal sealed record ClockFault(long First, long Last, long Known, long CorrectedAt)
{
    /// <summary>Maximum difference between the clock and the last commit without a fault.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Returns true if the last commit was made while the clock was ahead, judged by a time.</summary>
    /// <remarks>
    /// Either the last commits or the current clock may be wrong. The commits are if the gap before them, which the
    /// clock skipped, is longer than the time that they span. Otherwise commits spread over that time with a clock that
    /// was right, and the current clock is behind.
    /// </remarks>
    public static bool Includes(DbConnection connection, CommitStamp last, long now)
    {
        if (last.Known - now <= Tolerance.TotalMilliseconds) return false;
        var before = CommitStamp.FindPosition(connection, ChinaTime.FromUnixMilliseconds(now));
        if (before == 0) return false;
        var (known, nextKnown) = (ReadKnown(connection, before), ReadKnown(connection, before + 1));
        return nextKnown - known > last.Known - nextKnown;
    }

    /// <summary>
    /// Records the fault that a commit ends, and deletes the closings of the days that did not happen, within an
    /// exclusive transaction.
    /// </summary>
    public static void Record(DbConnection connection, CommitStamp last, CommitStamp next)
    {
        var first = CommitStamp.FindPosition(connection, ChinaTime.FromUnixMilliseconds(next.Known)) + 1;
        connection.Execute(
            "INSERT INTO clock_faults (last, first) VALUES (@last, @first)", new { last = last.Position, first });
        connection.Execute("DELETE FROM closings WHERE known_day >= @day", new { day = EventColumns.Day(next.Day) });
    }

    /// <summary>Returns the last fault; null if there is none.</summary>
    public static ClockFault? FindLast(DbConnection connection) => connection.QueryFirstOrDefault<ClockFault>("""
        SELECT first, last, commits.known, next.known AS correctedAt
        FROM clock_faults
            JOIN commits ON commits.position = last
            JOIN commits AS next ON next.position = last + 1
        ORDER BY last DESC LIMIT 1
        """);

    private static long ReadKnown(DbConnection connection, long position) =>
        connection.QuerySingle<long>("SELECT known FROM commits WHERE position = @position", new { position });
}
