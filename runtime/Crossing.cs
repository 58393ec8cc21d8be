using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>
/// Orleans copies what is not immutable; the stand-in copies nothing, so it lets only immutable types cross, and names the
/// one that is not.
/// </summary>
internal static class Crossing
{
    private static readonly HashSet<Type> Plain =
    [
        typeof(string), typeof(decimal), typeof(DateOnly), typeof(TimeOnly), typeof(DateTime), typeof(DateTimeOffset),
        typeof(TimeSpan), typeof(Guid), typeof(Uri), typeof(Version),
    ];

    private static readonly HashSet<Type> Holders =
    [
        typeof(Nullable<>), typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableHashSet<>),
        typeof(ImmutableSortedSet<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
        typeof(FrozenSet<>), typeof(FrozenDictionary<,>),
        typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>),
    ];

    private static readonly string[] Frameworks = ["System", "Microsoft", "Azure"];

    public static void Check(Type type, string method)
    {
        if (type.IsPrimitive || type.IsEnum || Plain.Contains(type)) return;
        if (type.IsInterface && type.IsAssignableTo(typeof(IAddressable))) return;
        if (type.IsDefined(typeof(ImmutableAttribute), inherit: false)) return;
        if (type.IsGenericType && Holders.Contains(type.GetGenericTypeDefinition()))
        {
            foreach (var held in type.GenericTypeArguments) Check(held, method);
            return;
        }
        throw new NotSupportedException($"{type} cannot cross {method}: make it immutable and mark it [Immutable].");
    }

    /// <summary>
    /// An exception as a caller in another process would get it: those of the framework and those with a serializer cross,
    /// any other, be it within one of them, becomes the complaint that it cannot.
    /// </summary>
    public static Exception Fault(Exception fault)
    {
        for (var each = fault; each is not null; each = each.InnerException)
        {
            if (!Crosses(each.GetType()))
                return new Serialization.CodecNotFoundException($"Could not find a codec for type {each.GetType()}.", fault);
        }
        return fault;
    }

    private static bool Crosses(Type exception) =>
        exception.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
        || Frameworks.Any(space => exception.Namespace?.StartsWith(space, StringComparison.Ordinal) == true);
}
