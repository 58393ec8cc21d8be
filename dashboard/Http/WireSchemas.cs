using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IpMonitor.Dashboard.Http;

/// <summary>
/// Makes the OpenAPI document describe JSON as <see cref="JsonDefaults"/> writes it: a member that can be null is
/// optional and never null, a decimal is a number, an enum is a string.
/// </summary>
internal static class WireSchemas
{
    /// <summary>The name of the only document.</summary>
    public const string Document = "v1";

    // Microsoft.AspNetCore.OpenApi stores the component id of an unresolved schema under this key.
    private const string SchemaId = "x-schema-id";

    /// <summary>Adds the transformers; document transformers that are added later see their result.</summary>
    public static void Set(OpenApiOptions options)
    {
        var types = new ConcurrentDictionary<string, Type>();
        options.CreateSchemaReferenceId = info => IdOf(info, types);
        options.AddSchemaTransformer(Describe);
        options.AddDocumentTransformer((document, _, _) =>
        {
            // The address depends on the request: only the path base of a proxy is told.
            var pathBase = document.Servers is [{ Url: { } url }, ..] ? new Uri(url).AbsolutePath.TrimEnd('/') : "";
            document.Servers = pathBase.Length > 0 ? [new() { Url = pathBase }] : [];
            foreach (var schema in document.Components?.Schemas?.Values ?? []) OmitNull(schema);
            return Task.CompletedTask;
        });
    }

    /// <summary>Describes the body of an endpoint that reads it from the request without binding.</summary>
    /// <param name="type">The type of the body; null for a file.</param>
    /// <param name="isRequired">Whether the body is required.</param>
    /// <param name="contentTypes">The accepted content types.</param>
    /// <remarks>Accepts metadata would refuse other content types before the endpoint can explain why.</remarks>
    public static TBuilder WithBody<TBuilder>(
        this TBuilder endpoint, Type? type, bool isRequired, params string[] contentTypes)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellation) =>
        {
            IOpenApiSchema schema = type is null
                ? new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" }
                : Resolve(context.Document!, await context.GetOrCreateSchemaAsync(type, null, cancellation));
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = isRequired,
                Content = contentTypes.ToDictionary(name => name, _ => new OpenApiMediaType { Schema = schema }),
            };
        });

    /// <summary>Replaces each named schema by a reference to a component, which is added if it is missing.</summary>
    /// <param name="document">The document to add components to.</param>
    /// <param name="schema">A schema that GetOrCreateSchemaAsync has returned.</param>
    public static IOpenApiSchema Resolve(OpenApiDocument document, IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema inline) return schema;
        foreach (var (name, property) in inline.Properties?.ToArray() ?? [])
            inline.Properties![name] = Resolve(document, property);
        if (inline.Items is { } items) inline.Items = Resolve(document, items);
        // Raw JSON has no schema that a component could name.
        if (inline is { Properties: null, Enum: null }) return inline;
        if (inline.Metadata?.TryGetValue(SchemaId, out var value) != true || value is not string { Length: > 0 } id)
            return inline;
        if (document.Components?.Schemas?.ContainsKey(id) != true)
        {
            inline.Type &= ~JsonSchemaType.Null;
            OmitNull(inline);
            document.AddComponent(id, inline);
        }
        return new OpenApiSchemaReference(id, document);
    }

    private static string? IdOf(JsonTypeInfo info, ConcurrentDictionary<string, Type> types)
    {
        var id = OpenApiOptions.CreateDefaultSchemaReferenceId(info);
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        return id is null || types.GetOrAdd(id, type) == type
            ? id
            : throw new InvalidOperationException($"The schema id {id} stands for both {types[id]} and {type}.");
    }

    private static async Task Describe(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var info = context.JsonTypeInfo;
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (FindAttribute<DescribedAsAttribute>(context) is { Type: var described })
        {
            var other = await context.GetOrCreateSchemaAsync(described, null, cancellation);
            schema.Metadata?.Remove(SchemaId);
            (schema.Type, schema.Items, schema.MaxLength) = (other.Type, other.Items, null);
            schema.MaxItems = FindAttribute<MaxLengthAttribute>(context)?.Length;
        }
        else if (type == typeof(ProblemDetails)) DescribeProblem(schema);
        else if (type == typeof(decimal)) (schema.Type, schema.Format) = (NumberOf(info.Type), null);
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. schema.Enum!.Where(value => !IsNull(value))];
        }
        else if (info.Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
        {
            // The exporter omits items with a custom converter, and no transformer sees the items of a nullable list.
            if (Nullable.GetUnderlyingType(element) == typeof(decimal) || element == typeof(decimal))
                schema.Items = new OpenApiSchema { Type = NumberOf(element) };
            else if (type != info.Type)
                schema.Items = await context.GetOrCreateSchemaAsync(element, null, cancellation);
            if (FindAttribute<ItemMaxLengthAttribute>(context) is { } limit)
                schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = limit.Length };
        }
        else if (info.Kind == JsonTypeInfoKind.Object)
        {
            schema.Required = info.Properties
                .Where(property => property is { Get: not null, IsGetNullable: false, IsExtensionData: false })
                .Select(property => property.Name).ToHashSet();
        }
    }

    private static T? FindAttribute<T>(OpenApiSchemaTransformerContext context) where T : Attribute =>
        context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(T), false) is [T attribute]
            ? attribute
            : null;

    // Adds the members that Problems adds to those of RFC 9457.
    private static void DescribeProblem(OpenApiSchema schema)
    {
        schema.Properties!["code"] = new OpenApiSchema { Type = JsonSchemaType.String };
        schema.Properties["field"] = new OpenApiSchema { Type = JsonSchemaType.String };
        schema.Properties["row"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" };
        schema.Required = new HashSet<string> { "status", "detail", "code" };
    }

    private static JsonSchemaType NumberOf(Type type) =>
        type == typeof(decimal) ? JsonSchemaType.Number : JsonSchemaType.Number | JsonSchemaType.Null;

    private static void OmitNull(IOpenApiSchema schema)
    {
        foreach (var (name, property) in schema.Properties?.ToArray() ?? [])
            schema.Properties![name] = NotNull(property);
    }

    private static IOpenApiSchema NotNull(IOpenApiSchema property)
    {
        if (property.OneOf is [{ Type: JsonSchemaType.Null }, var other]) return other;
        if (property is OpenApiSchema inline) inline.Type &= ~JsonSchemaType.Null;
        return property;
    }

    private static bool IsNull(JsonNode? value) =>
        value is null || value.IsJsonNullSentinel() || value.GetValueKind() == JsonValueKind.Null;
}

/// <summary>Declares the type of a list whose property is raw JSON.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DescribedAsAttribute(Type type) : Attribute
{
    /// <summary>The type of the list.</summary>
    public Type Type { get; } = type;
}
