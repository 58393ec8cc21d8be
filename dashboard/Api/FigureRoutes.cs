using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>Maps the catalogue, the places and the figures, current or <c>asOf</c> a point in time.</summary>
internal static class FigureRoutes
{
    public static void MapFigures(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithTags("figures").Reads();
        var lists = api.MapGroup("").RequireAuthorization(Policies.MayReadLists);
        var cities = api.MapGroup("").RequireAuthorization(Policies.MayView(PageGroup.Cities));
        var figures = api.MapGroup("").RequireAuthorization(Policies.MayView(PageGroup.Figures));
        lists.MapGet("/metrics", ListMetrics)
            .WithSummary("指标目录 List metrics")
            .Produces<IEnumerable<MetricRow>>();
        lists.MapGet("/cities", ListCities)
            .WithSummary("各市 List cities")
            .Produces<IEnumerable<NamedCity>>();
        lists.MapGet("/units", ListUnits)
            .WithSummary("填报单位 List reporting units")
            .Produces<IEnumerable<ReportingUnit>>();
        cities.MapGet("/cities/{code}", GetCity)
            .RequireReadScope(TopicKind.City)
            .WithSummary("一个市的全部数据 Get all figures of a city")
            .Produces<CityResponse>()
            .WithWorkbook<CityResponse>(CityWorkbooks.CreateCity);
        cities.MapGet("/cities/{code}/units", GetCityUnits)
            .RequireReadScope(TopicKind.City)
            .WithSummary("一项指标的全市与各县区 Get a metric of a city, as a whole and by unit")
            .Produces<UnitsResponse>()
            .WithWorkbook<UnitsResponse>(CityWorkbooks.CreateUnits);
        cities.MapGet("/cities/{code}/course", GetCityCourse)
            .RequireReadScope(TopicKind.City)
            .WithSummary("一项指标的进度线与各期位次 Get the cumulative series of a metric with its target pace")
            .Produces<CumulativeSeriesResponse>()
            .WithWorkbook<CumulativeSeriesResponse>(CityWorkbooks.CreateCourse);
        cities.MapGet("/cities/{code}/reporting", GetCityReporting)
            .RequireReadScope(TopicKind.City)
            .WithSummary("各项指标最近报送到何时 Get the last report of each metric")
            .Produces<ReportingResponse>()
            .WithWorkbook<ReportingResponse>(CityWorkbooks.CreateReporting);
        cities.MapGet("/reporting", ListUnreported)
            .RequireReadScope(TopicKind.Province)
            .WithSummary("一个月里谁还没有报送 List cities with missing reports of a month")
            .Produces<UnreportedResponse>()
            .WithWorkbook<UnreportedResponse>(CityWorkbooks.CreateUnreported);
        cities.MapGet("/units/{code}", GetUnit)
            .RequireReadScope(TopicKind.City)
            .WithSummary("一个填报单位的全部数据 Get all figures of a reporting unit")
            .Produces<UnitResponse>()
            .WithWorkbook<UnitResponse>(CityWorkbooks.CreateUnit);
        figures.MapGet("/province", GetProvince)
            .RequireReadScope(TopicKind.Province)
            .WithSummary("全省合计 Get all figures of the province")
            .Produces<ProvinceResponse>()
            .WithWorkbook<ProvinceResponse>(CityWorkbooks.CreateProvince);
        figures.MapGet("/rankings/{metric}", GetRanking)
            .RequireReadScope(TopicKind.Ranking)
            .WithSummary("排名 Get a ranking")
            .Produces<RankingResponse>()
            .WithWorkbook<RankingResponse>(RankingWorkbooks.CreateRanking)
            .WithLayouts("table", "bulletin");
        figures.MapGet("/rankings/{metric}/trend", GetTrend)
            .RequireReadScope(TopicKind.Ranking)
            .WithSummary("走势 Get the trend of a metric")
            .Produces<TrendResponse>()
            .WithWorkbook<TrendResponse>(RankingWorkbooks.CreateTrend);
        figures.MapGet("/rankings/{metric}/points", GetPoints)
            .RequireReadScope(TopicKind.Ranking)
            .WithSummary("综合得分的各项构成 Get the points of a composite score by component")
            .Produces<PointsResponse>()
            .WithWorkbook<PointsResponse>(RankingWorkbooks.CreatePoints);
    }

    private static async Task<IResult> ListMetrics(string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        return query.Problem ?? TypedResults.Ok(query.Reference.Catalogue.All.Select(MetricRow.From));
    }

    private static async Task<IResult> ListCities(string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        return query.Problem ?? TypedResults.Ok(query.Reference.Places.Cities);
    }

    private static async Task<IResult> ListUnits(string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        return query.Problem ?? TypedResults.Ok(query.Reference.Places.Units);
    }

    private static async Task<IResult> GetCity(string code, string? period, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (city, range) = (query.FindCity(code), query.FindPeriod(period));
        return await queries.Execute(
            query,
            ranking => ranking.GetCity(city.Code, range.Text),
            projection => projection.GetCity(city, range));
    }

    private static async Task<IResult> GetCityUnits(
        string code, string metric, string? period, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (city, definition, range) = (query.FindCity(code), query.FindMetric(metric), query.FindPeriod(period));
        return await queries.Execute(
            query,
            ranking => ranking.GetUnits(city.Code, definition.Code, range.Text),
            projection => projection.GetUnits(city, definition, range),
            definition);
    }

    private static async Task<IResult> GetCityCourse(
        string code, string metric, string? period, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (city, definition, range) = (query.FindCity(code), query.FindMetric(metric), query.FindPeriod(period));
        return await queries.Execute(
            query,
            ranking => ranking.GetCumulativeSeries(city.Code, definition.Code, range.Text),
            projection => projection.GetCumulativeSeries(city, definition, range),
            definition);
    }

    private static async Task<IResult> GetCityReporting(
        string code, string? period, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (city, range) = (query.FindCity(code), query.FindPeriod(period));
        return await queries.Execute(
            query,
            ranking => ranking.GetReporting(city.Code, range.Text),
            projection => projection.GetReporting(city, range));
    }

    private static async Task<IResult> ListUnreported(string? period, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var month = query.FindMonth(period);
        return await queries.Execute(
            query,
            ranking => ranking.GetUnreported(month?.Text),
            projection => projection.GetUnreported(month));
    }

    private static async Task<IResult> GetUnit(string code, string? period, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (unit, range) = (query.FindUnit(code), query.FindPeriod(period));
        return await queries.Execute(
            query,
            ranking => ranking.GetUnit(unit.Code, range.Text),
            projection => projection.GetUnit(unit, range));
    }

    private static async Task<IResult> GetProvince(string? period, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var range = query.FindPeriod(period);
        return await queries.Execute(
            query,
            ranking => ranking.GetProvince(range.Text),
            projection => projection.GetProvince(range));
    }

    private static async Task<IResult> GetRanking(
        string metric, string? period, string? baseline, string? order, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (rankedMetric, range, comparison) =
            (query.FindRankedMetric(metric), query.FindPeriod(period), query.ParseBaseline(baseline));
        var column = query.ParseOrder(order, rankedMetric);
        return await queries.Execute(
            query,
            // A silo of an earlier version knows the order by value only.
            ranking => column == RankingOrder.Value
                ? ranking.GetRanking(rankedMetric.Code, range.Text, comparison)
                : ranking.GetRankingBy(rankedMetric.Code, range.Text, comparison, column),
            projection => projection.GetRanking(rankedMetric, range, comparison, column),
            rankedMetric);
    }

    private static async Task<IResult> GetTrend(
        string metric, string? period, string? step, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (definition, range, length) = (query.FindMetric(metric), query.FindPeriod(period), query.ParseStep(step));
        if (length is TimeStep.Day or TimeStep.Week) query.RequireAtMostOneYear(range);
        return await queries.Execute(
            query,
            ranking => length is null
                ? ranking.GetTrend(definition.Code, range.Text)
                : ranking.GetTrendByStep(definition.Code, range.Text, length.Value),
            projection => projection.GetTrend(definition, query.Reference.Campaigns.GetWindow(range), length),
            definition);
    }

    private static async Task<IResult> GetPoints(
        string metric, string city, string? period, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (composite, namedCity, range) =
            (query.FindMetric(metric), query.FindCity(city), query.FindPeriod(period));
        query.Require(
            composite is null or { Kind: MetricKind.Composite },
            () => ProblemResults.Create(
                422, "metric_not_composite", MessageArgument.Name(composite!.Name, composite.NameEn)));
        return await queries.Execute(
            query,
            ranking => ranking.GetPoints(composite!.Code, range.Text, namedCity.Code),
            projection => projection.GetPoints(composite!, range, namedCity.Code),
            composite!);
    }

    /// <summary>A metric of the catalogue.</summary>
    internal sealed record MetricRow(
        string Code,
        string Name,
        string NameEn,
        string Pillar,
        MetricKind Kind,
        string Unit,
        BetterDirection Better,
        string? Numerator,
        string? Denominator,
        string? Note,
        string? Source,
        IEnumerable<CompositeComponent>? Indicators)
    {
        public static MetricRow From(Metric metric) => new(
            metric.Code,
            metric.Name,
            metric.NameEn,
            metric.Pillar,
            metric.Kind,
            metric.Unit,
            metric.Better,
            metric.Numerator,
            metric.Denominator,
            metric.Note,
            metric.Source,
            metric.Indicators.IsEmpty ? null : metric.Indicators);
    }
}
