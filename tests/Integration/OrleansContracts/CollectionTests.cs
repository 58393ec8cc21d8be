using System.Diagnostics;
using IpMonitor.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>A grain with an optional timer that can delay its deactivation.</summary>
public interface IIdleGrain : IGrainWithStringKey
{
    Task Call();

    Task Tick(bool keepAlive);

    Task DelayOwnDeactivation(TimeSpan time);
}

public sealed class IdleGrain(GrainRecorder recorder) : Grain, IIdleGrain
{
    private long _lastTick;
    private TimeSpan _longestGap;
    private bool _isKept;

    private string Name => this.GetPrimaryKeyString();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        recorder.Write($"{Name} goes {reason.ReasonCode}");
        // A machine that stalls for longer than the collection age lets a kept grain go, rightly.
        if (_isKept && MeasureGap() < CollectionTests.CollectionAge) recorder.Write($"{Name} goes early");
        return Task.CompletedTask;
    }

    public Task Call() => Task.CompletedTask;

    public Task Tick(bool keepAlive)
    {
        var interval = TimeSpan.FromMilliseconds(100);
        (_isKept, _lastTick) = (keepAlive, Stopwatch.GetTimestamp());
        this.RegisterGrainTimer(OnTick, new GrainTimerCreationOptions(interval, interval) { KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task DelayOwnDeactivation(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    private Task OnTick(CancellationToken cancellationToken)
    {
        _longestGap = MeasureGap();
        _lastTick = Stopwatch.GetTimestamp();
        return Task.CompletedTask;
    }

    // The longest time between two ticks so far, in real time.
    private TimeSpan MeasureGap() =>
        TimeSpan.FromTicks(Math.Max(_longestGap.Ticks, Stopwatch.GetElapsedTime(_lastTick).Ticks));
}

/// <summary>A silo that deactivates idle grains quickly.</summary>
public sealed class CollectionTests : IAsyncLifetime
{
    internal static readonly TimeSpan CollectionAge = TimeSpan.FromMilliseconds(800);

    private LocalCluster _cluster = null!;

    private GrainRecorder Recorder => _cluster.GetService<GrainRecorder>();

    public async ValueTask InitializeAsync() => _cluster = await LocalCluster.Start(
        silo => silo.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionQuantum = TimeSpan.FromMilliseconds(200);
            collection.CollectionAge = CollectionAge;
        }),
        services => services.AddSingleton<GrainRecorder>());

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task An_idle_grain_is_deactivated_and_reactivated_by_a_call()
    {
        await Named("idle").Call().WithinTimeLimit();
        await AssertDeactivated("idle");
        Assert.Equal(["goes ActivationIdle"], Recorder.LinesOf("idle"));
        await Named("idle").Call().WithinTimeLimit();
        await AssertDeactivated("idle");
    }

    [Fact]
    public async Task A_timer_keeps_a_grain_active_only_with_KeepAlive()
    {
        await Named("kept").Tick(keepAlive: true).WithinTimeLimit();
        await Named("ticking").Tick(keepAlive: false).WithinTimeLimit();
        for (var round = 0; round < 3; round++)
        {
            await AssertDeactivated("ticking");
            await Named("ticking").Tick(keepAlive: false).WithinTimeLimit();
        }
        Assert.DoesNotContain("goes early", Recorder.LinesOf("kept"));
    }

    [Fact]
    public async Task DelayDeactivation_keeps_a_grain_active()
    {
        await Named("staying").DelayOwnDeactivation(TimeSpan.FromMinutes(10)).WithinTimeLimit();
        for (var round = 0; round < 2; round++)
        {
            await Named("idle").Call().WithinTimeLimit();
            await AssertDeactivated("idle");
        }
        Assert.Empty(Recorder.LinesOf("staying"));
    }

    [Fact]
    public async Task A_collection_age_below_the_quantum_is_refused()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => LocalCluster.Start(silo =>
            silo.Configure<GrainCollectionOptions>(collection =>
                collection.CollectionAge = collection.CollectionQuantum)));
        Assert.Contains("CollectionAge", refused.Message);
    }

    private IIdleGrain Named(string name) => _cluster.GrainFactory.GetGrain<IIdleGrain>(name);

    private async Task AssertDeactivated(string name)
    {
        var lineCount = Recorder.LinesOf(name).Count();
        await Eventually.BecomesTrue(() => Recorder.LinesOf(name).Count() > lineCount);
    }
}
