using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Reference;

/// <summary>One version of the reference data, read from its documents and validated as a whole.</summary>
/// <param name="Catalogue">The metrics, including composites.</param>
/// <param name="Places">The cities, reporting units and population.</param>
/// <param name="Campaigns">The campaigns.</param>
/// <param name="Targets">The targets.</param>
/// <param name="Rules">The rules for marking figures.</param>
public sealed record ReferenceSnapshot(
    MetricCatalogue Catalogue, Places Places, CampaignList Campaigns, TargetList Targets, FigureRules Rules)
{
    /// <summary>The names of the documents, in the order of their references to each other.</summary>
    public static readonly ImmutableArray<string> DocumentNames =
    [
        "metrics.csv",
        "schemes.json",
        "cities.csv",
        "units.csv",
        "population.csv",
        "campaigns.json",
        "targets.csv",
        "rules.json",
    ];

    /// <summary>Options for reading JSON documents. A contract test lists the accepted names.</summary>
    internal static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>The documents compiled into the program.</summary>
    public static ImmutableDictionary<string, string> BuiltIn { get; } =
        DocumentNames.ToImmutableDictionary(name => name, ReadEmbedded);

    /// <summary>Reads and validates a set of documents.</summary>
    /// <exception cref="ReferenceDataException">A document is invalid. No other exception signals invalid
    /// content.</exception>
    public static ReferenceSnapshot Read(IReadOnlyDictionary<string, string> documents)
    {
        var metrics = MetricsReader.Read(documents["metrics.csv"]);
        var schemes = ParseJson<SchemesReader.Scheme[]>("schemes.json", documents["schemes.json"]);
        var catalogue = new MetricCatalogue([.. metrics, .. SchemesReader.Read(schemes, new MetricCatalogue(metrics))]);
        var places = PlacesReader.Read(documents["cities.csv"], documents["units.csv"], documents["population.csv"]);
        var campaigns = ParseJson<CampaignDefinition[]>("campaigns.json", documents["campaigns.json"]);
        CampaignValidator.Validate(campaigns, places);
        var rules = ParseJson<FigureRules>("rules.json", documents["rules.json"]);
        Validate(rules);
        var targets = TargetsReader.Read(documents["targets.csv"], catalogue, places);
        return new(catalogue, places, new(campaigns), targets, rules);
    }

    /// <summary>
    /// Throws if a member of a JSON document, which is otherwise valid, occurs twice. Not a part of <see cref="Read"/>:
    /// documents that earlier versions stored remain readable.
    /// </summary>
    /// <exception cref="ReferenceDataException">A member occurs twice.</exception>
    internal static void RequireUniqueMembers(string document, string text)
    {
        var options = new JsonSerializerOptions(JsonOptions) { AllowDuplicateProperties = false };
        try
        {
            _ = document switch
            {
                "schemes.json" => JsonSerializer.Deserialize<SchemesReader.Scheme[]>(text, options),
                "campaigns.json" => JsonSerializer.Deserialize<CampaignDefinition[]>(text, options),
                "rules.json" => JsonSerializer.Deserialize<FigureRules>(text, options),
                _ => (object?)null,
            };
        }
        catch (JsonException exception)
        {
            throw Create(document, "field_twice.document", exception);
        }
    }

    private static T ParseJson<T>(string document, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, JsonOptions) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw Create(document, "json_invalid", exception);
        }
    }

    private static ReferenceDataException Create(string document, string key, JsonException exception)
    {
        var (line, path) = ((int)(exception.LineNumber ?? 0) + 1, exception.Path ?? "$");
        return new(document, key, line, path, document, line, path);
    }

    private static void Validate(FigureRules rules)
    {
        if (rules.LowBase is null) throw Invalid("field_missing.low_base", "lowBase");
        if (rules.YellowWithin is < 0 or > 100)
            throw Invalid("number_invalid.yellow_within", "yellowWithin");
        if (rules.CloseDays is < 0 or > 60) throw Invalid("number_invalid.close_days", "closeDays");

        static ReferenceDataException Invalid(string key, string field) => new("rules.json", key, 0, field);
    }

    private static string ReadEmbedded(string name)
    {
        var stream = typeof(ReferenceSnapshot).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"grains/data/{name} is not compiled into the assembly.", name);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
