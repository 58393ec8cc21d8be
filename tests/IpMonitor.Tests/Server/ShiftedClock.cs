namespace IpMonitor.Tests.Server;

/// <summary>The system clock, set ahead where a test would otherwise wait.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    /// <summary>Sets the clock ahead to a time, if it is not there yet.</summary>
    public void AdvanceTo(DateTimeOffset time) =>
        Interlocked.Add(ref _ahead, Math.Max(0, (time - GetUtcNow()).Ticks));
}
