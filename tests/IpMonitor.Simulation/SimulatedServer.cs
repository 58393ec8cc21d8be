using System.Runtime.CompilerServices;
using IpMonitor.Dashboard.Live;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo;
using IpMonitor.Simulation.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace IpMonitor.Simulation;

/// <summary>One process of the house: the real silo and what keeps the screens, put together without a host, whose start leaves the one thread.</summary>
internal sealed class SimulatedServer : IDisposable
{
    private readonly World _world;
    private readonly SimulatedProcess _outside;
    private readonly SimulatedStore _store;
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stopping = new();
    private Task _keeping = Task.CompletedTask;
    private Task _showing = Task.CompletedTask;

    public SimulatedServer(World world, SimulatedProcess process, SimulatedProcess outside, SimulatedStore store, Plant plant)
    {
        (_world, Process, _outside, _store, Plant) = (world, process, outside, store, plant);
        Journal = new(world, process, store);
        var silo = new SimulatedSiloBuilder(process);
        silo.AddIpMonitor(store.Folder);
        silo.Services.AddSingleton(plant.In(Journal));
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(4));
        // Grains come and go several times in a run.
        silo.Configure<GrainCollectionOptions>(collection => (collection.CollectionAge, collection.CollectionQuantum) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)));
        silo.Configure<LiveOptions>(live => live.BeatInterval = TimeSpan.FromSeconds(2));
        _services = silo.Services.BuildServiceProvider();
        Live = ActivatorUtilities.CreateInstance<LiveTopics>(_services);
    }

    public SimulatedProcess Process { get; }

    public Plant Plant { get; }

    public SimulatedJournal Journal { get; }

    public LiveTopics Live { get; }

    public IClusterClient Grains => _services.GetRequiredService<IClusterClient>();

    private SimulatedSilo Silo => _services.GetRequiredService<SimulatedSilo>();

    /// <summary>Whether it serves.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Whether whoever asked can only ask again.</summary>
    public static bool IsOutage(Exception fault) => fault is ConnectionLostException or JournalException or TimeoutException or SiloUnavailableException;

    public async Task Start()
    {
        await Ask(async _ =>
        {
            var keeper = ActivatorUtilities.CreateInstance<ReferenceKeeper>(_services);
            await _services.GetRequiredService<ReferenceShelf>().Refresh(); // what is in force, the documents that come with the program aside
            Silo.Start();
            _keeping = Execute(keeper, _stopping.Token);
            _showing = Execute(Live, _stopping.Token);
            return true;
        }, reliable: true);
        HasStarted = true;
    }

    /// <summary>Stops in good order.</summary>
    public Task Stop() => Ask(async _ =>
    {
        _stopping.Cancel(); // CancelAsync would leave the one thread
        await _showing;
        await _keeping;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20), Process.Clock);
        await Silo.Stop(limit.Token);
        await Journal.Stop();
        return true;
    }, reliable: true);

    /// <summary>
    /// Asks over a network on which everything takes its time, deliveries may come twice, and answers may be lost; when the
    /// process dies, whoever waits for it learns that.
    /// </summary>
    public Task<T> Ask<T>(Func<SimulatedServer, Task<T>> question, bool reliable = false)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Process.IsAlive) Process.OnDeath(Lose);
        else Lose();
        Deliver();
        if (!reliable && _world.Chance(_store.Weather.Twice)) Deliver();
        return answer.Task;

        void Deliver() => Process.After(reliable ? TimeSpan.Zero : _world.Upto(_world.Chance(0.1) ? 1.5 : 0.05), () => _ = Serve());

        async Task Serve()
        {
            try
            {
                var said = await question(this);
                Reply(() => answer.TrySetResult(said));
            }
            catch (Exception fault)
            {
                Reply(() => answer.TrySetException(fault));
            }
        }

        void Reply(Action say)
        {
            if (!Process.IsAlive) return;
            if (!reliable && _world.Chance(_store.Weather.Lost)) Lose();
            else _outside.After(_world.Upto(0.05), say);
        }

        void Lose() => _outside.After(_world.Upto(0.1), () => answer.TrySetException(new ConnectionLostException()));
    }

    /// <summary>Gives back what a process, mostly a dead one, holds of this one.</summary>
    public void Dispose()
    {
        Process.Bury();
        Process.Do(Journal.Dispose);
        _stopping.Dispose();
        _services.Dispose();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ExecuteAsync")]
    private static extern Task Execute(LiveTopics topics, CancellationToken stopping);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ExecuteAsync")]
    private static extern Task Execute(ReferenceKeeper keeper, CancellationToken stopping);
}

/// <summary>Whoever was asked is gone, or its answer is: what came of the question is unknown.</summary>
internal sealed class ConnectionLostException : Exception;
