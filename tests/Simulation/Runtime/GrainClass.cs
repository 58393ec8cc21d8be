using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace IpMonitor.Simulation.Runtime;

/// <summary>How a grain class is constructed and whether its requests interleave.</summary>
internal sealed class GrainClass
{
    private static readonly ConcurrentDictionary<Type, GrainClass> Known = new();

    private readonly ObjectFactory _create;
    private readonly bool _isReentrant;
    private readonly MethodInfo? _predicate;

    private GrainClass(Type type)
    {
        _create = ActivatorUtilities.CreateFactory(type, []);
        _isReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        // The attribute does not expose the name that it was given.
        var attribute =
            type.GetCustomAttributesData().FirstOrDefault(one => one.AttributeType == typeof(MayInterleaveAttribute));
        if (attribute is not { ConstructorArguments: [{ Value: string predicate }] }) return;
        _predicate = type.GetMethod(predicate, AnyMethod)
            ?? throw new InvalidOperationException($"{type} has no method {predicate} for [MayInterleave].");
    }

    private const BindingFlags AnyMethod =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
        | BindingFlags.FlattenHierarchy;

    public static GrainClass Of(Type type) => Known.GetOrAdd(type, static type => new(type));

    public object Create(IServiceProvider services) => _create(services, null);

    /// <summary>
    /// Whether the class lets a request interleave, by [Reentrant] or the predicate of [MayInterleave].
    /// </summary>
    public bool MayInterleave(object? grain, IInvokable request) =>
        _isReentrant
        || (_predicate is not null && (bool)_predicate.Invoke(_predicate.IsStatic ? null : grain, [request])!);
}
