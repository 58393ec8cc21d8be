using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>The campaigns, and what each came to.</summary>
internal static class CampaignRoutes
{
    public static void MapCampaigns(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/campaigns").WithTags("campaigns");
        api.MapGet("", List).RequireAuthorization(Policies.MayReadLists).WithSummary("活动 The campaigns").Produces<IEnumerable<CampaignRow>>();
        api.MapGet("/{id}", Get).RequireAuthorization(Policies.MayView(PageGroup.Campaigns))
            .WithSummary("一个活动的合计、各市与最新事件 A campaign's totals, city by city, and its latest events")
            .Produces<CampaignResponse>();
    }

    private static async Task<IResult> List(string? asOf, QueryContext answering) =>
        await answering.CreateQuery(asOf) is var asked && asked.Problem is { } problem ? problem : TypedResults.Ok(asked.Reference.Campaigns.All.Select(CampaignRow.From));

    private static async Task<IResult> Get(string id, string? asOf, QueryContext answering, IGrainFactory grains)
    {
        var asked = await answering.CreateQuery(asOf);
        asked.FindCampaign(id);
        if (asked.Problem is { } problem) return problem;
        if (asked.AsOf is not { } moment) return TypedResults.Ok(await grains.GetGrain<ICampaignGrain>(id).GetCampaign());
        return await answering.History.GetCampaign(moment, id) is { } answer ? TypedResults.Ok(answer) : Problems.AsOfUnknown(moment.Position);
    }

    /// <summary>A campaign in the list.</summary>
    internal sealed record CampaignRow(
        string Id, string Name, string NameEn, DateOnly Start, DateOnly End, string? Theme, string? ThemeEn, string? Slogan)
    {
        public static CampaignRow From(CampaignDefinition campaign) => new(
            campaign.Id, campaign.Name, campaign.NameEn, campaign.Start, campaign.End, campaign.Theme, campaign.ThemeEn, campaign.Slogan);
    }
}
