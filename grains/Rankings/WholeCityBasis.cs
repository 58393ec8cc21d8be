namespace IpMonitor.Grains.Rankings;

/// <summary>Explains why reports of units do not count in a city's figure: the whole city reports.</summary>
/// <param name="Metric">The reported metric's code.</param>
/// <param name="Since">
/// The day of the first whole-city event: of the calendar year, all of which it covers, or, for a level, of the first
/// reading.
/// </param>
[GenerateSerializer, Immutable, Alias("ipm.whole-city-basis")]
public sealed record WholeCityBasis([property: Id(0)] string Metric, [property: Id(1)] DateOnly Since);
