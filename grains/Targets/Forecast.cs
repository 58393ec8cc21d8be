namespace IpMonitor.Grains.Targets;

/// <summary>The method of a forecast.</summary>
[GenerateSerializer, Alias("ipm.forecast-method")]
public enum ForecastMethod
{
    /// <summary>
    /// Extrapolates by the share of the whole that earlier years had completed by this day. The interval spans the
    /// years with the largest and the smallest share.
    /// </summary>
    EarlierYears,
    /// <summary>
    /// Extrapolates the mean of the weeks so far. The interval is mean ± 1.2816 · s · √(k(1 + k/n)) for k remaining
    /// weeks after n weeks: 80 % if weeks vary independently.
    /// </summary>
    Weeks,
}

/// <summary>The expected final value of a period, in the metric's unit, rounded to 4 decimals.</summary>
/// <param name="Value">Expected value.</param>
/// <param name="Low">Lower end of the interval; for a sum, at least the current value.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Method">Method of the forecast.</param>
/// <param name="Sample">Number of earlier years or weeks it is based on.</param>
[GenerateSerializer, Immutable, Alias("ipm.forecast")]
public sealed record Forecast(
    [property: Id(0)] decimal Value,
    [property: Id(1)] decimal Low,
    [property: Id(2)] decimal High,
    [property: Id(3)] ForecastMethod Method,
    [property: Id(4)] int Sample);
