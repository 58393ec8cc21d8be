using Orleans.Runtime;

namespace Orleans;

/// <summary>Gives references to grains and to observers.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain with a Guid key.</summary>
    TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey;

    /// <summary>A reference to the grain with a whole-number key.</summary>
    TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey;

    /// <summary>A reference to the grain with a string key.</summary>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>A reference that grains may hold to an object of this process; the object itself is held weakly.</summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Ends such a reference: calls through it no longer arrive.</summary>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;
}

/// <summary>The same, for those who are no grain.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The services of the host.</summary>
    IServiceProvider ServiceProvider { get; }
}

internal sealed class LocalClient(LocalSilo silo) : IClusterClient
{
    public IServiceProvider ServiceProvider => silo.Services;

    public T GetGrain<T>(Guid primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithGuidKey =>
        Reference<T>(primaryKey, grainClassNamePrefix);

    public T GetGrain<T>(long primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithIntegerKey =>
        Reference<T>(primaryKey, grainClassNamePrefix);

    public T GetGrain<T>(string primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return Reference<T>(primaryKey, grainClassNamePrefix);
    }

    public T CreateObjectReference<T>(IGrainObserver obj) where T : IGrainObserver
    {
        RefuseGrains();
        if (obj is GrainReference) throw new ArgumentException("It is a reference already.", nameof(obj));
        if (obj is not T) throw new ArgumentException($"{obj.GetType()} does not implement {typeof(T)}.", nameof(obj));
        return (T)GrainReference.Make(typeof(T), new ObserverTarget(obj, silo));
    }

    public void DeleteObjectReference<T>(IGrainObserver obj) where T : IGrainObserver
    {
        RefuseGrains();
        if (obj is not GrainReference { Target: ObserverTarget observer })
            throw new ArgumentException("It is no reference to an observer.", nameof(obj));
        if (!observer.Forget()) throw new ArgumentException("The reference has ended already.", nameof(obj));
    }

    private static void RefuseGrains()
    {
        if (TurnScheduler.Here is not null) throw new InvalidOperationException("A grain has no references to objects of its own.");
    }

    private T Reference<T>(object key, string? grainClassNamePrefix) =>
        (T)GrainReference.Make(typeof(T), new GrainTarget(silo, new(GrainClasses.Implementing(typeof(T), grainClassNamePrefix), key)));
}
