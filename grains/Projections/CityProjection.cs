using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// The buckets of one city. Pure: no clock, storage or I/O. Decides the effect of new events, applies appended events,
/// and aggregates periods.
/// </summary>
public sealed class CityProjection
{
    private readonly Dictionary<(string? Campaign, string Metric), MetricSeries> _series = [];
    private readonly HashSet<EventKey> _pendingTargets = [];

    /// <summary>Records that a correction names an event that has not arrived.</summary>
    public void AddPendingTarget(EventKey target) => _pendingTargets.Add(target);

    /// <summary>
    /// Returns true if an event, when new, only adds to its day: it is no correction, no correction waits for it, its
    /// source counts, and its unit's year is neither cumulative nor final.
    /// </summary>
    public bool IsPlainAddition(Metric metric, Event e) =>
        e is { Target: null, Basis: Basis.Period, Op: EventOperation.Add or EventOperation.Set }
        && metric.IsSourceCounted(e.Source)
        && !_pendingTargets.Contains(e.Key)
        && !IsCumulativeYear(e)
        && !IsYearFinal(e);

    /// <summary>
    /// Returns true if an event's effect depends on other units or days: it is a correction, the target of a waiting
    /// correction, or a final mark.
    /// </summary>
    public bool DependsOnOtherEvents(Event e) =>
        e.Target is not null || e.Op == EventOperation.Final || _pendingTargets.Contains(e.Key);

    /// <summary>
    /// Returns the error of an event whose year is final (核定) or has another basis; null if it is valid.
    /// </summary>
    public ValidationError? ValidateYear(Metric metric, Event e) => e switch
    {
        { Op: EventOperation.Withdraw } => null,
        { Op: EventOperation.Final } =>
            metric.IsSourceCounted(e.Source) ? null : ValidationError.FinalNotYours(metric.Source!),
        { Target: null } when metric.IsSourceCounted(e.Source) && IsYearFinal(e) =>
            ValidationError.YearFinal(e.Date.Year),
        _ => ValidateBasis(e),
    };

    /// <summary>
    /// Returns the error of a new or restored event whose basis differs from the other events of its unit, metric and
    /// year; null if it is valid.
    /// </summary>
    public ValidationError? ValidateBasis(Event e) =>
        GetBasis(e) is (var cumulative, true) && cumulative != (e.Basis == Basis.Ytd)
            ? ValidationError.BasisMixed(e.Date.Year)
            : null;

    /// <summary>Returns true if cumulative readings count in the event's unit, metric and year.</summary>
    public bool IsCumulativeYear(Event e) => GetBasis(e).IsCumulative;

    /// <summary>Adds a bucket or replaces the one with the same key.</summary>
    public void SetBucket(Bucket bucket) => GetMetricSeries(bucket.Key).SetBucket(bucket);

    /// <summary>Returns the bucket with this key; an empty one if nothing counts there.</summary>
    public Bucket GetBucket(BucketKey key) => GetMetricSeries(key).FindBucket(key.Unit, key.Day) ?? Bucket.Empty(key);

    /// <summary>
    /// Returns the city's aggregate of a reported metric over a period, of all members or the given ones; null if not
    /// reported.
    /// </summary>
    public MetricAggregate? GetAggregate(
        Metric metric, ReportingPeriod period, IReadOnlySet<string>? members = null) =>
        GetMetricSeries(metric, period)?.GetAggregate(metric.Kind, period.Start, period.End, members);

    /// <summary>
    /// Returns the members that count in the city's aggregate over a period: the whole city
    /// (<see cref="MetricSeries.WholeCity"/>), or the units with events.
    /// </summary>
    public IReadOnlySet<string> GetMembers(Metric metric, ReportingPeriod period) =>
        GetMetricSeries(metric, period)?.GetMembers(metric.Kind, period.Start, period.End)
            ?? ImmutableHashSet<string>.Empty;

    /// <summary>
    /// Returns the aggregate of one unit's own reports (null: the whole city's), whether or not they count in the city.
    /// </summary>
    public MetricAggregate? GetUnitAggregate(Metric metric, string? unit, ReportingPeriod period) =>
        GetMetricSeries(metric, period)?.GetUnitAggregate(metric.Kind, unit, period.Start, period.End);

    /// <summary>Returns the units with reports of a metric.</summary>
    public IEnumerable<string> GetUnits(Metric metric, ReportingPeriod period) =>
        GetMetricSeries(metric, period)?.ReportedUnits ?? [];

    /// <summary>
    /// Returns true if any report of a unit (null: the whole city) counts in the city's figure over a period.
    /// </summary>
    public bool IsUnitCounted(Metric metric, string? unit, ReportingPeriod period) =>
        GetMetricSeries(metric, period)?.IsUnitCounted(metric.Kind, unit, period.Start, period.End) ?? false;

    /// <inheritdoc cref="MetricSeries.FindWholeCityStart"/>
    public DateOnly? FindWholeCityStart(Metric metric, ReportingPeriod period) =>
        GetMetricSeries(metric, period)?.FindWholeCityStart(metric.Kind, period.Start, period.End);

    /// <inheritdoc cref="MetricSeries.GetWholeCityYears"/>
    public ImmutableSortedSet<int> GetWholeCityYears(Metric metric) =>
        _series.GetValueOrDefault((null, metric.Code))?.GetWholeCityYears(metric.Kind) ?? [];

    /// <inheritdoc cref="MetricSeries.CountUnits"/>
    public int CountUnits(Metric metric, int year) =>
        _series.GetValueOrDefault((null, metric.Code))?.CountUnits(metric.Kind, year) ?? 0;

    /// <summary>
    /// Returns the latest day, up to the given one, on which an event of a metric counts for the whole city or any
    /// unit; null if there is none.
    /// </summary>
    public DateOnly? GetLastReportedDay(Metric metric, DateOnly upTo) =>
        _series.GetValueOrDefault((null, metric.Code))?.GetLastReportedDay(upTo);

    /// <summary>
    /// Decides the rows to append for each event, assuming that it is new and that the preceding ones were appended. An
    /// event whose total would overflow is rejected.
    /// </summary>
    public ImmutableArray<AppendDecision> Decide(ImmutableArray<Event> events)
    {
        var pendingBuckets = new Dictionary<BucketKey, Bucket>();
        return [.. events.Select(e => Decide(e, pendingBuckets))];
    }

    /// <summary>Applies an entry that the journal appended.</summary>
    public void Apply(AppendEntry entry)
    {
        foreach (var change in entry.Changes) SetBucket(GetBucket(change.Key).Apply(change));
        foreach (var bucket in entry.Buckets) SetBucket(bucket);
        _pendingTargets.Remove(entry.Event.Key);
    }

    private AppendDecision Decide(Event e, Dictionary<BucketKey, Bucket> pendingBuckets)
    {
        try
        {
            ImmutableArray<BucketChange> changes = [.. Bucket.GetChanges(e)];
            var buckets = changes
                .Select(change => GetCurrentBucket(change.Key).Apply(change))
                .ToList();
            foreach (var bucket in buckets) pendingBuckets[bucket.Key] = bucket;
            return new(e, new AppendEntry(e, changes), null);
        }
        catch (OverflowException)
        {
            return new(e, null, ValidationError.TotalTooLarge());
        }

        Bucket GetCurrentBucket(BucketKey key) => pendingBuckets.GetValueOrDefault(key) ?? GetBucket(key);
    }

    private MetricSeries? GetMetricSeries(Metric metric, ReportingPeriod period) =>
        _series.GetValueOrDefault((period.Campaign, metric.Code));

    private bool IsYearFinal(Event e) =>
        _series.GetValueOrDefault((null, e.Metric))?.IsYearFinal(e.Unit, e.Date.Year) ?? false;

    private (bool IsCumulative, bool HasReports) GetBasis(Event e) =>
        _series.GetValueOrDefault((null, e.Metric))?.GetBasis(e.Unit, e.Date.Year) ?? default;

    private MetricSeries GetMetricSeries(BucketKey key)
    {
        if (!_series.TryGetValue((key.Campaign, key.Metric), out var series))
            _series.Add((key.Campaign, key.Metric), series = new());
        return series;
    }
}

/// <summary>The entry to append for an event, or the error that rejects it.</summary>
public sealed record AppendDecision(Event Event, AppendEntry? Entry, ValidationError? Error);
