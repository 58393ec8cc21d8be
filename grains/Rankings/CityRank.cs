using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// A city's rank by a metric, and its figure; <paramref name="IsTied"/> is true if another city shares the rank.
/// </summary>
public sealed record CityRank(string City, int Rank, bool IsTied, Figure Figure);
