namespace IpMonitor.Grains.Metrics;

/// <summary>What an event does: adds to a sum or mean, sets a level, corrects another event, or makes a year final.</summary>
[GenerateSerializer, Alias("ipm.event-operation")]
public enum EventOperation
{
    /// <summary>Adds to a sum or mean.</summary>
    Add,
    /// <summary>Is a reading of a level.</summary>
    Set,
    /// <summary>更正: stands in place of its target.</summary>
    Replace,
    /// <summary>撤回: voids its target; withdrawing a correction undoes it.</summary>
    Withdraw,
    /// <summary>核定: makes the year final, dated 31 December; what then changes it must be a correction.</summary>
    Final,
}

/// <summary>From where the value of a sum is counted.</summary>
[GenerateSerializer, Alias("ipm.basis")]
public enum Basis
{
    /// <summary>当期: an increment.</summary>
    Period,
    /// <summary>累计: cumulative since 1 January; the difference to the reporter's reading before counts.</summary>
    Ytd,
}

/// <summary>How qualifiers are answered.</summary>
public static class QualifierExtensions
{
    /// <summary>A qualifier as answered: exact goes without saying.</summary>
    public static Qualifier? NullIfExact(this Qualifier qualifier) => qualifier == Qualifier.Exact ? null : qualifier;
}

/// <summary>How exactly a value is known; shown beside it, no part of the arithmetic, and inherited by sums.</summary>
[GenerateSerializer, Alias("ipm.qualifier")]
public enum Qualifier
{
    /// <summary>As said.</summary>
    Exact,
    /// <summary>余, 超: somewhat more than said.</summary>
    Over,
    /// <summary>约: about.</summary>
    About,
}

/// <summary>Which event: the sender and the sender's own id of it.</summary>
[GenerateSerializer, Immutable, Alias("ipm.event-key")]
public sealed record EventKey([property: Id(0)] string Source, [property: Id(1)] string Id);

/// <summary>
/// One reported fact, checked and in its normal form: <see cref="Id"/> is the sender's idempotency key, unique per
/// <see cref="Source"/>. A value has at most 4 decimals and lies in 0 … 10¹⁴ in the metric's unit (money in 元).
/// </summary>
/// <param name="Source">Who sent it.</param>
/// <param name="Id">The sender's own id of it.</param>
/// <param name="City">GB/T 2260 code of the city.</param>
/// <param name="Unit">The reporting unit inside the city; null is the whole city (全市).</param>
/// <param name="Metric">Code of a reported metric.</param>
/// <param name="Value">At most 4 decimals.</param>
/// <param name="Weight">Of a mean: the number of cases behind the value, a whole number from 1; null otherwise.</param>
/// <param name="Date">When it happened, in Asia/Shanghai; the bucket it counts in.</param>
/// <param name="Campaign">The campaign it belongs to.</param>
/// <param name="Ref">A document or file number.</param>
/// <param name="Note">Free text.</param>
/// <param name="Qualifier">余/约.</param>
/// <param name="Op">What it does; follows from the metric's kind unless it is a correction.</param>
/// <param name="Basis">Of a sum: 当期 or 累计.</param>
/// <param name="Target">Of a correction: what it corrects, an event of the same city and metric.</param>
[GenerateSerializer, Immutable, Alias("ipm.event")]
public sealed record Event(
    [property: Id(0)] string Source,
    [property: Id(1)] string Id,
    [property: Id(2)] string City,
    [property: Id(3)] string? Unit,
    [property: Id(4)] string Metric,
    [property: Id(5)] decimal Value,
    [property: Id(6)] long? Weight,
    [property: Id(7)] DateOnly Date,
    [property: Id(8)] string? Campaign,
    [property: Id(9)] string? Ref,
    [property: Id(10)] string? Note,
    [property: Id(11)] Qualifier Qualifier,
    [property: Id(12)] EventOperation Op,
    [property: Id(13)] Basis Basis = Basis.Period,
    [property: Id(14)] EventKey? Target = null)
{
    /// <summary>Which event it is.</summary>
    public EventKey Key => new(Source, Id);
}
