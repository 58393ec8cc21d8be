using System.Text.Json;
using IpMonitor.Testing;

namespace IpMonitor.IntegrationTests.Http;

/// <summary>The OpenAPI document that the client's types are generated from.</summary>
internal sealed class WireDocument
{
    /// <summary>The checked-in document. <c>npm run types</c> in <c>dashboard/client</c> reads it.</summary>
    public static readonly string File =
        Path.Combine(Repository.Root, "dashboard", "client", "src", "shared", "api", "openapi.json");

    private readonly JsonElement _document = JsonDocument.Parse(System.IO.File.ReadAllBytes(File)).RootElement;

    /// <summary>The schema of a component.</summary>
    public JsonElement this[string component] =>
        _document.GetProperty("components").GetProperty("schemas").GetProperty(component);

    /// <summary>The schema of a member of a component.</summary>
    public JsonElement this[string component, string member] =>
        this[component].GetProperty("properties").GetProperty(member);

    /// <summary>The members of all components, by the names of component and member.</summary>
    public IEnumerable<(string Name, JsonElement Schema)> Members =>
        from component in _document.GetProperty("components").GetProperty("schemas").EnumerateObject()
        where component.Value.TryGetProperty("properties", out _)
        from member in component.Value.GetProperty("properties").EnumerateObject()
        select ($"{component.Name}.{member.Name}", member.Value);

    /// <summary>Returns the operations with a query parameter, by their method and path.</summary>
    public IEnumerable<(string Method, string Path)> FindOperations(string parameter) =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Value.TryGetProperty("parameters", out var parameters)
            && parameters.EnumerateArray().Any(item =>
                item.GetProperty("in").GetString() == "query"
                && string.Equals(item.GetProperty("name").GetString(), parameter, StringComparison.OrdinalIgnoreCase))
        select (operation.Name.ToUpperInvariant(), path.Name);

    /// <summary>The operations with a JSON body, and its schema.</summary>
    public IEnumerable<(string Operation, JsonElement Schema)> JsonBodies =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Value.TryGetProperty("requestBody", out var body)
            && body.GetProperty("content").TryGetProperty("application/json", out _)
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}",
            operation.Value.GetProperty("requestBody").GetProperty("content").GetProperty("application/json")
                .GetProperty("schema"));

    /// <summary>The parameters of all operations, and their schemas.</summary>
    public IEnumerable<(string Name, JsonElement Schema)> Parameters =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Value.TryGetProperty("parameters", out _)
        from parameter in operation.Value.GetProperty("parameters").EnumerateArray()
        select ($"{operation.Name} {path.Name} {parameter.GetProperty("name").GetString()}",
            parameter.GetProperty("schema"));

    /// <summary>The GET operations whose response is a list or has one, and whether they have a cursor.</summary>
    public IEnumerable<(string Path, bool HasCursor)> Lists =>
        from path in _document.GetProperty("paths").EnumerateObject()
        where path.Value.TryGetProperty("get", out _)
        let operation = path.Value.GetProperty("get")
        where operation.GetProperty("responses").TryGetProperty("200", out var response)
            && response.TryGetProperty("content", out var content)
            && content.TryGetProperty("application/json", out var json)
            && IsList(Resolve(json.GetProperty("schema")))
        select (path.Name, operation.TryGetProperty("parameters", out var parameters)
            && parameters.EnumerateArray().Any(item => item.GetProperty("name").GetString() is "cursor" or "before"));

    /// <summary>Follows the reference of a schema to a component, also that of a member that may be null.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        if (schema.TryGetProperty("oneOf", out var choices))
            schema = choices.EnumerateArray().First(choice => choice.TryGetProperty("$ref", out _));
        return schema.TryGetProperty("$ref", out var reference)
            ? this[reference.GetString()!.Split('/')[^1]]
            : schema;
    }

    /// <summary>Returns the schema of a successful response.</summary>
    /// <param name="address">A path below <c>/api/v1</c>, with or without a query.</param>
    public JsonElement ResponseSchema(string address)
    {
        var segments = $"/api/v1/{address.Split('?')[0]}".Split('/');
        return _document.GetProperty("paths").EnumerateObject()
            .Where(path => path.Name.Split('/') is var template
                && template.Length == segments.Length
                && template.Zip(segments).All(pair => pair.First == pair.Second || pair.First.StartsWith('{')))
            .MinBy(path => path.Name.Count(character => character == '{'))
            .Value.GetProperty("get").GetProperty("responses").GetProperty("200")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema");
    }

    /// <summary>Lists the differences between a value and a schema, including undeclared members.</summary>
    public IReadOnlyList<string> FindDifferences(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return FindDifferences(value, this[reference.GetString()!.Split('/')[^1]], at);
        if (schema.TryGetProperty("anyOf", out var choices) || schema.TryGetProperty("oneOf", out choices))
        {
            var differences = choices.EnumerateArray().Select(choice => FindDifferences(value, choice, at)).ToList();
            return differences.Exists(item => item.Count == 0)
                ? []
                : [$"{at} matches none of {differences.Count} schemas: {value}"];
        }
        var type = schema.GetProperty("type");
        if (!(type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(IsOf) : IsOf(type)))
            return [$"{at} is no {type}: {value}"];
        if (schema.TryGetProperty("enum", out var names)
            && !names.EnumerateArray().Any(name => JsonElement.DeepEquals(name, value)))
            return [$"{at} is none of {names}: {value}"];
        return value.ValueKind switch
        {
            JsonValueKind.Array =>
            [
                .. value.EnumerateArray()
                    .SelectMany((item, index) => FindDifferences(item, schema.GetProperty("items"), $"{at}[{index}]")),
            ],
            JsonValueKind.Object => [.. FindMemberDifferences(value, schema, at)],
            _ => [],
        };

        bool IsOf(JsonElement name) => name.GetString() switch
        {
            "array" => value.ValueKind == JsonValueKind.Array,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "null" => value.ValueKind == JsonValueKind.Null,
            "number" => value.ValueKind == JsonValueKind.Number,
            "object" => value.ValueKind == JsonValueKind.Object,
            "string" => value.ValueKind == JsonValueKind.String,
            _ => throw new NotSupportedException($"{at}: {name}"),
        };
    }

    private static bool IsList(JsonElement schema) => schema.TryGetProperty("items", out _)
        || (schema.TryGetProperty("properties", out var members)
            && members.EnumerateObject().Any(member => member.Value.TryGetProperty("items", out _)));

    private IEnumerable<string> FindMemberDifferences(JsonElement value, JsonElement schema, string at)
    {
        var members = schema.GetProperty("properties");
        foreach (var member in value.EnumerateObject())
        {
            IReadOnlyList<string> differences = members.TryGetProperty(member.Name, out var declared)
                ? FindDifferences(member.Value, declared, $"{at}.{member.Name}")
                : [$"{at}.{member.Name} is not declared"];
            foreach (var difference in differences) yield return difference;
        }
        if (!schema.TryGetProperty("required", out var required)) yield break;
        foreach (var name in required.EnumerateArray())
            if (!value.TryGetProperty(name.GetString()!, out _)) yield return $"{at}.{name} is missing";
    }
}
