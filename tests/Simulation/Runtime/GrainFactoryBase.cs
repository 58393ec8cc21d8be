namespace IpMonitor.Simulation.Runtime;

/// <summary>The overloads of a grain factory, reduced to a reference by grain id and interface.</summary>
internal abstract class GrainFactoryBase : IGrainFactory
{
    private static OrleansServices Orleans => OrleansServices.Shared;

    public abstract IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType);

    public abstract TObserver CreateObjectReference<TObserver>(IGrainObserver obj) where TObserver : IGrainObserver;

    public abstract void DeleteObjectReference<TObserver>(IGrainObserver obj) where TObserver : IGrainObserver;

    public TGrain GetGrain<TGrain>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrain : IGrainWithGuidKey =>
        (TGrain)Reference(typeof(TGrain), GrainIdKeyExtensions.CreateGuidKey(primaryKey), grainClassNamePrefix);

    public TGrain GetGrain<TGrain>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrain : IGrainWithIntegerKey =>
        (TGrain)Reference(typeof(TGrain), GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);

    public TGrain GetGrain<TGrain>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrain : IGrainWithStringKey =>
        (TGrain)Reference(typeof(TGrain), Key(primaryKey), grainClassNamePrefix);

    public TGrain GetGrain<TGrain>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrain : IGrainWithGuidCompoundKey =>
        (TGrain)Reference(
            typeof(TGrain), GrainIdKeyExtensions.CreateGuidKey(primaryKey, keyExtension), grainClassNamePrefix);

    public TGrain GetGrain<TGrain>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrain : IGrainWithIntegerCompoundKey =>
        (TGrain)Reference(
            typeof(TGrain), GrainIdKeyExtensions.CreateIntegerKey(primaryKey, keyExtension), grainClassNamePrefix);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) =>
        (IGrain)Reference(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) =>
        (IGrain)Reference(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) =>
        (IGrain)Reference(grainInterfaceType, Key(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) =>
        (IGrain)Reference(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey, keyExtension));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) =>
        (IGrain)Reference(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey, keyExtension));

    public TGrain GetGrain<TGrain>(GrainId grainId) where TGrain : IAddressable =>
        (TGrain)GetGrain(grainId, Orleans.InterfaceType(typeof(TGrain)));

    public IAddressable GetGrain(GrainId grainId) => GetGrain(grainId, default);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string? grainClassNamePrefix) =>
        Reference(interfaceType, grainKey, grainClassNamePrefix);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => Reference(interfaceType, grainKey);

    private static IdSpan Key(string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return IdSpan.Create(key);
    }

    private IAddressable Reference(Type contract, IdSpan key, string? prefix = null) =>
        GetGrain(GrainId.Create(Orleans.ImplementationOf(contract, prefix), key), Orleans.InterfaceType(contract));
}

/// <summary>
/// The factory behind deserialized references: that of the silo whose message is being read on this thread.
/// </summary>
internal sealed class CurrentSiloGrainFactory : GrainFactoryBase
{
    [ThreadStatic]
    private static IGrainFactory? current;

    /// <summary>Sets the factory of this thread; null for none.</summary>
    public static void Use(IGrainFactory? factory) => current = factory;

    public override IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) =>
        current?.GetGrain(grainId, interfaceType)
        ?? throw new InvalidOperationException("No simulated silo reads a message on this thread.");

    public override TObserver CreateObjectReference<TObserver>(IGrainObserver obj) => throw new NotSupportedException();

    public override void DeleteObjectReference<TObserver>(IGrainObserver obj) => throw new NotSupportedException();
}
