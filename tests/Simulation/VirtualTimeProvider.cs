namespace IpMonitor.Simulation;

/// <summary>
/// The clock of a process. Its wall clock may be wrong and may be set; its timestamps and timers are exact.
/// </summary>
internal sealed class VirtualTimeProvider(SimulationScheduler scheduler, SimulatedProcess process) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.FromHours(8));

    /// <summary>How far the wall clock is ahead of virtual time.</summary>
    public TimeSpan WallClockOffset { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => scheduler.Now;

    public override DateTimeOffset GetUtcNow() =>
        Start.ToUniversalTime() + TimeSpan.FromTicks(scheduler.Now) + WallClockOffset;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(scheduler, process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }
}

/// <summary>A timer of a process in virtual time.</summary>
internal sealed class VirtualTimer(SimulationScheduler scheduler, SimulatedProcess process, Action callback) : ITimer
{
    private TimeSpan _period;
    private long _number;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        _number = dueTime < TimeSpan.Zero ? 0 : scheduler.Schedule(this, scheduler.Now + dueTime.Ticks);
        return true;
    }

    /// <summary>Whether the schedule with this number is still in effect.</summary>
    public bool IsPending(long number) => number == _number && process.IsAlive;

    /// <summary>
    /// Runs the callback, unless the timer was changed or disposed after it was scheduled with this number.
    /// </summary>
    public void Fire(long number)
    {
        if (!IsPending(number)) return;
        _number = _period > TimeSpan.Zero ? scheduler.Schedule(this, scheduler.Now + _period.Ticks) : 0;
        process.Post(callback);
    }

    public void Dispose() => _number = 0;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
