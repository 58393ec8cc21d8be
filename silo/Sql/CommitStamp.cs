using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>A commit: its position, and since when it counts, in milliseconds since 1970; position 0 is before any.</summary>
internal readonly record struct CommitStamp(long Position, long Known)
{
    /// <summary>The day it counts from, in China.</summary>
    public DateOnly Day => ChinaTime.FromUnixMilliseconds(Known).ToChinaDate();

    /// <summary>When what is appended with it came in.</summary>
    public long GetReceived(AppendRequest append) => append.ReceivedAt?.ToUnixTimeMilliseconds() ?? Known;

    /// <summary>The last commit of a store.</summary>
    public static CommitStamp ReadLast(DbConnection connection) =>
        connection.QueryFirstOrDefault<CommitStamp>("SELECT position, known FROM commits ORDER BY position DESC LIMIT 1");

    /// <summary>The one after it, now, or when that was if the clock was set back.</summary>
    public CommitStamp Next(TimeProvider time) => new(Position + 1, Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), Known));
}
