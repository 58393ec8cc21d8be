using System.Collections.Immutable;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Targets;

/// <summary>Whether a target is on pace (序时进度), as an office shows it.</summary>
[GenerateSerializer, Alias("ipm.traffic-light")]
public enum TrafficLight
{
    /// <summary>On pace or ahead.</summary>
    Green,
    /// <summary>Behind by no more than <see cref="FigureRules.YellowWithin"/> percentage points.</summary>
    Yellow,
    /// <summary>Behind by more.</summary>
    Red,
}

/// <summary>How a forecast was made.</summary>
[GenerateSerializer, Alias("ipm.forecast-method")]
public enum ForecastMethod
{
    /// <summary>As much of the whole is taken to be done as earlier years had done by this day; the interval is from the year that had done most to the one that had done least.</summary>
    EarlierYears,
    /// <summary>The weeks to come are taken to be like those so far: mean ± 1.2816 · s · √(k(1 + k/n)) for k weeks to come out of n, 80 % for weeks that vary independently.</summary>
    Weeks,
}

/// <summary>What the period is expected to end with, in the metric's unit, rounded to 4 decimals.</summary>
/// <param name="Value">The middle.</param>
/// <param name="Low">The lower end of the interval; never below what there is already of a sum.</param>
/// <param name="High">The upper end.</param>
/// <param name="Method">How it was made.</param>
/// <param name="Sample">Out of how many earlier years or weeks.</param>
[GenerateSerializer, Immutable, Alias("ipm.forecast")]
public sealed record Forecast(
    [property: Id(0)] decimal Value, [property: Id(1)] decimal Low, [property: Id(2)] decimal High,
    [property: Id(3)] ForecastMethod Method, [property: Id(4)] int Sample);

/// <summary>A target and how far it is; percentages are 0 or more, rounded to 10 decimals.</summary>
/// <param name="Period">The target's period.</param>
/// <param name="Goal">What is asked for.</param>
/// <param name="Value">The target in the metric's unit; of a benchmark the figure it stands for, null while that is not known.</param>
/// <param name="Against">Which figure a benchmark stands for.</param>
/// <param name="Base">Of a level: where it started.</param>
/// <param name="Done">
/// 完成率: of a sum now/target; of a level (now − base)/(target − base), null while its base is not known; of a floor or benchmark,
/// or a level that began at its target or above, how much of it is attained.
/// </param>
/// <param name="Expected">How much should be done by now; 100 of what is to be held all the time.</param>
/// <param name="Curve">How the expected progress was told; null of what is to be held all the time.</param>
/// <param name="Light">On pace, somewhat behind, or behind; null where it cannot be told.</param>
/// <param name="Remaining">How much is missing, in the metric's unit; 0 when it is attained.</param>
/// <param name="DailyRate">How much a day attains it by the end, today included; null after the end and for floors.</param>
/// <param name="Forecast">What the period is expected to end with; null where too little is known.</param>
/// <param name="Note">Where it is laid down.</param>
[GenerateSerializer, Immutable, Alias("ipm.target-state")]
public sealed record TargetState(
    [property: Id(0)] string Period,
    [property: Id(1)] Goal Goal,
    [property: Id(2)] decimal? Value,
    [property: Id(3)] BenchmarkKind? Against,
    [property: Id(4)] decimal? Base,
    [property: Id(5)] decimal? Done,
    [property: Id(6)] decimal? Expected,
    [property: Id(7)] PaceCurve? Curve,
    [property: Id(8)] TrafficLight? Light,
    [property: Id(9)] decimal? Remaining,
    [property: Id(10)] decimal? DailyRate,
    [property: Id(11)] Forecast? Forecast,
    [property: Id(12)] string? Note);

/// <summary>How a month or quarter within a year went.</summary>
[GenerateSerializer, Alias("ipm.stage-outcome")]
public enum StageOutcome
{
    /// <summary>Its end, with the days allowed for reporting, is still to come.</summary>
    Open,
    /// <summary>Its target was met in time.</summary>
    Met,
    /// <summary>It was not, and is not yet made up.</summary>
    Missed,
    /// <summary>It was not, and was made up later: by late reports, or by what came after.</summary>
    MadeUp,
}

/// <summary>A month or quarter with a target of its own.</summary>
/// <param name="Period">Which.</param>
/// <param name="Target">In the metric's unit.</param>
/// <param name="AtClose">What was known of it when it closed; null before, or when nothing was.</param>
/// <param name="Now">What is known of it now.</param>
/// <param name="ClosesOn">The last day on which a report of it is in time.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="MadeUpOn">The day on which it was made up.</param>
[GenerateSerializer, Immutable, Alias("ipm.target-stage")]
public sealed record TargetStage(
    [property: Id(0)] string Period,
    [property: Id(1)] decimal Target,
    [property: Id(2)] decimal? AtClose,
    [property: Id(3)] decimal? Now,
    [property: Id(4)] DateOnly ClosesOn,
    [property: Id(5)] StageOutcome Outcome,
    [property: Id(6)] DateOnly? MadeUpOn);
