using System.Collections.Immutable;

namespace IpMonitor.Grains.Rankings;

/// <summary>A reporting unit's figure within a city.</summary>
/// <param name="Unit">The unit; null for the whole city.</param>
/// <param name="Name">The Chinese name.</param>
/// <param name="NameEn">The English name.</param>
/// <param name="Counted">
/// Whether it counts in the city's figure; either the whole city or its units count in a year.
/// </param>
/// <param name="Figure">The figure, without rank and target.</param>
[GenerateSerializer, Immutable, Alias("ipm.unit-figure")]
public sealed record UnitFigure(
    [property: Id(0)] string? Unit,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3)] bool Counted,
    [property: Id(4)] MetricFigure Figure);

/// <summary>
/// A city's figure for a metric, with the figures reported by the whole city and by each unit, and the reason if units
/// do not count.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.units-response")]
public sealed record UnitsResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string City,
    [property: Id(2)] string Metric,
    [property: Id(3)] string Period,
    [property: Id(4)] MetricFigure? Figure,
    [property: Id(5)] ImmutableArray<UnitFigure> Units,
    [property: Id(6)] ImmutableArray<WholeCityBasis>? WholeCity = null);

/// <summary>All figures of a reporting unit over a period.</summary>
[GenerateSerializer, Immutable, Alias("ipm.unit-response")]
public sealed record UnitResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string Unit,
    [property: Id(2)] string City,
    [property: Id(3)] string Name,
    [property: Id(4)] string NameEn,
    [property: Id(5)] string Period,
    [property: Id(6)] ImmutableArray<MetricFigure> Metrics);
