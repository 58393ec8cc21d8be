using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>
/// One grain in memory. Its code runs on a scheduler of its own, a piece at a time; requests start one after another unless
/// they may interleave.
/// </summary>
internal sealed partial class Activation : IGrainContext
{
    [ThreadStatic]
    private static Activation? _beingMade;

    private readonly Lock _gate = new();
    private readonly List<GrainCall> _waiting = [];
    private readonly TaskScheduler _turns;
    private readonly bool _reentrant;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<GrainTimer> _timers = [];
    private IGrainBase? _grain;
    private Phase _state = Phase.New;
    private DeactivationReason _why;
    private int _running;
    private int _runningReadOnly;
    private int _interleaving;
    private DateTimeOffset _keepUntil;
    private DateTimeOffset _used;

    public Activation(LocalSilo silo, GrainIdentity id)
    {
        Silo = silo;
        Id = id;
        _turns = LocalSilo.NewTurns();
        _reentrant = id.GrainClass.IsDefined(typeof(ReentrantAttribute), inherit: true);
        _used = silo.Time.GetUtcNow();
    }

    private enum Phase
    {
        New,
        Activating,
        Active,
        Leaving,
    }

    /// <summary>The activation whose grain is being made on this thread.</summary>
    public static Activation? BeingMade => _beingMade;

    public LocalSilo Silo { get; }

    public GrainIdentity Id { get; }

    public IServiceProvider ActivationServices => Silo.Services;

    /// <summary>Done when the grain is deactivated; a new activation may take its place then.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Queues a request; false when this activation takes no more.</summary>
    public bool TryAdd(GrainCall request)
    {
        lock (_gate)
        {
            if (_state == Phase.Leaving) return false;
            _used = Silo.Time.GetUtcNow();
            _waiting.Add(request);
            if (_state == Phase.New)
            {
                _state = Phase.Activating;
                Start(Activate);
            }
            StartWhatMay();
            return true;
        }
    }

    /// <summary>Takes no more requests, and deactivates when those that run are done. Those that wait go to the next activation.</summary>
    public void Deactivate(DeactivationReason reason)
    {
        lock (_gate)
        {
            if (_state == Phase.Leaving) return;
            if (_state != Phase.Active) throw new InvalidOperationException("A grain that is not active yet cannot leave.");
            _state = Phase.Leaving;
            _why = reason;
            LeaveWhenIdle();
        }
    }

    /// <summary>Deactivates if nothing runs or waits; for a stop in good order, which lets what was accepted finish.</summary>
    public bool TryLeave(DeactivationReason reason, DateTimeOffset? unusedSince = null)
    {
        lock (_gate)
        {
            if (_state != Phase.Active || _running + _interleaving + _waiting.Count > 0) return _state == Phase.Leaving;
            if (unusedSince is { } since && (_used > since || _keepUntil > Silo.Time.GetUtcNow())) return false;
            _state = Phase.Leaving;
            _why = reason;
            LeaveWhenIdle();
            return true;
        }
    }

    public void DelayDeactivation(TimeSpan time)
    {
        lock (_gate) _keepUntil = Silo.Time.GetUtcNow() + time;
    }

    public void KeepAlive()
    {
        lock (_gate) _used = Silo.Time.GetUtcNow();
    }

    /// <summary>Runs a tick as a turn; it ends when the tick does, or at once when the grain has left.</summary>
    public async Task Tick(Func<Task> tick, bool interleave)
    {
        var request = new GrainCall("timer", async _ =>
        {
            await tick();
            return null;
        }, readOnly: false, alwaysInterleave: interleave, deadline: null);
        lock (_gate)
        {
            if (_state == Phase.Leaving) return;
            _waiting.Add(request);
            StartWhatMay();
        }
        await request.Answer;
    }

    public void Add(GrainTimer timer)
    {
        lock (_gate) _timers.Add(timer);
    }

    public void Remove(GrainTimer timer)
    {
        lock (_gate) _timers.Remove(timer);
    }

    private async Task Activate()
    {
        try
        {
            _beingMade = this;
            try
            {
                _grain = (IGrainBase)ActivatorUtilities.CreateInstance(Silo.Services, Id.GrainClass);
            }
            finally
            {
                _beingMade = null;
            }
            await _grain.OnActivateAsync(CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogActivationFailed(Silo.Log, Id.ToString(), fault);
            Fail(fault);
            return;
        }
        lock (_gate)
        {
            _state = Phase.Active;
            StartWhatMay();
        }
    }

    // Everybody who waits hears why; the next call makes a new activation.
    private void Fail(Exception fault)
    {
        List<GrainCall> waiting;
        lock (_gate)
        {
            _state = Phase.Leaving;
            waiting = [.. _waiting];
            _waiting.Clear();
        }
        Depart([]);
        foreach (var request in waiting) request.Fail(fault);
    }

    private void StartWhatMay()
    {
        if (_state != Phase.Active) return;
        for (var i = 0; i < _waiting.Count;)
        {
            var request = _waiting[i];
            if (request.IsPast(Silo.Time))
            {
                _waiting.RemoveAt(i);
                LogExpired(Silo.Log, request.Name, Id.ToString());
            }
            else if (MayStart(request))
            {
                _waiting.RemoveAt(i);
                Count(request, 1);
                Start(() => Run(request));
            }
            else
            {
                i++;
            }
        }
    }

    private bool MayStart(GrainCall request) =>
        request.AlwaysInterleave || _reentrant || _running == 0 || (request.ReadOnly && _running == _runningReadOnly);

    private async Task Run(GrainCall request)
    {
        await request.Run(_grain!);
        lock (_gate)
        {
            Count(request, -1);
            if (_state == Phase.Leaving) LeaveWhenIdle();
            else StartWhatMay();
        }
    }

    private void Count(GrainCall request, int by)
    {
        if (request.AlwaysInterleave)
        {
            _interleaving += by;
            return;
        }
        _running += by;
        if (request.ReadOnly) _runningReadOnly += by;
    }

    private void LeaveWhenIdle()
    {
        if (_running + _interleaving == 0) Start(Leave);
    }

    private async Task Leave()
    {
        List<GrainTimer> timers;
        lock (_gate) timers = [.. _timers];
        foreach (var timer in timers) timer.Dispose();
        try
        {
            await _grain!.OnDeactivateAsync(_why, CancellationToken.None);
            if (_grain is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
            else if (_grain is IDisposable disposable) disposable.Dispose();
        }
        catch (Exception fault)
        {
            LogDeactivationFailed(Silo.Log, Id.ToString(), fault);
        }
        List<GrainCall> waiting;
        lock (_gate)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
        }
        Depart(waiting);
    }

    private void Depart(List<GrainCall> waiting)
    {
        Silo.Forget(this);
        _gone.TrySetResult();
        foreach (var request in waiting) _ = Silo.Deliver(Id, request);
    }

    private void Start(Func<Task> turn) =>
        _ = Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns);

    [LoggerMessage(Level = LogLevel.Error, Message = "Activating {Grain} failed")]
    private static partial void LogActivationFailed(ILogger log, string grain, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Deactivating {Grain} failed")]
    private static partial void LogDeactivationFailed(ILogger log, string grain, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} waited for {Grain} past its time and is dropped")]
    private static partial void LogExpired(ILogger log, string method, string grain);
}
