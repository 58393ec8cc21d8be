namespace IpMonitor.Grains.Metrics;

/// <summary>Where an event counts: a city, a unit in it (null: the whole city), a metric and a day; and once more under its campaign.</summary>
/// <param name="City">The city's code.</param>
/// <param name="Campaign">Null for the bucket of all events; a campaign's id for the one of the events that name it.</param>
/// <param name="Unit">The reporting unit; null is the whole city.</param>
/// <param name="Metric">Code of a reported metric.</param>
/// <param name="Day">The day it happened.</param>
[GenerateSerializer, Immutable, Alias("ipm.bucket-key")]
public sealed record BucketKey(
    [property: Id(0)] string City,
    [property: Id(1)] string? Campaign,
    [property: Id(2)] string? Unit,
    [property: Id(3)] string Metric,
    [property: Id(4)] DateOnly Day);

/// <summary>What one day of one metric comes to.</summary>
/// <param name="Key">Where.</param>
/// <param name="Count">Events that count here.</param>
/// <param name="Sum">In 1/10,000: Σ value of a sum, Σ value·weight of a mean, the latest reading of a level.</param>
/// <param name="Weight">Σ weight of a mean, otherwise 0.</param>
/// <param name="OverCount">Events among them marked 余; of a level, whether the reading is (1 or 0).</param>
/// <param name="AboutCount">Likewise 约.</param>
/// <param name="CorrectionCount">Corrections in force that took something from this day or put something here.</param>
/// <param name="CumulativeReadingCount">Of a sum: how many of its events are cumulative (累计) readings.</param>
/// <param name="FinalCount">On 31 December: whether the year is final (核定) here, 1 or 0.</param>
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
    /// <summary>The bucket before its first event.</summary>
    public static Bucket Empty(BucketKey key) => new(key, 0, 0, 0, 0, 0);

    /// <summary>Where an event counts: in the bucket of all and, if it names one, its campaign's.</summary>
    public static IEnumerable<BucketKey> GetKeys(Event e)
    {
        var key = new BucketKey(e.City, null, e.Unit, e.Metric, e.Date);
        return e.Campaign is null ? [key] : [key, key with { Campaign = e.Campaign }];
    }

    /// <summary>What an event comes to, alone.</summary>
    /// <exception cref="OverflowException">value·weight does not fit.</exception>
    public static IEnumerable<BucketChange> GetChanges(Event e) => GetChanges(e, e.Op, checked(FixedPoint.ToScaled(e.Value) * (e.Weight ?? 1)));

    /// <summary>What an event comes to when it is known how it counts and by how much.</summary>
    public static IEnumerable<BucketChange> GetChanges(Event e, EventOperation op, long share) => GetKeys(e).Select(key => new BucketChange(
        key, op, share, e.Weight ?? 0, e.Qualifier == Qualifier.Over ? 1 : 0, e.Qualifier == Qualifier.About ? 1 : 0));

    /// <summary>This bucket after a change: a sum grows, a reading takes the place of the one before.</summary>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public Bucket Apply(BucketChange change) => change.Op == EventOperation.Set
        ? this with { Count = Count + 1, Sum = change.Sum, OverCount = change.OverCount, AboutCount = change.AboutCount }
        : this with
        {
            Count = Count + 1,
            Sum = checked(Sum + change.Sum),
            Weight = checked(Weight + change.Weight),
            OverCount = OverCount + change.OverCount,
            AboutCount = AboutCount + change.AboutCount,
        };

    /// <summary>This bucket of a sum or mean with a change more (1), or without one that is in it (-1).</summary>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public Bucket ApplyIncrement(BucketChange change, int sign) => this with
    {
        Count = Count + sign,
        Sum = checked(Sum + sign * change.Sum),
        Weight = checked(Weight + sign * change.Weight),
        OverCount = OverCount + sign * change.OverCount,
        AboutCount = AboutCount + sign * change.AboutCount,
    };
}

/// <summary>What one new event does to one bucket; <see cref="Op"/> tells whether it adds or takes the place.</summary>
public sealed record BucketChange(BucketKey Key, EventOperation Op, long Sum, long Weight, int OverCount, int AboutCount);
