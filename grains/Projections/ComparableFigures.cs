using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// A figure and an earlier one, both of the members that have both (可比口径): cities of the province, units of a city,
/// or indicators of a composite.
/// </summary>
/// <param name="Figure">The figure of the comparable members; null if there are none.</param>
/// <param name="Base">The earlier figure of the comparable members; null if there are none.</param>
/// <param name="Comparable">The number of members on both sides.</param>
/// <param name="Of">The number of members on either side.</param>
public sealed record ComparableFigures(Figure? Figure, Figure? Base, int Comparable, int Of)
{
    /// <summary>True if at least half of the members are comparable, so that a change may be stated.</summary>
    public bool IsSufficient => Figure is not null && Base is not null && IsHalf(Comparable, Of);

    /// <summary>Returns true if a number of members is at least half of all.</summary>
    public static bool IsHalf(int comparable, int of) => comparable > 0 && comparable * 2 >= of;
}
