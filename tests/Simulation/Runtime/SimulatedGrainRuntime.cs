using Orleans.Core;
using Orleans.Timers;

namespace IpMonitor.Simulation.Runtime;

/// <summary>What a grain's base class reaches of its silo.</summary>
internal sealed class SimulatedGrainRuntime(SimulatedSilo silo, ITimerRegistry timers) : IGrainRuntime
{
    public string SiloIdentity => silo.Address.ToString();

    public SiloAddress SiloAddress => silo.Address;

    public IGrainFactory GrainFactory => RequireGrainContext(silo.GrainFactory);

    public ITimerRegistry TimerRegistry => RequireGrainContext(timers);

    public IServiceProvider ServiceProvider => RequireGrainContext(silo.Services);

    public TimeProvider TimeProvider => silo.Clock;

    public void DeactivateOnIdle(IGrainContext grainContext) =>
        grainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) =>
        ((SimulatedActivation)grainContext).DelayDeactivation(timeSpan);

    public IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext) =>
        throw new NotSupportedException("No grain of this project uses Orleans' grain storage.");

    private static T RequireGrainContext<T>(T service) => OrleansInternals.CurrentContext is null
        ? throw new InvalidOperationException("Code outside a grain's turns uses the grain's runtime.")
        : service;
}

/// <summary>Orleans' own grain timers, remembered by their activation, which ends them when it deactivates.</summary>
internal sealed class SimulatedTimerRegistry(TimeProvider clock) : ITimerRegistry
{
    private readonly ITimerRegistry _real = OrleansServices.Shared.CreateTimerRegistry(clock);

    public IDisposable RegisterTimer(
        IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period) =>
#pragma warning disable CS0618 // The interface still has the obsolete method, and grains may call it.
        AddToActivation(grainContext, _real.RegisterTimer(grainContext, callback, state, dueTime, period));
#pragma warning restore CS0618

    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state,
        GrainTimerCreationOptions options) =>
        AddToActivation(grainContext, _real.RegisterGrainTimer(grainContext, callback, state, options));

    private static T AddToActivation<T>(IGrainContext context, T timer) where T : IDisposable
    {
        ((SimulatedActivation)context).Add(timer);
        return timer;
    }
}
