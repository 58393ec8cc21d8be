using System.Runtime.CompilerServices;
using IpMonitor.Dashboard.Live;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo;
using IpMonitor.Simulation.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace IpMonitor.Simulation;

/// <summary>
/// One server process: the silo and the dashboard's live topics as they ship, wired without a generic host, whose start
/// would leave the simulation's thread.
/// </summary>
internal sealed class SimulatedServer : IDisposable
{
    private readonly SimulationScheduler _scheduler;
    private readonly SimulatedProcess _outside;
    private readonly SimulatedStore _store;
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stopping = new();
    private Task _referenceService = Task.CompletedTask;
    private Task _submissionService = Task.CompletedTask;
    private Task _liveService = Task.CompletedTask;

    public SimulatedServer(
        SimulationScheduler scheduler, SimulatedProcess process, SimulatedProcess outside, SimulatedStore store,
        BugInjector bug)
    {
        (_scheduler, Process, _outside, _store, Bug) = (scheduler, process, outside, store, bug);
        Journal = new(scheduler, process, store);
        var silo = new SimulatedSiloBuilder(process);
        silo.AddIpMonitor(store.Folder);
        silo.Services.AddSingleton(bug.Attach(Journal));
        var records = new SimulatedRecords(Journal, store, bug);
        silo.Services.AddSingleton<IRecordStore>(records);
        silo.Services.AddSingleton<IAuditStore>(records);
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(4));
        // Grains are collected and activated again several times in a run.
        silo.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionAge = TimeSpan.FromSeconds(3);
            collection.CollectionQuantum = TimeSpan.FromSeconds(1);
        });
        silo.Configure<LiveOptions>(live => live.HeartbeatInterval = TimeSpan.FromSeconds(2));
        _services = silo.Services.BuildServiceProvider();
        Silo = _services.GetRequiredService<SimulatedSilo>();
        Silo.MessageDelay = MessageDelay;
        Live = ActivatorUtilities.CreateInstance<TopicSubscriptionService>(_services);
    }

    public SimulatedProcess Process { get; }

    public BugInjector Bug { get; }

    public SimulatedJournal Journal { get; }

    public SimulatedSilo Silo { get; }

    public TopicSubscriptionService Live { get; }

    public IClusterClient Grains => Silo.GrainFactory;

    /// <summary>Whether the server accepts requests.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Whether a request that failed like this may succeed when it is sent again.</summary>
    public static bool IsTransient(Exception fault) =>
        fault is ConnectionLostException or JournalException or TimeoutException or SiloUnavailableException;

    public async Task Start()
    {
        await Request(async _ =>
        {
            var reference = ActivatorUtilities.CreateInstance<ReferenceRefreshService>(_services);
            var submissions = ActivatorUtilities.CreateInstance<SubmissionResumeService>(_services);
            // Loads the documents in force; installing the shipped ones is not part of a run.
            await _services.GetRequiredService<ReferenceDataStore>().Refresh();
            Silo.Start();
            _referenceService = ExecuteAsync(reference, _stopping.Token);
            _submissionService = ExecuteAsync(submissions, _stopping.Token);
            _liveService = ExecuteAsync(Live, _stopping.Token);
            return true;
        }, isReliable: true);
        HasStarted = true;
    }

    /// <summary>Stops gracefully.</summary>
    public Task Stop() => Request(async _ =>
    {
        _stopping.Cancel(); // CancelAsync would continue on the thread pool.
        await _liveService;
        await _referenceService;
        await _submissionService;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20), Process.Clock);
        await Silo.Stop(limit.Token);
        await Journal.Stop();
        return true;
    }, isReliable: true);

    /// <summary>
    /// Sends a request over a network with random delays, on which deliveries may be duplicated and responses lost. If
    /// the process is killed, the caller is told that the connection is lost.
    /// </summary>
    public Task<T> Request<T>(
        Func<SimulatedServer, Task<T>> handler, bool isReliable = false, bool isDuplicated = true)
    {
        var response = new TaskCompletionSource<T>();
        if (Process.IsAlive) Process.RegisterKillHandler(Lose);
        else Lose();
        Deliver();
        if (!isReliable && isDuplicated && _scheduler.Chance(_store.Faults.DuplicateDelivery)) Deliver();
        return response.Task;

        void Deliver()
        {
            var delay = isReliable ? TimeSpan.Zero : _scheduler.RandomDelay(_scheduler.Chance(0.1) ? 1.5 : 0.05);
            Process.Schedule(delay, () => _ = Handle());
        }

        async Task Handle()
        {
            try
            {
                var result = await handler(this);
                Respond(() => response.TrySetResult(result));
            }
            catch (Exception fault)
            {
                Respond(() => response.TrySetException(fault));
            }
        }

        void Respond(Action complete)
        {
            if (!Process.IsAlive) return;
            if (!isReliable && _scheduler.Chance(_store.Faults.LostResponse)) Lose();
            else _outside.Schedule(_scheduler.RandomDelay(0.05), complete);
        }

        void Lose() => _outside.Schedule(
            _scheduler.RandomDelay(0.1), () => response.TrySetException(new ConnectionLostException()));
    }

    /// <summary>Releases what the process, usually a killed one, holds.</summary>
    public void Dispose()
    {
        Process.AllowCleanup();
        _stopping.Cancel(); // A timer left to the finalizer would continue on the finalizer's thread.
        Process.Post(Journal.Dispose);
        _services.Dispose();
    }

    private TimeSpan? MessageDelay()
    {
        if (_scheduler.Chance(_store.Faults.LostMessage)) return null;
        if (!_scheduler.Chance(_store.Faults.LateMessage)) return TimeSpan.Zero;
        return _scheduler.RandomDelay(_scheduler.Chance(0.1) ? 5 : 0.2);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern Task ExecuteAsync(TopicSubscriptionService topics, CancellationToken stopping);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern Task ExecuteAsync(ReferenceRefreshService service, CancellationToken stopping);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern Task ExecuteAsync(SubmissionResumeService service, CancellationToken stopping);
}

/// <summary>The server or its response is gone; the outcome of the request is unknown.</summary>
internal sealed class ConnectionLostException : Exception;
