using System.Collections.Immutable;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Dashboard.Api;

/// <summary>How things came to be as they are: a ranking's history, why places changed, and how the stages of a year's target went.</summary>
internal static class PastRoutes
{
    public static void MapPast(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithTags("past").RequireAuthorization(SecurityHosting.MayView(PageGroup.Figures));
        api.MapGet("/rankings/{metric}/history", History).WithSummary("时光回放 A ranking as it was known step by step").Produces<HistoryResponse>();
        api.MapGet("/rankings/{metric}/explanations", Explanations).WithSummary("位次变化的原因 Why places changed").Produces<ExplanationsResponse>();
        api.MapGet("/cities/{code}/targets/{metric}", Target).WithSummary("目标与各月完成情况 A target, and how its months went").Produces<TargetAnswer>();
    }

    private static async Task<IResult> History(string metric, string? period, string? step, Answering answering)
    {
        var asked = await answering.Ask(null);
        var (ranked, when, by) = (asked.RankedMetric(metric), asked.Period(period), asked.Step(step));
        asked.Require(when is null || asked.Reference.Campaigns.GetWindow(when) is var window && window.End.DayNumber - window.Start.DayNumber <= 366,
            () => Problems.Create(400, "period_too_long", "回放的时期最长一年：请缩短。"));
        return asked.Problem ?? TypedResults.Ok(await answering.Archive.GetHistory(ranked, when!, by));
    }

    // baseline: yesterday (the default), previous, lastYear, or any position, day or moment.
    private static async Task<IResult> Explanations(string metric, string? period, string? baseline, string? asOf, Answering answering)
    {
        var asked = await answering.Ask(asOf);
        var (ranked, when) = (asked.RankedMetric(metric), asked.Period(period));
        if (asked.Problem is { } problem) return problem;
        var moment = asked.AsOf ?? await answering.Archive.GetCurrent();
        var then = baseline switch
        {
            null or "yesterday" => await answering.Archive.GetPreviousClose(moment),
            "previous" or "lastYear" => null,
            _ => await answering.Archive.ResolveText(baseline),
        };
        if (then is null && baseline is not (null or "previous" or "lastYear")) return Problems.BaselineInvalid(baseline);
        if (then is { IsAvailable: false }) return Problems.AsOfUnknown(then.Position);
        if (then?.Position > moment.Position) return Problems.Create(400, "baseline_later", "基期晚于要说明的时刻：请取更早的时刻。");
        return await answering.Archive.Explain(ranked, when, moment, then, baseline == "lastYear" ? Baseline.LastYear : Baseline.Previous) is { } answer
            ? TypedResults.Ok(answer)
            : Problems.AsOfUnknown(Math.Min(moment.Position, then?.Position ?? long.MaxValue));
    }

    private static async Task<IResult> Target(string code, string metric, string? period, string? asOf, Answering answering)
    {
        var asked = await answering.Ask(asOf);
        var (place, of, year) = (asked.Place(code), asked.Metric(metric), asked.Year(period));
        if (asked.Problem is { } problem) return problem;
        var moment = asked.AsOf ?? await answering.Archive.GetCurrent();
        if (await answering.Archive.GetProjection(moment, of) is not { } book) return Problems.AsOfUnknown(moment.Position);
        return TypedResults.Ok(new TargetAnswer(
            moment.Position, place, of.Code, year.Text, book.GetTarget(place, of, year), await answering.Archive.GetTargetStages(moment, place, of, year)));
    }

    /// <summary>A year's target, and how its months and quarters went.</summary>
    internal sealed record TargetAnswer(
        long Position, string City, string Metric, string Period, TargetState? Target, ImmutableArray<TargetStage> Stages);
}
