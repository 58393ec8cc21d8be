using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Rankings;

/// <summary>An indicator's contribution to a city's composite score.</summary>
/// <param name="Metric">The indicator's code.</param>
/// <param name="Weight">The weight in percent; all weights add up to 100.</param>
/// <param name="Scoring">The method that converts the figure to points.</param>
/// <param name="Value">The city's figure; null if none, which earns no points.</param>
/// <param name="Rank">The city's rank by the indicator.</param>
/// <param name="Points">0 to 100.</param>
/// <param name="Score">points · weight / 100.</param>
[GenerateSerializer, Immutable, Alias("ipm.indicator-points")]
public sealed record IndicatorPoints(
    [property: Id(0)] string Metric,
    [property: Id(1)] decimal Weight,
    [property: Id(2)] ScoringMethod Scoring,
    [property: Id(3)] decimal? Value,
    [property: Id(4)] int? Rank,
    [property: Id(5)] decimal Points,
    [property: Id(6)] decimal Score);

/// <summary>A city's points of a composite, by indicator.</summary>
[GenerateSerializer, Immutable, Alias("ipm.points-response")]
public sealed record PointsResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string Metric,
    [property: Id(2)] string Period,
    [property: Id(3)] string City,
    [property: Id(4)] decimal? Value,
    [property: Id(5)] int? Rank,
    [property: Id(6)] ImmutableArray<IndicatorPoints> Indicators);
