using System.Collections.Concurrent;
using IpMonitor.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>A grain that appends to a store, directly or through another grain.</summary>
public interface IAppendingGrain : IGrainWithIntegerKey
{
    Task Append(int number);

    Task AppendThrough(long other, int number);
}

/// <summary>A slow store.</summary>
public sealed class SlowAppendStore
{
    private readonly ConcurrentQueue<int> _numbers = new();
    private int _activeGrains;

    public IReadOnlyCollection<int> Numbers => _numbers;

    /// <summary>Activations that have not been deactivated.</summary>
    public int ActiveGrains => _activeGrains;

    public int ActivationCount => _activationCount;

    public bool WasUsedAfterDeactivation { get; set; }

    private int _activationCount;

    public void Enter()
    {
        Interlocked.Increment(ref _activeGrains);
        Interlocked.Increment(ref _activationCount);
    }

    public void Leave() => Interlocked.Decrement(ref _activeGrains);

    public async Task Append(int number)
    {
        await Task.Delay(1);
        _numbers.Enqueue(number);
    }
}

public sealed class AppendingGrain(SlowAppendStore store) : Grain, IAppendingGrain
{
    private bool _isDeactivated;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        store.Enter();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        store.Leave();
        _isDeactivated = true;
        return Task.CompletedTask;
    }

    public async Task Append(int number)
    {
        await store.Append(number);
        store.WasUsedAfterDeactivation |= _isDeactivated;
    }

    public Task AppendThrough(long other, int number) => GrainFactory.GetGrain<IAppendingGrain>(other).Append(number);
}

public sealed class StopTests
{
    [Fact]
    public async Task A_stop_under_load_loses_nothing_acknowledged()
    {
        await using var cluster = await LocalCluster.Start(configureServices: services =>
            services.AddSingleton<SlowAppendStore>());
        var (grains, store) = (cluster.GrainFactory, cluster.GetService<SlowAppendStore>());
        var acknowledged = new ConcurrentQueue<int>();
        var next = 0;

        async Task Load(int worker)
        {
            try
            {
                while (true)
                {
                    var number = Interlocked.Increment(ref next);
                    var grain = grains.GetGrain<IAppendingGrain>(number % 7);
                    await (worker % 2 == 0 ? grain.Append(number) : grain.AppendThrough(100 + worker, number));
                    acknowledged.Enqueue(number);
                }
            }
            catch (Exception) when (acknowledged.Count > 200)
            {
                // A stop refuses unaccepted calls; the type of the exception is up to the runtime.
            }
        }

        var load = Enumerable.Range(0, 16).Select(worker => Task.Run(() => Load(worker))).ToList();
        await Eventually.BecomesTrue(() => acknowledged.Count > 300);
        await cluster.Stop().WithinTimeLimit();
        await Task.WhenAll(load).WithinTimeLimit();

        Assert.Empty(acknowledged.Except(store.Numbers));
        Assert.True(store.ActivationCount > 7);
        Assert.Equal(0, store.ActiveGrains);
        Assert.False(store.WasUsedAfterDeactivation);
    }

    [Fact]
    public async Task A_stop_completes_the_running_call_and_refuses_new_ones()
    {
        await using var cluster = await LocalCluster.Start(configureServices: services =>
            services.AddSingleton<GrainRecorder>());
        var grain = cluster.GrainFactory.GetGrain<ITurnGrain>("a");
        var running = grain.Write("running", "gate");
        await Eventually.BecomesTrue(() => cluster.GetService<GrainRecorder>().LinesOf("a").Any());
        var stop = cluster.Stop();
        cluster.GetService<GrainRecorder>().OpenGate("gate");
        await running.WithinTimeLimit();
        await stop.WithinTimeLimit();
        await Assert.ThrowsAnyAsync<Exception>(() => grain.Write("late", null).WithinTimeLimit());
        Assert.Equal(["running begins", "running ends"], cluster.GetService<GrainRecorder>().LinesOf("a"));
    }
}
