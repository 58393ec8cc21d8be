namespace IpMonitor.Simulation.Runtime;

/// <summary>The grain factory and cluster client of a simulated silo.</summary>
internal sealed class SimulatedGrainFactory : GrainFactoryBase, IClusterClient
{
    private readonly SimulatedSilo _silo;
    private readonly GrainReferenceRuntime _runtime;
    private readonly Dictionary<(GrainType, GrainInterfaceType), GrainReferenceShared> _shared = [];

    public SimulatedGrainFactory(SimulatedSilo silo)
    {
        _silo = silo;
        _runtime = new(silo, this);
    }

    public IServiceProvider ServiceProvider => _silo.Services;

    public override IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) =>
        Reference(grainId, interfaceType);

    /// <summary>A reference to a grain or an observer.</summary>
    public GrainReference Reference(GrainId grainId, GrainInterfaceType interfaceType)
    {
        if (!_shared.TryGetValue((grainId.Type, interfaceType), out var shared))
        {
            shared = OrleansServices.Shared.CreateReferenceShared(grainId.Type, interfaceType, _runtime);
            _shared.Add((grainId.Type, interfaceType), shared);
        }
        return OrleansServices.Shared.CreateReference(shared, grainId.Key);
    }

    public override TObserver CreateObjectReference<TObserver>(IGrainObserver obj)
    {
        ThrowIfInsideGrain();
        if (obj is GrainReference) throw new ArgumentException("The object is a reference already.", nameof(obj));
        if (obj is not TObserver)
            throw new ArgumentException($"{obj.GetType()} does not implement {typeof(TObserver)}.", nameof(obj));
        return (TObserver)GetGrain(_silo.Observers.Add(obj), OrleansServices.Shared.InterfaceType(typeof(TObserver)));
    }

    public override void DeleteObjectReference<TObserver>(IGrainObserver obj)
    {
        ThrowIfInsideGrain();
        if (obj is not GrainReference reference)
            throw new ArgumentException("The object is not a reference.", nameof(obj));
        if (!_silo.Observers.Remove(reference.GrainId))
            throw new ArgumentException("The reference is not to an observer of this silo.", nameof(obj));
    }

    private static void ThrowIfInsideGrain()
    {
        if (OrleansInternals.CurrentContext is not null)
            throw new InvalidOperationException("A grain cannot create or delete observer references.");
    }
}
