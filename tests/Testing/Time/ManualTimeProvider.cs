namespace IpMonitor.Testing.Time;

/// <summary>A clock that shows a set time until it is changed; its timers are those of the system.</summary>
internal class ManualTimeProvider(DateTimeOffset now) : TimeProvider
{
    /// <summary>The time shown.</summary>
    public DateTimeOffset UtcNow { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => UtcNow;
}
