using System.Collections.Immutable;

namespace IpMonitor.Grains.ApiKeys;

/// <summary>The permissions of an API key.</summary>
/// <param name="Name">The name shown in the list of keys, at most 40 characters.</param>
/// <param name="Sources">The sources it may report under; empty means that it may not report.</param>
/// <param name="Cities">The cities it may report for and read; empty means any.</param>
/// <param name="PerMinute">The maximum number of requests per minute, 1 to 6,000.</param>
/// <param name="Until">The time it expires; null for never.</param>
/// <param name="MayRead">Whether it may read figures, events and topics.</param>
/// <param name="Topics">The prefixes of the topics it may read; null or empty means any.</param>
[GenerateSerializer, Immutable, Alias("ipm.key-scope")]
public sealed record ApiKeySettings(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<string> Sources,
    [property: Id(2)] ImmutableArray<string> Cities,
    [property: Id(3)] int PerMinute,
    [property: Id(4)] DateTimeOffset? Until,
    [property: Id(5)] bool MayRead = false,
    [property: Id(6)] ImmutableArray<string>? Topics = null);
