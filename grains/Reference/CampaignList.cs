using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Reference;

/// <summary>A planned activity of a campaign; without a city it is the province's.</summary>
[GenerateSerializer, Immutable, Alias("ipm.planned-activity")]
public sealed record PlannedActivity(
    [property: Id(0), JsonRequired] DateOnly Date,
    [property: Id(1)] string? City,
    [property: Id(2)] string Title);

/// <summary>The definition of a campaign: window, theme, planned activities and participating cities.</summary>
[GenerateSerializer, Immutable, Alias("ipm.campaign-definition")]
public sealed record CampaignDefinition(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string NameEn,
    [property: Id(3), JsonRequired] DateOnly Start,
    [property: Id(4), JsonRequired] DateOnly End,
    [property: Id(5)] string? Theme,
    [property: Id(6)] string? ThemeEn,
    [property: Id(7)] string? Slogan,
    [property: Id(8)] ImmutableArray<string> Cities,
    [property: Id(9)] ImmutableArray<PlannedActivity> Plan);

/// <summary>The campaigns that events may name, in the order of their document.</summary>
public sealed class CampaignList(IEnumerable<CampaignDefinition> campaigns)
{
    private readonly FrozenDictionary<string, CampaignDefinition> _byId =
        campaigns.ToFrozenDictionary(campaign => campaign.Id);

    /// <summary>All campaigns.</summary>
    public ImmutableArray<CampaignDefinition> All { get; } = [.. campaigns];

    /// <summary>Returns the campaign with this id, or null.</summary>
    public CampaignDefinition? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Parses a period in any form: a date form, or the id of a campaign; null if it is neither.</summary>
    public ReportingPeriod? FindPeriod(string text) =>
        ReportingPeriod.Parse(text) ?? (_byId.ContainsKey(text) ? ReportingPeriod.ForCampaign(text) : null);

    /// <summary>Returns a period with its display range: a campaign's window for the period of a campaign.</summary>
    public ReportingPeriod GetWindow(ReportingPeriod period) => period.Campaign is { } id && Find(id) is { } campaign
        ? period with { Start = campaign.Start, End = campaign.End }
        : period;
}
