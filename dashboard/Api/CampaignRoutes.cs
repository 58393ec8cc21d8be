using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>Maps the list of campaigns and the figures of each.</summary>
internal static class CampaignRoutes
{
    public static void MapCampaigns(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/campaigns").WithTags("campaigns").Reads();
        api.MapGet("", List)
            .RequireAuthorization(Policies.MayReadLists)
            .WithSummary("活动 List campaigns")
            .Produces<IEnumerable<CampaignRow>>()
            .WithWorkbook<IEnumerable<CampaignRow>>(CampaignWorkbooks.CreateList);
        api.MapGet("/{id}", Get)
            .RequireAuthorization(Policies.MayView(PageGroup.Campaigns))
            .RequireReadScope(TopicKind.Campaign)
            .WithSummary("一个活动的合计、各市与最新事件 Get the totals, cities and latest events of a campaign")
            .Produces<CampaignResponse>()
            .WithWorkbook<CampaignResponse>(CampaignWorkbooks.CreateCampaign);
    }

    private static async Task<IResult> List(string? asOf, string? cursor, HttpContext context, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        if (query.Problem is { } problem) return problem;
        var numbered = query.Reference.Campaigns.All.Index();
        return ListPage.ToArray(
            context, numbered, row => $"{row.Index:D9}", cursor, row => CampaignRow.From(row.Item));
    }

    private static async Task<IResult> Get(
        string id, string? asOf, HttpContext context, QueryContext queries, IGrainFactory grains)
    {
        var query = await queries.CreateQuery(asOf);
        query.FindCampaign(id);
        if (query.Problem is { } problem) return problem;
        var response = query.AsOf is { } moment
            ? await queries.History.GetCampaign(moment, id)
            : await grains.GetGrain<ICampaignGrain>(id).GetCampaign();
        return response is null
            ? ProblemResults.AsOfUnknown(query.AsOf!.Position)
            : TypedResults.Ok(EventScope.FromContext(context).Limit(response));
    }

    /// <summary>Definition of a campaign.</summary>
    internal sealed record CampaignRow(
        string Id,
        string Name,
        string NameEn,
        DateOnly Start,
        DateOnly End,
        string? Theme,
        string? ThemeEn,
        string? Slogan)
    {
        public static CampaignRow From(CampaignDefinition campaign) => new(
            campaign.Id,
            campaign.Name,
            campaign.NameEn,
            campaign.Start,
            campaign.End,
            campaign.Theme,
            campaign.ThemeEn,
            campaign.Slogan);
    }
}
