namespace IpMonitor.Simulation;

/// <summary>A process's clock: its wall clock may be wrong and be set, its timers are never.</summary>
internal sealed class VirtualTime(World world, SimulatedProcess process) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.FromHours(8));

    /// <summary>How far the wall clock is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => world.Now;

    public override DateTimeOffset GetUtcNow() => Start.ToUniversalTime() + TimeSpan.FromTicks(world.Now) + Ahead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(world, process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }
}

/// <summary>A timer of a process.</summary>
internal sealed class VirtualTimer(World world, SimulatedProcess process, Action tick) : ITimer
{
    private TimeSpan _period;
    private long _number;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        _number = dueTime < TimeSpan.Zero ? 0 : world.Wake(this, world.Now + dueTime.Ticks);
        return true;
    }

    /// <summary>Ticks, unless it was changed since it was given the number.</summary>
    public void Fire(long number)
    {
        if (number != _number || !process.IsAlive) return;
        _number = _period > TimeSpan.Zero ? world.Wake(this, world.Now + _period.Ticks) : 0;
        process.Do(tick);
    }

    public void Dispose() => _number = 0;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
