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
/// <param name="Over">Events among them marked 余; of a level, whether the reading is (1 or 0).</param>
/// <param name="About">Likewise 约.</param>
/// <param name="Corrected">Corrections in force that took something from this day or put something here.</param>
/// <param name="Readings">Of a sum: how many of its events are cumulative (累计) readings.</param>
/// <param name="Finals">On 31 December: whether the year is final (核定) here, 1 or 0.</param>
[GenerateSerializer, Immutable, Alias("ipm.bucket")]
public sealed record Bucket(
    [property: Id(0)] BucketKey Key,
    [property: Id(1)] long Count,
    [property: Id(2)] long Sum,
    [property: Id(3)] long Weight,
    [property: Id(4)] long Over,
    [property: Id(5)] long About,
    [property: Id(6)] long Corrected = 0,
    [property: Id(7)] long Readings = 0,
    [property: Id(8)] long Finals = 0)
{
    /// <summary>The bucket before its first event.</summary>
    public static Bucket Empty(BucketKey key) => new(key, 0, 0, 0, 0, 0);

    /// <summary>Where an event counts: in the bucket of all and, if it names one, its campaign's.</summary>
    public static IEnumerable<BucketKey> KeysOf(Event e)
    {
        var key = new BucketKey(e.City, null, e.Unit, e.Metric, e.Date);
        return e.Campaign is null ? [key] : [key, key with { Campaign = e.Campaign }];
    }

    /// <summary>What an event comes to, alone.</summary>
    /// <exception cref="OverflowException">value·weight does not fit.</exception>
    public static IEnumerable<BucketChange> ChangesBy(Event e) => ChangesBy(e, e.Op, checked(Fixed.Parts(e.Value) * (e.Weight ?? 1)));

    /// <summary>What an event comes to when it is known how it counts and by how much.</summary>
    public static IEnumerable<BucketChange> ChangesBy(Event e, Op op, long share) => KeysOf(e).Select(key => new BucketChange(
        key, op, share, e.Weight ?? 0, e.Qualifier == Qualifier.Over ? 1 : 0, e.Qualifier == Qualifier.About ? 1 : 0));

    /// <summary>This bucket after a change: a sum grows, a reading takes the place of the one before.</summary>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public Bucket With(BucketChange change) => change.Op == Op.Set
        ? this with { Count = Count + 1, Sum = change.Sum, Over = change.Over, About = change.About }
        : this with
        {
            Count = Count + 1,
            Sum = checked(Sum + change.Sum),
            Weight = checked(Weight + change.Weight),
            Over = Over + change.Over,
            About = About + change.About,
        };

    /// <summary>This bucket of a sum or mean with a change more (1), or without one that is in it (-1).</summary>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public Bucket Moved(BucketChange change, int sign) => this with
    {
        Count = Count + sign,
        Sum = checked(Sum + sign * change.Sum),
        Weight = checked(Weight + sign * change.Weight),
        Over = Over + sign * change.Over,
        About = About + sign * change.About,
    };
}

/// <summary>What one new event does to one bucket; <see cref="Op"/> tells whether it adds or takes the place.</summary>
public sealed record BucketChange(BucketKey Key, Op Op, long Sum, long Weight, int Over, int About);
