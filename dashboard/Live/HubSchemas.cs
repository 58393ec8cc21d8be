using System.Text.Json;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Screens;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// Adds the hub's messages to the OpenAPI document. The component <c>HubMessages</c> has a member for each method that
/// the server calls; <c>TopicData</c> and <c>TopicChanges</c> have one for each kind of topic.
/// </summary>
internal sealed class HubSchemas : IOpenApiDocumentTransformer
{
    private static readonly Dictionary<TopicKind, Type> DataTypes = new()
    {
        [TopicKind.Ranking] = typeof(RankingResponse),
        [TopicKind.City] = typeof(CityResponse),
        [TopicKind.Province] = typeof(ProvinceResponse),
        [TopicKind.Campaign] = typeof(CampaignResponse),
        [TopicKind.Feed] = typeof(FeedResponse),
        [TopicKind.Screen] = typeof(ScreenState),
        [TopicKind.Screens] = typeof(ScreenControlResponse),
    };

    /// <inheritdoc/>
    public async Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var (data, changes) = (ObjectOf(), ObjectOf());
        foreach (var (kind, type) in DataTypes)
        {
            var whole = await SchemaOf(type);
            var id = $"{whole.Reference.Id}Changes";
            document.AddComponent(id, ChangesOf(whole, type));
            Add(data, $"{kind}", whole);
            Add(changes, $"{kind}", new(id, document));
        }

        // The message types contain raw JSON, so the schemas of the data are added here.
        var messages = ObjectOf();
        Add(messages, "snapshot", Replace(await SchemaOf(typeof(SnapshotMessage)), "data", data));
        Add(messages, "update", Replace(await SchemaOf(typeof(UpdateMessage)), "changes", changes));
        Add(messages, "source", await SchemaOf(typeof(SourceMessage)));
        Add(messages, "stopping", await SchemaOf(typeof(StoppingMessage)));
        document.AddComponent("TopicData", data);
        document.AddComponent("TopicChanges", changes);
        document.AddComponent("HubMessages", messages);

        async Task<OpenApiSchemaReference> SchemaOf(Type type) => (OpenApiSchemaReference)
            WireSchemas.Resolve(document, await context.GetOrCreateSchemaAsync(type, null, cancellationToken));
    }

    private static void Add(OpenApiSchema schema, string name, OpenApiSchemaReference property)
    {
        name = JsonNamingPolicy.CamelCase.ConvertName(name);
        schema.Properties!.Add(name, property);
        schema.Required!.Add(name);
    }

    private static OpenApiSchemaReference Replace(OpenApiSchemaReference message, string name, OpenApiSchema kinds)
    {
        message.Properties![name] = new OpenApiSchema { AnyOf = [.. kinds.Properties!.Values] };
        return message;
    }

    // Describes the changes that TopicChanges.Compute can return for a topic.
    private static OpenApiSchema ChangesOf(OpenApiSchemaReference whole, Type type)
    {
        var (changes, removed) = (ObjectOf(), ObjectOf());
        foreach (var (name, property) in whole.Properties!)
            changes.Properties![name] = whole.Required!.Contains(name) ? property : OrNull(property);
        foreach (var property in JsonDefaults.Options.GetTypeInfo(type).Properties)
        {
            if (JsonDefaults.Options.GetTypeInfo(property.PropertyType).ElementType is { } row
                && TopicChanges.HasKey(row))
                removed.Properties![property.Name] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                };
        }
        if (removed.Properties!.Count > 0) changes.Properties!["removed"] = removed;
        return changes;
    }

    private static OpenApiSchema ObjectOf() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(),
            Required = new HashSet<string>(),
        };

    private static OpenApiSchema OrNull(IOpenApiSchema schema) =>
        new() { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, schema] };
}
