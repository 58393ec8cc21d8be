namespace IpMonitor.Grains.Targets;

/// <summary>The outcome of a week, month or quarter with its own target.</summary>
[GenerateSerializer, Alias("ipm.stage-outcome")]
public enum StageOutcome
{
    /// <summary>Not yet closed: its end and the days allowed for reporting have not passed.</summary>
    Open,
    /// <summary>The target was met when the stage closed.</summary>
    Met,
    /// <summary>The target was not met and has not been made up.</summary>
    Missed,
    /// <summary>The target was not met in time and was made up later: by late reports, or by later stages.</summary>
    MadeUp,
}

/// <summary>A week, month or quarter with its own target.</summary>
/// <param name="Period">Text of the period.</param>
/// <param name="Target">Target in the metric's unit.</param>
/// <param name="AtClose">Value known when the stage closed; null if it is open or nothing was reported.</param>
/// <param name="Now">Value known now.</param>
/// <param name="ClosesOn">Last day on which a report is in time.</param>
/// <param name="Outcome">Outcome of the stage.</param>
/// <param name="MadeUpOn">Day on which the target was made up.</param>
[GenerateSerializer, Immutable, Alias("ipm.target-stage")]
public sealed record TargetStage(
    [property: Id(0)] string Period,
    [property: Id(1)] decimal Target,
    [property: Id(2)] decimal? AtClose,
    [property: Id(3)] decimal? Now,
    [property: Id(4)] DateOnly ClosesOn,
    [property: Id(5)] StageOutcome Outcome,
    [property: Id(6)] DateOnly? MadeUpOn);
