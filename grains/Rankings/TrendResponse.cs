using System.Collections.Immutable;

namespace IpMonitor.Grains.Rankings;

/// <summary>A city's figures at the steps of a trend; null where it has none.</summary>
[GenerateSerializer, Immutable, Alias("ipm.trend-line")]
public sealed record TrendLine(
    [property: Id(0)] string City,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3)] ImmutableArray<decimal?> Values);

/// <summary>A metric at each step of a period, for the cities with a figure in the period.</summary>
[GenerateSerializer, Immutable, Alias("ipm.trend-response")]
public sealed record TrendResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string Metric,
    [property: Id(2)] string Period,
    [property: Id(3)] ImmutableArray<string> Steps,
    [property: Id(4)] ImmutableArray<TrendLine> Cities);
