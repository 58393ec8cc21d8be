using System.Collections.Immutable;
using IpMonitor.Dashboard.Api;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Spa;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Configuration;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Charts;

/// <summary>Maps the pictures of the figures, with the rights of the figures that they show.</summary>
internal static class ChartRoutes
{
    private const int MaxCities = 8, MaxMetrics = 12;
    private const string Svg = "image/svg+xml";

    public static void AddCharts(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<ChartOptions>("Charts")
            .Validate(options => options is { MaxConcurrent: > 0 and <= 64, MaxQueued: > 0, MaxSeconds: > 0 }
                and { MaxMegapixels: > 0 and <= 100, CacheMegabytes: > 0 and <= 2_000 },
                "Charts：各限值须大于零，且 MaxConcurrent 至多 64、MaxMegapixels 至多 100、CacheMegabytes 至多 2000。 "
                + "Every limit must be above zero, at most 64 pictures at once, 100 megapixels and 2000 MB.");
        builder.Services.AddSingleton<ChartQueue>();
        builder.Services.AddSingleton<ChartService>();
        builder.Services.AddSingleton<ChartResponder>();
    }

    public static void MapCharts(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/charts").WithTags("charts").Reads();
        var figures = api.MapGroup("").RequireAuthorization(Policies.MayView(PageGroup.Figures));
        var cities = api.MapGroup("").RequireAuthorization(Policies.MayView(PageGroup.Cities));
        figures.MapGet("/ranking.{format}", GetRanking)
            .RequireReadScope(TopicKind.Ranking)
            .WithSummary("排名图：位次升降与目标标记 Get a picture of a ranking")
            .ProducesPicture();
        figures.MapGet("/trend.{format}", GetTrend)
            .RequireReadScope(TopicKind.Ranking)
            .WithSummary("走势图 Get a picture of a trend")
            .ProducesPicture();
        figures.MapGet("/heatmap.{format}", GetHeatmap)
            .RequireReadScope(TopicKind.Ranking)
            .WithSummary("各市各月热力图 Get a heat map of cities by months")
            .ProducesPicture();
        figures.MapGet("/distribution.{format}", GetDistribution)
            .RequireReadScope(TopicKind.Ranking)
            .WithSummary("各市分布图：中位数与 P90 Get a picture of the distribution over the cities")
            .ProducesPicture();
        cities.MapGet("/pace.{format}", GetPace)
            .RequireReadScope(TopicKind.City)
            .WithSummary("序时进度图 Get a picture of the progress of a city against its schedule")
            .ProducesPicture();
        cities.MapGet("/city.{format}", GetCity)
            .RequireReadScope(TopicKind.City)
            .WithSummary("一个市的指标小图 Get a picture of the profile of a city")
            .ProducesPicture();
        api.MapGet("/campaign.{format}", GetCampaign)
            .RequireAuthorization(Policies.MayView(PageGroup.Campaigns))
            .RequireReadScope(TopicKind.Campaign)
            .WithSummary("专项活动的合计图 Get a picture of the totals of a campaign")
            .ProducesPicture();
    }

    private static void ProducesPicture(this RouteHandlerBuilder endpoint) => endpoint
        .Produces(200, contentType: "image/png", additionalContentTypes: Svg)
        .Produces(304);

    private static async Task<IResult> GetRanking(
        [AsParameters] ChartParameters picture, string metric, string? period, string? baseline, string? order,
        string? group, string? asOf, HttpContext context, ChartResponder charts, IOptions<PagesOptions> pages)
    {
        var query = await charts.CreateQuery(asOf);
        var (rankedMetric, range, comparison) =
            (query.FindRankedMetric(metric), query.FindPeriod(period), query.ParseBaseline(baseline));
        var column = query.ParseOrder(order, rankedMetric);
        var cities = pages.Value.Groups.Find(one => one.Name == group || (group is not null && one.NameEn == group));
        query.Require(group is null || cities is not null, () => ProblemResults.Create(404, "group_unknown", group!));
        return await charts.Respond(
            context, picture, asOf, query,
            (source, projection) => RankingCharts.Create(
                source, projection, rankedMetric, range, comparison, column, cities),
            rankedMetric);
    }

    private static async Task<IResult> GetTrend(
        [AsParameters] ChartParameters picture, string metric, string? period, string? step, string? cities,
        string? asOf, HttpContext context, ChartResponder charts)
    {
        var query = await charts.CreateQuery(asOf);
        var (definition, range, length) = (query.FindMetric(metric), query.FindPeriod(period), query.ParseStep(step));
        if (length is TimeStep.Day or TimeStep.Week) query.RequireAtMostOneYear(range);
        var lines = FindAll(query, cities, "cities", MaxCities, query.FindCity);
        return await charts.Respond(
            context, picture, asOf, query,
            (source, projection) => TrendCharts.CreateTrend(source, projection, definition, range, length, lines),
            definition);
    }

    private static async Task<IResult> GetHeatmap(
        [AsParameters] ChartParameters picture, string metric, string? period, string? step, string? asOf,
        HttpContext context, ChartResponder charts)
    {
        var query = await charts.CreateQuery(asOf);
        var (definition, range, length) = (query.FindMetric(metric), query.FindPeriod(period), query.ParseStep(step));
        query.RequireAtMostOneYear(range);
        return await charts.Respond(
            context, picture, asOf, query,
            (source, projection) => TrendCharts.CreateHeatmap(source, projection, definition, range, length),
            definition);
    }

    private static async Task<IResult> GetDistribution(
        [AsParameters] ChartParameters picture, string metric, string? period, string? asOf,
        HttpContext context, ChartResponder charts)
    {
        var query = await charts.CreateQuery(asOf);
        var (definition, range) = (query.FindMetric(metric), query.FindPeriod(period));
        return await charts.Respond(
            context, picture, asOf, query,
            (source, projection) => TrendCharts.CreateDistribution(source, projection, definition, range),
            definition);
    }

    private static async Task<IResult> GetPace(
        [AsParameters] ChartParameters picture, string city, string metric, string? period, string? asOf,
        HttpContext context, ChartResponder charts)
    {
        var query = await charts.CreateQuery(asOf);
        var (place, definition, range) = (query.FindCity(city), query.FindMetric(metric), query.FindPeriod(period));
        return await charts.Respond(
            context, picture, asOf, query,
            (source, projection) => CityCharts.CreatePace(source, projection, place, definition, range),
            definition);
    }

    private static async Task<IResult> GetCity(
        [AsParameters] ChartParameters picture, string city, string? period, string? metrics, string? asOf,
        HttpContext context, ChartResponder charts)
    {
        var query = await charts.CreateQuery(asOf);
        var (place, range) = (query.FindCity(city), query.FindPeriod(period));
        var chosen = FindAll(query, metrics, "metrics", MaxMetrics, query.FindMetric);
        if (chosen.IsEmpty) chosen = CityCharts.GetDefaultMetrics(query.Reference.Catalogue);
        return await charts.Respond(
            context, picture, asOf, query,
            (source, projection) => CityCharts.CreateProfile(source, projection, place, range, chosen),
            [.. chosen]);
    }

    private static async Task<IResult> GetCampaign(
        [AsParameters] ChartParameters picture, string campaign, string? asOf,
        HttpContext context, ChartResponder charts, QueryContext queries)
    {
        var query = await charts.CreateQuery(asOf);
        var id = query.FindCampaign(campaign);
        return await charts.Respond(context, picture, asOf, query, async source =>
            await queries.History.GetCampaign(source.Moment.Point, id) is { } response
                ? () => CampaignCharts.Create(source, response, query.Reference)
                : null);
    }

    // Resolves a list separated by commas; an empty one is no list.
    private static ImmutableArray<T> FindAll<T>(
        QueryParameters query, string? text, string name, int max, Func<string, T> find)
    {
        var codes = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct().ToList();
        query.Require(codes.Count <= max, () => ProblemResults.Create(400, "values_too_many", name, (long)max));
        return [.. codes.Take(max).Select(find)];
    }
}
