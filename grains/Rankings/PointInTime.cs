namespace IpMonitor.Grains.Rankings;

/// <summary>A position together with the day that its figures refer to.</summary>
/// <param name="Position">The last position known at the point in time.</param>
/// <param name="Day">
/// The day the figures refer to: the day of the instant, or of the position if that was given.
/// </param>
/// <param name="IsAvailable">False if there is no such position, or the store no longer holds its state.</param>
public sealed record PointInTime(long Position, DateOnly Day, bool IsAvailable = true);
