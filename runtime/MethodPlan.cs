using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>What is known of a grain method once and for all: how it may interleave, and how its answer is typed.</summary>
internal sealed class MethodPlan
{
    private static readonly ConcurrentDictionary<MethodInfo, MethodPlan> Known = new();

    private readonly MethodInvoker _invoker;
    private readonly IAnswer _answer;

    private MethodPlan(MethodInfo method)
    {
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        foreach (var type in method.GetParameters().Select(parameter => parameter.ParameterType)) Crossing.Check(type, Name);
        OneWay = method.IsDefined(typeof(OneWayAttribute));
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        _invoker = MethodInvoker.Create(method);
        _answer = AnswerOf(method);
    }

    public string Name { get; }

    public bool OneWay { get; }

    public bool ReadOnly { get; }

    public bool AlwaysInterleave { get; }

    public object Completed => _answer.Typed(Task.FromResult<object?>(null));

    public static MethodPlan Of(MethodInfo method) => Known.GetOrAdd(method, static method => new(method));

    public object Typed(Task<object?> sent) => _answer.Typed(sent);

    public Task<object?> Invoke(object grain, object?[] arguments) => _answer.Untyped(_invoker.Invoke(grain, arguments.AsSpan())!);

    private IAnswer AnswerOf(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task)) return new NoAnswer();
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Task<>))
            throw new NotSupportedException($"{Name} must return Task or Task<T>; the stand-in knows no other.");
        Crossing.Check(type.GenericTypeArguments[0], Name);
        return (IAnswer)Activator.CreateInstance(typeof(TypedAnswer<>).MakeGenericType(type.GenericTypeArguments))!;
    }

    private interface IAnswer
    {
        object Typed(Task<object?> sent);

        Task<object?> Untyped(object task);
    }

    private sealed class NoAnswer : IAnswer
    {
        public object Typed(Task<object?> sent) => sent;

        public async Task<object?> Untyped(object task)
        {
            await (Task)task;
            return null;
        }
    }

    private sealed class TypedAnswer<T> : IAnswer
    {
        public object Typed(Task<object?> sent) => Convert(sent);

        public async Task<object?> Untyped(object task) => await (Task<T>)task;

        private static async Task<T> Convert(Task<object?> sent) => (T)(await sent.ConfigureAwait(false))!;
    }
}

/// <summary>
/// Orleans copies what is not immutable; the stand-in copies nothing, so it lets only immutable types cross, and names the
/// one that is not.
/// </summary>
internal static class Crossing
{
    private static readonly HashSet<Type> Plain =
    [
        typeof(string), typeof(decimal), typeof(DateOnly), typeof(TimeOnly), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan),
        typeof(Guid), typeof(Uri), typeof(CancellationToken),
    ];

    private static readonly HashSet<Type> Holders =
    [
        typeof(Nullable<>), typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>),
        typeof(ValueTuple<,>), typeof(ValueTuple<,,>),
    ];

    public static void Check(Type type, string method)
    {
        if (type.IsPrimitive || type.IsEnum || Plain.Contains(type) || type.IsDefined(typeof(ImmutableAttribute), inherit: true)) return;
        if (type.IsInterface && type.IsAssignableTo(typeof(IAddressable))) return;
        if (type.IsGenericType && Holders.Contains(type.GetGenericTypeDefinition()))
        {
            foreach (var held in type.GenericTypeArguments) Check(held, method);
            return;
        }
        throw new NotSupportedException($"{type} cannot cross {method}: make it immutable and mark it [Immutable].");
    }
}
