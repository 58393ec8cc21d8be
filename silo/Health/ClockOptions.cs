namespace IpMonitor.Silo.Health;

/// <summary>Settings of the check of the clock (configuration section <c>Clock</c>).</summary>
public sealed class ClockOptions
{
    /// <summary>Maximum difference between the wall clock and the monotonic clock without a report.</summary>
    public TimeSpan MaxJump { get; set; } = TimeSpan.FromMinutes(5);
}
