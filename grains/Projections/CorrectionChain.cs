using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>
/// An event with everything that corrects it, directly or in turn, and the newcomer: pure. At most one of them counts: a
/// replacement takes its target's place, a withdrawal empties it, and withdrawing a correction undoes it.
/// </summary>
internal sealed class CorrectionChain
{
    private readonly Dictionary<EventKey, JournalEvent> _members;
    private readonly ILookup<EventKey, JournalEvent> _corrections;
    private readonly Metric _metric;
    private readonly Func<Event, Event, bool> _mayCorrect;

    /// <summary>Joins events of one metric; <paramref name="mayCorrect"/> tells whether the first may correct the second.</summary>
    public CorrectionChain(Metric metric, IEnumerable<JournalEvent> members, Func<Event, Event, bool> mayCorrect)
    {
        _metric = metric;
        _members = members.ToDictionary(member => member.Event.Key);
        _corrections = _members.Values.Where(member => member.Event.Target is not null).ToLookup(member => member.Event.Target!);
        _mayCorrect = mayCorrect;
    }

    /// <summary>Why one of them, the newcomer, may not be accepted; null when it may.</summary>
    public ValidationError? Validate(Event newcomer)
    {
        if (newcomer.Target == newcomer.Key) return Events.ValidationError.TargetSelf();
        if (IsCyclic(newcomer)) return Events.ValidationError.TargetCycle();
        if (ValidateCorrection(newcomer) is { } fault) return fault;
        var places = _members.Keys.Concat(_corrections.Select(group => group.Key)).Distinct();
        return places.Any(place => _corrections[place].Count(IsEffective) > 1) ? Events.ValidationError.AlreadyCorrected() : null;
    }

    /// <summary>The members in the states they come to be in; whether a cumulative reading is held is for its year to say.</summary>
    public ImmutableArray<JournalEvent> ResolveStates() => [.. _members.Values.Select(member => member with { State = ResolveState(member) })];

    // What stands beside the authoritative source's does so with all that corrects it.
    private EventState ResolveState(JournalEvent member)
    {
        var e = member.Event;
        var footing = ResolveTargetState(e);
        if (footing == EventState.Counts && !_metric.IsSourceCounted(FindRoot(e).Source)) return EventState.Beside;
        if (FindEffectiveCorrection(e.Key) is { } correction) return correction.Event.Op == EventOperation.Withdraw ? EventState.Withdrawn : EventState.Replaced;
        return footing != EventState.Counts ? footing
            : e.Op == EventOperation.Withdraw ? EventState.Withdrawal
            : member.State == EventState.Held ? EventState.Held
            : EventState.Counts;
    }

    // Whether the chain of corrections above an event begins at one that is there, and may be corrected so.
    private EventState ResolveTargetState(Event e) =>
        e.Target is null ? EventState.Counts
        : !_members.TryGetValue(e.Target, out var above) ? EventState.Waiting
        : ValidateCorrection(e) is not null ? EventState.Void
        : ResolveTargetState(above.Event);

    // What an event stands in place of, in the end.
    private Event FindRoot(Event e) => e.Target is { } target && _members.TryGetValue(target, out var above) ? FindRoot(above.Event) : e;

    private JournalEvent? FindEffectiveCorrection(EventKey place) => _corrections[place].FirstOrDefault(IsEffective);

    private bool IsEffective(JournalEvent correction) => ValidateCorrection(correction.Event) is null && !IsWithdrawn(correction);

    // Whether the place of an event holds nothing: withdrawn, and the withdrawal not undone.
    private bool IsWithdrawn(JournalEvent member) => FindEffectiveCorrection(member.Event.Key)?.Event.Op == EventOperation.Withdraw;

    private ValidationError? ValidateCorrection(Event correction)
    {
        if (correction.Target is null || _members.GetValueOrDefault(correction.Target)?.Event is not { } corrected) return null;
        return correction.City != corrected.City || correction.Metric != corrected.Metric ? Events.ValidationError.TargetElsewhere()
            : !_mayCorrect(correction, corrected) ? Events.ValidationError.TargetNotYours()
            : correction.Op == EventOperation.Replace && corrected.Op == EventOperation.Withdraw ? Events.ValidationError.TargetIsWithdrawal()
            : correction.Op == EventOperation.Replace && corrected.Op == EventOperation.Final ? Events.ValidationError.TargetIsFinal()
            : null;
    }

    private bool IsCyclic(Event newcomer)
    {
        for (var at = newcomer; at.Target is { } target && _members.TryGetValue(target, out var next); at = next.Event)
            if (target == newcomer.Key) return true;
        return false;
    }
}
