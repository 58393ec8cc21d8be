using System.Collections.Immutable;

namespace IpMonitor.Grains.Rankings;

/// <summary>A metric without an expected report, and its latest reported day.</summary>
[GenerateSerializer, Immutable, Alias("ipm.unreported-metric")]
public sealed record UnreportedMetric([property: Id(0)] string Metric, [property: Id(1)] DateOnly? LastDay);

/// <summary>A city and the metrics it has not reported.</summary>
[GenerateSerializer, Immutable, Alias("ipm.unreported-city")]
public sealed record UnreportedCity(
    [property: Id(0)] string City,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3)] ImmutableArray<UnreportedMetric> Metrics);

/// <summary>The cities with missing reports for a month, and the day the reports are due.</summary>
[GenerateSerializer, Immutable, Alias("ipm.unreported-response")]
public sealed record UnreportedResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string Period,
    [property: Id(2)] DateOnly Due,
    [property: Id(3)] ImmutableArray<UnreportedCity> Cities);
