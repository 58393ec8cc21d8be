using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Targets;

/// <summary>The progress towards a target compared with the schedule (序时进度).</summary>
[GenerateSerializer, Alias("ipm.traffic-light")]
public enum TrafficLight
{
    /// <summary>On schedule or ahead.</summary>
    Green,
    /// <summary>Behind by at most <see cref="FigureRules.YellowWithin"/> percentage points.</summary>
    Yellow,
    /// <summary>Behind by more.</summary>
    Red,
}

/// <summary>A target and its progress. Percentages are at least 0 and rounded to 10 decimals.</summary>
/// <param name="Period">Text of the target's period.</param>
/// <param name="Goal">Whether the target is to be reached or held.</param>
/// <param name="Value">
/// Target in the metric's unit; for a benchmark, the figure it refers to, or null if that is unknown.
/// </param>
/// <param name="Against">Figure that a benchmark refers to; otherwise null.</param>
/// <param name="Base">For a level: the starting value.</param>
/// <param name="Done">
/// 完成率 in per cent. For a sum: now/target. For a level: (now − base)/(target − base), or null if the base is unknown.
/// For a floor or benchmark, or a level whose base is at or above the target: the attained percentage of the target.
/// </param>
/// <param name="Expected">Expected progress in per cent; 100 for a target to be held.</param>
/// <param name="Curve">Curve that gives the expected progress; null for a target to be held.</param>
/// <param name="Light">Traffic light; null if the progress is unknown.</param>
/// <param name="Remaining">Missing amount in the metric's unit; 0 if the target is attained.</param>
/// <param name="DailyRate">
/// Amount per remaining day, today included, that attains the target; null after the end and for floors.
/// </param>
/// <param name="Forecast">Expected final value; null if there is too little data.</param>
/// <param name="Note">Source of the target.</param>
[GenerateSerializer, Immutable, Alias("ipm.target-state")]
public sealed record TargetState(
    [property: Id(0)] string Period,
    [property: Id(1)] Goal Goal,
    [property: Id(2)] decimal? Value,
    [property: Id(3)] BenchmarkReference? Against,
    [property: Id(4)] decimal? Base,
    [property: Id(5)] decimal? Done,
    [property: Id(6)] decimal? Expected,
    [property: Id(7)] PaceCurve? Curve,
    [property: Id(8)] TrafficLight? Light,
    [property: Id(9)] decimal? Remaining,
    [property: Id(10)] decimal? DailyRate,
    [property: Id(11)] Forecast? Forecast,
    [property: Id(12)] string? Note);
