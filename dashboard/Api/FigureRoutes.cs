using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>The catalogue, the places, and every figure, now or <c>asOf</c>; each answer names the position it includes.</summary>
internal static class FigureRoutes
{
    public static void MapFigures(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithTags("figures");
        var (lists, cities, figures) = (api.MapGroup("").RequireAuthorization(SecurityHosting.MayReadLists), api.MapGroup("").RequireAuthorization(SecurityHosting.MayView(PageGroup.Cities)),
            api.MapGroup("").RequireAuthorization(SecurityHosting.MayView(PageGroup.Figures)));
        lists.MapGet("/metrics", ListMetrics).WithSummary("指标目录 The catalogue of metrics").Produces<IEnumerable<MetricRow>>();
        lists.MapGet("/cities", ListCities).WithSummary("各市 The cities").Produces<IEnumerable<NamedCity>>();
        lists.MapGet("/units", ListUnits).WithSummary("填报单位 The reporting units").Produces<IEnumerable<ReportingUnit>>();
        cities.MapGet("/cities/{code}", GetCity).WithSummary("一个市的全部数据 Every figure of a city").Produces<CityResponse>();
        cities.MapGet("/cities/{code}/units", GetCityUnits).WithSummary("一项指标的全市与各县区 A metric of a city, whole and unit by unit").Produces<UnitsResponse>();
        cities.MapGet("/cities/{code}/course", GetCityCourse).WithSummary("一项指标的进度线与各期位次 How a figure came about, beside its pace line").Produces<CourseResponse>();
        cities.MapGet("/cities/{code}/reporting", GetCityReporting).WithSummary("各项指标最近报送到何时 When each metric was last reported").Produces<ReportingResponse>();
        cities.MapGet("/reporting", ListUnreported).WithSummary("一个月里谁还没有报送 Who has not reported of a month").Produces<UnreportedResponse>();
        cities.MapGet("/units/{code}", GetUnit).WithSummary("一个填报单位的全部数据 Every figure of a unit").Produces<UnitResponse>();
        figures.MapGet("/province", GetProvince).WithSummary("全省合计 Every figure of the province").Produces<ProvinceResponse>();
        figures.MapGet("/rankings/{metric}", GetRanking).WithSummary("排名 A ranking").Produces<RankingResponse>();
        figures.MapGet("/rankings/{metric}/trend", GetTrend).WithSummary("走势 A metric step by step").Produces<TrendResponse>();
        figures.MapGet("/rankings/{metric}/points", GetPoints).WithSummary("综合得分的各项构成 A city's points of a composite").Produces<PointsResponse>();
    }

    private static async Task<IResult> ListMetrics(string? asOf, QueryContext answering) =>
        await answering.CreateQuery(asOf) is var asked && asked.Problem is { } problem ? problem : TypedResults.Ok(asked.Reference.Catalogue.All.Select(MetricRow.From));

    private static async Task<IResult> ListCities(string? asOf, QueryContext answering) =>
        await answering.CreateQuery(asOf) is var asked && asked.Problem is { } problem ? problem : TypedResults.Ok(asked.Reference.Places.Cities);

    private static async Task<IResult> ListUnits(string? asOf, QueryContext answering) =>
        await answering.CreateQuery(asOf) is var asked && asked.Problem is { } problem ? problem : TypedResults.Ok(asked.Reference.Places.Units);

    private static async Task<IResult> GetCity(string code, string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (city, when) = (asked.FindCity(code), asked.FindPeriod(period));
        return await answering.Execute(asked, live => live.GetCity(city.Code, when.Text), book => book.GetCity(city, when));
    }

    private static async Task<IResult> GetCityUnits(string code, string metric, string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (city, of, when) = (asked.FindCity(code), asked.FindMetric(metric), asked.FindPeriod(period));
        return await answering.Execute(asked, live => live.GetUnits(city.Code, of.Code, when.Text), book => book.GetUnits(city, of, when), of);
    }

    private static async Task<IResult> GetCityCourse(string code, string metric, string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (city, of, when) = (asked.FindCity(code), asked.FindMetric(metric), asked.FindPeriod(period));
        return await answering.Execute(asked, live => live.GetCourse(city.Code, of.Code, when.Text), book => book.GetCourse(city, of, when), of);
    }

    private static async Task<IResult> GetCityReporting(string code, string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (city, when) = (asked.FindCity(code), asked.FindPeriod(period));
        return await answering.Execute(asked, live => live.GetReporting(city.Code, when.Text), book => book.GetReporting(city, when));
    }

    private static async Task<IResult> ListUnreported(string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var month = asked.FindMonth(period);
        return await answering.Execute(asked, live => live.GetUnreported(month?.Text), book => book.GetUnreported(month));
    }

    private static async Task<IResult> GetUnit(string code, string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (unit, when) = (asked.FindUnit(code), asked.FindPeriod(period));
        return await answering.Execute(asked, live => live.GetUnit(unit.Code, when.Text), book => book.GetUnit(unit, when));
    }

    private static async Task<IResult> GetProvince(string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var when = asked.FindPeriod(period);
        return await answering.Execute(asked, live => live.GetProvince(when.Text), book => book.GetProvince(when));
    }

    private static async Task<IResult> GetRanking(string metric, string? period, string? baseline, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (ranked, when, against) = (asked.FindRankedMetric(metric), asked.FindPeriod(period), asked.ParseBaseline(baseline));
        return await answering.Execute(asked, live => live.GetRanking(ranked.Code, when.Text, against), book => book.GetRanking(ranked, when, against), ranked);
    }

    private static async Task<IResult> GetTrend(string metric, string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (shown, when) = (asked.FindMetric(metric), asked.FindPeriod(period));
        return await answering.Execute(
            asked, live => live.GetTrend(shown.Code, when.Text), book => book.GetTrend(shown, asked.Reference.Campaigns.GetWindow(when)), shown);
    }

    private static async Task<IResult> GetPoints(string metric, string city, string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (composite, of, when) = (asked.FindMetric(metric), asked.FindCity(city), asked.FindPeriod(period));
        asked.Require(composite is null or { Kind: MetricKind.Composite }, () => Problems.Create(422, "metric_not_composite", MessageArgument.Name(composite!.Name, composite.NameEn)));
        return await answering.Execute(asked, live => live.GetPoints(composite!.Code, when.Text, of.Code), book => book.GetPoints(composite!, when, of.Code), composite!);
    }

    /// <summary>A line of the catalogue as answered.</summary>
    internal sealed record MetricRow(
        string Code, string Name, string NameEn, string Pillar, MetricKind Kind, string Unit, BetterDirection Better,
        string? Numerator, string? Denominator, string? Note, string? Source, IEnumerable<Indicator>? Indicators)
    {
        public static MetricRow From(Metric metric) => new(
            metric.Code, metric.Name, metric.NameEn, metric.Pillar, metric.Kind, metric.Unit,
            metric.Better, metric.Numerator, metric.Denominator, metric.Note, metric.Source, metric.Indicators.IsEmpty ? null : metric.Indicators);
    }
}
