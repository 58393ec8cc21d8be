using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>What is known of a grain or observer method once and for all: how it may interleave, and how it is called.</summary>
internal abstract class GrainMethod
{
    private static readonly ConcurrentDictionary<MethodInfo, GrainMethod> Known = new();

    private readonly MethodInvoker _invoker;
    private readonly ParameterInfo[] _references;

    protected GrainMethod(MethodInfo method, Type? result)
    {
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        foreach (var parameter in method.GetParameters()) Crossing.Check(parameter.ParameterType, Name);
        if (result is not null) Crossing.Check(result, Name);
        OneWay = method.IsDefined(typeof(OneWayAttribute));
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        Timeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        _references = [.. method.GetParameters().Where(parameter => parameter.ParameterType.IsAssignableTo(typeof(IAddressable)))];
        _invoker = MethodInvoker.Create(method);
    }

    public string Name { get; }

    public bool OneWay { get; }

    public bool ReadOnly { get; }

    public bool AlwaysInterleave { get; }

    /// <summary>How long callers wait, where the method says so itself.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>What a one-way call answers at once.</summary>
    public abstract Task Completed { get; }

    public static GrainMethod Of(MethodInfo method) => Known.GetOrAdd(method, static method => Make(method));

    public abstract GrainCall NewCall(object?[] arguments, OpenCalls open, long deadline);

    public Task Invoke(object target, object?[] arguments) => (Task)_invoker.Invoke(target, arguments.AsSpan())!;

    /// <summary>The arguments as the other side may see them; what is immutable crosses as it is.</summary>
    public object?[] Crossed(object?[]? arguments)
    {
        foreach (var parameter in _references)
        {
            ref var argument = ref arguments![parameter.Position];
            if (argument is not (null or GrainReference)) argument = GrainReference.To(argument, parameter.ParameterType);
        }
        return arguments ?? [];
    }

    private static GrainMethod Make(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task)) return new Answering<object?>(method, null);
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Task<>))
            throw new NotSupportedException($"{method.DeclaringType}.{method.Name} must return Task or Task<T>; the stand-in knows no other.");
        var result = type.GenericTypeArguments[0];
        return (GrainMethod)Activator.CreateInstance(typeof(Answering<>).MakeGenericType(result), method, result)!;
    }

    private sealed class Answering<T>(MethodInfo method, Type? result) : GrainMethod(method, result)
    {
        public override Task Completed { get; } = Task.FromResult(default(T));

        public override GrainCall NewCall(object?[] arguments, OpenCalls open, long deadline) => new GrainCall<T>(this, arguments, open, deadline);
    }
}
