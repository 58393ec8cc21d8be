using System.Globalization;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Api;

/// <summary>The catalogue, the places, and every figure; each answer names the position it includes.</summary>
internal static class FigureRoutes
{
    private const int PageSize = 100;

    public static void MapFigures(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithTags("figures");
        api.MapGet("/metrics", (Catalogue catalogue) => catalogue.All.Select(MetricRow.From))
            .WithSummary("指标目录 The catalogue of metrics");
        api.MapGet("/cities", (Places places) => places.Cities).WithSummary("各市 The cities");
        api.MapGet("/units", (Places places) => places.Units).WithSummary("填报单位 The reporting units");
        api.MapGet("/cities/{code}", City).WithSummary("一个市的全部数据 Every figure of a city").Produces<CityAnswer>();
        api.MapGet("/province", Province).WithSummary("全省合计 Every figure of the province").Produces<ProvinceAnswer>();
        api.MapGet("/rankings/{metric}", Ranking).WithSummary("排名 A ranking").Produces<RankingAnswer>();
        api.MapGet("/rankings/{metric}/trend", Trend).WithSummary("走势 A metric step by step").Produces<TrendAnswer>();
        api.MapGet("/events/history", History).WithSummary("一条数据的更正经过 An event with everything that corrected it").Produces<IEnumerable<EventRow>>();
        api.MapGet("/events", Events).WithSummary("数字背后的事件 The events behind a number").Produces<EventsAnswer>();
    }

    private static async Task<IResult> City(string code, string? period, Lookup lookup, Places places, IGrainFactory grains)
    {
        var city = lookup.City(code, out var noCity);
        var when = lookup.Period(period, out var noPeriod);
        return noCity ?? noPeriod ?? TypedResults.Ok(await RankingGrain(grains, places).City(city!.Code, when!.Text));
    }

    private static async Task<IResult> Province(string? period, Lookup lookup, Places places, IGrainFactory grains)
    {
        var when = lookup.Period(period, out var noPeriod);
        return noPeriod ?? TypedResults.Ok(await RankingGrain(grains, places).Province(when!.Text));
    }

    private static async Task<IResult> Ranking(
        string metric, string? period, string? baseline, Lookup lookup, Places places, IGrainFactory grains)
    {
        var ranked = lookup.RankedMetric(metric, out var noMetric);
        var when = lookup.Period(period, out var noPeriod);
        var against = Lookup.Baseline(baseline, out var noBaseline);
        return noMetric ?? noPeriod ?? noBaseline
            ?? TypedResults.Ok(await RankingGrain(grains, places).Ranking(ranked!.Code, when!.Text, against));
    }

    private static async Task<IResult> Trend(string metric, string? period, Lookup lookup, Places places, IGrainFactory grains)
    {
        var shown = lookup.Metric(metric, out var noMetric);
        var when = lookup.Period(period, out var noPeriod);
        return noMetric ?? noPeriod ?? TypedResults.Ok(await RankingGrain(grains, places).Trend(shown!.Code, when!.Text));
    }

    private static async Task<IResult> Events(
        string? city, string? unit, string? metric, string? period, string? campaign, string? cursor,
        Lookup lookup, Places places, CampaignList campaigns, IJournal journal)
    {
        IResult? noCity = null, noMetric = null, noPeriod = null;
        if (city is not null) lookup.City(city, out noCity);
        var of = metric is null ? null : lookup.Metric(metric, out noMetric);
        var when = period is null ? null : lookup.Period(period, out noPeriod);
        if ((noCity ?? noMetric ?? noPeriod) is { } problem) return problem;
        if (unit is not null && places.FindUnit(unit) is null)
            return Problems.Of(404, "unit_unknown", $"没有代码为“{unit}”的填报单位：代码见 GET /api/v1/units。");
        if (campaign is not null && campaigns.Find(campaign) is null) return Problems.CampaignUnknown(campaign);
        if (campaign is not null && when?.Campaign is { } other && other != campaign)
            return Problems.Of(400, "campaign_twice", $"period 与 campaign 指的是两个活动（{other}、{campaign}）：请只留一个。");
        long? before = null;
        if (cursor is not null)
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Problems.CursorInvalid();
            before = number;
        }

        // A level stands from its reading on, so the events behind it are all readings up to the period's end.
        var isLevel = of?.Kind is MetricKind.Level or MetricKind.PerCapita or MetricKind.Coverage;
        var dated = when is { Campaign: null };
        var page = await journal.Events(new(
            city, unit, [.. of?.Inputs ?? []], campaign ?? when?.Campaign,
            dated && !isLevel ? when!.Start : null, dated ? when!.End : null, before, PageSize));
        return TypedResults.Ok(new EventsAnswer(page.Position, page.Events.Select(EventRow.From), page.Next?.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> History(string source, string id, IJournal journal)
    {
        var family = await journal.Family([new(source, id)]);
        return family.IsEmpty
            ? Problems.Of(404, "event_unknown", $"来源“{source}”没有编号为“{id}”的数据：请核对来源与编号。")
            : TypedResults.Ok(family.Reverse().Select(EventRow.From));
    }

    private static IRankingGrain RankingGrain(IGrainFactory grains, Places places) =>
        grains.GetGrain<IRankingGrain>(places.Province.Code);

    /// <summary>A page of events, newest first; <c>next</c> is the cursor of the page after it.</summary>
    internal sealed record EventsAnswer(long Position, IEnumerable<EventRow> Events, string? Next);

    /// <summary>A line of the catalogue as answered.</summary>
    internal sealed record MetricRow(
        string Code, string Name, string NameEn, string Pillar, string Kind, string Unit, Better Better,
        string? Numerator, string? Denominator, string? Note)
    {
        public static MetricRow From(Metric metric) => new(
            metric.Code, metric.Name, metric.NameEn, metric.Pillar, metric.Kind.ToString().ToLowerInvariant(), metric.Unit,
            metric.Better, metric.Numerator, metric.Denominator, metric.Note);
    }
}
