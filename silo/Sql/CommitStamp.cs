using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>Position and time of a commit.</summary>
/// <param name="Position">Position, from 1; 0 if there is no commit yet.</param>
/// <param name="Known">Time from which the commit counts, in Unix milliseconds.</param>
internal readonly record struct CommitStamp(long Position, long Known)
{
    private const string FaultsSql = "FROM clock_faults WHERE first <= commits.position AND last >= commits.position";

    /// <summary>
    /// Query of the positions and the times from which they count: that of the commit after a clock fault for those of
    /// the fault.
    /// </summary>
    public const string TimesSql = $"""
        SELECT position, COALESCE(
            (SELECT later.known FROM commits AS later WHERE later.position = (SELECT MAX(last) + 1 {FaultsSql})),
            known) AS known
        FROM commits
        """;

    /// <summary>Time of the clock at the commit, in Unix milliseconds; set for new commits only.</summary>
    public long WrittenAt { get; init; }

    /// <summary>Day of <see cref="Known"/> in China.</summary>
    public DateOnly Day => ChinaTime.FromUnixMilliseconds(Known).ToChinaDate();

    /// <summary>Returns the receipt time of an append of this commit, in Unix milliseconds.</summary>
    public long GetReceived(AppendRequest append) => append.ReceivedAt?.ToUnixTimeMilliseconds() ?? WrittenAt;

    /// <summary>Returns the last commit of a store; position 0 if there is none.</summary>
    public static CommitStamp ReadLast(DbConnection connection) =>
        connection.QueryFirstOrDefault<CommitStamp>(
            "SELECT position, known FROM commits ORDER BY position DESC LIMIT 1");

    /// <summary>Returns the position of the last commit; 0 if there is none.</summary>
    public static long ReadLastPosition(DbConnection connection) =>
        connection.QuerySingle<long>("SELECT COALESCE(MAX(position), 0) FROM commits");

    /// <summary>Returns the time of the commit at a position; null if there is none.</summary>
    public static DateTimeOffset? FindKnownTime(DbConnection connection, long position) =>
        connection.QuerySingleOrDefault<long?>(
            "SELECT known FROM commits WHERE position = @position", new { position }) is { } known
            ? ChinaTime.FromUnixMilliseconds(known)
            : null;

    /// <summary>Returns the day from which an existing position counts.</summary>
    public static DateOnly ReadDay(DbConnection connection, long position) =>
        connection.QuerySingle<CommitStamp>(
            $"SELECT position, known FROM ({TimesSql}) AS times WHERE position = @position", new { position }).Day;

    /// <summary>Returns the last position at or before a time; 0 if there is none.</summary>
    public static long FindPosition(DbConnection connection, DateTimeOffset time) =>
        connection.QuerySingleOrDefault<long>(
            $"""
            SELECT position FROM commits WHERE known <= @known AND NOT EXISTS (SELECT 1 {FaultsSql})
            ORDER BY known DESC, position DESC LIMIT 1
            """,
            new { known = time.ToUnixTimeMilliseconds() });

    /// <summary>Returns the last position of the days before a day; 0 if there is none.</summary>
    public static long FindLastBefore(DbConnection connection, DateOnly day) =>
        FindPosition(connection, day.ToChinaMidnight().AddMilliseconds(-1));

    /// <summary>
    /// Returns the next commit. It counts from the current time; if the clock is behind this commit, from this commit's
    /// time, unless this commit was made while the clock was ahead.
    /// </summary>
    public CommitStamp Next(DbConnection connection, TimeProvider time)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var known = now < Known && !ClockFault.Includes(connection, this, now) ? Known : now;
        return new(Position + 1, known) { WrittenAt = now };
    }
}
