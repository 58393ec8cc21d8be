using System.Collections.Immutable;

namespace IpMonitor.Grains.Rankings;

/// <summary>A running total at the end of a step of its period.</summary>
/// <param name="Period">The step.</param>
/// <param name="Value">
/// The figure from the start of the period to the end of the step; null if none or not begun.
/// </param>
/// <param name="Rank">The city's rank by this figure.</param>
/// <param name="Of">The number of ranked cities.</param>
/// <param name="Due">
/// The expected value for the target, in the metric's unit; null without a target or if unknown.
/// </param>
/// <param name="LastYear">The figure up to the same day a year earlier.</param>
[GenerateSerializer, Immutable, Alias("ipm.course-step")]
public sealed record CumulativePoint(
    [property: Id(0)] string Period,
    [property: Id(1)] decimal? Value,
    [property: Id(2)] int? Rank,
    [property: Id(3)] int? Of,
    [property: Id(4)] decimal? Due,
    [property: Id(5)] decimal? LastYear);

/// <summary>
/// A city's running total at each step of a period, with the values expected for its target (序时进度) and those of a year
/// earlier.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.course-response")]
public sealed record CumulativeSeriesResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string City,
    [property: Id(2)] string Metric,
    [property: Id(3)] string Period,
    [property: Id(4)] ImmutableArray<CumulativePoint> Steps);
