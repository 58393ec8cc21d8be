using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Dashboard.Import;

/// <summary>A city's stored values, used to judge new ones.</summary>
internal sealed class CityHistory
{
    // The months before and after that give the typical value.
    private const int WindowMonths = 24;

    private readonly CityProjection _projection = new();
    private readonly ILookup<(string? Unit, string Metric), Bucket> _days;
    private readonly Dictionary<(string? Unit, string Metric), decimal?> _typicalEvents = [];
    private readonly Dictionary<(string? Unit, string Metric, DateOnly), decimal?> _typicalMonths = [];

    public CityHistory(CityState state)
    {
        foreach (var bucket in state.Buckets) _projection.SetBucket(bucket);
        _days = state.Buckets.Where(bucket => bucket is { Key.Campaign: null, Count: > 0, CumulativeReadingCount: 0 })
            .ToLookup(bucket => (bucket.Key.Unit, bucket.Key.Metric));
    }

    public CityProjection Projection => _projection;

    /// <summary>The units that ever reported a metric; a single null for the whole city if there are none.</summary>
    public IReadOnlyList<string?> GetReporters(Metric metric)
    {
        var allTime = ReportingPeriod.ForRange(ReportingPeriod.EarliestDay, ReportingPeriod.LatestDay);
        string?[] units = [.. _projection.GetUnits(metric, allTime)];
        return units.Length > 0 && GetFigure(metric, null, allTime) is null ? units : [null];
    }

    /// <summary>A unit's value over a period; null if not reported.</summary>
    public decimal? GetFigure(Metric metric, string? unit, ReportingPeriod period) =>
        _projection.GetUnitAggregate(metric, unit, period) is { } aggregate ? GetValue(metric, aggregate) : null;

    /// <summary>The date of a unit's latest reading of a level, up to a date.</summary>
    public DateOnly? GetLastReadingDate(Metric metric, string? unit, DateOnly upTo) =>
        _projection.GetUnitAggregate(metric, unit, ReportingPeriod.ForDay(upTo))?.Date;

    /// <summary>The median value of a unit's events.</summary>
    public decimal? GetTypicalEvent(Metric metric, string? unit)
    {
        if (_typicalEvents.TryGetValue((unit, metric.Code), out var cached)) return cached;
        var values = _days[(unit, metric.Code)].Select(day =>
            metric.Kind == MetricKind.Mean
                ? FixedPoint.FromScaled(day.Sum) / Math.Max(1, day.Weight)
                : FixedPoint.FromScaled(day.Sum) / day.Count);
        return _typicalEvents[(unit, metric.Code)] = Median(values);
    }

    /// <summary>The median of a unit's monthly values in the two years before and after.</summary>
    public decimal? GetTypicalMonth(Metric metric, string? unit, DateOnly day)
    {
        var month = new DateOnly(day.Year, day.Month, 1);
        if (_typicalMonths.TryGetValue((unit, metric.Code, month), out var cached)) return cached;
        var others = Enumerable.Range(-WindowMonths, 2 * WindowMonths + 1)
            .Where(offset => offset != 0)
            .Select(offset => month.AddMonths(offset))
            .Where(otherMonth => otherMonth >= ReportingPeriod.EarliestDay && otherMonth < ReportingPeriod.LatestDay)
            .Select(otherMonth => GetFigure(metric, unit, ReportingPeriod.ForMonth(otherMonth))).OfType<decimal>();
        return _typicalMonths[(unit, metric.Code, month)] = Median(others);
    }

    /// <summary>The median of the positive values; null if there are none.</summary>
    public static decimal? Median(IEnumerable<decimal> values)
    {
        var ordered = values.Where(value => value > 0).Order().ToList();
        return ordered.Count == 0 ? null : ordered[ordered.Count / 2];
    }

    private static decimal GetValue(Metric metric, MetricAggregate aggregate) =>
        metric.Kind == MetricKind.Mean && aggregate.Weight > 0
            ? (decimal)(aggregate.Sum / aggregate.Weight) / FixedPoint.Scale
            : (decimal)aggregate.Sum / FixedPoint.Scale;
}
