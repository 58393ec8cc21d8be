using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Dashboard.Api;

/// <summary>From any number to what it is made of: its formula and inputs, and in the end its events, which add up to it.</summary>
internal static class EvidenceRoutes
{
    private const int PageSize = 100;
    private const int CsvChunkSize = 5_000;
    private const int MaxCorrections = 20;

    public static void MapEvidence(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithTags("evidence").RequireAuthorization(SecurityHosting.MayView(PageGroup.Events));
        var figures = app.MapGroup("/api/v1").WithTags("evidence").RequireAuthorization(SecurityHosting.MayView(PageGroup.Figures));
        figures.MapGet("/figures/{metric}", GetFormula).WithSummary("一个数的算式与来源 A figure's formula and inputs").Produces<FormulaBuilder.FormulaResponse>();
        figures.MapGet("/figures/{metric}/spread", GetSpread).WithSummary("平均数背后的中位数与 P90 Median and P90 behind a mean").Produces<SpreadResponse>();
        api.MapGet("/events", ListEvents).AddEndpointFilter(CityScopeFilter.RequireCityInScope).WithSummary("数字背后的事件 The events behind a number").Produces<EventsResponse>();
        api.MapGet("/events.csv", ExportEvents).AddEndpointFilter(CityScopeFilter.RequireCityInScope).WithSummary("导出数字背后的事件 The events behind a number as CSV").Produces(200, contentType: "text/csv");
        api.MapGet("/cities/{code}/corrections", ListCorrections).AddEndpointFilter(CityScopeFilter.RequireCityInScope).WithSummary("最近的更正与撤回，连同原件 The latest corrections, with what they correct").Produces<CorrectionsResponse>();
        api.MapGet("/events/history", ListEventHistory).AddEndpointFilter(CityScopeFilter.RequireEventInScope).WithSummary("一条数据的更正经过 An event with everything that corrected it").Produces<IEnumerable<EventRow>>();
    }

    /// <summary>What narrows a list of events.</summary>
    // Properties, because the request delegate generator cannot bind a constructor with nullable parameters.
    internal sealed record EventFilter
    {
        public string? City { get; init; }

        public string? Unit { get; init; }

        public string? Metric { get; init; }

        public string? Period { get; init; }

        public string? Campaign { get; init; }

        public string? Batch { get; init; }

        public string? AsOf { get; init; }
    }

    private static async Task<IResult> GetFormula(string metric, string? city, string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (of, when, place) = (asked.FindMetric(metric), asked.FindPeriod(period), asked.FindPlace(city ?? asked.Reference.Places.Province.Code));
        if (asked.Problem is { } problem) return problem;
        var moment = asked.AsOf ?? await answering.History.GetCurrent();
        return await answering.History.GetProjection(moment, of) is { } book ? TypedResults.Ok(FormulaBuilder.Build(book, of, place, when)) : Problems.AsOfUnknown(moment.Position);
    }

    private static async Task<IResult> GetSpread(string metric, string city, string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (of, place, when) = (asked.FindMetric(metric), asked.FindCity(city), asked.FindPeriod(period));
        asked.Require(of is null or { Kind: MetricKind.Mean }, () => Problems.Create(422, "metric_not_mean", MessageArgument.Name(of!.Name, of.NameEn)));
        if (asked.Problem is { } problem) return problem;
        var known = await LoadEvents(answering, place!.Code, of!, when, asked.AsOf?.Position);
        var counting = Provenance.GetContributions(of!, when, known.Events).Where(shared => shared.Share is not null).Select(shared => shared.JournalEvent.Event).ToList();
        var singles = counting.Where(e => e.Weight == 1).Select(e => e.Value).Order().ToList();
        return TypedResults.Ok(new SpreadResponse(
            known.Position, of!.Code, place.Code, when.Text, counting.Sum(e => e.Weight ?? 1), singles.Count, GetPercentile(singles, 50), GetPercentile(singles, 90)));
    }

    private static async Task<IResult> ListEvents([AsParameters] EventFilter filter, string? cursor, QueryContext answering)
    {
        var asked = await answering.CreateQuery(filter.AsOf);
        var before = asked.ParseCursor(cursor);
        var query = CreateEventQuery(filter, asked);
        if (asked.Problem is { } problem) return problem;
        if (!IsSingleFigure(filter, asked))
        {
            var page = await answering.Journal.QueryEvents(query with { Before = before, Limit = PageSize });
            return TypedResults.Ok(new EventsResponse(page.Position, page.Events.Select(EventRow.From), FormatCursor(page.NextCursor)));
        }
        var (position, rows) = await LoadShares(filter, asked, answering);
        var shown = rows.Where(row => row.JournalEvent.SequenceNumber < (before ?? long.MaxValue)).Take(PageSize + 1).ToList();
        return TypedResults.Ok(new EventsResponse(
            position, shown.Take(PageSize).Select(EventRow.From), shown.Count > PageSize ? FormatCursor(shown[PageSize - 1].JournalEvent.SequenceNumber) : null));
    }

    private static async Task<IResult> ExportEvents([AsParameters] EventFilter filter, QueryContext answering)
    {
        var asked = await answering.CreateQuery(filter.AsOf);
        var query = CreateEventQuery(filter, asked);
        if (asked.Problem is { } problem) return problem;
        var parts = IsSingleFigure(filter, asked)
            ? ReadChunks((await LoadShares(filter, asked, answering)).Rows.Select(EventRow.From))
            : ReadChunks(query, answering.Journal);
        return TypedResults.Stream(body => CsvExport.Write(body, EventCsvFormat.Header, parts), "text/csv; charset=utf-8", "events.csv");
    }

    private static async IAsyncEnumerable<IEnumerable<string[]>> ReadChunks(IEnumerable<EventRow> rows)
    {
        foreach (var part in rows.Chunk(CsvChunkSize)) yield return part.Select(EventCsvFormat.Format);
        await Task.CompletedTask;
    }

    // Page by page, however many there are.
    private static async IAsyncEnumerable<IEnumerable<string[]>> ReadChunks(EventQuery query, IJournal journal)
    {
        for (long? before = null; ;)
        {
            var page = await journal.QueryEvents(query with { Before = before, Limit = CsvChunkSize });
            yield return page.Events.Select(EventRow.From).Select(EventCsvFormat.Format);
            before = page.NextCursor;
            if (before is null) yield break;
        }
    }

    private static async Task<IResult> ListCorrections(string code, QueryContext answering)
    {
        var asked = await answering.CreateQuery(null);
        var city = asked.FindCity(code);
        if (asked.Problem is { } problem) return problem;
        var page = await answering.Journal.QueryEvents(new(city.Code, null, [], null, null, null, null, MaxCorrections, Corrections: true));
        var members = (await answering.Journal.GetCorrectionChains([.. page.Events.Select(known => known.Event.Target!).Distinct()])).ToDictionary(known => known.Event.Key);
        return TypedResults.Ok(new CorrectionsResponse(page.Position, page.Events.Select(known => new CorrectedEvent(
            EventRow.From(known), members.GetValueOrDefault(known.Event.Target!) is { } corrected ? EventRow.From(corrected) : null))));
    }

    private static async Task<IResult> ListEventHistory(string source, string id, QueryContext answering)
    {
        var family = await answering.Journal.GetCorrectionChains([new(source, id)]);
        return family.IsEmpty
            ? Problems.Create(404, "event_unknown", source, id)
            : TypedResults.Ok(family.Reverse().Select(EventRow.From));
    }

    // A reported metric of one city: its events have shares, which add up to the number.
    private static bool IsSingleFigure(EventFilter filter, QueryParameters asked) =>
        filter is { City: not null, Metric: not null, Period: not null, Batch: null, Campaign: null } && asked.FindMetric(filter.Metric).IsReported;

    private static async Task<(long Position, IEnumerable<EventContribution> Rows)> LoadShares(EventFilter filter, QueryParameters asked, QueryContext answering)
    {
        var (metric, period) = (asked.FindMetric(filter.Metric!), asked.FindPeriod(filter.Period));
        var known = await LoadEvents(answering, filter.City!, metric, period, asked.AsOf?.Position);
        // What a unit reported is its number, whether or not it counts in the city's.
        var events = known.Events.Where(one => filter.Unit is null || one.Event.Unit == filter.Unit).ToList();
        return (known.Position, Provenance.GetContributions(metric, period, events).Reverse());
    }

    private static async Task<(long Position, ImmutableArray<JournalEvent> Events)> LoadEvents(QueryContext answering, string city, Metric metric, ReportingPeriod period, long? asOf)
    {
        // Whole or parts is decided by the year, and a cumulative reading counts from its year's beginning.
        DateOnly? from = metric.Kind == MetricKind.Level || period.Campaign is not null ? null : new DateOnly(period.Start.Year, 1, 1);
        DateOnly? to = metric.Kind == MetricKind.Level || period.Campaign is not null ? period.End : new DateOnly(period.End.Year, 12, 31);
        var page = await answering.Journal.QueryEvents(new(city, null, [metric.Code], null, from, to, null, int.MaxValue, asOf));
        return (page.Position, [.. page.Events.Reverse()]);
    }

    private static EventQuery CreateEventQuery(EventFilter filter, QueryParameters asked)
    {
        if (filter.City is not null) asked.FindCity(filter.City);
        if (filter.Unit is not null) asked.FindUnit(filter.Unit);
        if (filter.Campaign is not null) asked.FindCampaign(filter.Campaign);
        var of = filter.Metric is null ? null : asked.FindMetric(filter.Metric);
        var when = filter.Period is null ? null : asked.FindPeriod(filter.Period);
        asked.Require(filter.Campaign is null || when?.Campaign is null || when.Campaign == filter.Campaign,
            () => Problems.Create(400, "campaign_twice", when!.Campaign!, filter.Campaign!));
        // A level stands from its reading on, so the events behind it are all readings up to the period's end.
        var isLevel = of?.Kind is MetricKind.Level or MetricKind.PerCapita or MetricKind.Coverage;
        var dated = when is { Campaign: null };
        return new(
            filter.City, filter.Unit, of is null ? [] : [.. asked.Reference.Catalogue.GetReportedInputs(of)], filter.Campaign ?? when?.Campaign,
            dated && !isLevel ? when!.Start : null, dated ? when!.End : null, null, 0, asked.AsOf?.Position, filter.Batch);
    }

    private static decimal? GetPercentile(List<decimal> ordered, int percent) =>
        ordered.Count == 0 ? null : ordered[(ordered.Count * percent + 99) / 100 - 1];

    private static string? FormatCursor(long? next) => next?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A page of events, newest first; <c>next</c> is the cursor of the page after it.</summary>
    internal sealed record EventsResponse(long Position, IEnumerable<EventRow> Events, string? Next);

    /// <summary>The latest corrections of a city's events, newest first.</summary>
    internal sealed record CorrectionsResponse(long Position, IEnumerable<CorrectedEvent> Corrections);

    /// <summary>A correction with what it corrects, which may not have arrived yet.</summary>
    internal sealed record CorrectedEvent(EventRow Event, EventRow? Corrected);

    /// <summary>The spread behind a mean, out of its events of a single case (nearest rank); absent when there is none.</summary>
    internal sealed record SpreadResponse(long Position, string Metric, string City, string Period, long Cases, int Singles, decimal? Median, decimal? P90);
}
