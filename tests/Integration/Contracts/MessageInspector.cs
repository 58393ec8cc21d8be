using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace IpMonitor.IntegrationTests.Contracts;

/// <summary>
/// Finds faults in the messages of an assembly's grain and observer interfaces. Messages are passed without a copy and
/// serialized between processes, so they must be immutable and each member needs an id.
/// </summary>
public sealed class MessageInspector
{
    private const BindingFlags Every =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly HashSet<Type> ImmutableTypes =
    [
        typeof(string), typeof(decimal), typeof(DateOnly), typeof(DateTimeOffset), typeof(TimeSpan), typeof(Guid),
    ];

    private static readonly HashSet<Type> ImmutableCollections =
    [
        typeof(Nullable<>), typeof(ImmutableArray<>), typeof(ImmutableDictionary<,>), typeof(FrozenSet<>),
        typeof(FrozenDictionary<,>),
    ];

    private readonly List<string> _violations = [];
    private readonly HashSet<Type> _seen = [];
    private readonly Dictionary<string, Type> _aliases = [];

    private MessageInspector()
    {
    }

    /// <summary>Inspects all parameter and return types of the assembly's interfaces and its exceptions.</summary>
    public static (IReadOnlyCollection<Type> Messages, IReadOnlyList<string> Faults) Inspect(
        Assembly assembly, params Type[] except)
    {
        var check = new MessageInspector();
        foreach (var type in assembly.GetExportedTypes().Except(except))
        {
            if (type.IsInterface && type.IsAssignableTo(typeof(IAddressable))) check.InspectInterface(type);
            if (type.IsAssignableTo(typeof(Exception))) check.InspectSerialized(type);
        }
        return (check._seen, check._violations);
    }

    /// <summary>Inspects one type.</summary>
    public static IReadOnlyList<string> Inspect(Type type)
    {
        var check = new MessageInspector();
        check.InspectType(type, "the test");
        return check._violations;
    }

    private void InspectInterface(Type type)
    {
        // Orleans' own interfaces, such as IRemindable, follow other rules.
        var interfaces = type.GetInterfaces().Where(each => each.Assembly == type.Assembly).Append(type);
        foreach (var method in interfaces.SelectMany(each => each.GetMethods()))
        {
            var location = $"{type.Name}.{method.Name}";
            foreach (var parameter in method.GetParameters()) InspectType(parameter.ParameterType, location);
            if (method.ReturnType.IsGenericType) InspectType(method.ReturnType.GenericTypeArguments[0], location);
        }
    }

    private void InspectType(Type type, string location)
    {
        if (type.IsPrimitive
            || type.IsEnum
            || ImmutableTypes.Contains(type)
            || type.IsAssignableTo(typeof(IAddressable))) return;
        if (type.IsGenericType && ImmutableCollections.Contains(type.GetGenericTypeDefinition()))
        {
            foreach (var argument in type.GenericTypeArguments) InspectType(argument, location);
            return;
        }
        if (type.IsArray || type.IsGenericType || type.IsInterface || type == typeof(object))
        {
            _violations.Add($"{location}: {type} is mutable or of unknown mutability.");
            return;
        }
        if (!_seen.Add(type)) return;
        if (!type.IsDefined(typeof(ImmutableAttribute), inherit: false)) _violations.Add($"{type} is not [Immutable].");
        InspectSerialized(type);
        foreach (var derived in type.IsSealed
            ? []
            : type.Assembly.GetTypes().Where(each => each.IsSubclassOf(type))) InspectType(derived, location);
    }

    private void InspectSerialized(Type type)
    {
        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            _violations.Add($"{type} has no [GenerateSerializer].");
        var aliases = type.GetCustomAttributes<AliasAttribute>(inherit: false).ToList();
        if (aliases.Count != 1) _violations.Add($"{type} has {aliases.Count} aliases.");
        foreach (var alias in aliases.Where(alias => !_aliases.TryAdd(alias.Alias, type)))
            _violations.Add($"{type} has the alias of {_aliases[alias.Alias]}: {alias.Alias}.");

        var ids = new Dictionary<uint, string>();
        foreach (var field in type.GetFields(Every))
        {
            if (!field.IsInitOnly) _violations.Add($"{type}.{field.Name} may change.");
            var member = field.IsDefined(typeof(CompilerGeneratedAttribute)) && field.Name[0] == '<'
                ? (MemberInfo)type.GetProperty(field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)], Every)!
                : field;
            if (member.GetCustomAttribute<IdAttribute>() is not { } id)
                _violations.Add($"{type}.{member.Name} has no [Id].");
            else if (!ids.TryAdd(id.Id, member.Name))
                _violations.Add($"{type}.{member.Name} has the [Id] of {ids[id.Id]}: {id.Id}.");
            InspectType(field.FieldType, $"{type.Name}.{member.Name}");
        }
        if (type.BaseType is { } parent && parent.Assembly == type.Assembly) InspectType(parent, type.Name);
    }
}
