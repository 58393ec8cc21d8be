using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Something that can be called through a reference.</summary>
public interface IGrain : IAddressable;

/// <summary>A grain whose key is a string.</summary>
public interface IGrainWithStringKey : IGrain;

/// <summary>A grain whose key is a whole number.</summary>
public interface IGrainWithIntegerKey : IGrain;

/// <summary>A grain whose key is a Guid.</summary>
public interface IGrainWithGuidKey : IGrain;

/// <summary>An object outside the grains that grains may call; the runtime holds it weakly.</summary>
public interface IGrainObserver : IAddressable;

/// <summary>What every grain class has, whether or not it derives from <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    /// <summary>The activation it lives in.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first call.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}

#pragma warning disable CA1725 // Orleans itself names the parameters differently in the class and in the interface.
/// <summary>The base of grain classes.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation _activation = Activation.BeingMade
        ?? throw new InvalidOperationException("A grain is made by the runtime, on the first call to it.");

    /// <inheritdoc/>
    public IGrainContext GrainContext => _activation;

    /// <summary>Gives references to other grains.</summary>
    protected IGrainFactory GrainFactory => ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>The services of the host.</summary>
    protected internal IServiceProvider ServiceProvider => _activation.ActivationServices;

    /// <inheritdoc/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deactivates after the running calls.</summary>
    protected void DeactivateOnIdle() => _activation.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    /// <summary>Keeps the activation from being collected for so long.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => _activation.DelayDeactivation(timeSpan);
}
#pragma warning restore CA1725

/// <summary>What a grain can ask about itself.</summary>
public static class GrainExtensions
{
    /// <summary>The grain's string key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => (string)KeyOf(grain);

    /// <summary>The grain's whole-number key.</summary>
    public static long GetPrimaryKeyLong(this IAddressable grain) => (long)KeyOf(grain);

    /// <summary>The grain's Guid key.</summary>
    public static Guid GetPrimaryKey(this IAddressable grain) => (Guid)KeyOf(grain);

    /// <summary>A reference to this grain that others may hold.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => grain switch
    {
        IGrainBase { GrainContext: Activation activation } => GrainReference.Make<TGrainInterface>(new GrainTarget(activation.Silo, activation.Id)),
        TGrainInterface reference => reference,
        _ => throw new ArgumentException("Neither a grain nor a reference to one.", nameof(grain)),
    };

    private static object KeyOf(IAddressable grain) => grain switch
    {
        IGrainBase { GrainContext: Activation activation } => activation.Id.Key,
        GrainReference { Target: GrainTarget target } => target.Id.Key,
        _ => throw new ArgumentException("Neither a grain nor a reference to one.", nameof(grain)),
    };
}

/// <summary>Timers of a grain.</summary>
public static class GrainBaseExtensions
{
    /// <summary>Starts a timer whose ticks are turns of the grain; without <c>Interleave</c> they wait for calls and calls for them.</summary>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) =>
        new GrainTimer((Activation)grain.GrainContext, callback, options);

    /// <summary>Starts a timer that is given a state.</summary>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options) =>
        grain.RegisterGrainTimer(cancellation => callback(state, cancellation), options);
}
