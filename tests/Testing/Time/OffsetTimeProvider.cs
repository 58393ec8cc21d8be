namespace IpMonitor.Testing.Time;

/// <summary>The system clock, set ahead or back where a test would otherwise wait or depend on the date.</summary>
internal sealed class OffsetTimeProvider : TimeProvider
{
    private long _ahead;

    /// <summary>How far it is ahead of the system clock; below zero if it is behind.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _ahead));
        set => Volatile.Write(ref _ahead, value.Ticks);
    }

    /// <summary>Creates a clock that shows a time now and goes on from there.</summary>
    public static OffsetTimeProvider StartingAt(DateTimeOffset now) => new() { Offset = now - System.GetUtcNow() };

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

    /// <summary>Sets the clock ahead to a time, if it is not there yet.</summary>
    public void AdvanceTo(DateTimeOffset time) =>
        Interlocked.Add(ref _ahead, Math.Max(0, (time - GetUtcNow()).Ticks));
}
