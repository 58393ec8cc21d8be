using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Encodes the bucket changes of a commit as the Base64 text of one column, which exports copy like any other text.
/// </summary>
internal static class PendingChangeCodec
{
    private const byte Version = 1;

    /// <summary>Encodes the added and set buckets of a commit.</summary>
    public static string Encode(CommitEffects effects)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        Write(effects.Added);
        Write(effects.Set);
        return Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length);

        // Consecutive buckets mostly differ in their day only, so the rest of the key is written once.
        void Write(IReadOnlyCollection<Bucket> buckets)
        {
            BucketKey? series = null;
            writer.Write7BitEncodedInt(buckets.Count);
            foreach (var bucket in buckets)
            {
                var isSameSeries = bucket.Key with { Day = default } == series;
                writer.Write(isSameSeries);
                if (!isSameSeries) WriteSeries(series = bucket.Key with { Day = default });
                writer.Write7BitEncodedInt(bucket.Key.Day.DayNumber);
                writer.Write7BitEncodedInt64(bucket.Count);
                writer.Write7BitEncodedInt64(bucket.Sum);
                writer.Write7BitEncodedInt64(bucket.Weight);
                writer.Write7BitEncodedInt64(bucket.OverCount);
                writer.Write7BitEncodedInt64(bucket.AboutCount);
            }
        }

        void WriteSeries(BucketKey key)
        {
            writer.Write(key.City);
            writer.Write(key.Campaign ?? "");
            writer.Write(key.Unit ?? "");
            writer.Write(key.Metric);
        }
    }

    /// <summary>Decodes the changes of a commit.</summary>
    /// <exception cref="InvalidDataException">The format version is unknown.</exception>
    public static IEnumerable<PendingChange> Decode(string text, long position)
    {
        using var reader = new BinaryReader(new MemoryStream(Convert.FromBase64String(text)));
        if (reader.ReadByte() != Version)
            throw new InvalidDataException(
                $"The pending bucket changes of position {position} have an unknown format version.");
        foreach (var isReading in (bool[])[false, true])
        {
            BucketKey series = null!;
            for (var remaining = reader.Read7BitEncodedInt(); remaining > 0; remaining--)
            {
                if (!reader.ReadBoolean()) series = ReadSeries();
                var key = series with { Day = DateOnly.FromDayNumber(reader.Read7BitEncodedInt()) };
                yield return new(
                    new(key, ReadNumber(), ReadNumber(), ReadNumber(), ReadNumber(), ReadNumber()),
                    isReading,
                    position);
            }
        }

        BucketKey ReadSeries() => new(
            reader.ReadString(),
            EventColumns.NullIfEmpty(reader.ReadString()),
            EventColumns.NullIfEmpty(reader.ReadString()),
            reader.ReadString(),
            default);

        long ReadNumber() => reader.Read7BitEncodedInt64();
    }
}
