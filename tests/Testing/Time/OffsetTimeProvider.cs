namespace IpMonitor.Testing.Time;

/// <summary>The system clock with an offset, for tests that would otherwise wait or depend on the date.</summary>
internal sealed class OffsetTimeProvider : TimeProvider
{
    private long _offsetTicks;

    /// <summary>The offset from the system clock; positive if this clock is ahead.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _offsetTicks));
        set => Volatile.Write(ref _offsetTicks, value.Ticks);
    }

    /// <summary>Creates a clock that starts at a time.</summary>
    public static OffsetTimeProvider StartingAt(DateTimeOffset now) => new() { Offset = now - System.GetUtcNow() };

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

    /// <summary>Sets the clock ahead to a time, unless it is later already.</summary>
    public void AdvanceTo(DateTimeOffset time) =>
        Interlocked.Add(ref _offsetTicks, Math.Max(0, (time - GetUtcNow()).Ticks));
}
