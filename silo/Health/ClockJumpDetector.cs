namespace IpMonitor.Silo.Health;

/// <summary>Detects jumps of the wall clock by comparing it with the monotonic clock.</summary>
internal sealed class ClockJumpDetector(TimeProvider time, TimeSpan maxJump)
{
    private Reading _last = new(time.GetUtcNow(), time.GetTimestamp());
    private volatile ClockJump? _lastJump;

    /// <summary>Last jump; null if there was none.</summary>
    public ClockJump? LastJump => _lastJump;

    /// <summary>Returns the jump since the last call; null if there was none.</summary>
    public ClockJump? Check()
    {
        var now = new Reading(time.GetUtcNow(), time.GetTimestamp());
        var last = Interlocked.Exchange(ref _last, now);
        var jump = now.UtcNow - last.UtcNow - time.GetElapsedTime(last.Timestamp, now.Timestamp);
        if (jump.Duration() <= maxJump) return null;
        return _lastJump = new(now.UtcNow, jump);
    }

    private sealed record Reading(DateTimeOffset UtcNow, long Timestamp);
}
