using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Targets;

/// <summary>Holds figures against their targets on a day: pure, out of the province's book (序时进度).</summary>
public sealed class TargetEvaluator(ProvinceProjection book, DateOnly today)
{
    private const int MaxEarlierYears = 3;
    private const int MinWeeks = 8;
    private static readonly Fraction Hundred = new(100, 1);
    private static readonly Fraction MinShare = new(1, 100);

    private ReferenceSnapshot Reference => book.Reference;

    /// <summary>The target of a city, or of the province by its code, for a metric and exactly this period; null where there is none.</summary>
    public TargetState? Evaluate(string place, Metric metric, ReportingPeriod period)
    {
        if (Reference.Targets.Find(place, metric.Code, period.Text, Reference.Places.Province.Code) is not { } target) return null;
        var now = book.GetFigure(place, metric, period)?.ExactValue;
        return target.Goal == Goal.Reach ? EvaluateReach(place, metric, period, target, now) : EvaluateHold(place, metric, period, target, now);
    }

    /// <summary>
    /// Points for a target, 0 to 100: the share attained, capped; without a figure none, and null without a target or where
    /// it cannot be told.
    /// </summary>
    public Fraction? GetPoints(string city, Metric metric, ReportingPeriod period)
    {
        if (Reference.Targets.Find(city, metric.Code, period.Text, Reference.Places.Province.Code) is not { } target) return null;
        var now = book.GetFigure(city, metric, period)?.ExactValue;
        if (now is null) return Fraction.Zero;
        var value = GetTargetValue(city, metric, period, target);
        var done = value is null ? null : target.Goal == Goal.Reach ? CalculateCompletion(metric, now, GetBaseValue(city, metric, period, target), value) : CalculateAttainment(metric, now, value);
        return done?.Clamp(Hundred);
    }

    /// <summary>
    /// What should be there on the eve of this day, in the metric's unit: on the line that leads to the target, or all of what is
    /// to be held; null without a target, or where it cannot be told.
    /// </summary>
    public decimal? GetExpectedValue(string place, Metric metric, ReportingPeriod period) => Evaluate(place, metric, period) switch
    {
        null => null,
        { Goal: Goal.Reach, Base: null } when metric.Kind != MetricKind.Sum => null,
        { Goal: Goal.Reach, Base: var start } state => Round((start ?? 0) + (state.Value!.Value - (start ?? 0)) * state.Expected!.Value / 100),
        var held => held.Value,
    };

    private TargetState EvaluateReach(string place, Metric metric, ReportingPeriod period, TargetDefinition target, Fraction? now)
    {
        var value = Fraction.FromDecimal(target.Value!.Value);
        var start = GetBaseValue(place, metric, period, target);
        var shares = GetEarlierYearShares(place, metric, period);
        PaceCurve? curve = IsMetAtStart(start, value) ? null : target.Curve == PaceCurve.EarlierYears && shares.Count > 0 ? PaceCurve.EarlierYears : PaceCurve.Line;
        var expected = curve switch { null => Hundred, PaceCurve.EarlierYears => Hundred * CalculateMean(shares), _ => Hundred * GetElapsedShare(period) };
        // A sum that nobody reported of yet has come to nothing; a level is not known.
        var standing = now ?? (metric.Kind == MetricKind.Sum ? Fraction.Zero : null);
        var done = standing is null ? null : CalculateCompletion(metric, standing, start, value);
        var missing = standing is null ? null : ClampToZero(value - standing);
        var daysLeft = period.End.DayNumber - Later(today, period.Start).DayNumber + 1;
        return new(
            period.Text, target.Goal, target.Value, null, start?.ToDecimal(), done is null ? null : ClampToZero(done).ToDecimal(), expected.ToDecimal(), curve,
            done is null ? null : GetTrafficLight(expected - done), missing?.ToDecimal(),
            missing is null || daysLeft <= 0 ? null : (missing / new Fraction(daysLeft, 1)).ToDecimal(),
            now is null || today > period.End || today < period.Start ? null : CreateForecast(place, metric, period, now, start ?? Fraction.Zero, shares),
            target.Note);
    }

    // A floor or benchmark is held all the time: there is no line that leads to it.
    private TargetState EvaluateHold(string place, Metric metric, ReportingPeriod period, TargetDefinition target, Fraction? now)
    {
        var value = GetTargetValue(place, metric, period, target);
        var done = now is null || value is null ? null : CalculateAttainment(metric, now, value);
        var missing = now is null || value is null ? null : ClampToZero(metric.Better == BetterDirection.Lower ? now - value : value - now);
        return new(
            period.Text, target.Goal, value?.ToDecimal(), target.Against, null, done?.ToDecimal(), Hundred.ToDecimal(), null,
            done is null ? null : missing!.IsZero ? TrafficLight.Green : GetTrafficLight(Hundred - done), missing?.ToDecimal(), null, null, target.Note);
    }

    private TrafficLight GetTrafficLight(Fraction behind) =>
        behind.Sign <= 0 ? TrafficLight.Green : behind.CompareTo(Fraction.FromDecimal(Reference.Rules.YellowWithin)) <= 0 ? TrafficLight.Yellow : TrafficLight.Red;

    private Fraction? GetTargetValue(string place, Metric metric, ReportingPeriod period, TargetDefinition target) => target.Against switch
    {
        null => Fraction.FromDecimal(target.Value!.Value),
        BenchmarkKind.Province => book.GetFigure(Reference.Places.Province.Code, metric, period)?.ExactValue,
        // A sum that is running has come as far as last year's had by the same day; anything else is held against the whole.
        var against => (metric.Kind == MetricKind.Sum ? period.GetSamePeriodLastYear(today) : GetEarlierPeriod(period, 1)) is { } before
            ? book.GetFigure(against == BenchmarkKind.ProvinceLastYear ? Reference.Places.Province.Code : place, metric, before)?.ExactValue
            : null,
    };

    // Where a level stood when the period began; a sum begins at nothing.
    private Fraction? GetBaseValue(string place, Metric metric, ReportingPeriod period, TargetDefinition target) =>
        metric.Kind == MetricKind.Sum ? null
        : target.Base is { } given ? Fraction.FromDecimal(given)
        : book.GetFigure(place, metric, ReportingPeriod.ForDay(period.Start.AddDays(-1)))?.ExactValue;

    // Without a base there is no telling how far a level has come.
    private static Fraction? CalculateCompletion(Metric metric, Fraction now, Fraction? start, Fraction target) =>
        metric.Kind == MetricKind.Sum ? Hundred * now / target
        : start is null ? null
        : IsMetAtStart(start, target) ? CalculateAttainment(metric, now, target)
        : Hundred * (now - start) / (target - start);

    // A level that began at its target or above has only to stay there: like a floor, it is held all the time.
    private static bool IsMetAtStart(Fraction? start, Fraction target) => start is not null && start.CompareTo(target) >= 0;

    private static Fraction CalculateAttainment(Metric metric, Fraction now, Fraction target) => metric.Better == BetterDirection.Lower
        ? now.CompareTo(target) <= 0 || now.IsZero ? Hundred : Hundred * target / now
        : now.CompareTo(target) >= 0 || target.IsZero ? Hundred : Hundred * now / target;

    // The share of the period's days that are over.
    private Fraction GetElapsedShare(ReportingPeriod period)
    {
        var days = period.End.DayNumber - period.Start.DayNumber + 1;
        return new(Math.Clamp(today.DayNumber - period.Start.DayNumber, 0, days), days);
    }

    // How much of the whole earlier years had done by the eve of this day, of those that came to more than nothing.
    private List<Fraction> GetEarlierYearShares(string place, Metric metric, ReportingPeriod period)
    {
        var shares = new List<Fraction>();
        for (var back = 1; back <= MaxEarlierYears; back++)
        {
            if (GetEarlierPeriod(period, back) is not { } earlier) break;
            var start = metric.Kind == MetricKind.Sum ? Fraction.Zero : book.GetFigure(place, metric, ReportingPeriod.ForDay(earlier.Start.AddDays(-1)))?.ExactValue;
            if (start is null || book.GetFigure(place, metric, earlier)?.ExactValue is not { } end || end.CompareTo(start) <= 0) continue;
            var eve = Earlier(today.AddDays(-1).AddYears(-back), earlier.End);
            var then = eve < earlier.Start ? start : book.GetFigure(place, metric, earlier with { End = eve })?.ExactValue ?? start;
            shares.Add(((then - start) / (end - start)).Clamp(new(1, 1)));
        }
        return shares;
    }

    private Forecast? CreateForecast(string place, Metric metric, ReportingPeriod period, Fraction now, Fraction start, List<Fraction> shares)
    {
        // Growth tells nothing of a level that fell, nor does a year that had hardly begun.
        if (now.CompareTo(start) < 0) return null;
        var told = shares.Where(share => share.CompareTo(MinShare) >= 0).ToList();
        if (told.Count >= 2)
            return new(
                Whole(CalculateMean(told)), Whole(told.Max(Fraction.ByValue)!), Whole(told.Min(Fraction.ByValue)!), ForecastMethod.EarlierYears, told.Count);
        return metric.Kind == MetricKind.Sum ? ForecastByWeeks(place, metric, period, now) : null;

        decimal Whole(Fraction share) => Round((start + (now - start) / share).ToDecimal());
    }

    private Forecast? ForecastByWeeks(string place, Metric metric, ReportingPeriod period, Fraction now)
    {
        var weeks = new List<double>();
        for (var from = period.Start; from.AddDays(7) <= today; from = from.AddDays(7))
            weeks.Add((double)(book.GetFigure(place, metric, period with { Start = from, End = from.AddDays(6) })?.ExactValue.ToDecimal() ?? 0));
        if (weeks.Count < MinWeeks) return null;
        var mean = weeks.Average();
        var deviation = Math.Sqrt(weeks.Sum(week => (week - mean) * (week - mean)) / (weeks.Count - 1));
        var toCome = (period.End.DayNumber - today.DayNumber + 1) / 7.0;
        var half = 1.2816 * deviation * Math.Sqrt(toCome * (1 + toCome / weeks.Count));
        var sofar = now.ToDecimal();
        var middle = sofar + (decimal)(mean * toCome);
        return new(Round(middle), Round(Math.Max(sofar, middle - (decimal)half)), Round(middle + (decimal)half), ForecastMethod.Weeks, weeks.Count);
    }

    private static ReportingPeriod? GetEarlierPeriod(ReportingPeriod period, int years) =>
        ReportingPeriod.Parse($"{period.Start.Year - years:0000}{period.Text[4..]}");

    private static Fraction CalculateMean(List<Fraction> shares) => shares.Aggregate((a, b) => a + b) / new Fraction(shares.Count, 1);

    private static Fraction ClampToZero(Fraction value) => value.Sign < 0 ? Fraction.Zero : value;

    private static decimal Round(decimal value) => decimal.Round(value, 4, MidpointRounding.AwayFromZero);

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;
}
