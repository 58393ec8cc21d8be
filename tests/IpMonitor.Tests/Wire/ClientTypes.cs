using System.Text.Json;
using System.Text.RegularExpressions;

namespace IpMonitor.Tests.Wire;

/// <summary>A property of an interface, as TypeScript writes it; one that is optional may be absent, and is never null.</summary>
internal sealed record Member(string Name, bool Optional, string Type)
{
    public override string ToString() => $"{Name}{(Optional ? "?" : "")}: {Type}";
}

/// <summary>What the client declares of the wire, <c>client/src/shared/api/{messages,types}.ts</c>, and whether JSON is like it.</summary>
internal sealed partial class ClientTypes
{
    private readonly Dictionary<string, string> _aliases;

    public ClientTypes()
    {
        var folder = Path.Combine(Repository.Root, "dashboard", "client", "src", "shared", "api");
        var text = string.Concat(((string[])["messages.ts", "types.ts"]).Select(file => File.ReadAllText(Path.Combine(folder, file)).ReplaceLineEndings("\n")));
        _aliases = Alias().Matches(text).ToDictionary(one => one.Groups["name"].Value, one => one.Groups["type"].Value);
        foreach (Match one in Interface().Matches(text))
        {
            var inherited = one.Groups["base"] is { Success: true, Value: var name } ? Interfaces[name] : [];
            Interfaces.Add(one.Groups["name"].Value, [.. inherited, .. Property().Matches(one.Groups["body"].Value).Select(MemberOf)]);
        }
    }

    /// <summary>The members of each interface, those it inherits included.</summary>
    public Dictionary<string, Member[]> Interfaces { get; } = [];

    /// <summary>In what a value is unlike a type.</summary>
    public IEnumerable<string> Faults(JsonElement value, string type, string at)
    {
        if (type is "T") return [];
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().SelectMany((one, index) => Faults(one, type[..^2].Trim('(', ')'), $"{at}[{index}]"))
                : [$"{at} is no list"];
        }
        if (Interfaces.TryGetValue(type, out var members)) return value.ValueKind == JsonValueKind.Object ? Faults(value, members, at) : [$"{at} is no {type}"];
        return type.Split(" | ").Any(one => IsOf(value, one)) ? [] : [$"{at} is no {type}: {value}"];
    }

    /// <summary>In what the changes of an update are unlike those of a topic's data.</summary>
    public IEnumerable<string> FaultsOfChanges(JsonElement changes, string data)
    {
        var members = Interfaces[data];
        foreach (var (name, value) in changes.EnumerateObject().Select(one => (one.Name, one.Value)))
        {
            if (name == "removed") continue;
            if (members.FirstOrDefault(one => one.Name == name) is not { } member) yield return $"{data} declares no {name}";
            else if (!(member.Optional && value.ValueKind == JsonValueKind.Null))
                foreach (var fault in Faults(value, member.Type, name)) yield return fault;
        }
        if (!changes.TryGetProperty("removed", out var removed)) yield break;
        foreach (var list in removed.EnumerateObject())
        {
            if (!members.Any(one => one.Name == list.Name && one.Type.EndsWith("[]", StringComparison.Ordinal))) yield return $"{data} declares no list {list.Name}";
            foreach (var fault in Faults(list.Value, "string[]", $"removed.{list.Name}")) yield return fault;
        }
    }

    private IEnumerable<string> Faults(JsonElement value, Member[] members, string at)
    {
        foreach (var one in value.EnumerateObject())
        {
            if (members.FirstOrDefault(member => member.Name == one.Name) is not { } member) yield return $"{at}.{one.Name} is not declared";
            else foreach (var fault in Faults(one.Value, member.Type, $"{at}.{one.Name}")) yield return fault;
        }
        foreach (var member in members)
            if (!member.Optional && !value.TryGetProperty(member.Name, out _)) yield return $"{at}.{member.Name} is missing";
    }

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "Changes" => value.ValueKind == JsonValueKind.Object,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => value.ValueKind == JsonValueKind.String && $"'{value.GetString()}'" == type,
    };

    private Member MemberOf(Match property)
    {
        var (type, list) = property.Groups["type"].Value is var said && said.EndsWith("[]", StringComparison.Ordinal) ? (said[..^2], "[]") : (said, "");
        return new(property.Groups["name"].Value, property.Groups["optional"].Success, _aliases.GetValueOrDefault(type, type) + list);
    }

    [GeneratedRegex(@"^export type (?<name>\w+) = (?<type>'.*)$", RegexOptions.Multiline)]
    private static partial Regex Alias();

    [GeneratedRegex(@"^export interface (?<name>\w+)(<.*>)?( extends (?<base>\w+))? \{\n(?<body>.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Interface();

    [GeneratedRegex(@"^  (?<name>\w+)(?<optional>\?)?: (?<type>.+)$", RegexOptions.Multiline)]
    private static partial Regex Property();
}
