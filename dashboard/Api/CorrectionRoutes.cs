using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;

namespace IpMonitor.Dashboard.Api;

/// <summary>Maps the corrections of a city and of an event.</summary>
/// <remarks>
/// A correction that arrived before its target may name an event of another city, so each event is checked against the
/// caller's scope.
/// </remarks>
internal static class CorrectionRoutes
{
    private const int PageSize = 20;

    public static void MapCorrections(this RouteGroupBuilder events)
    {
        events.MapGet("/cities/{code}/corrections", ListCorrections)
            .RequireReadScope(TopicKind.City)
            .AddEndpointFilter(CityScopeFilter.RequireCityInScope)
            .WithSummary("最近的更正与撤回，连同原件 List the latest corrections and withdrawals with their targets")
            .Produces<CorrectionsResponse>()
            .WithWorkbook<CorrectionsResponse>(EventWorkbooks.CreateCorrections, page => page.Next);
        events.MapGet("/events/history", ListEventHistory)
            .AddEndpointFilter(CityScopeFilter.RequireEventInScope)
            .WithSummary("一条数据的更正经过 Get an event and its corrections")
            .Produces<IEnumerable<EventRow>>()
            .WithWorkbook<IEnumerable<EventRow>>(EventWorkbooks.CreateHistory);
    }

    private static async Task<IResult> ListCorrections(
        string code, string? cursor, HttpContext context, QueryContext queries)
    {
        var query = await queries.CreateQuery(null);
        var (city, before) = (query.FindCity(code), query.ParseCursor(cursor));
        if (query.Problem is { } problem) return problem;
        var page = await queries.Journal.QueryEvents(
            new(city.Code, null, [], null, null, null, before, PageSize, Corrections: true));
        var targets = page.Events.Select(correction => correction.Event.Target!).Distinct();
        var corrected = (await queries.Journal.GetCorrectionChains([.. targets]))
            .ToDictionary(journalEvent => journalEvent.Event.Key);
        var scope = EventScope.FromContext(context);
        return TypedResults.Ok(new CorrectionsResponse(
            page.Position,
            page.Events.Select(correction =>
            {
                var target = corrected.GetValueOrDefault(correction.Event.Target!);
                var isVisible = target is not null && scope.Includes(target.Event.City);
                return new CorrectedEvent(ToRow(correction, target), isVisible ? EventRow.From(target!) : null);
            }),
            page.NextCursor?.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> ListEventHistory(
        string source, string id, HttpContext context, QueryContext queries)
    {
        var chain = await queries.Journal.GetCorrectionChains([new(source, id)]);
        var byKey = chain.ToDictionary(member => member.Event.Key);
        var scope = EventScope.FromContext(context);
        var rows = chain.Reverse()
            .Where(member => scope.Includes(member.Event.City))
            .Select(member => ToRow(
                member, member.Event.Target is { } target ? byKey.GetValueOrDefault(target) : null))
            .ToList();
        return rows.Count == 0
            ? ProblemResults.Create(404, "event_unknown", source, id)
            : TypedResults.Ok(rows);
    }

    // A target that arrived later in another city makes a waiting correction void; the journal stores the state per
    // city.
    private static EventRow ToRow(JournalEvent member, JournalEvent? target) =>
        EventRow.From(member.State == EventState.Waiting && target is not null && target.Event.City != member.Event.City
            ? member with { State = EventState.Void }
            : member);

    /// <summary>Page of corrections of a city's events, newest first; <c>next</c> is the following cursor.</summary>
    internal sealed record CorrectionsResponse(
        long Position, IEnumerable<CorrectedEvent> Corrections, string? Next);

    /// <summary>
    /// Correction with the event that it corrects; null if that has not arrived yet, or is of a city that the caller
    /// may not see.
    /// </summary>
    internal sealed record CorrectedEvent(EventRow Event, EventRow? Corrected);
}
