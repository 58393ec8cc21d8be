using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Reference;

/// <summary>
/// The reference data in force at some position, read from its documents and checked against each other: catalogue and
/// schemes, places and population, campaigns, targets, and the rules of marking. Never changed: a new version is a new one.
/// </summary>
/// <param name="Catalogue">Metrics, composites among them.</param>
/// <param name="Places">Cities, units, population.</param>
/// <param name="Campaigns">Campaigns.</param>
/// <param name="Targets">Targets.</param>
/// <param name="Rules">How figures are marked.</param>
public sealed record ReferenceSnapshot(MetricCatalogue Catalogue, Places Places, CampaignList Campaigns, TargetList Targets, FigureRules Rules)
{
    /// <summary>The documents by name, in the order in which they refer to each other.</summary>
    public static readonly ImmutableArray<string> DocumentNames =
        ["metrics.csv", "schemes.json", "cities.csv", "units.csv", "population.csv", "campaigns.json", "targets.csv", "rules.json"];

    /// <summary>How JSON documents are read; the contract test lists the names that it accepts.</summary>
    internal static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>The documents that come with the program.</summary>
    public static ImmutableDictionary<string, string> BuiltIn { get; } = DocumentNames.ToImmutableDictionary(name => name, ReadEmbedded);

    /// <summary>Reads and checks a set of documents.</summary>
    /// <exception cref="ReferenceDataException">One of them cannot be used; nothing else is thrown for what a document says.</exception>
    public static ReferenceSnapshot Read(IReadOnlyDictionary<string, string> documents)
    {
        var metrics = MetricsReader.Read(documents["metrics.csv"]);
        var schemes = ParseJson<SchemesReader.Scheme[]>("schemes.json", documents["schemes.json"]);
        var catalogue = new MetricCatalogue([.. metrics, .. SchemesReader.Read(schemes, new MetricCatalogue(metrics))]);
        var places = PlacesReader.Read(documents["cities.csv"], documents["units.csv"], documents["population.csv"]);
        var campaigns = new CampaignList(Validate(ParseJson<CampaignDefinition[]>("campaigns.json", documents["campaigns.json"]), places));
        var rules = Validate(ParseJson<FigureRules>("rules.json", documents["rules.json"]));
        return new(catalogue, places, campaigns, TargetsReader.Read(documents["targets.csv"], catalogue, places), rules);
    }

    private static T ParseJson<T>(string document, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, JsonOptions) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw new ReferenceDataException(document, "json_invalid", (int)(fault.LineNumber ?? 0) + 1, fault.Path ?? "$", document, (fault.LineNumber ?? 0) + 1, fault.Path ?? "$");
        }
    }

    private static CampaignDefinition[] Validate(CampaignDefinition[] campaigns, Places places)
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < campaigns.Length; i++)
        {
            var campaign = campaigns[i];
            if (campaign is not { Id: not null, Name: not null, NameEn: not null }) throw Fault("field_missing.campaign", "name");
            if (campaign.Id.Length is 0 or > 64 || campaign.Id.Contains('/', StringComparison.Ordinal) || ReportingPeriod.Parse(campaign.Id) is not null)
                throw Fault("id_invalid.campaign", "id");
            if (!ids.Add(campaign.Id)) throw Fault("id_twice.campaign", "id", campaign.Id);
            if (campaign.Start < ReportingPeriod.EarliestDay) throw Fault("date_invalid.early", "start", ReportingPeriod.EarliestDay);
            if (campaign.End > ReportingPeriod.LatestDay) throw Fault("date_invalid.late", "end", ReportingPeriod.LatestDay);
            if (campaign.Start > campaign.End) throw Fault("date_order", "end");
            if (campaign.Cities.IsDefault || campaign.Plan.IsDefault) throw Fault("list_missing", "cities");
            if (campaign.Cities.Any(city => city is null || places.FindCity(city) is null))
                throw Fault("city_unknown.table", "cities", campaign.Cities.First(city => city is null || places.FindCity(city) is null));
            if (campaign.Plan.Any(activity => activity?.Title is null)) throw Fault("field_missing.activity", "plan");
            if (campaign.Plan.FirstOrDefault(activity => activity.City is not null && places.FindCity(activity.City) is null) is { } lost)
                throw Fault("city_unknown.activity", "plan", lost.City!);

            ReferenceDataException Fault(string key, string field, params ImmutableArray<MessageArgument> arguments) =>
                ReferenceDataException.At(
                    MessageArgument.Message("reference_data.campaign", i + 1, field), "campaigns.json", i + 1, field, key, arguments);
        }
        return campaigns;
    }

    private static FigureRules Validate(FigureRules rules) =>
        rules.LowBase is null ? throw new ReferenceDataException("rules.json", "field_missing.low_base", 0, "lowBase")
        : rules.YellowWithin is < 0 or > 100 ? throw new ReferenceDataException("rules.json", "number_invalid.yellow_within", 0, "yellowWithin")
        : rules.CloseDays is < 0 or > 60 ? throw new ReferenceDataException("rules.json", "number_invalid.close_days", 0, "closeDays")
        : rules;

    private static string ReadEmbedded(string name)
    {
        using var reader = new StreamReader(
            typeof(ReferenceSnapshot).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"grains/data/{name} is not compiled into the assembly.", name), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
