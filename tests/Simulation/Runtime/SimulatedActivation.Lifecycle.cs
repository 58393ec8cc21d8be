using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization.Invocation;

namespace IpMonitor.Simulation.Runtime;

/// <summary>Activates, collects and deactivates the grain.</summary>
internal sealed partial class SimulatedActivation
{
    private readonly TaskCompletionSource _deactivated = new();
    private readonly List<IDisposable> _timers = [];
    private readonly GrainLifecycle _lifecycle;
    private AsyncServiceScope? _scope;
    private DeactivationReason? _reason;
    private DateTimeOffset _keepAliveUntil = DateTimeOffset.MinValue;
    private bool _isFinishing;

    public Task Deactivated => _deactivated.Task;

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default)
    {
        if (_state != ActivationState.Created) return;
        _state = ActivationState.Activating;
        _scheduler.QueueAction(() => _ = Activate());
    }

    /// <summary>Starts no more requests, and deactivates when the running ones have finished.</summary>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        _reason ??= deactivationReason;
        if (_state == ActivationState.Created) Retire();
        if (_state != ActivationState.Valid) return; // While it activates, Activate goes on to deactivate it.
        _state = ActivationState.Deactivating;
        FinishWhenIdle();
    }

    /// <summary>Deactivates if the grain has been idle for longer than the collection age.</summary>
    public void CollectIfIdle(TimeSpan age)
    {
        if (_state != ActivationState.Valid || !_gate.IsIdle) return;
        if (_silo.Clock.GetElapsedTime(_lastUse) < age || _keepAliveUntil > _silo.Clock.GetUtcNow()) return;
        Deactivate(new(DeactivationReasonCode.ActivationIdle, "This activation has become idle."));
    }

    public void DelayDeactivation(TimeSpan time)
    {
        if (time == TimeSpan.MaxValue || time == Timeout.InfiniteTimeSpan) _keepAliveUntil = DateTimeOffset.MaxValue;
        else _keepAliveUntil = time > TimeSpan.Zero ? _silo.Clock.GetUtcNow() + time : DateTimeOffset.MinValue;
    }

    /// <summary>Remembers a timer, which ends with the activation.</summary>
    public void Add(IDisposable timer) => _timers.Add(timer);

    private async Task Activate()
    {
        try
        {
            _scope = _silo.Services.CreateAsyncScope();
            GrainInstance = _class.Create(ActivationServices);
            using var limit = new CancellationTokenSource(_silo.Collection.ActivationTimeout, _silo.Clock);
            await _lifecycle.OnStart(limit.Token);
            if (GrainInstance is IGrainBase grain) await grain.OnActivateAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception fault)
        {
            LogActivationFailed(_silo.Log, GrainId, fault);
            await Release();
            foreach (var request in Retire())
                if (request.Call is not null) _silo.Respond(request.Call, Response.FromException(fault));
            return;
        }
        _state = ActivationState.Valid;
        _lastUse = _silo.Clock.GetTimestamp();
        if (_reason is { } reason) Deactivate(reason);
        else SignalPump();
    }

    private void FinishWhenIdle()
    {
        if (_gate.Running > 0 || _isFinishing) return;
        _isFinishing = true;
        _scheduler.QueueAction(() => _ = Finish());
    }

    private async Task Finish()
    {
        try
        {
            DisposeTimers();
            using var limit = new CancellationTokenSource(_silo.Collection.DeactivationTimeout, _silo.Clock);
            if (GrainInstance is IGrainBase grain)
                await grain.OnDeactivateAsync(_reason!.Value, limit.Token).WaitAsync(limit.Token);
            await _lifecycle.OnStop(limit.Token);
        }
        catch (Exception fault)
        {
            LogDeactivationFailed(_silo.Log, GrainId, fault);
        }
        await Release();
        foreach (var request in Retire())
            if (!request.IsLocalOnly) _silo.Deliver(GrainId, request);
    }

    private async Task Release()
    {
        try
        {
            DisposeTimers();
            if (GrainInstance is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
            else if (GrainInstance is IDisposable disposable) disposable.Dispose();
            if (_scope is { } scope) await scope.DisposeAsync();
        }
        catch (Exception fault)
        {
            LogDeactivationFailed(_silo.Log, GrainId, fault);
        }
    }

    // From here on another activation takes the grain's requests, those returned first.
    private List<GrainRequest> Retire()
    {
        _state = ActivationState.Invalid;
        _silo.Unregister(this);
        _deactivated.TrySetResult();
        return _gate.TakeWaiting();
    }

    private void DisposeTimers()
    {
        foreach (var timer in _timers) timer.Dispose();
        _timers.Clear();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Activating {Grain} failed")]
    private static partial void LogActivationFailed(ILogger log, GrainId grain, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Deactivating {Grain} failed")]
    private static partial void LogDeactivationFailed(ILogger log, GrainId grain, Exception fault);

    private sealed class GrainLifecycle(ILogger log) : LifecycleSubject(log), IGrainLifecycle
    {
        public void AddMigrationParticipant(IGrainMigrationParticipant participant)
        {
            // Simulated grains do not migrate.
        }

        public void RemoveMigrationParticipant(IGrainMigrationParticipant participant)
        {
        }
    }
}
