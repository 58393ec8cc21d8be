using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>How an activation comes and goes.</summary>
internal sealed partial class Activation
{
    private readonly TaskCompletionSource _gone = new();
    private readonly List<GrainTimer> _timers = [];
    private AsyncServiceScope? _scope;
    private Grain? _grain;
    private DeactivationReason? _why;
    private DateTimeOffset _keepUntil = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public IServiceProvider ActivationServices => _scope!.Value.ServiceProvider;

    /// <summary>Done when the grain is deactivated.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Begins no more requests, and deactivates when those that run are done.</summary>
    public void Deactivate(DeactivationReason reason)
    {
        lock (_gate)
        {
            _why ??= reason;
            if (_phase != Phase.Active) return; // If it is still activating, it leaves after what it was activated for.
            _phase = Phase.Leaving;
            LeaveWhenIdle();
        }
    }

    /// <summary>Deactivates if nobody has used the grain for so long and nobody is about to.</summary>
    public void Collect(TimeSpan age)
    {
        lock (_gate)
        {
            if (_phase != Phase.Active || _running + _interleaving + _waiting.Count > 0) return;
            if (Silo.Time.GetElapsedTime(_used) < age || _keepUntil > Silo.Time.GetUtcNow()) return;
            Deactivate(new(DeactivationReasonCode.ActivationIdle, "This activation has become idle."));
        }
    }

    public void DelayDeactivation(TimeSpan time)
    {
        lock (_gate)
        {
            if (time == TimeSpan.MaxValue || time == Timeout.InfiniteTimeSpan) _keepUntil = DateTimeOffset.MaxValue;
            else _keepUntil = time > TimeSpan.Zero ? Silo.Time.GetUtcNow() + time : DateTimeOffset.MinValue;
        }
    }

    public IGrainTimer NewTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, callback, options);
        lock (_gate) _timers.Add(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Remove(GrainTimer timer)
    {
        lock (_gate) _timers.Remove(timer);
    }

    private async Task Activate()
    {
        try
        {
            _scope = Silo.Services.CreateAsyncScope();
            _grain = (Grain)ActivatorUtilities.CreateInstance(ActivationServices, Id.GrainClass);
            using var limit = new CancellationTokenSource(Silo.Collection.ActivationTimeout, Silo.Time);
            await _grain.OnActivateAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception fault)
        {
            LogActivationFailed(Silo.Log, Id, fault);
            await Depart();
            foreach (var call in TakeWaiting().OfType<GrainCall>()) call.Fail(Crossing.Fault(fault));
            return;
        }
        lock (_gate)
        {
            _phase = Phase.Active;
            BeginWhatMay(afterActivation: true);
            if (_why is { } reason) Deactivate(reason);
        }
    }

    private void LeaveWhenIdle()
    {
        if (_running + _interleaving == 0) _turns.Start(() => _ = Leave());
    }

    private async Task Leave()
    {
        try
        {
            DisposeTimers();
            using var limit = new CancellationTokenSource(Silo.Collection.DeactivationTimeout, Silo.Time);
            await _grain!.OnDeactivateAsync(_why!.Value, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception fault)
        {
            LogDeactivationFailed(Silo.Log, Id, fault);
        }
        await Depart();
        foreach (var call in TakeWaiting().OfType<GrainCall>()) Silo.Deliver(Id, call);
    }

    private async Task Depart()
    {
        try
        {
            DisposeTimers();
            if (_grain is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
            else if (_grain is IDisposable disposable) disposable.Dispose();
            if (_scope is { } scope) await scope.DisposeAsync();
        }
        catch (Exception fault)
        {
            LogDeactivationFailed(Silo.Log, Id, fault);
        }
    }

    // From here on there may be another activation; it gets what still waits, in order.
    private List<GrainRequest> TakeWaiting()
    {
        List<GrainRequest> waiting;
        lock (_gate)
        {
            _phase = Phase.Gone;
            waiting = [.. _waiting];
            _waiting.Clear();
        }
        Silo.Forget(this);
        _gone.TrySetResult();
        return waiting;
    }

    private void DisposeTimers()
    {
        List<GrainTimer> timers;
        lock (_gate) timers = [.. _timers];
        foreach (var timer in timers) timer.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Activating {Grain} failed")]
    private static partial void LogActivationFailed(ILogger log, GrainIdentity grain, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Deactivating {Grain} failed")]
    private static partial void LogDeactivationFailed(ILogger log, GrainIdentity grain, Exception fault);
}
