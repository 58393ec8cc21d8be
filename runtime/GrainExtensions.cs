using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain, or who holds a reference to one, can ask about it.</summary>
public static class GrainExtensions
{
    /// <summary>The grain's string key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => KeyOf(grain).ToString()!;

    /// <summary>The grain's whole-number key.</summary>
    public static long GetPrimaryKeyLong(this IAddressable grain) => KeyOf<long>(grain);

    /// <summary>The grain's Guid key.</summary>
    public static Guid GetPrimaryKey(this IAddressable grain) => KeyOf<Guid>(grain);

    /// <summary>A reference to this grain that others may hold.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) =>
        (TGrainInterface)GrainReference.To(grain, typeof(TGrainInterface));

    private static T KeyOf<T>(IAddressable grain) => KeyOf(grain) is T key
        ? key
        : throw new InvalidOperationException($"The key of {grain} is no {typeof(T).Name}.");

    private static object KeyOf(IAddressable grain) => grain switch
    {
        Grain { Activation: var activation } => activation.Id.Key,
        GrainReference { Target: GrainTarget target } => target.Id.Key,
        _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one.", nameof(grain)),
    };
}

/// <summary>Timers of a grain.</summary>
public static class GrainBaseExtensions
{
    /// <summary>Starts a timer whose ticks are turns of the grain: without <c>Interleave</c> they wait for calls, and calls for them.</summary>
    public static IGrainTimer RegisterGrainTimer(
        this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return ((Activation)grain.GrainContext).NewTimer(callback, options);
    }

    /// <summary>Starts a timer that is given a state.</summary>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return grain.RegisterGrainTimer(cancellation => callback(state, cancellation), options);
    }
}
