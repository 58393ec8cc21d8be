using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>The campaigns, and what each came to.</summary>
internal static class CampaignRoutes
{
    public static void MapCampaigns(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/campaigns").WithTags("campaigns");
        api.MapGet("", (CampaignList campaigns) => campaigns.All.Select(CampaignRow.From)).WithSummary("活动 The campaigns");
        api.MapGet("/{id}", async (string id, CampaignList campaigns, IGrainFactory grains) =>
            campaigns.Find(id) is null
                ? Problems.CampaignUnknown(id)
                : TypedResults.Ok(await grains.GetGrain<ICampaignGrain>(id).Answer()))
            .WithSummary("一个活动的合计、各市与最新事件 A campaign's totals, city by city, and its latest events")
            .Produces<CampaignAnswer>();
    }

    /// <summary>A campaign in the list.</summary>
    internal sealed record CampaignRow(
        string Id, string Name, string NameEn, DateOnly Start, DateOnly End, string? Theme, string? ThemeEn, string? Slogan)
    {
        public static CampaignRow From(CampaignDefinition campaign) => new(
            campaign.Id, campaign.Name, campaign.NameEn, campaign.Start, campaign.End, campaign.Theme, campaign.ThemeEn, campaign.Slogan);
    }
}
