using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Timers;

namespace IpMonitor.Simulation.Runtime;

/// <summary>The non-public members of Orleans that the simulated host uses. Each is resolved by name once.</summary>
/// <remarks>A package update that renames one of them fails here, and the test of this type names the member.</remarks>
internal static class OrleansInternals
{
    private const string RuntimeContextType = "Orleans.Runtime.RuntimeContext, Orleans.Core.Abstractions";
    private const string MessageType = "Orleans.Runtime.Message, Orleans.Core";

    private static readonly Lazy<Action<IGrainContext?>> SetContext = new(() =>
        Method(RuntimeContextType, "ResetExecutionContext").CreateDelegate<Action<IGrainContext?>>());

    private static readonly Lazy<Func<IGrainContext?>> GetContext = new(() =>
        Property(RuntimeContextType, "Current").GetMethod!.CreateDelegate<Func<IGrainContext?>>());

    private static readonly Lazy<Func<object, object?>> MessageBody = new(() => Getter<object?>("BodyObject"));
    private static readonly Lazy<Func<object, bool>> MessageInterleaves = new(() => Getter<bool>("IsAlwaysInterleave"));
    private static readonly Lazy<Func<object, bool>> MessageKeepsAlive = new(() => Getter<bool>("IsKeepAlive"));

    /// <summary>
    /// The activation whose turn runs on this thread; the constructor of <see cref="Grain"/> reads it.
    /// </summary>
    public static IGrainContext? CurrentContext
    {
        get => GetContext.Value();
        set => SetContext.Value(value);
    }

    /// <summary>The request in a message that a grain timer sends to its own activation.</summary>
    public static object? BodyOf(object message) => MessageBody.Value(message);

    /// <summary>Whether a timer's message interleaves with running requests.</summary>
    public static bool IsAlwaysInterleave(object message) => MessageInterleaves.Value(message);

    /// <summary>Whether a timer's message counts as use of the grain.</summary>
    public static bool IsKeepAlive(object message) => MessageKeepsAlive.Value(message);

    /// <summary>The class of Orleans' own grain timers.</summary>
    public static Type TimerRegistryType(IServiceCollection services) =>
        services.LastOrDefault(service => service.ServiceType == typeof(ITimerRegistry))?.ImplementationType
        ?? throw Missing("the implementation of ITimerRegistry that AddOrleans registers");

    /// <summary>Resolves every member, so that a missing one is reported before anything runs.</summary>
    public static void Verify()
    {
        _ = (SetContext.Value, GetContext.Value, MessageBody.Value, MessageInterleaves.Value, MessageKeepsAlive.Value);
    }

    private static Func<object, T> Getter<T>(string name)
    {
        var property = Property(MessageType, name);
        var message = Expression.Parameter(typeof(object));
        var read = Expression.Property(Expression.Convert(message, property.DeclaringType!), property);
        return Expression.Lambda<Func<object, T>>(Expression.Convert(read, typeof(T)), message).Compile();
    }

    private static PropertyInfo Property(string type, string name) =>
        Find(type).GetProperty(name, All) ?? throw Missing($"{type.Split(',')[0]}.{name}");

    private static MethodInfo Method(string type, string name) =>
        Find(type).GetMethod(name, All) ?? throw Missing($"{type.Split(',')[0]}.{name}");

    private static Type Find(string type) => Type.GetType(type) ?? throw Missing(type);

    private static MissingMemberException Missing(string member) =>
        new($"Orleans {typeof(Grain).Assembly.GetName().Version} has no {member}; the simulated host needs it.");

    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
}
