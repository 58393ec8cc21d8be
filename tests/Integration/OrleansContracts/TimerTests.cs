using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>A grain with timers.</summary>
public interface ITimerGrain : IGrainWithStringKey
{
    Task TickDuring(string gate);

    Task TickThrowing();

    Task TickOnce();

    Task TickUntilChanged();
}

public sealed class TimerGrain(GrainRecorder recorder) : Grain, ITimerGrain
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(10);
    private bool _isInCall;

    private string Name => this.GetPrimaryKeyString();

    /// <summary>Holds a call open while one timer interleaves and the other waits for its turn.</summary>
    public async Task TickDuring(string gate)
    {
        this.RegisterGrainTimer(_ => Tick("turn"), new() { DueTime = Often, Period = Often });
        this.RegisterGrainTimer(
            _ => Tick("interleaving"), new() { DueTime = Often, Period = Often, Interleave = true });
        _isInCall = true;
        await recorder.WaitAtGate(gate);
        _isInCall = false;
    }

    public Task TickThrowing()
    {
        this.RegisterGrainTimer(
            (name, _) =>
            {
                recorder.Write($"{name} ticks");
                throw new InvalidOperationException("a tick that throws");
            },
            Name, new GrainTimerCreationOptions(Often, Often));
        return Task.CompletedTask;
    }

    /// <summary>A timer without a period ticks once, a disposed one not at all.</summary>
    public Task TickOnce()
    {
        this.RegisterGrainTimer(_ => Tick("never"), new(Often, Often)).Dispose();
        this.RegisterGrainTimer(_ => Tick("once"), new(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        this.RegisterGrainTimer(_ => Tick("often"), new(Often, Often));
        return Task.CompletedTask;
    }

    /// <summary>A timer that disposes itself in its third tick.</summary>
    public Task TickUntilChanged()
    {
        IGrainTimer? timer = null;
        var ticks = 0;
        timer = this.RegisterGrainTimer(async _ =>
        {
            await Tick("three");
            if (++ticks == 3) timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }, new(Often, Often));
        this.RegisterGrainTimer(_ => Tick("often"), new(Often, Often));
        return Task.CompletedTask;
    }

    private async Task Tick(string timer)
    {
        var scheduler = TaskScheduler.Current;
        await Task.Yield();
        var isOnGrainScheduler = scheduler == TaskScheduler.Current && scheduler != TaskScheduler.Default;
        recorder.Write($"{Name} {timer}{(_isInCall ? " inside" : "")}{(isOnGrainScheduler ? "" : " abroad")}");
    }
}

public sealed class TimerTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    private IEnumerable<string> Lines => shared.Recorder.LinesOf(_name);

    private ITimerGrain Grain => shared.Grains.GetGrain<ITimerGrain>(_name);

    [Fact]
    public async Task A_tick_waits_for_calls_unless_it_interleaves()
    {
        var call = Grain.TickDuring(_name);
        await Eventually.BecomesTrue(() => Lines.Count(line => line == "interleaving inside") >= 5);
        shared.Recorder.OpenGate(_name);
        await call.WithinTimeLimit();
        await Eventually.BecomesTrue(() => Lines.Count(line => line == "turn") >= 3);
        Assert.DoesNotContain("turn inside", Lines);
        Assert.DoesNotContain(Lines, line => line.EndsWith("abroad", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_timer_continues_after_a_tick_that_throws()
    {
        await Grain.TickThrowing().WithinTimeLimit();
        await Eventually.BecomesTrue(() => Lines.Count() >= 3);
    }

    [Fact]
    public async Task A_timer_without_a_period_ticks_once_and_a_disposed_one_never()
    {
        await Grain.TickOnce().WithinTimeLimit();
        await Eventually.BecomesTrue(() => Lines.Count(line => line == "often") >= 10);
        Assert.Single(Lines, "once");
        Assert.DoesNotContain("never", Lines);
    }

    [Fact]
    public async Task A_timer_may_be_changed_within_its_tick()
    {
        await Grain.TickUntilChanged().WithinTimeLimit();
        await Eventually.BecomesTrue(
            () => Lines.Contains("three")
                && Lines.SkipWhile(line => line != "three").Count(line => line == "often") >= 20);
        Assert.Equal(3, Lines.Count(line => line == "three"));
    }
}
