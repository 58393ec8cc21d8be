using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>
/// An observer, held weakly: its owner keeps it. Calls arrive one at a time, in order; those to a dead one go nowhere, and
/// who waits for their answer runs out of time.
/// </summary>
internal sealed partial class ObserverTarget(IGrainObserver observer, LocalSilo silo) : ICallTarget, IThreadPoolWorkItem
{
    private readonly WeakReference<IGrainObserver> _observer = new(observer);
    private readonly Queue<GrainRequest> _waiting = [];
    private bool _awake;
    private int _forgotten;

    public LocalSilo Silo => silo;

    /// <summary>Lets no more calls through; false when that was so already.</summary>
    public bool Forget() => Interlocked.Exchange(ref _forgotten, 1) == 0;

    public void Deliver(GrainRequest request)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(request);
            if (_awake) return;
            _awake = true;
        }
        silo.Threads.Queue(this);
    }

    void IThreadPoolWorkItem.Execute() => _ = Run();

    private async Task Run()
    {
        while (true)
        {
            GrainRequest? request;
            lock (_waiting)
            {
                if (!_waiting.TryDequeue(out request))
                {
                    _awake = false;
                    return;
                }
            }
            await Run(request);
        }
    }

    private async Task Run(GrainRequest request)
    {
        var running = Volatile.Read(ref _forgotten) == 0 && _observer.TryGetTarget(out var alive)
            && !request.IsPast(silo.Time.GetTimestamp())
                ? request.Run(alive)
                : null;
        if (running is null) LogUnreached(silo.Log, request.Name);
        else if (await running is { } fault) LogThrew(silo.Log, request.Name, fault);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} found no observer any more")]
    private static partial void LogUnreached(ILogger log, string method);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An observer threw in {Method}")]
    private static partial void LogThrew(ILogger log, string method, Exception fault);
}
