using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
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
            throw new ReferenceDataException(document, "json_invalid", (int)(fault.LineNumber ?? 0) + 1, fault.Path ?? "$",
                $"{document} 第 {(fault.LineNumber ?? 0) + 1} 行（{fault.Path ?? "$"}）读不懂：请检查括号、引号、必填项与取值。");
        }
    }

    private static CampaignDefinition[] Validate(CampaignDefinition[] campaigns, Places places)
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < campaigns.Length; i++)
        {
            var campaign = campaigns[i];
            if (campaign is not { Id: not null, Name: not null, NameEn: not null }) throw Fault("field_missing", "name", "id、name、nameEn 必填");
            if (campaign.Id.Length is 0 or > 64 || campaign.Id.Contains('/', StringComparison.Ordinal) || ReportingPeriod.Parse(campaign.Id) is not null)
                throw Fault("id_invalid", "id", "编号为 1 至 64 个字，不含斜线，也不能写成时期的样子");
            if (!ids.Add(campaign.Id)) throw Fault("id_twice", "id", $"“{campaign.Id}”出现了两次");
            if (campaign.Start < ReportingPeriod.EarliestDay) throw Fault("date_invalid", "start", $"不能早于 {ReportingPeriod.EarliestDay:yyyy-MM-dd}");
            if (campaign.End > ReportingPeriod.LatestDay) throw Fault("date_invalid", "end", $"不能晚于 {ReportingPeriod.LatestDay:yyyy-MM-dd}");
            if (campaign.Start > campaign.End) throw Fault("date_order", "end", "结束日期早于开始日期");
            if (campaign.Cities.IsDefault || campaign.Plan.IsDefault) throw Fault("list_missing", "cities", "cities 与 plan 必填，可以是空列表");
            if (campaign.Cities.Any(city => city is null || places.FindCity(city) is null))
                throw Fault("city_unknown", "cities", $"没有代码为“{campaign.Cities.First(city => city is null || places.FindCity(city) is null)}”的市");
            if (campaign.Plan.Any(activity => activity?.Title is null)) throw Fault("field_missing", "plan", "每项活动必填 date、title");
            if (campaign.Plan.FirstOrDefault(activity => activity.City is not null && places.FindCity(activity.City) is null) is { } lost)
                throw Fault("city_unknown", "plan", $"没有代码为“{lost.City}”的市：全省的活动不填 city");

            ReferenceDataException Fault(string code, string field, string message) => new("campaigns.json", code, i + 1, field, $"campaigns.json 第 {i + 1} 个活动 {field}：{message}。");
        }
        return campaigns;
    }

    private static FigureRules Validate(FigureRules rules) =>
        rules.LowBase is null ? throw new ReferenceDataException("rules.json", "field_missing", 0, "lowBase", "rules.json lowBase：必填，可以是空对象 {}。")
        : rules.YellowWithin is < 0 or > 100 ? throw new ReferenceDataException("rules.json", "number_invalid", 0, "yellowWithin", "rules.json yellowWithin：应在 0 与 100（百分点）之间。")
        : rules.CloseDays is < 0 or > 60 ? throw new ReferenceDataException("rules.json", "number_invalid", 0, "closeDays", "rules.json closeDays：应在 0 与 60（天）之间。")
        : rules;

    private static string ReadEmbedded(string name)
    {
        using var reader = new StreamReader(
            typeof(ReferenceSnapshot).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"grains/data/{name} is not compiled into the assembly.", name), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
