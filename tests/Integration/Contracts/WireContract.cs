using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace IpMonitor.IntegrationTests.Contracts;

/// <summary>
/// The identities that Orleans puts on the wire for a set of types, one per line, and the faults of types without a
/// fixed identity. No line contains the name of a C# type, method or member, except enumeration members.
/// </summary>
internal sealed partial class WireContract
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly HashSet<Assembly> _assemblies;
    private readonly HashSet<Type> _seen = [];
    private readonly Dictionary<string, string> _owners = [];
    private readonly List<string> _faults = [];
    private readonly List<string> _lines = [];

    private WireContract(IEnumerable<Type> types) => _assemblies = [.. types.Select(type => type.Assembly)];

    /// <summary>Grain classes, grain and observer interfaces and serialized types of assemblies.</summary>
    public static IReadOnlyList<Type> TypesOf(params Assembly[] assemblies) =>
    [
        .. assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => IsGrain(type) || IsInterface(type) || IsSerialized(type)),
    ];

    /// <summary>Reads the identities of these types and of all types that they use.</summary>
    public static (IReadOnlyList<string> Lines, IReadOnlyList<string> Faults) Read(IReadOnlyCollection<Type> types)
    {
        var contract = new WireContract(types);
        foreach (var type in types)
        {
            if (IsGrain(type)) contract.AddGrain(type);
            else contract.WireName(type);
        }
        return (contract._lines, contract._faults);
    }

    /// <summary>Returns true if a type is a grain class that Orleans can activate.</summary>
    public static bool IsGrain(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IGrainBase));

    /// <summary>Returns true if a type is a grain or observer interface.</summary>
    public static bool IsInterface(Type type) => type.IsInterface && type.IsAssignableTo(typeof(IAddressable));

    /// <summary>Returns true if Orleans generates a serializer for a type.</summary>
    public static bool IsSerialized(Type type) => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false);

    /// <summary>Returns the grain type given by a class's attribute; null without one.</summary>
    public static string? GrainTypeOf(Type type) =>
        type.GetCustomAttributesData().SingleOrDefault(data => data.AttributeType == typeof(GrainTypeAttribute))
            ?.ConstructorArguments[0].Value as string;

    private void AddGrain(Type type)
    {
        var interfaces = type.GetInterfaces().Where(each => IsInterface(each) && _assemblies.Contains(each.Assembly));
        var used = string.Join(", ", interfaces.Select(WireName).Order(StringComparer.Ordinal));
        if (GrainTypeOf(type) is not { } name) _faults.Add($"{type} has no [GrainType].");
        else if (ClaimIdentity($"grain {name}", $"{type}", KebabCase(), name)) _lines.Add($"grain {name}: {used}");
    }

    private void AddInterface(Type type, string alias)
    {
        _lines.Add($"interface {alias}");
        foreach (var method in type.GetMethods(Declared))
        {
            var parameters = method.GetParameters().Select(parameter => WireName(parameter.ParameterType));
            var signature = $"({string.Join(", ", parameters)}) -> {WireName(method.ReturnType)}";
            var owner = $"{type}.{method.Name}";
            if (AliasOf(method, owner) is { } name && ClaimIdentity($"method {alias}/{name}", owner, KebabCase(), name))
                _lines.Add($"method {alias}/{name}: {signature}");
        }
    }

    private void AddSerialized(Type type, string alias)
    {
        var parent = type.BaseType is { } baseType && _assemblies.Contains(baseType.Assembly)
            ? $": {WireName(baseType)}"
            : "";
        _lines.Add($"type {alias}{parent}");
        if (!type.IsSealed)
            foreach (var derived in type.Assembly.GetTypes().Where(each => each.BaseType == type)) WireName(derived);
        var ids = new Dictionary<uint, string>();
        foreach (var field in type.GetFields(Declared))
        {
            var member = field.IsDefined(typeof(CompilerGeneratedAttribute)) && field.Name[0] == '<'
                ? (MemberInfo)type.GetProperty(field.Name[1..field.Name.IndexOf('>')], Declared)!
                : field;
            var owner = $"{type}.{member.Name}";
            if (member.GetCustomAttribute<IdAttribute>() is not { } id) _faults.Add($"{owner} has no [Id].");
            else if (!ids.TryAdd(id.Id, member.Name)) _faults.Add($"{owner} has the [Id] of {ids[id.Id]}: {id.Id}.");
            else _lines.Add($"type {alias} {id.Id:00}: {WireName(field.FieldType)}");
        }
    }

    private void AddEnumeration(Type type, string alias)
    {
        _lines.Add($"enum {alias}: {type.GetEnumUnderlyingType().Name}");
        foreach (var value in type.GetEnumValues())
            _lines.Add($"enum {alias} {Convert.ToInt64(value, null):00}: {value}");
    }

    // Returns the name of a type on the wire. A type of these assemblies is read at its first use.
    private string WireName(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return WireName(value) + "?";
        if (type.IsArray) return WireName(type.GetElementType()!) + "[]";
        if (type.IsGenericType)
        {
            var arguments = string.Join(", ", type.GenericTypeArguments.Select(WireName));
            return $"{type.Name[..type.Name.IndexOf('`')]}<{arguments}>";
        }
        if (!_assemblies.Contains(type.Assembly)) return type.Name;

        var alias = type.GetCustomAttributes<AliasAttribute>(inherit: false).FirstOrDefault()?.Alias ?? type.Name;
        if (!_seen.Add(type)) return alias;
        if (!type.IsInterface && !IsSerialized(type)) _faults.Add($"{type} has no [GenerateSerializer].");
        if (AliasOf(type, $"{type}") is { } typeAlias)
            ClaimIdentity($"alias {typeAlias}", $"{type}", TypeName(), typeAlias);
        if (type.IsInterface) AddInterface(type, alias);
        else if (type.IsEnum) AddEnumeration(type, alias);
        else AddSerialized(type, alias);
        return alias;
    }

    private string? AliasOf(MemberInfo member, string owner)
    {
        var aliases = member.GetCustomAttributes<AliasAttribute>(inherit: false).Select(alias => alias.Alias).ToList();
        if (aliases.Count == 0) _faults.Add($"{owner} has no [Alias].");
        if (aliases.Count > 1) _faults.Add($"{owner} has {aliases.Count} aliases.");
        return aliases.FirstOrDefault();
    }

    // Returns true if an identity is well-formed and unique.
    private bool ClaimIdentity(string identity, string owner, Regex form, string name)
    {
        if (!form.IsMatch(name)) _faults.Add($"{owner} has the identity \"{name}\", which is not of the form {form}.");
        if (_owners.TryAdd(identity, owner)) return true;
        _faults.Add($"{owner} has the identity of {_owners[identity]}: {name}.");
        return false;
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();

    [GeneratedRegex(@"^ipm\.[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex TypeName();
}
