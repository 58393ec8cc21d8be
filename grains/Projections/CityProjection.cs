using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// What a city has reported, in buckets: a pure object without clock, store or wire. It decides what an event would do,
/// folds what came to be, and reads what counts over a period.
/// </summary>
public sealed class CityProjection
{
    private readonly Dictionary<(string? Campaign, string Metric), MetricSeries> _series = [];
    private readonly HashSet<EventKey> _pendingTargets = [];

    /// <summary>Remembers that a correction names an event that is not there yet.</summary>
    public void AddPendingTarget(EventKey target) => _pendingTargets.Add(target);

    /// <summary>
    /// Whether an event, if it is new, only adds to its day: no correction, none waiting for it, from a source that counts,
    /// nothing cumulative about its unit's year, and that not final.
    /// </summary>
    public bool IsPlainAddition(Metric metric, Event e) => e is { Target: null, Basis: Basis.Period, Op: EventOperation.Add or EventOperation.Set }
        && metric.IsSourceCounted(e.Source) && !_pendingTargets.Contains(e.Key) && !IsCumulativeYear(e) && !IsYearFinal(e);

    /// <summary>Whether what an event does depends on events of other units or days: a correction, one that a correction waits for, a final mark.</summary>
    public bool DependsOnOtherEvents(Event e) => e.Target is not null || e.Op == EventOperation.Final || _pendingTargets.Contains(e.Key);

    /// <summary>Why an event does not go with what its unit reported in the year: final (核定), or of another basis; null when it does.</summary>
    public ValidationError? ValidateYear(Metric metric, Event e) => e switch
    {
        { Op: EventOperation.Withdraw } => null,
        { Op: EventOperation.Final } => metric.IsSourceCounted(e.Source) ? null : Events.ValidationError.FinalNotYours(metric.Source!),
        { Target: null } when metric.IsSourceCounted(e.Source) && IsYearFinal(e) => Events.ValidationError.YearFinal(e.Date.Year),
        _ => ValidateBasis(e),
    };

    /// <summary>Why an event, new or restored by a correction, is of another basis than what its unit reported in the year; null when it is not.</summary>
    public ValidationError? ValidateBasis(Event e) =>
        GetBasis(e) is (var cumulative, true) && cumulative != (e.Basis == Basis.Ytd) ? Events.ValidationError.BasisMixed(e.Date.Year) : null;

    /// <summary>Whether cumulative readings count in the event's unit, metric and year.</summary>
    public bool IsCumulativeYear(Event e) => GetBasis(e).Cumulative;

    /// <summary>Puts a bucket in place of the one with its key.</summary>
    public void SetBucket(Bucket bucket) => GetMetricSeries(bucket.Key).SetBucket(bucket);

    /// <summary>The bucket with this key, empty if nothing counts there.</summary>
    public Bucket GetBucket(BucketKey key) => GetMetricSeries(key).FindBucket(key.Unit, key.Day) ?? Bucket.Empty(key);

    /// <summary>What counts of a reported metric over a period; null is not reported.</summary>
    public MetricAggregate? GetAggregate(Metric metric, ReportingPeriod period) => GetMetricSeries(metric, period)?.GetAggregate(metric.Kind, period.Start, period.End);

    /// <summary>What a unit (null: the whole city) itself reported of a metric over a period, whether or not that counts in the city.</summary>
    public MetricAggregate? GetUnitAggregate(Metric metric, string? unit, ReportingPeriod period) =>
        GetMetricSeries(metric, period)?.GetUnitAggregate(metric.Kind, unit, period.Start, period.End);

    /// <summary>The units that anything of a metric was reported of.</summary>
    public IEnumerable<string> GetUnits(Metric metric, ReportingPeriod period) => GetMetricSeries(metric, period)?.ReportedUnits ?? [];

    /// <summary>Whether anything that a unit (null: the whole city) reported of a metric counts in the city's figure over a period.</summary>
    public bool IsUnitCounted(Metric metric, string? unit, ReportingPeriod period) =>
        GetMetricSeries(metric, period)?.IsUnitCounted(metric.Kind, unit, period.Start, period.End) ?? false;

    /// <summary>The latest day, up to one, of which anything of a reported metric counts, of the whole city or any unit; null without one.</summary>
    public DateOnly? GetLastReportedDay(Metric metric, DateOnly upTo) => _series.GetValueOrDefault((null, metric.Code))?.GetLastReportedDay(upTo);

    /// <summary>
    /// Decides what each event would do if it is new, taking the ones before it as counted; one whose total would not fit
    /// is refused.
    /// </summary>
    public ImmutableArray<AppendDecision> Decide(ImmutableArray<Event> events)
    {
        var ahead = new Dictionary<BucketKey, Bucket>();
        return [.. events.Select(e => Decide(e, ahead))];
    }

    /// <summary>Counts an entry that the journal found to be new.</summary>
    public void Apply(AppendEntry entry)
    {
        foreach (var change in entry.Changes) SetBucket(GetBucket(change.Key).Apply(change));
        foreach (var bucket in entry.Buckets) SetBucket(bucket);
        _pendingTargets.Remove(entry.Event.Key);
    }

    private AppendDecision Decide(Event e, Dictionary<BucketKey, Bucket> ahead)
    {
        try
        {
            ImmutableArray<BucketChange> changes = [.. Bucket.GetChanges(e)];
            var after = changes.Select(change => (ahead.GetValueOrDefault(change.Key) ?? GetBucket(change.Key)).Apply(change)).ToList();
            foreach (var bucket in after) ahead[bucket.Key] = bucket;
            return new(e, new AppendEntry(e, changes), null);
        }
        catch (OverflowException)
        {
            return new(e, null, Events.ValidationError.TotalTooLarge());
        }
    }

    private MetricSeries? GetMetricSeries(Metric metric, ReportingPeriod period) => _series.GetValueOrDefault((period.Campaign, metric.Code));

    private bool IsYearFinal(Event e) => _series.GetValueOrDefault((null, e.Metric))?.IsYearFinal(e.Unit, e.Date.Year) ?? false;

    private (bool Cumulative, bool AtAll) GetBasis(Event e) =>
        _series.GetValueOrDefault((null, e.Metric))?.GetBasis(e.Unit, e.Date.Year) ?? default;

    private MetricSeries GetMetricSeries(BucketKey key)
    {
        if (!_series.TryGetValue((key.Campaign, key.Metric), out var ledger)) _series.Add((key.Campaign, key.Metric), ledger = new());
        return ledger;
    }
}

/// <summary>What is to be appended for an event, or why it is refused.</summary>
public sealed record AppendDecision(Event Event, AppendEntry? Entry, ValidationError? Error);
