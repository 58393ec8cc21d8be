using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Linq.Expressions;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.CodeGeneration;
using Orleans.Configuration;
using Orleans.Metadata;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.Serializers;
using Orleans.Timers;

namespace IpMonitor.Simulation.Runtime;

/// <summary>
/// What all simulated silos of the process share of Orleans: serializers, copiers, grain classes and generated proxies.
/// The provider is built by <c>AddOrleans</c> once and never started.
/// </summary>
internal sealed class OrleansServices
{
    private static readonly Lazy<OrleansServices> Lazy = new(() => new());

    private readonly ServiceProvider _provider;
    private readonly Type _timerRegistry;
    private readonly GrainInterfaceTypeResolver _interfaceTypes;
    private readonly ConcurrentDictionary<Type, GrainInterfaceType> _interfaceTypeCache = new();
    private readonly GrainTypeResolver _grainTypes;
    private readonly CodecProvider _codecs;
    private readonly CopyContextPool _copies;
    private readonly Serializer _serializer;
    private readonly DeepCopier<Response> _responses;
    private readonly FrozenDictionary<GrainType, Type> _classes;
    private readonly FrozenDictionary<GrainInterfaceType, ProxyConstructor> _proxies;
    private readonly ConcurrentDictionary<(Type Interface, string? Prefix), GrainType> _implementations = new();

    private OrleansServices()
    {
        OrleansInternals.Verify();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddOrleans(_ => { });
        // AddOrleans may find this assembly only if it is loaded already.
        services.AddSerializer(serializer => serializer.AddAssembly(typeof(IRemindable).Assembly));
        _timerRegistry = OrleansInternals.TimerRegistryType(services);
        services.AddSingleton<ILocalSiloDetails>(new SimulatedSiloDetails());
        services.AddSingleton<IGrainFactory>(new CurrentSiloGrainFactory());
        _provider = services.BuildServiceProvider();
        _interfaceTypes = _provider.GetRequiredService<GrainInterfaceTypeResolver>();
        _grainTypes = _provider.GetRequiredService<GrainTypeResolver>();
        _codecs = _provider.GetRequiredService<CodecProvider>();
        _copies = _provider.GetRequiredService<CopyContextPool>();
        _serializer = _provider.GetRequiredService<Serializer>();
        _responses = _provider.GetRequiredService<DeepCopier<Response>>();
        _classes = _provider.GetRequiredService<IOptions<GrainTypeOptions>>().Value.Classes
            .Where(type => !type.IsGenericTypeDefinition).ToFrozenDictionary(_grainTypes.GetGrainType);
        _proxies = _provider.GetRequiredService<IOptions<TypeManifestOptions>>().Value.InterfaceProxies
            .Where(type => !type.IsGenericTypeDefinition && type.IsAssignableTo(typeof(IAddressable)))
            .ToFrozenDictionary(type => InterfaceType(MainInterface(type)), Constructor);
    }

    private delegate GrainReference ProxyConstructor(GrainReferenceShared shared, IdSpan key);

    public static OrleansServices Shared => Lazy.Value;

    public GrainInterfaceType InterfaceType(Type type) =>
        _interfaceTypeCache.GetOrAdd(type, _interfaceTypes.GetGrainInterfaceType);

    /// <summary>The class of a grain type.</summary>
    public Type ClassOf(GrainType type) => _classes[type];

    public bool IsGrain(GrainType type) => _classes.ContainsKey(type);

    /// <summary>The grain type of the single class that implements an interface.</summary>
    public GrainType ImplementationOf(Type contract, string? prefix) =>
        _implementations.GetOrAdd(
            (contract, prefix), static (key, all) => all.FindImplementation(key.Interface, key.Prefix), this);

    /// <summary>Orleans' own grain timers on a clock.</summary>
    public ITimerRegistry CreateTimerRegistry(TimeProvider clock) =>
        (ITimerRegistry)ActivatorUtilities.CreateInstance(_provider, _timerRegistry, clock);

    public GrainReferenceShared CreateReferenceShared(
        GrainType grain, GrainInterfaceType contract, IGrainReferenceRuntime runtime) =>
        new(grain, contract, 0, runtime, InvokeMethodOptions.None, _codecs, _copies, _provider);

    /// <summary>A reference of the generated class; without an interface an untyped one.</summary>
    public GrainReference CreateReference(GrainReferenceShared shared, IdSpan key)
    {
        if (shared.InterfaceType.IsDefault) return new UntypedGrainReference(shared, key);
        return _proxies.TryGetValue(shared.InterfaceType, out var create)
            ? create(shared, key)
            : throw new InvalidOperationException($"There is no generated proxy for {shared.InterfaceType}.");
    }

    /// <summary>
    /// An answer as its caller in another process receives it: a deep copy, or a serialized and deserialized exception.
    /// A plain copy would let through exceptions that have no codec.
    /// </summary>
    public Response CopyResponse(Response response)
    {
        try
        {
            return response.Exception is { } exception
                ? Response.FromException(_serializer.Deserialize<Exception>(_serializer.SerializeToArray(exception))!)
                : _responses.Copy(response)!;
        }
        catch (Exception fault)
        {
            return Response.FromException(fault);
        }
    }

    private static ProxyConstructor Constructor(Type proxy)
    {
        var (shared, key) = (Expression.Parameter(typeof(GrainReferenceShared)), Expression.Parameter(typeof(IdSpan)));
        var constructor = proxy.GetConstructor([typeof(GrainReferenceShared), typeof(IdSpan)])
            ?? throw new MissingMethodException($"{proxy} has no constructor (GrainReferenceShared, IdSpan).");
        return Expression.Lambda<ProxyConstructor>(Expression.New(constructor, shared, key), shared, key).Compile();
    }

    // The most derived one, as Orleans' own RpcProvider determines it.
    private static Type MainInterface(Type proxy) =>
        proxy.GetInterfaces().Aggregate((most, next) => most.IsAssignableFrom(next) ? next : most);

    private GrainType FindImplementation(Type contract, string? prefix)
    {
        var found = _classes.Where(one => one.Value.IsAssignableTo(contract)).ToList();
        if (!string.IsNullOrWhiteSpace(prefix))
            found.RemoveAll(one => !one.Value.FullName!.StartsWith(prefix, StringComparison.Ordinal));
        if (found.Count == 1) return found[0].Key;
        var classes = string.Join(", ", found.Select(one => one.Value));
        throw new ArgumentException($"{contract} has {found.Count} implementations: {classes}.");
    }

    private sealed class UntypedGrainReference(GrainReferenceShared shared, IdSpan key) : GrainReference(shared, key);
}

/// <summary>The address that Orleans' services see; simulated silos open no port.</summary>
internal sealed class SimulatedSiloDetails : ILocalSiloDetails
{
    public string Name => "simulated";

    public string ClusterId => "simulated";

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11111), 1);

    public SiloAddress GatewayAddress => SiloAddress;
}
