using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace IpMonitor.Tests.Contract;

/// <summary>
/// What is wrong with the messages of the grain and observer interfaces of an assembly. A message crosses without a copy and
/// is serialized between processes: so it never changes, and every member of it has a number.
/// </summary>
public sealed class MessageCheck
{
    private const BindingFlags Every = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly HashSet<Type> Plain =
    [
        typeof(string), typeof(decimal), typeof(DateOnly), typeof(DateTimeOffset), typeof(TimeSpan), typeof(Guid),
    ];

    private static readonly HashSet<Type> Holders =
    [
        typeof(Nullable<>), typeof(ImmutableArray<>), typeof(ImmutableDictionary<,>), typeof(FrozenSet<>), typeof(FrozenDictionary<,>),
    ];

    private readonly List<string> _faults = [];
    private readonly HashSet<Type> _seen = [];
    private readonly Dictionary<string, Type> _aliases = [];

    private MessageCheck()
    {
    }

    /// <summary>Walks all that the assembly's interfaces take and answer, and the exceptions it declares.</summary>
    public static (IReadOnlyCollection<Type> Messages, IReadOnlyList<string> Faults) Of(Assembly assembly, params Type[] but)
    {
        var check = new MessageCheck();
        foreach (var type in assembly.GetExportedTypes().Except(but))
        {
            if (type.IsInterface && type.IsAssignableTo(typeof(IAddressable))) check.Interface(type);
            if (type.IsAssignableTo(typeof(Exception))) check.Serialized(type);
        }
        return (check._seen, check._faults);
    }

    /// <summary>Walks one type.</summary>
    public static IReadOnlyList<string> Of(Type type)
    {
        var check = new MessageCheck();
        check.Type(type, "the test");
        return check._faults;
    }

    private void Interface(Type type)
    {
        // Orleans' own interfaces, such as IRemindable, follow rules of their own.
        var own = type.GetInterfaces().Where(each => each.Assembly == type.Assembly).Append(type);
        foreach (var method in own.SelectMany(each => each.GetMethods()))
        {
            var where = $"{type.Name}.{method.Name}";
            foreach (var parameter in method.GetParameters()) Type(parameter.ParameterType, where);
            if (method.ReturnType.IsGenericType) Type(method.ReturnType.GenericTypeArguments[0], where);
        }
    }

    private void Type(Type type, string where)
    {
        if (type.IsPrimitive || type.IsEnum || Plain.Contains(type) || type.IsAssignableTo(typeof(IAddressable))) return;
        if (type.IsGenericType && Holders.Contains(type.GetGenericTypeDefinition()))
        {
            foreach (var held in type.GenericTypeArguments) Type(held, where);
            return;
        }
        if (type.IsArray || type.IsGenericType || type.IsInterface || type == typeof(object))
        {
            _faults.Add($"{where}: {type} is mutable, or nobody knows.");
            return;
        }
        if (!_seen.Add(type)) return;
        if (!type.IsDefined(typeof(ImmutableAttribute), inherit: false)) _faults.Add($"{type} is not [Immutable].");
        Serialized(type);
        foreach (var derived in type.IsSealed ? [] : type.Assembly.GetTypes().Where(each => each.IsSubclassOf(type))) Type(derived, where);
    }

    private void Serialized(Type type)
    {
        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)) _faults.Add($"{type} has no [GenerateSerializer].");
        var aliases = type.GetCustomAttributes<AliasAttribute>(inherit: false).ToList();
        if (aliases.Count != 1) _faults.Add($"{type} has {aliases.Count} aliases.");
        foreach (var alias in aliases.Where(alias => !_aliases.TryAdd(alias.Alias, type)))
            _faults.Add($"{type} has the alias of {_aliases[alias.Alias]}: {alias.Alias}.");

        var ids = new Dictionary<uint, string>();
        foreach (var field in type.GetFields(Every))
        {
            if (!field.IsInitOnly) _faults.Add($"{type}.{field.Name} may change.");
            var member = field.IsDefined(typeof(CompilerGeneratedAttribute)) && field.Name[0] == '<'
                ? (MemberInfo)type.GetProperty(field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)], Every)!
                : field;
            if (member.GetCustomAttribute<IdAttribute>() is not { } id) _faults.Add($"{type}.{member.Name} has no [Id].");
            else if (!ids.TryAdd(id.Id, member.Name)) _faults.Add($"{type}.{member.Name} has the [Id] of {ids[id.Id]}: {id.Id}.");
            Type(field.FieldType, $"{type.Name}.{member.Name}");
        }
        if (type.BaseType is { } parent && parent.Assembly == type.Assembly) Type(parent, type.Name);
    }
}
