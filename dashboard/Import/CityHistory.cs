using System.Numerics;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Dashboard.Import;

/// <summary>What a city has on record, as far as it tells whether a new number is a likely one.</summary>
internal sealed class CityHistory
{
    // As many months before and after as make a year's course known.
    private const int WindowMonths = 24;

    private readonly CityProjection _projection = new();
    private readonly ILookup<(string? Unit, string Metric), Bucket> _days;
    private readonly Dictionary<(string? Unit, string Metric), decimal?> _typicalEvents = [];
    private readonly Dictionary<(string? Unit, string Metric, DateOnly), decimal?> _typicalMonths = [];

    public CityHistory(CityState state)
    {
        foreach (var bucket in state.Buckets) _projection.SetBucket(bucket);
        _days = state.Buckets.Where(bucket => bucket is { Key.Campaign: null, Count: > 0, CumulativeReadingCount: 0 }).ToLookup(bucket => (bucket.Key.Unit, bucket.Key.Metric));
    }

    public CityProjection Projection => _projection;

    /// <summary>Who reports a metric: the units that ever did, or else the whole city.</summary>
    public IReadOnlyList<string?> GetReporters(Metric metric)
    {
        var ever = ReportingPeriod.ForRange(ReportingPeriod.EarliestDay, ReportingPeriod.LatestDay);
        string?[] units = [.. _projection.GetUnits(metric, ever)];
        return units.Length > 0 && GetFigure(metric, null, ever) is null ? units : [null];
    }

    /// <summary>What a unit's figure was over a period; null is not reported.</summary>
    public decimal? GetFigure(Metric metric, string? unit, ReportingPeriod period) => _projection.GetUnitAggregate(metric, unit, period) is { } reading ? GetValue(metric, reading) : null;

    /// <summary>The day of a unit's latest reading of a level, up to a day.</summary>
    public DateOnly? GetLastReadingDate(Metric metric, string? unit, DateOnly upTo) => _projection.GetUnitAggregate(metric, unit, ReportingPeriod.ForDay(upTo))?.Date;

    /// <summary>What a single event of a unit usually comes to.</summary>
    public decimal? GetTypicalEvent(Metric metric, string? unit)
    {
        if (_typicalEvents.TryGetValue((unit, metric.Code), out var known)) return known;
        var each = _days[(unit, metric.Code)].Select(day => metric.Kind == MetricKind.Mean ? FixedPoint.FromScaled(day.Sum) / Math.Max(1, day.Weight) : FixedPoint.FromScaled(day.Sum) / day.Count);
        return _typicalEvents[(unit, metric.Code)] = Median(each);
    }

    /// <summary>What a month of a unit usually comes to, by the two years before and after.</summary>
    public decimal? GetTypicalMonth(Metric metric, string? unit, DateOnly day)
    {
        var month = new DateOnly(day.Year, day.Month, 1);
        if (_typicalMonths.TryGetValue((unit, metric.Code, month), out var known)) return known;
        var others = Enumerable.Range(-WindowMonths, 2 * WindowMonths + 1).Where(by => by != 0).Select(by => month.AddMonths(by))
            .Where(other => other >= ReportingPeriod.EarliestDay && other < ReportingPeriod.LatestDay)
            .Select(other => GetFigure(metric, unit, ReportingPeriod.ForMonth(other))).OfType<decimal>();
        return _typicalMonths[(unit, metric.Code, month)] = Median(others);
    }

    /// <summary>The middle one of what is above nothing.</summary>
    public static decimal? Median(IEnumerable<decimal> values)
    {
        var ordered = values.Where(value => value > 0).Order().ToList();
        return ordered.Count == 0 ? null : ordered[ordered.Count / 2];
    }

    private static decimal GetValue(Metric metric, MetricAggregate reading) =>
        (decimal)(metric.Kind == MetricKind.Mean && reading.Weight > 0 ? reading.Sum / reading.Weight : reading.Sum) / FixedPoint.Scale;
}
