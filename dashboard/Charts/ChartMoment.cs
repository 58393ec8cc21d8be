using IpMonitor.Grains.Rankings;

namespace IpMonitor.Dashboard.Charts;

/// <summary>The point in time of a picture.</summary>
/// <param name="Point">Position and day of its figures.</param>
/// <param name="KnownAt">Time from which the position counted; null before the first event.</param>
/// <param name="ReferenceVersion">Version of the reference data in force.</param>
/// <param name="AsOf">The point in time as the caller named it; null for the current state.</param>
internal sealed record ChartMoment(PointInTime Point, DateTimeOffset? KnownAt, long ReferenceVersion, string? AsOf);
