using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// Resolves the states of events connected by corrections, including a new event. Pure. At most one event of a chain
/// counts: a replacement counts in place of its target, a withdrawal voids it, and withdrawing a correction restores
/// the target.
/// </summary>
internal sealed class CorrectionChain
{
    private readonly Dictionary<EventKey, JournalEvent> _members;
    private readonly ILookup<EventKey, JournalEvent> _corrections;
    private readonly Metric _metric;
    private readonly Func<Event, Event, bool> _mayCorrect;

    /// <summary>
    /// Connects events of one metric; <paramref name="mayCorrect"/> returns true if its first event may correct the
    /// second.
    /// </summary>
    public CorrectionChain(Metric metric, IEnumerable<JournalEvent> members, Func<Event, Event, bool> mayCorrect)
    {
        _metric = metric;
        _members = members.ToDictionary(member => member.Event.Key);
        _corrections = _members.Values
            .Where(member => member.Event.Target is not null)
            .ToLookup(member => member.Event.Target!);
        _mayCorrect = mayCorrect;
    }

    /// <summary>Returns the error that rejects the new event, which must be a member; null if it is valid.</summary>
    public ValidationError? Validate(Event newEvent)
    {
        if (newEvent.Target == newEvent.Key) return ValidationError.TargetSelf();
        if (IsCyclic(newEvent)) return ValidationError.TargetCycle();
        if (ValidateCorrection(newEvent) is { } error) return error;
        var keys = _members.Keys.Concat(_corrections.Select(group => group.Key)).Distinct();
        return keys.Any(key => _corrections[key].Count(IsEffective) > 1) ? ValidationError.AlreadyCorrected() : null;
    }

    /// <summary>
    /// Returns the members with their resolved states. Held cumulative readings are decided by
    /// <see cref="BucketRecalculator"/>, not here.
    /// </summary>
    public ImmutableArray<JournalEvent> ResolveStates() =>
        [.. _members.Values.Select(member => member with { State = ResolveState(member) })];

    // Events of a source that is not authoritative do not count, nor do their corrections.
    private EventState ResolveState(JournalEvent member)
    {
        var e = member.Event;
        var targetState = ResolveTargetState(e);
        if (targetState == EventState.Counts && !_metric.IsSourceCounted(FindRoot(e).Source)) return EventState.Beside;
        if (FindEffectiveCorrection(e.Key) is { } correction)
            return correction.Event.Op == EventOperation.Withdraw ? EventState.Withdrawn : EventState.Replaced;
        return targetState != EventState.Counts ? targetState
            : e.Op == EventOperation.Withdraw ? EventState.Withdrawal
            : member.State == EventState.Held ? EventState.Held
            : EventState.Counts;
    }

    // Returns Counts if every correction up to the root has an existing target and may correct it.
    private EventState ResolveTargetState(Event e) =>
        e.Target is null ? EventState.Counts
        : !_members.TryGetValue(e.Target, out var target) ? EventState.Waiting
        : ValidateCorrection(e) is not null ? EventState.Void
        : ResolveTargetState(target.Event);

    private Event FindRoot(Event e) =>
        e.Target is not null && _members.TryGetValue(e.Target, out var target) ? FindRoot(target.Event) : e;

    private JournalEvent? FindEffectiveCorrection(EventKey key) => _corrections[key].FirstOrDefault(IsEffective);

    private bool IsEffective(JournalEvent correction) =>
        ValidateCorrection(correction.Event) is null && !IsWithdrawn(correction);

    // Returns true if an effective withdrawal corrects the event.
    private bool IsWithdrawn(JournalEvent member) =>
        FindEffectiveCorrection(member.Event.Key)?.Event.Op == EventOperation.Withdraw;

    private ValidationError? ValidateCorrection(Event correction)
    {
        if (correction.Target is null) return null;
        if (_members.GetValueOrDefault(correction.Target)?.Event is not { } corrected) return null;
        if (correction.City != corrected.City || correction.Metric != corrected.Metric)
            return ValidationError.TargetElsewhere();
        if (!_mayCorrect(correction, corrected)) return ValidationError.TargetNotYours();
        if (correction.Op != EventOperation.Replace) return null;
        return corrected.Op switch
        {
            EventOperation.Withdraw => ValidationError.TargetIsWithdrawal(),
            EventOperation.Final => ValidationError.TargetIsFinal(),
            _ => null,
        };
    }

    private bool IsCyclic(Event newEvent)
    {
        var current = newEvent;
        while (current.Target is not null && _members.TryGetValue(current.Target, out var target))
        {
            if (current.Target == newEvent.Key) return true;
            current = target.Event;
        }
        return false;
    }
}
