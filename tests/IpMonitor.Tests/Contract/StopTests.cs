using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace IpMonitor.Tests.Contract;

/// <summary>A grain that appends to a store, alone or through another.</summary>
public interface IAppendingGrain : IGrainWithIntegerKey
{
    Task Append(int number);

    Task AppendThrough(long other, int number);
}

/// <summary>A store that takes its time.</summary>
public sealed class AppendStore
{
    private readonly ConcurrentQueue<int> _numbers = new();
    private int _here;

    public IReadOnlyCollection<int> Numbers => _numbers;

    /// <summary>The activations that came and have not gone.</summary>
    public int Here => _here;

    public int Came => _came;

    public bool WasUsedByOneThatWent { get; set; }

    private int _came;

    public void Come()
    {
        Interlocked.Increment(ref _here);
        Interlocked.Increment(ref _came);
    }

    public void Go() => Interlocked.Decrement(ref _here);

    public async Task Append(int number)
    {
        await Task.Delay(1);
        _numbers.Enqueue(number);
    }
}

public sealed class AppendingGrain(AppendStore store) : Grain, IAppendingGrain
{
    private bool _gone;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        store.Come();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        store.Go();
        _gone = true;
        return Task.CompletedTask;
    }

    public async Task Append(int number)
    {
        await store.Append(number);
        store.WasUsedByOneThatWent |= _gone;
    }

    public Task AppendThrough(long other, int number) => GrainFactory.GetGrain<IAppendingGrain>(other).Append(number);
}

public sealed class StopTests
{
    [Fact]
    public async Task A_stop_under_load_loses_nothing_that_was_acknowledged()
    {
        await using var cluster = await LocalCluster.Start(configureServices: services => services.AddSingleton<AppendStore>());
        var (grains, store) = (cluster.GrainFactory, cluster.Service<AppendStore>());
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
                // The stop refuses what it did not accept; which exception says so is the runtime's own affair.
            }
        }

        var load = Enumerable.Range(0, 16).Select(worker => Task.Run(() => Load(worker))).ToList();
        await Soon.Is(() => acknowledged.Count > 300);
        await cluster.Stop().Ends();
        await Task.WhenAll(load).Ends();

        Assert.Empty(acknowledged.Except(store.Numbers));
        Assert.True(store.Came > 7);
        Assert.Equal(0, store.Here);
        Assert.False(store.WasUsedByOneThatWent);
    }

    [Fact]
    public async Task A_stop_lets_the_call_that_runs_finish_and_refuses_new_ones()
    {
        await using var cluster = await LocalCluster.Start(configureServices: services => services.AddSingleton<Diary>());
        var grain = cluster.GrainFactory.GetGrain<ITurnGrain>("a");
        var running = grain.Write("running", "gate");
        await Soon.Is(() => cluster.Service<Diary>().Of("a").Any());
        var stop = cluster.Stop();
        cluster.Service<Diary>().Open("gate");
        await running.Ends();
        await stop.Ends();
        await Assert.ThrowsAnyAsync<Exception>(() => grain.Write("late", null).Ends());
        Assert.Equal(["running begins", "running ends"], cluster.Service<Diary>().Of("a"));
    }
}
