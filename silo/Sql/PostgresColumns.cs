using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Npgsql;
using NpgsqlTypes;

namespace IpMonitor.Silo.Sql;

/// <summary>Events as rows to be copied in, and buckets as arrays, a column each, which PostgreSQL takes apart into rows.</summary>
internal static class PostgresColumns
{
    public static readonly string AddSql = CreateUpsertSql(BucketColumns.AddClause);

    public static readonly string SetSql = CreateUpsertSql(BucketColumns.SetClause);

    public static readonly string PutSql = CreateUpsertSql(BucketColumns.PutClause);

    /// <summary>Notes that buckets were worked out anew.</summary>
    public const string ReworkedSql = $"INSERT INTO reworked ({BucketColumns.Key}, position) SELECT * FROM UNNEST(@city, @campaign, @unit, @metric, @day, @position)";

    /// <summary>Buckets, and the position of each.</summary>
    public static IEnumerable<NpgsqlParameter> ToParameters(IReadOnlyCollection<Bucket> buckets, IEnumerable<long> positions) =>
    [
        CreateParameter("city", buckets.Select(bucket => bucket.Key.City)),
        CreateParameter("campaign", buckets.Select(bucket => bucket.Key.Campaign ?? "")),
        CreateParameter("unit", buckets.Select(bucket => bucket.Key.Unit ?? "")),
        CreateParameter("metric", buckets.Select(bucket => bucket.Key.Metric)),
        CreateParameter("day", buckets.Select(bucket => EventColumns.Day(bucket.Key.Day))),
        CreateParameter("count", buckets.Select(bucket => bucket.Count)),
        CreateParameter("sum", buckets.Select(bucket => bucket.Sum)),
        CreateParameter("weight", buckets.Select(bucket => bucket.Weight)),
        CreateParameter("overs", buckets.Select(bucket => bucket.OverCount)),
        CreateParameter("abouts", buckets.Select(bucket => bucket.AboutCount)),
        CreateParameter("corrected", buckets.Select(bucket => bucket.CorrectionCount)),
        CreateParameter("readings", buckets.Select(bucket => bucket.CumulativeReadingCount)),
        CreateParameter("finals", buckets.Select(bucket => bucket.FinalCount)),
        CreateParameter("position", positions),
    ];

    /// <summary>Copies in events that are not there, numbered on from the last.</summary>
    public static async Task CopyEvents(NpgsqlConnection connection, IReadOnlyList<(Event Event, AppendRequest Append)> events, long lastNumber, CommitStamp commit)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY events (number, position, received, batch, {EventColumns.Names}) FROM STDIN (FORMAT BINARY)");
        foreach (var (e, append) in events)
        {
            copy.StartRow();
            copy.Write(++lastNumber);
            copy.Write(commit.Position);
            copy.Write(commit.GetReceived(append));
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
            Text(EnumText.Format(e.Qualifier));
            Text(EnumText.Format(e.Op));
            Text(EnumText.Format(e.Basis));
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

    public static NpgsqlParameter CreateParameter<T>(string name, IEnumerable<T> values) => new NpgsqlParameter<T[]>(name, [.. values]);

    private static string CreateUpsertSql(string change) => $"""
        INSERT INTO buckets ({BucketColumns.Names}, position)
        SELECT * FROM UNNEST(@city, @campaign, @unit, @metric, @day, @count, @sum, @weight, @overs, @abouts, @corrected, @readings, @finals, @position)
        ON CONFLICT ({BucketColumns.Key}) DO UPDATE SET {change}
        """;
}
