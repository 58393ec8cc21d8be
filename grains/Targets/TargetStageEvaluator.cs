using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Targets;

/// <summary>
/// Evaluates the weeks, months and quarters of a year that have their own targets, for a sum. Pure: replays the daily
/// closing buckets.
/// </summary>
/// <remarks>
/// A stage is judged by the values known when it closed, so a missed target stays missed and can only be made up.
/// </remarks>
public sealed class TargetStageEvaluator(
    ReferenceSnapshot reference, string place, Metric metric, ReportingPeriod year, DateOnly today)
{
    private sealed class Stage(ReportingPeriod period, decimal target)
    {
        public ReportingPeriod Period => period;
        public decimal Target => target;
        public decimal? AtClose { get; set; }
        public bool? IsMetInTime { get; set; }
        public DateOnly? MadeUpOn { get; set; }
    }

    private readonly List<Stage> _stages =
    [
        .. from text in reference.Targets.GetPeriods(metric.Code, year.Text)
           let period = ReportingPeriod.Parse(text)!
           where period.Kind is PeriodKind.Week or PeriodKind.Month or PeriodKind.Quarter
           let target = reference.Targets.Find(place, metric.Code, text, reference.Places.Province.Code)
           where target is { Goal: Goal.Reach } && metric.Kind == MetricKind.Sum
           orderby period.End, period.Start
           select new Stage(period, target.Value!.Value),
    ];

    private readonly ProvinceProjection _province = new(reference);

    /// <summary>Replays the closings in day order and returns the stages with their outcomes.</summary>
    public ImmutableArray<TargetStage> Evaluate(IEnumerable<BucketClosing> closings)
    {
        var closingsByDay = closings.Where(closing => closing.KnownDay <= today).ToLookup(closing => closing.KnownDay);
        // Stages end and close on days without closings, too.
        var stageDays = _stages
            .SelectMany(stage => new[] { stage.Period.End.AddDays(1), GetCloseDay(stage).AddDays(1) })
            .Where(day => day <= today);
        foreach (var day in closingsByDay.Select(group => group.Key).Union(stageDays).Order())
        {
            CloseStagesBefore(day);
            foreach (var closing in closingsByDay[day]) _province.SetBucket(closing.Bucket);
            foreach (var stage in _stages.Where(stage => stage.IsMetInTime == false))
                stage.MadeUpOn = IsMadeUp(stage, day) ? stage.MadeUpOn ?? day : null;
        }
        return [.. _stages.Select(CreateTargetStage)];
    }

    private TargetStage CreateTargetStage(Stage stage) => new(
        stage.Period.Text,
        stage.Target,
        stage.AtClose,
        GetValue(stage.Period),
        GetCloseDay(stage),
        GetOutcome(stage),
        stage.MadeUpOn);

    private void CloseStagesBefore(DateOnly day)
    {
        foreach (var stage in _stages.Where(stage => stage.IsMetInTime is null && GetCloseDay(stage) < day))
        {
            stage.AtClose = GetValue(stage.Period);
            stage.IsMetInTime = stage.AtClose >= stage.Target;
        }
    }

    // A stage is made up by its own late reports, or when a later stage ends with all targets so far attained in total.
    private bool IsMadeUp(Stage missed, DateOnly day)
    {
        if (GetValue(missed.Period) >= missed.Target) return true;
        var sameKind = _stages.Where(stage => stage.Period.Kind == missed.Period.Kind).ToList();
        return sameKind.Exists(later =>
            later.Period.End > missed.Period.End
            && later.Period.End < day
            && GetValue(year with { Start = sameKind[0].Period.Start, End = later.Period.End })
                >= GetTotalTarget(later.Period.End));

        decimal GetTotalTarget(DateOnly end) =>
            sameKind.Where(stage => stage.Period.End <= end).Sum(stage => stage.Target);
    }

    private static StageOutcome GetOutcome(Stage stage) => stage switch
    {
        { IsMetInTime: null } => StageOutcome.Open,
        { IsMetInTime: true } => StageOutcome.Met,
        { MadeUpOn: null } => StageOutcome.Missed,
        _ => StageOutcome.MadeUp,
    };

    private DateOnly GetCloseDay(Stage stage) => stage.Period.End.AddDays(reference.Rules.CloseDays);

    private decimal? GetValue(ReportingPeriod period) =>
        _province.GetFigure(place, metric, period)?.ExactValue.ToDecimal();
}
