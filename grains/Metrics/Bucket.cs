namespace IpMonitor.Grains.Metrics;

/// <summary>Identifies a bucket: one city, unit, metric and day, and optionally one campaign.</summary>
/// <param name="City">GB/T 2260 code of the city.</param>
/// <param name="Campaign">Campaign id; null for the bucket that counts all events.</param>
/// <param name="Unit">Reporting unit; null for the whole city.</param>
/// <param name="Metric">Code of a reported metric.</param>
/// <param name="Day">Date of the events, in Asia/Shanghai.</param>
[GenerateSerializer, Immutable, Alias("ipm.bucket-key")]
public sealed record BucketKey(
    [property: Id(0)] string City,
    [property: Id(1)] string? Campaign,
    [property: Id(2)] string? Unit,
    [property: Id(3)] string Metric,
    [property: Id(4)] DateOnly Day);

/// <summary>The totals of one metric on one day.</summary>
/// <param name="Key">Key of the bucket.</param>
/// <param name="Count">Number of counting events.</param>
/// <param name="Sum">In 1/10,000: Σ value of a sum, Σ value·weight of a mean, the latest reading of a level.</param>
/// <param name="Weight">Σ weight of a mean; otherwise 0.</param>
/// <param name="OverCount">Number of counting events marked 余; for a level, 1 or 0.</param>
/// <param name="AboutCount">Number of counting events marked 约; for a level, 1 or 0.</param>
/// <param name="CorrectionCount">Number of effective corrections that removed or added a value.</param>
/// <param name="CumulativeReadingCount">For a sum: number of its events that are cumulative (累计) readings.</param>
/// <param name="FinalCount">On 31 December: 1 if the year is marked final (核定), otherwise 0.</param>
[GenerateSerializer, Immutable, Alias("ipm.bucket")]
public sealed record Bucket(
    [property: Id(0)] BucketKey Key,
    [property: Id(1)] long Count,
    [property: Id(2)] long Sum,
    [property: Id(3)] long Weight,
    [property: Id(4)] long OverCount,
    [property: Id(5)] long AboutCount,
    [property: Id(6)] long CorrectionCount = 0,
    [property: Id(7)] long CumulativeReadingCount = 0,
    [property: Id(8)] long FinalCount = 0)
{
    /// <summary>Creates a bucket without events.</summary>
    public static Bucket Empty(BucketKey key) => new(key, 0, 0, 0, 0, 0);

    /// <summary>Returns the keys of an event's buckets: the common one and its campaign's, if any.</summary>
    public static IEnumerable<BucketKey> GetKeys(Event e)
    {
        var key = new BucketKey(e.City, null, e.Unit, e.Metric, e.Date);
        return e.Campaign is null ? [key] : [key, key with { Campaign = e.Campaign }];
    }

    /// <summary>Returns the bucket changes of an event that counts with its own operation and value.</summary>
    /// <exception cref="OverflowException">value·weight does not fit into 64 bits.</exception>
    public static IEnumerable<BucketChange> GetChanges(Event e) =>
        GetChanges(e, e.Op, checked(FixedPoint.ToScaled(e.Value) * (e.Weight ?? 1)));

    /// <summary>Returns the bucket changes of an event for a given operation and share (in 1/10,000).</summary>
    public static IEnumerable<BucketChange> GetChanges(Event e, EventOperation op, long share)
    {
        var (over, about) = (e.Qualifier == Qualifier.Over ? 1 : 0, e.Qualifier == Qualifier.About ? 1 : 0);
        return GetKeys(e).Select(key => new BucketChange(key, op, share, e.Weight ?? 0, over, about));
    }

    /// <summary>Applies a change: a sum or mean grows, a reading of a level replaces the previous one.</summary>
    /// <exception cref="OverflowException">A total does not fit into 64 bits.</exception>
    public Bucket Apply(BucketChange change) => change.Op == EventOperation.Set
        ? this with
        {
            Count = Count + 1,
            Sum = change.Sum,
            OverCount = change.OverCount,
            AboutCount = change.AboutCount,
        }
        : this with
        {
            Count = Count + 1,
            Sum = checked(Sum + change.Sum),
            Weight = checked(Weight + change.Weight),
            OverCount = OverCount + change.OverCount,
            AboutCount = AboutCount + change.AboutCount,
        };

    /// <summary>Adds (sign 1) or removes (sign -1) a change of a sum or mean.</summary>
    /// <exception cref="OverflowException">A total does not fit into 64 bits.</exception>
    public Bucket ApplyIncrement(BucketChange change, int sign) => this with
    {
        Count = Count + sign,
        Sum = checked(Sum + sign * change.Sum),
        Weight = checked(Weight + sign * change.Weight),
        OverCount = OverCount + sign * change.OverCount,
        AboutCount = AboutCount + sign * change.AboutCount,
    };
}

/// <summary>The effect of one new event on one bucket; <see cref="Op"/> is add or set.</summary>
public sealed record BucketChange(
    BucketKey Key, EventOperation Op, long Sum, long Weight, int OverCount, int AboutCount);
