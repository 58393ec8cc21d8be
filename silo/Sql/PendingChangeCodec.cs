using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>What a commit does to buckets as one value of a column, and back. A text, so that an export carries it like any other.</summary>
internal static class PendingChangeCodec
{
    private const byte Version = 1;

    public static string Encode(CommitEffects effects)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        Write(effects.Added);
        Write(effects.Set);
        return Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length);

        // Mostly the next is another day of the same.
        void Write(IReadOnlyCollection<Bucket> buckets)
        {
            BucketKey? series = null;
            writer.Write7BitEncodedInt(buckets.Count);
            foreach (var bucket in buckets)
            {
                var same = bucket.Key with { Day = default } == series;
                writer.Write(same);
                if (!same) WriteSeries(series = bucket.Key with { Day = default });
                writer.Write7BitEncodedInt(bucket.Key.Day.DayNumber);
                foreach (var value in (ReadOnlySpan<long>)[bucket.Count, bucket.Sum, bucket.Weight, bucket.OverCount, bucket.AboutCount]) writer.Write7BitEncodedInt64(value);
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

    /// <exception cref="InvalidDataException">Another version wrote it.</exception>
    public static IEnumerable<PendingChange> Decode(string text, long position)
    {
        using var reader = new BinaryReader(new MemoryStream(Convert.FromBase64String(text)));
        if (reader.ReadByte() != Version) throw new InvalidDataException($"The buckets of position {position} are written in a way that this program does not know.");
        foreach (var isReading in (bool[])[false, true])
        {
            BucketKey series = null!;
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            {
                if (!reader.ReadBoolean())
                    series = new(reader.ReadString(), EventColumns.NullIfEmpty(reader.ReadString()), EventColumns.NullIfEmpty(reader.ReadString()), reader.ReadString(), default);
                var key = series with { Day = DateOnly.FromDayNumber(reader.Read7BitEncodedInt()) };
                yield return new(new(key, Number(), Number(), Number(), Number(), Number()), isReading, position);
            }
        }

        long Number() => reader.Read7BitEncodedInt64();
    }
}
