using System.CodeDom.Compiler;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IpMonitor.UnitTests.Architecture;

/// <summary>
/// Finds forbidden uses in the domain: the wall clock, mutable static state, SQL, HTTP and the console.
/// </summary>
internal static class GrainRules
{
    private const BindingFlags DeclaredStatic =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private const BindingFlags DeclaredInstance =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly string[] Sql =
        ["Dapper", "Microsoft.Data", "Npgsql", "SQLitePCL", "System.Data"];

    private static readonly string[] Http =
        ["Microsoft.AspNetCore", "Microsoft.Extensions.Http", "Microsoft.Net.Http", "System.Net"];

    // A null name stands for every member of the type.
    private static readonly (Type Type, string? Member)[] WallClock =
    [
        (typeof(DateTime), "get_Now"), (typeof(DateTime), "get_UtcNow"), (typeof(DateTime), "get_Today"),
        (typeof(DateTimeOffset), "get_Now"), (typeof(DateTimeOffset), "get_UtcNow"),
        (typeof(Environment), "get_TickCount"), (typeof(Environment), "get_TickCount64"),
        (typeof(TimeProvider), "get_System"),
        (typeof(Stopwatch), null), (typeof(Timer), null), (typeof(System.Timers.Timer), null),
        (typeof(Thread), nameof(Thread.Sleep)),
        (typeof(CancellationTokenSource), nameof(CancellationTokenSource.CancelAfter)),
    ];

    // Waits with a time limit that have an overload with a TimeProvider.
    private static readonly (Type Type, string Member)[] TimedWaits =
    [
        (typeof(Task), nameof(Task.Delay)), (typeof(Task), nameof(Task.Wait)), (typeof(Task), nameof(Task.WaitAsync)),
        (typeof(Task<>), nameof(Task.WaitAsync)), (typeof(PeriodicTimer), ".ctor"),
        (typeof(CancellationTokenSource), ".ctor"),
    ];

    // JsonSerializerOptions are read-only after the first use; comparers have no state.
    private static readonly Type[] Immutable =
    [
        typeof(string), typeof(decimal), typeof(BigInteger), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(DateTime), typeof(DateTimeOffset), typeof(Guid), typeof(Type), typeof(HashAlgorithmName),
        typeof(Regex), typeof(JsonSerializerOptions), typeof(ActivitySource), typeof(Meter), typeof(Lazy<>),
        typeof(Nullable<>), typeof(Counter<>), typeof(Histogram<>), typeof(IComparer<>),
    ];

    /// <summary>One message for each use of the wall clock.</summary>
    public static IReadOnlyList<string> ClockUses(IEnumerable<Type> types) =>
        FindUses(types, "the wall clock", ReadsClock);

    /// <summary>One message for each use of a database library.</summary>
    public static IReadOnlyList<string> SqlUses(IEnumerable<Type> types) =>
        FindUses(types, "SQL", reference => reference.Types.Any(type => IsIn(type, Sql)));

    /// <summary>One message for each use of HTTP or of the network.</summary>
    public static IReadOnlyList<string> HttpUses(IEnumerable<Type> types) =>
        FindUses(types, "HTTP or the network", reference => reference.Types.Any(type => IsIn(type, Http)));

    /// <summary>One message for each use of the console.</summary>
    public static IReadOnlyList<string> ConsoleUses(IEnumerable<Type> types) =>
        FindUses(types, "the console", reference => reference.Types.Contains(typeof(Console)));

    /// <summary>One message for each static field that can change or whose value can.</summary>
    public static IReadOnlyList<string> FindStaticState(IEnumerable<Type> types) =>
    [
        .. from type in types.SelectMany(CodeReferences.WithNested)
           where !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
           from field in type.GetFields(DeclaredStatic)
           where !field.IsLiteral && !field.IsDefined(typeof(GeneratedCodeAttribute))
           where !field.IsInitOnly || !IsImmutable(field.FieldType, [])
           select $"{type}.{field.Name} is static and can change: {field.FieldType}.",
    ];

    private static IReadOnlyList<string> FindUses(
        IEnumerable<Type> types, string resource, Func<CodeReference, bool> isForbidden) =>
    [
        .. types.SelectMany(CodeReferences.ReferencesOf).Where(isForbidden)
            .Select(reference => $"{reference.From} uses {resource}: {reference.Name}").Distinct(),
    ];

    private static bool IsIn(Type type, string[] namespaces) => namespaces.Any(name =>
        type.Namespace == name || type.Namespace?.StartsWith($"{name}.", StringComparison.Ordinal) == true);

    private static bool ReadsClock(CodeReference reference)
    {
        if (reference.To is not (MethodBase { DeclaringType: { } type } and var member)) return false;
        if (type.IsGenericType) type = type.GetGenericTypeDefinition();
        if (WallClock.Contains((type, member.Name)) || WallClock.Contains((type, null))) return true;
        var parameters = ((MethodBase)member).GetParameters().Select(parameter => parameter.ParameterType).ToList();
        return TimedWaits.Contains((type, member.Name)) && !parameters.Contains(typeof(TimeProvider))
            && parameters.Exists(each => each == typeof(TimeSpan) || each == typeof(int));
    }

    // A type of this program is immutable if all its fields are read-only and immutable.
    private static bool IsImmutable(Type type, HashSet<Type> seen)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsGenericParameter || !seen.Add(type)) return true;
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var isCollection = type.Namespace is "System.Collections.Immutable" or "System.Collections.Frozen";
        if (isCollection || Immutable.Contains(definition))
            return type.GenericTypeArguments.All(argument => IsImmutable(argument, seen));
        return type.Namespace?.StartsWith("IpMonitor", StringComparison.Ordinal) == true
            && type.GetFields(DeclaredInstance).All(field => field.IsInitOnly && IsImmutable(field.FieldType, seen))
            && (type.BaseType is not { } parent || parent == typeof(object) || parent == typeof(ValueType)
                || IsImmutable(parent, seen));
    }
}
