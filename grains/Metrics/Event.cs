namespace IpMonitor.Grains.Metrics;

/// <summary>Identifies an event by its source and the id that the source gave it.</summary>
[GenerateSerializer, Immutable, Alias("ipm.event-key")]
public sealed record EventKey([property: Id(0)] string Source, [property: Id(1)] string Id);

/// <summary>One reported fact, validated and normalized.</summary>
/// <param name="Source">The sender.</param>
/// <param name="Id">The sender's idempotency key, unique per <paramref name="Source"/>.</param>
/// <param name="City">GB/T 2260 code of the city.</param>
/// <param name="Unit">Reporting unit inside the city; null for the whole city (全市).</param>
/// <param name="Metric">Code of a reported metric.</param>
/// <param name="Value">0 to 10¹⁴ in the metric's unit (money in 元), with at most 4 decimals.</param>
/// <param name="Weight">For a mean: number of cases behind the value, at least 1; otherwise null.</param>
/// <param name="Date">Date of the fact in Asia/Shanghai; selects the bucket.</param>
/// <param name="Campaign">Id of the campaign it belongs to.</param>
/// <param name="Ref">Document or file number.</param>
/// <param name="Note">Free text.</param>
/// <param name="Qualifier">Precision of the value (余/约).</param>
/// <param name="Op">Operation; follows from the metric's kind unless a correction or a final mark.</param>
/// <param name="Basis">For a sum: period (当期) or cumulative (累计).</param>
/// <param name="Target">For a correction: the corrected event, of the same city and metric.</param>
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
    /// <summary>Key of the event.</summary>
    public EventKey Key => new(Source, Id);
}
