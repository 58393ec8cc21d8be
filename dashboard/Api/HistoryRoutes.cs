using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Dashboard.Api;

/// <summary>How things came to be as they are: a ranking's history, why places changed, and how the stages of a year's target went.</summary>
internal static class HistoryRoutes
{
    public static void MapHistory(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithTags("past").RequireAuthorization(SecurityHosting.MayView(PageGroup.Figures));
        api.MapGet("/rankings/{metric}/history", GetHistory).WithSummary("时光回放 A ranking as it was known step by step").Produces<HistoryResponse>();
        api.MapGet("/rankings/{metric}/explanations", GetExplanations).WithSummary("位次变化的原因 Why places changed").Produces<ExplanationsResponse>();
        api.MapGet("/cities/{code}/targets/{metric}", GetTarget).WithSummary("目标与各月完成情况 A target, and how its months went").Produces<TargetResponse>();
    }

    private static async Task<IResult> GetHistory(string metric, string? period, string? step, QueryContext answering)
    {
        var asked = await answering.CreateQuery(null);
        var (ranked, when, by) = (asked.FindRankedMetric(metric), asked.FindPeriod(period), asked.ParseStep(step));
        asked.Require(when is null || asked.Reference.Campaigns.GetWindow(when) is var window && window.End.DayNumber - window.Start.DayNumber <= 366,
            () => Problems.Create(400, "period_too_long"));
        return asked.Problem ?? TypedResults.Ok(await answering.History.GetHistory(ranked, when!, by));
    }

    // baseline: yesterday (the default), previous, lastYear, or any position, day or moment.
    private static async Task<IResult> GetExplanations(string metric, string? period, string? baseline, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (ranked, when) = (asked.FindRankedMetric(metric), asked.FindPeriod(period));
        if (asked.Problem is { } problem) return problem;
        var moment = asked.AsOf ?? await answering.History.GetCurrent();
        var then = baseline switch
        {
            null or "yesterday" => await answering.History.GetPreviousClose(moment),
            "previous" or "lastYear" => null,
            _ => await answering.History.ResolveText(baseline),
        };
        if (then is null && baseline is not (null or "previous" or "lastYear")) return Problems.BaselineInvalid(baseline);
        if (then is { IsAvailable: false }) return Problems.AsOfUnknown(then.Position);
        if (then?.Position > moment.Position) return Problems.Create(400, "baseline_later");
        return await answering.History.Explain(ranked, when, moment, then, baseline == "lastYear" ? Baseline.LastYear : Baseline.Previous) is { } answer
            ? TypedResults.Ok(answer)
            : Problems.AsOfUnknown(Math.Min(moment.Position, then?.Position ?? long.MaxValue));
    }

    private static async Task<IResult> GetTarget(string code, string metric, string? period, string? asOf, QueryContext answering)
    {
        var asked = await answering.CreateQuery(asOf);
        var (place, of, year) = (asked.FindPlace(code), asked.FindMetric(metric), asked.FindYear(period));
        if (asked.Problem is { } problem) return problem;
        var moment = asked.AsOf ?? await answering.History.GetCurrent();
        if (await answering.History.GetProjection(moment, of) is not { } book) return Problems.AsOfUnknown(moment.Position);
        return TypedResults.Ok(new TargetResponse(
            moment.Position, place, of.Code, year.Text, book.GetTarget(place, of, year), await answering.History.GetTargetStages(moment, place, of, year)));
    }

    /// <summary>A year's target, and how its months and quarters went.</summary>
    internal sealed record TargetResponse(
        long Position, string City, string Metric, string Period, TargetState? Target, ImmutableArray<TargetStage> Stages);
}
