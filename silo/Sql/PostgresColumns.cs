using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Npgsql;
using NpgsqlTypes;

namespace IpMonitor.Silo.Sql;

/// <summary>Events as rows to be copied in, and buckets as arrays, a column each, which PostgreSQL takes apart into rows.</summary>
internal static class PostgresColumns
{
    public static readonly string Add = Upsert(BucketColumns.Add);

    public static readonly string Set = Upsert(BucketColumns.Set);

    public static readonly string Put = Upsert(BucketColumns.Put);

    /// <summary>Notes that buckets were worked out anew.</summary>
    public const string Rework = $"INSERT INTO reworked ({BucketColumns.Key}, position) SELECT * FROM UNNEST(@city, @campaign, @unit, @metric, @day, @position)";

    /// <summary>Buckets, and the position of each.</summary>
    public static IEnumerable<NpgsqlParameter> Of(IReadOnlyCollection<Bucket> buckets, IEnumerable<long> positions) =>
    [
        Parameter("city", buckets.Select(bucket => bucket.Key.City)),
        Parameter("campaign", buckets.Select(bucket => bucket.Key.Campaign ?? "")),
        Parameter("unit", buckets.Select(bucket => bucket.Key.Unit ?? "")),
        Parameter("metric", buckets.Select(bucket => bucket.Key.Metric)),
        Parameter("day", buckets.Select(bucket => EventColumns.Day(bucket.Key.Day))),
        Parameter("count", buckets.Select(bucket => bucket.Count)),
        Parameter("sum", buckets.Select(bucket => bucket.Sum)),
        Parameter("weight", buckets.Select(bucket => bucket.Weight)),
        Parameter("overs", buckets.Select(bucket => bucket.OverCount)),
        Parameter("abouts", buckets.Select(bucket => bucket.AboutCount)),
        Parameter("corrected", buckets.Select(bucket => bucket.CorrectionCount)),
        Parameter("readings", buckets.Select(bucket => bucket.CumulativeReadingCount)),
        Parameter("finals", buckets.Select(bucket => bucket.FinalCount)),
        Parameter("position", positions),
    ];

    /// <summary>Copies in events that are not there, numbered on from the last.</summary>
    public static async Task Copy(NpgsqlConnection connection, IReadOnlyList<(Event Event, AppendRequest Append)> events, long lastNumber, CommitStamp commit)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY events (number, position, received, batch, {EventColumns.Names}) FROM STDIN (FORMAT BINARY)");
        foreach (var (e, append) in events)
        {
            copy.StartRow();
            copy.Write(++lastNumber);
            copy.Write(commit.Position);
            copy.Write(commit.Received(append));
            Text(append.Batch);
            Text(e.Source);
            Text(e.Id);
            Text(e.City);
            Text(e.Unit ?? "");
            Text(e.Metric);
            copy.Write(FixedPoint.ToScaled(e.Value));
            if (e.Weight is { } weight) copy.Write(weight);
            else copy.WriteNull();
            Text(EventColumns.Day(e.Date));
            Text(e.Campaign ?? "");
            Text(e.Ref);
            Text(e.Note);
            Text(EnumText.Of(e.Qualifier));
            Text(EnumText.Of(e.Op));
            Text(EnumText.Of(e.Basis));
            Text(e.Target?.Source);
            Text(e.Target?.Id);
        }
        await copy.CompleteAsync();

        void Text(string? value)
        {
            if (value is null) copy.WriteNull();
            else copy.Write(value, NpgsqlDbType.Text);
        }
    }

    public static NpgsqlParameter Parameter<T>(string name, IEnumerable<T> values) => new NpgsqlParameter<T[]>(name, [.. values]);

    private static string Upsert(string change) => $"""
        INSERT INTO buckets ({BucketColumns.Names}, position)
        SELECT * FROM UNNEST(@city, @campaign, @unit, @metric, @day, @count, @sum, @weight, @overs, @abouts, @corrected, @readings, @finals, @position)
        ON CONFLICT ({BucketColumns.Key}) DO UPDATE SET {change}
        """;
}
