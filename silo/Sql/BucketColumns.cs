using System.Data.Common;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>A bucket as columns of a table, and back.</summary>
internal static class BucketColumns
{
    public const string Names = "city, campaign, unit, metric, day, count, sum, weight, overs, abouts, corrected, readings, finals";

    public const int Count = 13;

    public static Bucket Read(DbDataReader row, int at) => new(
        Key(row, at), row.GetInt64(at + 5), row.GetInt64(at + 6), row.GetInt64(at + 7), row.GetInt64(at + 8), row.GetInt64(at + 9),
        row.GetInt64(at + 10), row.GetInt64(at + 11), row.GetInt64(at + 12));

    public static BucketKey Key(DbDataReader row, int at) => new(
        row.GetString(at), EventColumns.Blank(row.GetString(at + 1)), EventColumns.Blank(row.GetString(at + 2)), row.GetString(at + 3),
        EventColumns.Day(row.GetString(at + 4)));
}
