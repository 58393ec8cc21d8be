using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>A bucket as columns of a table, and back.</summary>
internal static class BucketColumns
{
    public const string Key = "city, campaign, unit, metric, day";

    public const string Values = "count, sum, weight, overs, abouts, corrected, readings, finals";

    public const string Names = $"{Key}, {Values}";

    public const int Count = 13;

    // What becomes of a bucket that is there already, by how its events count.
    private const string ReplaceClause = """
        sum = excluded.sum, weight = excluded.weight, overs = excluded.overs, abouts = excluded.abouts, position = excluded.position
        """;

    public const string AddClause = """
        count = buckets.count + excluded.count, sum = buckets.sum + excluded.sum, weight = buckets.weight + excluded.weight,
        overs = buckets.overs + excluded.overs, abouts = buckets.abouts + excluded.abouts, position = excluded.position
        """;

    public const string SetClause = $"count = buckets.count + excluded.count, {ReplaceClause}";

    public const string PutClause = $"""
        count = excluded.count, corrected = excluded.corrected, readings = excluded.readings, finals = excluded.finals, {ReplaceClause}
        """;

    /// <summary>All buckets that a query of their columns finds.</summary>
    public static ImmutableArray<Bucket> Query(DbConnection connection, string sql, object values)
    {
        using var row = (DbDataReader)connection.ExecuteReader(sql, values);
        var buckets = ImmutableArray.CreateBuilder<Bucket>();
        while (row.Read()) buckets.Add(Read(row, 0));
        return buckets.ToImmutable();
    }

    public static Bucket Read(DbDataReader row, int at) => new(
        ReadKey(row, at), row.GetInt64(at + 5), row.GetInt64(at + 6), row.GetInt64(at + 7), row.GetInt64(at + 8), row.GetInt64(at + 9),
        row.GetInt64(at + 10), row.GetInt64(at + 11), row.GetInt64(at + 12));

    public static BucketKey ReadKey(DbDataReader row, int at) => new(
        row.GetString(at), EventColumns.NullIfEmpty(row.GetString(at + 1)), EventColumns.NullIfEmpty(row.GetString(at + 2)), row.GetString(at + 3),
        EventColumns.Day(row.GetString(at + 4)));
}
