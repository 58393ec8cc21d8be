using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Operations;
using IpMonitor.Dashboard.Security;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Dashboard.Api;

/// <summary>Maps the history of rankings, the explanation of rank changes, and the stages of targets.</summary>
internal static class HistoryRoutes
{
    public static void MapHistory(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1")
            .WithTags("past")
            .Reads()
            .RequireAuthorization(Policies.MayView(PageGroup.Figures));
        api.MapGet("/rankings/{metric}/history", GetHistory)
            .RequireReadScope(TopicKind.Ranking)
            .WithSummary("时光回放 Replay a ranking step by step")
            .Produces<HistoryResponse>();
        api.MapGet("/rankings/{metric}/explanations", GetExplanations)
            .RequireReadScope(TopicKind.Ranking)
            .WithSummary("位次变化的原因 Explain changes of rank")
            .Produces<ExplanationsResponse>();
        api.MapGet("/cities/{code}/targets/{metric}", GetTarget)
            .RequireReadScope(TopicKind.City)
            .WithSummary("目标与各月完成情况 Get a target and its completion by month")
            .Produces<TargetResponse>();
    }

    private static async Task<IResult> GetHistory(string metric, string? period, string? step, QueryContext queries)
    {
        var query = await queries.CreateQuery(null);
        var (rankedMetric, range, length) =
            (query.FindRankedMetric(metric), query.FindPeriod(period), query.ParseStep(step) ?? TimeStep.Day);
        query.RequireAtMostOneYear(range);
        return query.Problem ?? TypedResults.Ok(await queries.History.GetHistory(rankedMetric, range, length));
    }

    // The baseline is yesterday (default), previous, lastYear, or a position, date or time.
    private static async Task<IResult> GetExplanations(
        string metric, string? period, string? baseline, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (rankedMetric, range) = (query.FindRankedMetric(metric), query.FindPeriod(period));
        if (query.Problem is { } problem) return problem;
        var moment = query.AsOf ?? await queries.History.GetCurrent();
        var isPeriodBaseline = baseline is "previous" or "lastYear";
        var earlier = baseline switch
        {
            null or "yesterday" => await queries.History.GetPreviousClose(moment),
            _ when isPeriodBaseline => null,
            _ => await queries.History.ResolveText(baseline),
        };
        if (earlier is null && !isPeriodBaseline && baseline is not null)
            return ProblemResults.BaselineInvalid(baseline);
        if (earlier is { IsAvailable: false }) return ProblemResults.AsOfUnknown(earlier.Position);
        if (earlier?.Position > moment.Position)
            return ProblemResults.Create(400, "baseline_later");
        var periodBaseline = baseline == "lastYear" ? Baseline.LastYear : Baseline.Previous;
        return await queries.History.Explain(rankedMetric, range, moment, earlier, periodBaseline) is { } response
            ? TypedResults.Ok(response)
            : ProblemResults.AsOfUnknown(Math.Min(moment.Position, earlier?.Position ?? long.MaxValue));
    }

    private static async Task<IResult> GetTarget(
        string code, string metric, string? period, string? asOf, QueryContext queries)
    {
        var query = await queries.CreateQuery(asOf);
        var (place, definition, range) = (query.FindPlace(code), query.FindMetric(metric), query.FindPeriod(period));
        if (query.Problem is { } problem) return problem;
        var moment = query.AsOf ?? await queries.History.GetCurrent();
        if (await queries.History.GetProjection(moment, definition) is not { } projection)
            return ProblemResults.AsOfUnknown(moment.Position);
        return TypedResults.Ok(new TargetResponse(
            moment.Position,
            place,
            definition.Code,
            range.Text,
            projection.GetTarget(place, definition, range),
            range.Kind == PeriodKind.Year
                ? await queries.History.GetTargetStages(moment, place, definition, range)
                : []));
    }

    /// <summary>Target of a period; that of a year with its weeks, months and quarters.</summary>
    internal sealed record TargetResponse(
        long Position,
        string City,
        string Metric,
        string Period,
        TargetState? Target,
        ImmutableArray<TargetStage> Stages);
}
