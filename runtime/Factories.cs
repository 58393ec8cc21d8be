using Orleans.Runtime;

namespace Orleans;

/// <summary>Gives references to grains and to observers.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain with a string key.</summary>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey;

    /// <summary>A reference to the grain with a whole-number key.</summary>
    TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerKey;

    /// <summary>A reference to the grain with a Guid key.</summary>
    TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithGuidKey;

    /// <summary>A reference that grains may hold to an object of this process; the object itself is held weakly.</summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver;

    /// <summary>Ends a reference: calls through it no longer arrive.</summary>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver;
}

/// <summary>The same, for those who are no silo.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The services of the host.</summary>
    IServiceProvider ServiceProvider { get; }
}

internal sealed class LocalGrainFactory(LocalSilo silo) : IClusterClient
{
    public IServiceProvider ServiceProvider => silo.Services;

    public T GetGrain<T>(string primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithStringKey => Reference<T>(primaryKey);

    public T GetGrain<T>(long primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithIntegerKey => Reference<T>(primaryKey);

    public T GetGrain<T>(Guid primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithGuidKey => Reference<T>(primaryKey);

    public T CreateObjectReference<T>(IGrainObserver obj) where T : IGrainObserver => GrainReference.Make<T>(new ObserverTarget(obj, silo));

    public void DeleteObjectReference<T>(IGrainObserver obj) where T : IGrainObserver =>
        (((obj as GrainReference) ?? throw new ArgumentException("Not a reference to an observer.", nameof(obj))).Target as ObserverTarget)?.Forget();

    private T Reference<T>(object key) where T : IAddressable =>
        GrainReference.Make<T>(new GrainTarget(silo, new(GrainClasses.Implementing(typeof(T)), key)));
}
