using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Applies the events of a range of positions that only add to their day to buckets, summed up by the database.
/// </summary>
internal static class PlainAdditions
{
    // A weighted event that does not count has a state; its product may not fit into 64 bits.
    private const string ConditionSql = """
        position > @After AND position <= @Position
            AND target_id IS NULL AND basis = 'Period' AND op IN ('Add', 'Set')
            AND (weight IS NULL OR NOT EXISTS (
                SELECT 1 FROM states
                WHERE states.number = events.number AND states.position <= @Position AND state <> 'Counts'))
        """;

    private const string ColumnsSql = """
        date AS day, op, number, value * COALESCE(weight, 1) AS amount, COALESCE(weight, 0) AS weight,
            CASE qualifier WHEN 'Over' THEN 1 ELSE 0 END AS is_over,
            CASE qualifier WHEN 'About' THEN 1 ELSE 0 END AS is_about
        """;

    /// <summary>Applies the events after position @After and up to @Position to buckets.</summary>
    /// <param name="database">Database of the store.</param>
    /// <param name="connection">Connection to read on.</param>
    /// <param name="filter">SQL condition on the key columns of <c>touched</c>, with a leading AND.</param>
    /// <param name="parameters">Parameters of the condition and the positions.</param>
    /// <param name="buckets">Buckets at @After, which are changed.</param>
    public static void Apply(
        SqlDatabase database, DbConnection connection, string filter, object parameters,
        Dictionary<BucketKey, Bucket> buckets)
    {
        // A sum of some events may not fit into 64 bits although the total does, so high and low halves are summed.
        using var row = (DbDataReader)connection.ExecuteReader($"""
            WITH additions AS (
                SELECT {BucketColumns.Key}, op, COUNT(*) AS count,
                    CAST(SUM(amount >> 32) AS BIGINT) AS high, CAST(SUM(amount & 4294967295) AS BIGINT) AS low,
                    CAST(SUM(weight) AS BIGINT) AS weight, SUM(is_over) AS overs, SUM(is_about) AS abouts,
                    MAX(number) AS last_number
                FROM (
                    SELECT city, '' AS campaign, unit, metric, {ColumnsSql}
                    FROM {database.EventsByPosition} WHERE {ConditionSql}
                    UNION ALL
                    SELECT city, campaign, unit, metric, {ColumnsSql}
                    FROM {database.EventsByPosition} WHERE campaign <> '' AND {ConditionSql}) AS touched
                WHERE TRUE{filter}
                GROUP BY {BucketColumns.Key}, op)
            SELECT {BucketColumns.Key}, op, count, high, low, weight, overs, abouts,
                (SELECT value * COALESCE(events.weight, 1) FROM events WHERE number = last_number),
                (SELECT qualifier FROM events WHERE number = last_number)
            FROM additions
            """, parameters);
        while (row.Read())
        {
            var key = BucketColumns.ReadKey(row, 0);
            buckets[key] = Apply(buckets.GetValueOrDefault(key) ?? Bucket.Empty(key), row);
        }
    }

    // A reading replaces the values of the bucket, an addition adds to them.
    private static Bucket Apply(Bucket bucket, DbDataReader row)
    {
        const int opColumn = 5;
        var count = bucket.Count + row.GetInt64(opColumn + 1);
        if (EnumText.Parse<EventOperation>(row.GetString(opColumn)) == EventOperation.Set)
        {
            var qualifier = EnumText.Parse<Qualifier>(row.GetString(opColumn + 8));
            return bucket with
            {
                Count = count,
                Sum = row.GetInt64(opColumn + 7),
                OverCount = qualifier == Qualifier.Over ? 1 : 0,
                AboutCount = qualifier == Qualifier.About ? 1 : 0,
            };
        }
        return bucket with
        {
            Count = count,
            // The total fits, as it was accepted; intermediate overflows cancel out.
            Sum = unchecked(bucket.Sum + (row.GetInt64(opColumn + 2) << 32) + row.GetInt64(opColumn + 3)),
            Weight = bucket.Weight + row.GetInt64(opColumn + 4),
            OverCount = bucket.OverCount + row.GetInt64(opColumn + 5),
            AboutCount = bucket.AboutCount + row.GetInt64(opColumn + 6),
        };
    }
}
