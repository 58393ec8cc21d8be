namespace IpMonitor.Dashboard.Demo;

/// <summary>
/// The clock of the demo's journal: shows past times while the history is loaded, then the current time.
/// </summary>
/// <remarks>So each event of the history is known and received at its own time, and can be replayed.</remarks>
internal sealed class DemoClock(TimeProvider time) : TimeProvider
{
    private long _pastTicks;

    /// <summary>Time shown instead of the current time; null for the current time.</summary>
    public DateTimeOffset? Past
    {
        get => Volatile.Read(ref _pastTicks) is var ticks and not 0 ? new(ticks, TimeSpan.Zero) : null;
        set => Volatile.Write(ref _pastTicks, value?.UtcTicks ?? 0);
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Past ?? time.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
