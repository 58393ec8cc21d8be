using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Dashboard.Api;

/// <summary>Maps the evidence of a figure: its formula and inputs, and the events that add up to it.</summary>
internal static class EventQueryRoutes
{
    private const int PageSize = 100;
    private const int ExportChunkSize = 5_000;

    public static void MapEventQueries(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithTags("evidence").Reads();
        var events = api.MapGroup("").RequireAuthorization(Policies.MayView(PageGroup.Events));
        var figures = api.MapGroup("").RequireAuthorization(Policies.MayView(PageGroup.Figures));
        figures.MapGet("/figures/{metric}", GetFormula)
            .RequireReadScope(TopicKind.Province)
            .WithSummary("一个数的算式与来源 Get the formula and inputs of a figure")
            .Produces<FormulaBuilder.FormulaResponse>();
        figures.MapGet("/figures/{metric}/spread", GetSpread)
            .RequireReadScope(TopicKind.Province)
            .WithSummary("平均数背后的中位数与 P90 Get the median and P90 behind a mean")
            .Produces<PercentilesResponse>();
        events.MapGet("/events", ListEvents)
            .RequireReadScope(TopicKind.Feed)
            .AddEndpointFilter(CityScopeFilter.RequireCityInScope)
            .WithSummary("数字背后的事件 List the events behind a figure")
            .Produces<EventsResponse>()
            .WithWorkbook<EventsResponse>(EventWorkbooks.CreateEvents, page => page.Next);
        events.MapGet("/events.csv", ExportEvents)
            .RequireReadScope(TopicKind.Feed)
            .AddEndpointFilter(CityScopeFilter.RequireCityInScope)
            .WithSummary("导出数字背后的事件 Export the events behind a figure as CSV")
            .Produces(200, contentType: "text/csv");
        events.MapGet("/events.xlsx", ExportWorkbook)
            .RequireReadScope(TopicKind.Feed)
            .AddEndpointFilter(CityScopeFilter.RequireCityInScope)
            .WithSummary("导出数字背后的事件为工作簿 Export the events behind a figure as a workbook")
            .Produces(200, contentType: WorkbookExport.ContentType);
        events.MapCorrections();
    }

    private static async Task<IResult> GetFormula(
        string metric, string? city, string? period, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (definition, range) = (query.FindMetric(metric), query.FindPeriod(period));
        var place = query.FindPlace(city ?? query.Reference.Places.Province.Code);
        if (query.Problem is { } problem) return problem;
        var moment = query.AsOf ?? await queries.History.GetCurrent();
        return await queries.History.GetProjection(moment, definition) is { } projection
            ? TypedResults.Ok(FormulaBuilder.Build(projection, definition, place, range))
            : ProblemResults.AsOfUnknown(moment.Position);
    }

    private static async Task<IResult> GetSpread(
        string metric, string city, string? period, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (definition, namedCity, range) =
            (query.FindMetric(metric), query.FindCity(city), query.FindPeriod(period));
        query.Require(
            definition is null or { Kind: MetricKind.Mean },
            () => ProblemResults.Create(422, "metric_not_mean", definition!.Name));
        if (query.Problem is { } problem) return problem;
        var (position, events) =
            await LoadEvents(queries, namedCity.Code, definition!, range, query.AsOf?.Position);
        var counting = Provenance.GetContributions(definition!, range, events)
            .Where(contribution => contribution.Share is not null)
            .Select(contribution => contribution.JournalEvent.Event)
            .ToList();
        var singles = counting.Where(e => e.Weight == 1).Select(e => e.Value).Order().ToList();
        return TypedResults.Ok(new PercentilesResponse(
            position,
            definition!.Code,
            namedCity.Code,
            range.Text,
            counting.Sum(e => e.Weight ?? 1),
            singles.Count,
            Percentile.Find(singles, 50),
            Percentile.Find(singles, 90)));
    }

    private static async Task<IResult> ListEvents(
        [AsParameters] EventFilter filter, string? cursor, QueryContext queries)
    {
        var query = await queries.CreateQuery(filter.AsOf);
        var before = query.ParseCursor(cursor);
        var eventQuery = CreateEventQuery(filter, query);
        if (query.Problem is { } problem) return problem;
        if (!IsSingleFigure(filter, query))
        {
            var page = await queries.Journal.QueryEvents(eventQuery with { Before = before, Limit = PageSize });
            return TypedResults.Ok(new EventsResponse(
                page.Position, page.Events.Select(EventRow.From), FormatCursor(page.NextCursor)));
        }
        var (position, contributions) = await LoadContributions(filter, query, queries);
        var rows = contributions
            .Where(row => row.JournalEvent.SequenceNumber < (before ?? long.MaxValue))
            .Take(PageSize + 1)
            .ToList();
        var next = rows.Count > PageSize ? FormatCursor(rows[PageSize - 1].JournalEvent.SequenceNumber) : null;
        return TypedResults.Ok(new EventsResponse(position, rows.Take(PageSize).Select(EventRow.From), next));
    }

    private static async Task<IResult> ExportEvents([AsParameters] EventFilter filter, QueryContext queries)
    {
        var (chunks, problem) = await ReadExport(filter, queries, EventExportFormat.Format);
        return problem ?? TypedResults.Stream(
            body => CsvExport.Write(body, EventExportFormat.Header, chunks), "text/csv; charset=utf-8", "events.csv");
    }

    private static async Task<IResult> ExportWorkbook(
        [AsParameters] EventFilter filter, QueryContext queries, ExportLimiter limiter, HttpContext context)
    {
        using var lease = await limiter.Acquire(context);
        if (!lease.IsAcquired) return ExportLimiter.CreateProblem(context);
        var (chunks, problem) = await ReadExport(filter, queries, EventExportFormat.FormatCells);
        if (problem is not null) return problem;
        var table = new ExportTable("events", null, EventExportFormat.Columns, chunks, []);
        return await WorkbookExport.CreateFile(
            context, "events.xlsx", file => WorkbookExport.Write(file, [table], context.RequestAborted));
    }

    private static async Task<(IAsyncEnumerable<IEnumerable<T>> Chunks, IResult? Problem)> ReadExport<T>(
        EventFilter filter, QueryContext queries, Func<EventRow, T> format)
    {
        var query = await queries.CreateQuery(filter.AsOf);
        var eventQuery = CreateEventQuery(filter, query);
        if (query.Problem is { } problem) return (AsyncEnumerable.Empty<IEnumerable<T>>(), problem);
        return (
            IsSingleFigure(filter, query)
                ? ReadChunks((await LoadContributions(filter, query, queries)).Rows.Select(EventRow.From), format)
                : ReadChunks(eventQuery, queries.Journal, format),
            null);
    }

    private static async IAsyncEnumerable<IEnumerable<T>> ReadChunks<T>(
        IEnumerable<EventRow> rows, Func<EventRow, T> format)
    {
        foreach (var chunk in rows.Chunk(ExportChunkSize)) yield return chunk.Select(format);
        await Task.CompletedTask;
    }

    // Reads page by page, so that memory does not grow with the number of events.
    private static async IAsyncEnumerable<IEnumerable<T>> ReadChunks<T>(
        EventQuery query, IJournal journal, Func<EventRow, T> format)
    {
        for (long? before = null; ;)
        {
            var page = await journal.QueryEvents(query with { Before = before, Limit = ExportChunkSize });
            yield return page.Events.Select(EventRow.From).Select(format);
            before = page.NextCursor;
            if (before is null) yield break;
        }
    }

    // A reported metric of one city in one period: its events have shares that add up to the figure.
    private static bool IsSingleFigure(EventFilter filter, QueryParameters query) =>
        filter is { City: not null, Metric: not null, Period: not null, Batch: null, Campaign: null }
        && query.FindMetric(filter.Metric).IsReported;

    private static async Task<(long Position, IEnumerable<EventContribution> Rows)> LoadContributions(
        EventFilter filter, QueryParameters query, QueryContext queries)
    {
        var (metric, period) = (query.FindMetric(filter.Metric!), query.FindPeriod(filter.Period));
        var (position, events) = await LoadEvents(queries, filter.City!, metric, period, query.AsOf?.Position);
        // The figure of a unit includes its events even if those of the whole city count instead.
        var selected = events
            .Where(journalEvent => filter.Unit is null || journalEvent.Event.Unit == filter.Unit)
            .ToList();
        return (position, Provenance.GetContributions(metric, period, selected).Reverse());
    }

    private static async Task<(long Position, ImmutableArray<JournalEvent> Events)> LoadEvents(
        QueryContext queries, string city, Metric metric, ReportingPeriod period, long? asOf)
    {
        // The choice between whole city and units, and cumulative readings, depend on the events of the calendar year.
        var isWholeYear = metric.Kind != MetricKind.Level && period.Campaign is null;
        DateOnly? from = isWholeYear ? new DateOnly(period.Start.Year, 1, 1) : null;
        DateOnly? to = isWholeYear ? new DateOnly(period.End.Year, 12, 31) : period.End;
        var page = await queries.Journal.QueryEvents(
            new(city, null, [metric.Code], null, from, to, null, int.MaxValue, asOf));
        return (page.Position, [.. page.Events.Reverse()]);
    }

    private static EventQuery CreateEventQuery(EventFilter filter, QueryParameters query)
    {
        if (filter.City is not null) query.FindCity(filter.City);
        if (filter.Unit is not null) query.FindUnit(filter.Unit);
        if (filter.Campaign is not null) query.FindCampaign(filter.Campaign);
        var metric = filter.Metric is null ? null : query.FindMetric(filter.Metric);
        var period = filter.Period is null ? null : query.FindPeriod(filter.Period);
        query.Require(
            filter.Campaign is null || period?.Campaign is null || period.Campaign == filter.Campaign,
            () => ProblemResults.Create(
                400,
                "campaign_twice", period!.Campaign!, filter.Campaign!));
        // A reading of a level is valid until the next one, so all readings up to the end of the period are evidence.
        var isLevel = metric?.Kind is MetricKind.Level or MetricKind.PerCapita or MetricKind.Coverage;
        var hasDates = period is { Campaign: null };
        return new(
            filter.City,
            filter.Unit,
            metric is null ? [] : [.. query.Reference.Catalogue.GetReportedInputs(metric)],
            filter.Campaign ?? period?.Campaign,
            hasDates && !isLevel ? period!.Start : null,
            hasDates ? period!.End : null,
            null,
            0,
            query.AsOf?.Position,
            filter.Batch);
    }

    private static string? FormatCursor(long? cursor) => cursor?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Page of events, newest first; <c>next</c> is the cursor of the following page.</summary>
    internal sealed record EventsResponse(long Position, IEnumerable<EventRow> Events, string? Next);

    /// <summary>Spread of a mean over its events of a single case.</summary>
    /// <param name="Position">Journal position of the last event that is included.</param>
    /// <param name="Metric">Code of the metric.</param>
    /// <param name="City">Code of the city.</param>
    /// <param name="Period">The period.</param>
    /// <param name="Cases">Number of cases of the mean.</param>
    /// <param name="Singles">Number of events of a single case.</param>
    /// <param name="Median">Nearest-rank median; null without such events.</param>
    /// <param name="P90">Nearest-rank 90th percentile; null without such events.</param>
    internal sealed record PercentilesResponse(
        long Position,
        string Metric,
        string City,
        string Period,
        long Cases,
        int Singles,
        decimal? Median,
        decimal? P90);
}
