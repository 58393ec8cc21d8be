using System.Collections.Immutable;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Grains.Rankings;

/// <summary>The latest report of a metric by a city; for a derived metric, of all its inputs.</summary>
/// <param name="Metric">The metric's code.</param>
/// <param name="LastDay">The latest reported day up to the period's end; null if never reported.</param>
/// <param name="Missed">
/// True if <see cref="ReportingResponse.Month"/> has no report although each of the three months before has; otherwise
/// null.
/// </param>
/// <param name="Target">
/// The target for the period if the metric has no figure; a figure includes its own target.
/// </param>
[GenerateSerializer, Immutable, Alias("ipm.metric-reporting")]
public sealed record MetricReporting(
    [property: Id(0)] string Metric,
    [property: Id(1)] DateOnly? LastDay,
    [property: Id(2)] bool? Missed,
    [property: Id(3)] TargetState? Target);

/// <summary>
/// The latest report of each metric of a city; <see cref="Month"/> is the latest month whose reports are due.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.reporting-response")]
public sealed record ReportingResponse(
    [property: Id(0)] long Position,
    [property: Id(1)] string City,
    [property: Id(2)] string Period,
    [property: Id(3)] string Month,
    [property: Id(4)] ImmutableArray<MetricReporting> Metrics);
