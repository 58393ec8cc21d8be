using System.Numerics;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;

namespace IpMonitor.Dashboard.Import;

/// <summary>What a city has on record, as far as it tells whether a new number is a likely one.</summary>
internal sealed class CityRecord
{
    // As many months before and after as make a year's course known.
    private const int Around = 24;

    private readonly CityProjection _book = new();
    private readonly ILookup<(string? Unit, string Metric), Bucket> _days;
    private readonly Dictionary<(string? Unit, string Metric), decimal?> _single = [];
    private readonly Dictionary<(string? Unit, string Metric, DateOnly), decimal?> _monthly = [];

    public CityRecord(CityState state)
    {
        foreach (var bucket in state.Buckets) _book.SetBucket(bucket);
        _days = state.Buckets.Where(bucket => bucket is { Key.Campaign: null, Count: > 0, CumulativeReadingCount: 0 }).ToLookup(bucket => (bucket.Key.Unit, bucket.Key.Metric));
    }

    public CityProjection Book => _book;

    /// <summary>Who reports a metric: the units that ever did, or else the whole city.</summary>
    public IReadOnlyList<string?> Reporters(Metric metric)
    {
        var ever = ReportingPeriod.ForRange(ReportingPeriod.EarliestDay, ReportingPeriod.LatestDay);
        string?[] units = [.. _book.GetUnits(metric, ever)];
        return units.Length > 0 && Figure(metric, null, ever) is null ? units : [null];
    }

    /// <summary>What a unit's figure was over a period; null is not reported.</summary>
    public decimal? Figure(Metric metric, string? unit, ReportingPeriod period) => _book.GetUnitAggregate(metric, unit, period) is { } reading ? ValueOf(metric, reading) : null;

    /// <summary>The day of a unit's latest reading of a level, up to a day.</summary>
    public DateOnly? LastReading(Metric metric, string? unit, DateOnly upTo) => _book.GetUnitAggregate(metric, unit, ReportingPeriod.ForDay(upTo))?.Date;

    /// <summary>What a single event of a unit usually comes to.</summary>
    public decimal? UsualEvent(Metric metric, string? unit)
    {
        if (_single.TryGetValue((unit, metric.Code), out var known)) return known;
        var each = _days[(unit, metric.Code)].Select(day => metric.Kind == MetricKind.Mean ? FixedPoint.FromScaled(day.Sum) / Math.Max(1, day.Weight) : FixedPoint.FromScaled(day.Sum) / day.Count);
        return _single[(unit, metric.Code)] = Median(each);
    }

    /// <summary>What a month of a unit usually comes to, by the two years before and after.</summary>
    public decimal? UsualMonth(Metric metric, string? unit, DateOnly day)
    {
        var month = new DateOnly(day.Year, day.Month, 1);
        if (_monthly.TryGetValue((unit, metric.Code, month), out var known)) return known;
        var others = Enumerable.Range(-Around, 2 * Around + 1).Where(by => by != 0).Select(by => month.AddMonths(by))
            .Where(other => other >= ReportingPeriod.EarliestDay && other < ReportingPeriod.LatestDay)
            .Select(other => Figure(metric, unit, ReportingPeriod.ForMonth(other))).OfType<decimal>();
        return _monthly[(unit, metric.Code, month)] = Median(others);
    }

    /// <summary>The middle one of what is above nothing.</summary>
    public static decimal? Median(IEnumerable<decimal> values)
    {
        var ordered = values.Where(value => value > 0).Order().ToList();
        return ordered.Count == 0 ? null : ordered[ordered.Count / 2];
    }

    private static decimal ValueOf(Metric metric, MetricAggregate reading) =>
        (decimal)(metric.Kind == MetricKind.Mean && reading.Weight > 0 ? reading.Sum / reading.Weight : reading.Sum) / FixedPoint.Scale;
}
