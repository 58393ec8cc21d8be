using IpMonitor.Grains.Metrics;
using Npgsql;

namespace IpMonitor.Silo.Sql;

/// <summary>Events and buckets as arrays, a column each, which PostgreSQL takes apart into rows.</summary>
internal static class PostgresColumns
{
    public const string EventParameters =
        "@nth, @batch, @source, @id, @city_of, @unit, @metric, @value, @weight, @date, @campaign, @ref, @note, @qualifier, @op, @basis, @target_source, @target_id";

    public static readonly string Add = Upsert(BucketColumns.Add);

    public static readonly string Set = Upsert(BucketColumns.Set);

    public static readonly string Put = $"""
        WITH noted AS (INSERT INTO reworked ({BucketColumns.Key}, position) SELECT *, @position FROM UNNEST(@city, @campaign, @unit, @metric, @day))
        {Upsert(BucketColumns.Put)}
        """;

    public static IEnumerable<NpgsqlParameter> Of(IReadOnlyList<(Event Event, string? Batch)> events) =>
    [
        Parameter("nth", Enumerable.Range(0, events.Count).Select(nth => (long)nth + 1)),
        Parameter("batch", events.Select(one => one.Batch)),
        Parameter("source", events.Select(one => one.Event.Source)),
        Parameter("id", events.Select(one => one.Event.Id)),
        Parameter("city_of", events.Select(one => one.Event.City)),
        Parameter("unit", events.Select(one => one.Event.Unit ?? "")),
        Parameter("metric", events.Select(one => one.Event.Metric)),
        Parameter("value", events.Select(one => Fixed.Parts(one.Event.Value))),
        Parameter("weight", events.Select(one => one.Event.Weight)),
        Parameter("date", events.Select(one => EventColumns.Day(one.Event.Date))),
        Parameter("campaign", events.Select(one => one.Event.Campaign ?? "")),
        Parameter("ref", events.Select(one => one.Event.Ref)),
        Parameter("note", events.Select(one => one.Event.Note)),
        Parameter("qualifier", events.Select(one => one.Event.Qualifier.ToString())),
        Parameter("op", events.Select(one => one.Event.Op.ToString())),
        Parameter("basis", events.Select(one => one.Event.Basis.ToString())),
        Parameter("target_source", events.Select(one => one.Event.Target?.Source)),
        Parameter("target_id", events.Select(one => one.Event.Target?.Id)),
    ];

    public static IEnumerable<NpgsqlParameter> Of(IReadOnlyCollection<Bucket> buckets) =>
    [
        Parameter("city", buckets.Select(bucket => bucket.Key.City)),
        Parameter("campaign", buckets.Select(bucket => bucket.Key.Campaign ?? "")),
        Parameter("unit", buckets.Select(bucket => bucket.Key.Unit ?? "")),
        Parameter("metric", buckets.Select(bucket => bucket.Key.Metric)),
        Parameter("day", buckets.Select(bucket => EventColumns.Day(bucket.Key.Day))),
        Parameter("count", buckets.Select(bucket => bucket.Count)),
        Parameter("sum", buckets.Select(bucket => bucket.Sum)),
        Parameter("weight", buckets.Select(bucket => bucket.Weight)),
        Parameter("overs", buckets.Select(bucket => bucket.Over)),
        Parameter("abouts", buckets.Select(bucket => bucket.About)),
        Parameter("corrected", buckets.Select(bucket => bucket.Corrected)),
        Parameter("readings", buckets.Select(bucket => bucket.Readings)),
        Parameter("finals", buckets.Select(bucket => bucket.Finals)),
    ];

    public static NpgsqlParameter Parameter<T>(string name, IEnumerable<T> values) => new NpgsqlParameter<T[]>(name, [.. values]);

    private static string Upsert(string change) => $"""
        INSERT INTO buckets ({BucketColumns.Names}, position)
        SELECT sent.*, @position FROM UNNEST(@city, @campaign, @unit, @metric, @day, @count, @sum, @weight, @overs, @abouts, @corrected, @readings, @finals) AS sent
        ON CONFLICT ({BucketColumns.Key}) DO UPDATE SET {change}
        """;
}
