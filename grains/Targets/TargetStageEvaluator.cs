using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Targets;

/// <summary>
/// How the months and quarters of a year went for a sum with targets of their own: what counts is what was known when each
/// closed, so that one missed stays missed, and made up when it was made up later. Pure, out of how the buckets closed.
/// </summary>
public sealed class TargetStageEvaluator(ReferenceSnapshot reference, string place, Metric metric, ReportingPeriod year, DateOnly today)
{
    private sealed class Stage(ReportingPeriod period, decimal target)
    {
        public ReportingPeriod Period => period;
        public decimal Target => target;
        public decimal? AtClose { get; set; }
        public bool? InTime { get; set; }
        public DateOnly? MadeUpOn { get; set; }
    }

    private readonly List<Stage> _stages =
    [
        .. from text in reference.Targets.GetPeriods(metric.Code, year.Text)
           let period = ReportingPeriod.Parse(text)!
           where period.Kind is PeriodKind.Month or PeriodKind.Quarter
           let target = reference.Targets.Find(place, metric.Code, text, reference.Places.Province.Code)
           where target is { Goal: Goal.Reach } && metric.Kind == MetricKind.Sum
           orderby period.End, period.Start
           select new Stage(period, target.Value!.Value),
    ];

    private readonly ProvinceProjection _province = new(reference);

    /// <summary>Goes through the days on which anything became known, and tells how each stage went.</summary>
    public ImmutableArray<TargetStage> Evaluate(IEnumerable<BucketClosing> closings)
    {
        var known = closings.Where(closing => closing.KnownDay <= today).ToLookup(closing => closing.KnownDay);
        // A stage ends or closes on days on which nothing becomes known, too.
        var turns = _stages.SelectMany(stage => new[] { stage.Period.End.AddDays(1), GetCloseDay(stage).AddDays(1) }).Where(day => day <= today);
        foreach (var day in known.Select(day => day.Key).Union(turns).Order())
        {
            CloseStagesBefore(day);
            foreach (var closing in known[day]) _province.SetBucket(closing.Bucket);
            foreach (var stage in _stages.Where(stage => stage.InTime == false)) stage.MadeUpOn = IsMadeUp(stage, day) ? stage.MadeUpOn ?? day : null;
        }
        return [.. _stages.Select(stage => new TargetStage(stage.Period.Text, stage.Target, stage.AtClose, GetValue(stage.Period), GetCloseDay(stage), GetOutcome(stage), stage.MadeUpOn))];
    }

    private void CloseStagesBefore(DateOnly day)
    {
        foreach (var stage in _stages.Where(stage => stage.InTime is null && GetCloseDay(stage) < day))
        {
            stage.AtClose = GetValue(stage.Period);
            stage.InTime = stage.AtClose >= stage.Target;
        }
    }

    // By its own late reports, or by a later stage at whose end all that was asked for from the beginning was there.
    private bool IsMadeUp(Stage missed, DateOnly day)
    {
        if (GetValue(missed.Period) >= missed.Target) return true;
        var alike = _stages.Where(stage => stage.Period.Kind == missed.Period.Kind).ToList();
        return alike.Exists(later => later.Period.End > missed.Period.End && later.Period.End < day
            && GetValue(year with { Start = alike[0].Period.Start, End = later.Period.End }) >= alike.Where(stage => stage.Period.End <= later.Period.End).Sum(stage => stage.Target));
    }

    private static StageOutcome GetOutcome(Stage stage) =>
        stage.InTime is null ? StageOutcome.Open : stage.InTime.Value ? StageOutcome.Met : stage.MadeUpOn is null ? StageOutcome.Missed : StageOutcome.MadeUp;

    private DateOnly GetCloseDay(Stage stage) => stage.Period.End.AddDays(reference.Rules.CloseDays);

    private decimal? GetValue(ReportingPeriod period) => _province.GetFigure(place, metric, period)?.ExactValue.ToDecimal();
}
