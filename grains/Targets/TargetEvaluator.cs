using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Targets;

/// <summary>Evaluates the progress of figures towards their targets (序时进度) on a day. Pure.</summary>
public sealed class TargetEvaluator(ProvinceProjection projection, DateOnly today)
{
    private const int MaxEarlierYears = 3;
    private static readonly Fraction Hundred = new(100, 1);

    private readonly ForecastCalculator _forecasts = new(projection, today);

    private ReferenceSnapshot Reference => projection.Reference;

    /// <summary>
    /// Evaluates the target of a city, or of the province by its code, for exactly this period; null if there is none.
    /// </summary>
    public TargetState? Evaluate(string place, Metric metric, ReportingPeriod period)
    {
        if (FindTarget(place, metric, period) is not { } target) return null;
        var now = GetValue(place, metric, period);
        return target.Goal == Goal.Reach
            ? EvaluateReach(place, metric, period, target, now)
            : EvaluateHold(place, metric, period, target, now);
    }

    /// <summary>
    /// Returns the points for a target, 0 to 100: the attained percentage, limited to 100. A city without a figure has
    /// 0 points. Returns null without a target, or if the attained percentage is unknown.
    /// </summary>
    public Fraction? GetPoints(string city, Metric metric, ReportingPeriod period)
    {
        if (FindTarget(city, metric, period) is not { } target) return null;
        if (GetValue(city, metric, period) is not { } figure) return Fraction.Zero;
        var (now, value) = GetHeldFigures(city, metric, period, target, figure);
        if (now is null || value is null) return null;
        var done = target.Goal == Goal.Reach
            ? CalculateCompletion(metric, now, GetBaseValue(city, metric, period, target), value)
            : CalculateAttainment(metric, now, value);
        return done?.Clamp(Hundred);
    }

    /// <summary>
    /// Returns the value expected at the end of the previous day, in the metric's unit: the point on the line to the
    /// target, or all of a value to be held. Returns null without a target, or if the value is unknown.
    /// </summary>
    public decimal? GetExpectedValue(string place, Metric metric, ReportingPeriod period) =>
        Evaluate(place, metric, period) switch
        {
            null => null,
            { Goal: Goal.Reach, Base: null } when metric.Kind != MetricKind.Sum => null,
            { Goal: Goal.Reach } state => GetExpectedValue(state.Base ?? 0, state.Value!.Value, state.Expected!.Value),
            var state => state.Value,
        };

    private static decimal GetExpectedValue(decimal start, decimal target, decimal expectedPercentage) =>
        ForecastCalculator.Round(start + (target - start) * expectedPercentage / 100);

    private TargetState EvaluateReach(
        string place, Metric metric, ReportingPeriod period, TargetDefinition target, Fraction? now)
    {
        var value = Fraction.FromDecimal(target.Value!.Value);
        var start = GetBaseValue(place, metric, period, target);
        var shares = GetEarlierYearShares(place, metric, period);
        PaceCurve? curve = IsMetAtStart(start, value) ? null
            : target.Curve == PaceCurve.EarlierYears && shares.Count > 0 ? PaceCurve.EarlierYears
            : PaceCurve.Line;
        var expected = curve switch
        {
            null => Hundred,
            PaceCurve.EarlierYears => Hundred * ForecastCalculator.CalculateMean(shares),
            _ => Hundred * GetElapsedShare(period),
        };
        // A sum without reports is 0; a level without reports is unknown.
        var current = now ?? (metric.Kind == MetricKind.Sum ? Fraction.Zero : null);
        var done = current is null ? null : CalculateCompletion(metric, current, start, value);
        var remaining = current is null ? null : ClampToZero(value - current);
        var daysLeft = period.End.DayNumber - Later(today, period.Start).DayNumber + 1;
        var dailyRate = remaining is null || daysLeft <= 0 ? null : remaining / new Fraction(daysLeft, 1);
        var isInPeriod = period.Start <= today && today <= period.End;
        var forecast = now is not null && isInPeriod
            ? _forecasts.Calculate(place, metric, period, now, start ?? Fraction.Zero, shares)
            : null;
        return new(
            period.Text,
            target.Goal,
            target.Value,
            null,
            start?.ToDecimal(),
            done is null ? null : ClampToZero(done).ToDecimal(),
            expected.ToDecimal(),
            curve,
            done is null ? null : GetTrafficLight(expected - done),
            remaining?.ToDecimal(),
            dailyRate?.ToDecimal(),
            forecast,
            target.Note);
    }

    // A floor or benchmark applies on every day, so it has no curve.
    private TargetState EvaluateHold(
        string place, Metric metric, ReportingPeriod period, TargetDefinition target, Fraction? now)
    {
        (now, var value) = GetHeldFigures(place, metric, period, target, now);
        var (done, remaining, light) = ((Fraction?)null, (Fraction?)null, (TrafficLight?)null);
        if (now is not null && value is not null)
        {
            done = CalculateAttainment(metric, now, value);
            remaining = ClampToZero(metric.Better == BetterDirection.Lower ? now - value : value - now);
            light = remaining.IsZero ? TrafficLight.Green : GetTrafficLight(Hundred - done);
        }
        return new(
            period.Text,
            target.Goal,
            value?.ToDecimal(),
            target.Against,
            null,
            done?.ToDecimal(),
            Hundred.ToDecimal(),
            null,
            light,
            remaining?.ToDecimal(),
            null,
            null,
            target.Note);
    }

    private TrafficLight GetTrafficLight(Fraction behind) =>
        behind.Sign <= 0 ? TrafficLight.Green
        : behind.CompareTo(Fraction.FromDecimal(Reference.Rules.YellowWithin)) <= 0 ? TrafficLight.Yellow
        : TrafficLight.Red;

    private TargetDefinition? FindTarget(string place, Metric metric, ReportingPeriod period) =>
        Reference.Targets.Find(place, metric.Code, period.Text, Reference.Places.Province.Code);

    private Fraction? GetValue(string place, Metric metric, ReportingPeriod period) =>
        projection.GetFigure(place, metric, period)?.ExactValue;

    // A benchmark of the place's own last year compares the members that have both figures.
    private (Fraction? Now, Fraction? Value) GetHeldFigures(
        string place, Metric metric, ReportingPeriod period, TargetDefinition target, Fraction? now)
    {
        var isOwn = target.Against == BenchmarkReference.OwnLastYear
            || (target.Against == BenchmarkReference.ProvinceLastYear && place == Reference.Places.Province.Code);
        if (!isOwn || now is null || GetLastYear(metric, period) is not { } lastYear)
            return (now, GetTargetValue(place, metric, period, target));
        if (new FigureComparer(projection).Compare(place, metric, period, lastYear) is not { } pair) return (now, null);
        return pair.IsSufficient ? (pair.Figure!.ExactValue, pair.Base!.ExactValue) : (now, null);
    }

    private Fraction? GetTargetValue(string place, Metric metric, ReportingPeriod period, TargetDefinition target)
    {
        var province = Reference.Places.Province.Code;
        if (target.Against is not { } against) return Fraction.FromDecimal(target.Value!.Value);
        if (against == BenchmarkReference.Province) return GetValue(province, metric, period);
        if (GetLastYear(metric, period) is not { } lastYear) return null;
        return GetValue(against == BenchmarkReference.ProvinceLastYear ? province : place, metric, lastYear);
    }

    // A running sum is compared with last year's sum up to the same day; other metrics with the whole period.
    private ReportingPeriod? GetLastYear(Metric metric, ReportingPeriod period) =>
        metric.Kind == MetricKind.Sum
            ? period.GetSamePeriodLastYear(today)
            : period.GetSamePeriodLastYear(period.End);

    // The value of a level on the day before the period; null for a sum, which starts at 0.
    private Fraction? GetBaseValue(string place, Metric metric, ReportingPeriod period, TargetDefinition target) =>
        metric.Kind == MetricKind.Sum ? null
        : target.Base is { } definedBase ? Fraction.FromDecimal(definedBase)
        : GetValue(place, metric, ReportingPeriod.ForDay(period.Start.AddDays(-1)));

    // Returns null for a level without a base.
    private static Fraction? CalculateCompletion(Metric metric, Fraction now, Fraction? start, Fraction target) =>
        metric.Kind == MetricKind.Sum ? Hundred * now / target
        : start is null ? null
        : IsMetAtStart(start, target) ? CalculateAttainment(metric, now, target)
        : Hundred * (now - start) / (target - start);

    // A level that starts at or above its target only has to be held, like a floor.
    private static bool IsMetAtStart(Fraction? start, Fraction target) =>
        start is not null && start.CompareTo(target) >= 0;

    private static Fraction CalculateAttainment(Metric metric, Fraction now, Fraction target)
    {
        if (metric.Better == BetterDirection.Lower)
            return now.CompareTo(target) <= 0 || now.IsZero ? Hundred : Hundred * target / now;
        return now.CompareTo(target) >= 0 || target.IsZero ? Hundred : Hundred * now / target;
    }

    // The share of the period's days that ended before today.
    private Fraction GetElapsedShare(ReportingPeriod period)
    {
        var days = period.End.DayNumber - period.Start.DayNumber + 1;
        return new(Math.Clamp(today.DayNumber - period.Start.DayNumber, 0, days), days);
    }

    // The shares of their final growth that earlier years had attained by the day before this one; skips years without
    // growth.
    private List<Fraction> GetEarlierYearShares(string place, Metric metric, ReportingPeriod period)
    {
        var shares = new List<Fraction>();
        var earlier = period;
        for (var years = 1; years <= MaxEarlierYears; years++)
        {
            earlier = earlier.GetSamePeriodLastYear(earlier.End)!;
            var start = metric.Kind == MetricKind.Sum
                ? Fraction.Zero
                : GetValue(place, metric, ReportingPeriod.ForDay(earlier.Start.AddDays(-1)));
            if (start is null) continue;
            if (GetValue(place, metric, earlier) is not { } end || end.CompareTo(start) <= 0) continue;
            var yesterday = period.Kind == PeriodKind.Week
                ? earlier.Start.AddDays(today.DayNumber - 1 - period.Start.DayNumber)
                : today.AddDays(-1).AddYears(-years);
            var day = Earlier(yesterday, earlier.End);
            var reached = day < earlier.Start
                ? start
                : GetValue(place, metric, earlier with { End = day }) ?? start;
            shares.Add(((reached - start) / (end - start)).Clamp(new(1, 1)));
        }
        return shares;
    }

    private static Fraction ClampToZero(Fraction value) => value.Sign < 0 ? Fraction.Zero : value;

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;
}
