using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>Maps buckets to table columns.</summary>
internal static class BucketColumns
{
    /// <summary>Column list of the key.</summary>
    public const string Key = "city, campaign, unit, metric, day";

    /// <summary>Column list of the values.</summary>
    public const string Values = "count, sum, weight, overs, abouts, corrected, readings, finals";

    /// <summary>Column list of key and values.</summary>
    public const string Names = $"{Key}, {Values}";

    /// <summary>Number of columns in <see cref="Names"/>.</summary>
    public const int Count = 13;

    private const string ReplaceClause = """
        sum = excluded.sum, weight = excluded.weight, overs = excluded.overs, abouts = excluded.abouts,
        position = excluded.position
        """;

    /// <summary>SET clause of an upsert for events that add to a bucket.</summary>
    public const string AddClause = """
        count = buckets.count + excluded.count, sum = buckets.sum + excluded.sum,
        weight = buckets.weight + excluded.weight, overs = buckets.overs + excluded.overs,
        abouts = buckets.abouts + excluded.abouts, position = excluded.position
        """;

    /// <summary>SET clause of an upsert for readings, which replace all values except the count.</summary>
    public const string SetClause = $"count = buckets.count + excluded.count, {ReplaceClause}";

    /// <summary>SET clause of an upsert for recomputed buckets.</summary>
    public const string PutClause = $"""
        count = excluded.count, corrected = excluded.corrected, readings = excluded.readings,
        finals = excluded.finals, {ReplaceClause}
        """;

    /// <summary>Returns the buckets of a query that selects <see cref="Names"/>.</summary>
    public static ImmutableArray<Bucket> Query(DbConnection connection, string sql, object parameters)
    {
        using var row = (DbDataReader)connection.ExecuteReader(sql, parameters);
        var buckets = ImmutableArray.CreateBuilder<Bucket>();
        while (row.Read()) buckets.Add(Read(row, 0));
        return buckets.ToImmutable();
    }

    /// <summary>Reads a bucket from consecutive columns in the order of <see cref="Names"/>.</summary>
    public static Bucket Read(DbDataReader row, int firstColumn) => new(
        ReadKey(row, firstColumn),
        row.GetInt64(firstColumn + 5),
        row.GetInt64(firstColumn + 6),
        row.GetInt64(firstColumn + 7),
        row.GetInt64(firstColumn + 8),
        row.GetInt64(firstColumn + 9),
        row.GetInt64(firstColumn + 10),
        row.GetInt64(firstColumn + 11),
        row.GetInt64(firstColumn + 12));

    /// <summary>Reads a key from consecutive columns in the order of <see cref="Key"/>.</summary>
    public static BucketKey ReadKey(DbDataReader row, int firstColumn) => new(
        row.GetString(firstColumn),
        EventColumns.NullIfEmpty(row.GetString(firstColumn + 1)),
        EventColumns.NullIfEmpty(row.GetString(firstColumn + 2)),
        row.GetString(firstColumn + 3),
        EventColumns.Day(row.GetString(firstColumn + 4)));
}
