using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Books;

/// <summary>
/// What a city has reported, in buckets: a pure object without clock, store or wire. It decides what an event would do,
/// folds what came to be, and reads what counts over a period.
/// </summary>
public sealed class CityBook
{
    private readonly Dictionary<(string? Campaign, string Metric), Ledger> _ledgers = [];
    private readonly HashSet<EventKey> _awaited = [];

    /// <summary>Remembers that a correction names an event that is not there yet.</summary>
    public void Await(EventKey target) => _awaited.Add(target);

    /// <summary>
    /// Whether an event, if it is new, only adds to its day: no correction, none waiting for it, from a source that counts,
    /// nothing cumulative about its unit's year, and that not final.
    /// </summary>
    public bool OnlyAdds(Metric metric, Event e) => e is { Target: null, Basis: Basis.Period, Op: EventOperation.Add or EventOperation.Set }
        && metric.IsSourceCounted(e.Source) && !_awaited.Contains(e.Key) && !IsOfCumulativeYear(e) && !IsFinal(e);

    /// <summary>Whether what an event does depends on events of other units or days: a correction, one that a correction waits for, a final mark.</summary>
    public bool MeetsOthers(Event e) => e.Target is not null || e.Op == EventOperation.Final || _awaited.Contains(e.Key);

    /// <summary>Why an event does not go with what its unit reported in the year: final (核定), or of another basis; null when it does.</summary>
    public ValidationError? Refusal(Metric metric, Event e) => e switch
    {
        { Op: EventOperation.Withdraw } => null,
        { Op: EventOperation.Final } => metric.IsSourceCounted(e.Source) ? null : Events.ValidationError.FinalNotYours(metric.Source!),
        { Target: null } when metric.IsSourceCounted(e.Source) && IsFinal(e) => Events.ValidationError.YearFinal(e.Date.Year),
        _ => BasisRefusal(e),
    };

    /// <summary>Why an event, new or restored by a correction, is of another basis than what its unit reported in the year; null when it is not.</summary>
    public ValidationError? BasisRefusal(Event e) =>
        BasisOf(e) is (var cumulative, true) && cumulative != (e.Basis == Basis.Ytd) ? Events.ValidationError.BasisMixed(e.Date.Year) : null;

    /// <summary>Whether cumulative readings count in the event's unit, metric and year.</summary>
    public bool IsOfCumulativeYear(Event e) => BasisOf(e).Cumulative;

    /// <summary>Puts a bucket in place of the one with its key.</summary>
    public void Put(Bucket bucket) => LedgerOf(bucket.Key).Put(bucket);

    /// <summary>The bucket with this key, empty if nothing counts there.</summary>
    public Bucket At(BucketKey key) => LedgerOf(key).On(key.Unit, key.Day) ?? Bucket.Empty(key);

    /// <summary>What counts of a reported metric over a period; null is not reported.</summary>
    public MetricAggregate? Read(Metric metric, ReportingPeriod period) => LedgerOf(metric, period)?.Read(metric.Kind, period.Start, period.End);

    /// <summary>What a unit (null: the whole city) itself reported of a metric over a period, whether or not that counts in the city.</summary>
    public MetricAggregate? ReadUnit(Metric metric, string? unit, ReportingPeriod period) =>
        LedgerOf(metric, period)?.ReadUnit(metric.Kind, unit, period.Start, period.End);

    /// <summary>The units that anything of a metric was reported of.</summary>
    public IEnumerable<string> Units(Metric metric, ReportingPeriod period) => LedgerOf(metric, period)?.Units ?? [];

    /// <summary>Whether anything that a unit (null: the whole city) reported of a metric counts in the city's figure over a period.</summary>
    public bool Counts(Metric metric, string? unit, ReportingPeriod period) =>
        LedgerOf(metric, period)?.Counts(metric.Kind, unit, period.Start, period.End) ?? false;

    /// <summary>The latest day, up to one, of which anything of a reported metric counts, of the whole city or any unit; null without one.</summary>
    public DateOnly? LastDay(Metric metric, DateOnly upTo) => _ledgers.GetValueOrDefault((null, metric.Code))?.LastDay(upTo);

    /// <summary>
    /// Decides what each event would do if it is new, taking the ones before it as counted; one whose total would not fit
    /// is refused.
    /// </summary>
    public ImmutableArray<Decision> Decide(ImmutableArray<Event> events)
    {
        var ahead = new Dictionary<BucketKey, Bucket>();
        return [.. events.Select(e => Decide(e, ahead))];
    }

    /// <summary>Counts an entry that the journal found to be new.</summary>
    public void Apply(AppendEntry entry)
    {
        foreach (var change in entry.Changes) Put(At(change.Key).Apply(change));
        foreach (var bucket in entry.Buckets) Put(bucket);
        _awaited.Remove(entry.Event.Key);
    }

    private Decision Decide(Event e, Dictionary<BucketKey, Bucket> ahead)
    {
        try
        {
            ImmutableArray<BucketChange> changes = [.. Bucket.GetChanges(e)];
            var after = changes.Select(change => (ahead.GetValueOrDefault(change.Key) ?? At(change.Key)).Apply(change)).ToList();
            foreach (var bucket in after) ahead[bucket.Key] = bucket;
            return new(e, new AppendEntry(e, changes), null);
        }
        catch (OverflowException)
        {
            return new(e, null, Events.ValidationError.TotalTooLarge());
        }
    }

    private Ledger? LedgerOf(Metric metric, ReportingPeriod period) => _ledgers.GetValueOrDefault((period.Campaign, metric.Code));

    private bool IsFinal(Event e) => _ledgers.GetValueOrDefault((null, e.Metric))?.IsFinal(e.Unit, e.Date.Year) ?? false;

    private (bool Cumulative, bool AtAll) BasisOf(Event e) =>
        _ledgers.GetValueOrDefault((null, e.Metric))?.BasisOf(e.Unit, e.Date.Year) ?? default;

    private Ledger LedgerOf(BucketKey key)
    {
        if (!_ledgers.TryGetValue((key.Campaign, key.Metric), out var ledger)) _ledgers.Add((key.Campaign, key.Metric), ledger = new());
        return ledger;
    }
}

/// <summary>What is to be appended for an event, or why it is refused.</summary>
public sealed record Decision(Event Event, AppendEntry? Entry, ValidationError? Refusal);
