using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Npgsql;
using NpgsqlTypes;

namespace IpMonitor.Silo.Sql;

/// <summary>Maps events to rows of a binary COPY, and buckets to one array parameter per column.</summary>
internal static class PostgresColumns
{
    /// <summary>Adds amounts to buckets.</summary>
    public static readonly string AddSql = CreateUpsertSql(BucketColumns.AddClause);

    /// <summary>Sets buckets to readings.</summary>
    public static readonly string SetSql = CreateUpsertSql(BucketColumns.SetClause);

    /// <summary>Replaces buckets by recomputed ones.</summary>
    public static readonly string PutSql = CreateUpsertSql(BucketColumns.PutClause);

    /// <summary>Records the keys of recomputed buckets.</summary>
    public const string ReworkedSql = $"""
        INSERT INTO reworked ({BucketColumns.Key}, position)
        SELECT * FROM UNNEST(@city, @campaign, @unit, @metric, @day, @position)
        """;

    /// <summary>Returns the parameters of the statements above for buckets and their positions.</summary>
    public static IEnumerable<NpgsqlParameter> CreateParameters(
        IReadOnlyCollection<Bucket> buckets, IEnumerable<long> positions) =>
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

    /// <summary>Copies new events into the table, with consecutive numbers after the last one.</summary>
    public static async Task CopyEvents(
        NpgsqlConnection connection, IReadOnlyList<(Event Event, AppendRequest Append)> events, long lastNumber,
        CommitStamp commit)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"COPY events (number, position, received, batch, {EventColumns.Names}) FROM STDIN (FORMAT BINARY)");
        foreach (var (e, append) in events)
        {
            copy.StartRow();
            copy.Write(++lastNumber);
            copy.Write(commit.Position);
            copy.Write(commit.GetReceived(append));
            WriteText(append.Batch);
            WriteText(e.Source);
            WriteText(e.Id);
            WriteText(e.City);
            WriteText(e.Unit ?? "");
            WriteText(e.Metric);
            copy.Write(FixedPoint.ToScaled(e.Value));
            if (e.Weight is { } weight) copy.Write(weight);
            else copy.WriteNull();
            WriteText(EventColumns.Day(e.Date));
            WriteText(e.Campaign ?? "");
            WriteText(e.Ref);
            WriteText(e.Note);
            WriteText(EnumText.Format(e.Qualifier));
            WriteText(EnumText.Format(e.Op));
            WriteText(EnumText.Format(e.Basis));
            WriteText(e.Target?.Source);
            WriteText(e.Target?.Id);
        }
        await copy.CompleteAsync();

        void WriteText(string? value)
        {
            if (value is null) copy.WriteNull();
            else copy.Write(value, NpgsqlDbType.Text);
        }
    }

    /// <summary>Returns an array parameter.</summary>
    public static NpgsqlParameter CreateParameter<T>(string name, IEnumerable<T> values) =>
        new NpgsqlParameter<T[]>(name, [.. values]);

    private static string CreateUpsertSql(string setClause) => $"""
        INSERT INTO buckets ({BucketColumns.Names}, position)
        SELECT * FROM UNNEST(
            @city, @campaign, @unit, @metric, @day,
            @count, @sum, @weight, @overs, @abouts, @corrected, @readings, @finals, @position)
        ON CONFLICT ({BucketColumns.Key}) DO UPDATE SET {setClause}
        """;
}
