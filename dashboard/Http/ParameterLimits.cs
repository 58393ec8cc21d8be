using System.Collections.Frozen;
using Microsoft.OpenApi;

namespace IpMonitor.Dashboard.Http;

/// <summary>Maximum lengths of path segments and query values of the API, in one table.</summary>
internal static class ParameterLimits
{
    private const int Default = 128;

    // Texts that a person writes or a file names.
    private static readonly FrozenDictionary<string, int> Longer = new Dictionary<string, int>
    {
        ["answer"] = 2_000,
        ["name"] = 400,
        ["batch"] = 400,
        ["cursor"] = 600,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the maximum number of characters of a parameter.</summary>
    public static int Get(string name) => Longer.GetValueOrDefault(name, Default);

    /// <summary>Returns the first path segment or query value that is too long, or null.</summary>
    public static string? FindTooLong(HttpRequest request)
    {
        foreach (var (name, value) in request.RouteValues)
            if (value is string text && text.Length > Get(name)) return name;
        foreach (var (name, values) in request.Query)
        {
            if (name.Length > Default) return name[..Default];
            if (values.Any(value => value?.Length > Get(name))) return name;
        }
        return null;
    }

    /// <summary>States the limits in the OpenAPI document.</summary>
    public static void Describe(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters ?? [])
        {
            var schema = parameter.Schema as OpenApiSchema;
            if (schema?.Type?.HasFlag(JsonSchemaType.Array) == true) schema = schema.Items as OpenApiSchema;
            if (schema is { Format: null, Enum: null } && schema.Type?.HasFlag(JsonSchemaType.String) == true)
                schema.MaxLength = Get(parameter.Name!);
        }
    }
}
