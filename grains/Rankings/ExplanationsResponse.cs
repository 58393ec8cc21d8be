using System.Collections.Immutable;

namespace IpMonitor.Grains.Rankings;

/// <summary>Explanations of the cities' ranks.</summary>
/// <param name="Position">The position of the explained ranking.</param>
/// <param name="Metric">The metric's code.</param>
/// <param name="Period">The period of the ranking.</param>
/// <param name="BaselinePosition">The position of the baseline; null if the baseline is another period.</param>
/// <param name="BaselinePeriod">The period of the baseline; null if there is no earlier period.</param>
/// <param name="Cities">The explanations: ranked cities, best first, then those no longer ranked.</param>
public sealed record ExplanationsResponse(
    long Position,
    string Metric,
    string Period,
    long? BaselinePosition,
    string? BaselinePeriod,
    ImmutableArray<Explanation> Cities);
