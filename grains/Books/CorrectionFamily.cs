using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Books;

/// <summary>
/// An event with everything that corrects it, directly or in turn, and the newcomer: pure. At most one of them counts: a
/// replacement takes its target's place, a withdrawal empties it, and withdrawing a correction undoes it.
/// </summary>
internal sealed class CorrectionFamily
{
    private readonly Dictionary<EventKey, JournalEvent> _members;
    private readonly ILookup<EventKey, JournalEvent> _corrections;
    private readonly Metric _metric;
    private readonly Func<Event, Event, bool> _mayCorrect;

    /// <summary>Joins events of one metric; <paramref name="mayCorrect"/> tells whether the first may correct the second.</summary>
    public CorrectionFamily(Metric metric, IEnumerable<JournalEvent> members, Func<Event, Event, bool> mayCorrect)
    {
        _metric = metric;
        _members = members.ToDictionary(member => member.Event.Key);
        _corrections = _members.Values.Where(member => member.Event.Target is not null).ToLookup(member => member.Event.Target!);
        _mayCorrect = mayCorrect;
    }

    /// <summary>Why one of them, the newcomer, may not be accepted; null when it may.</summary>
    public ValidationError? Refusal(Event newcomer)
    {
        if (newcomer.Target == newcomer.Key) return Events.ValidationError.TargetSelf();
        if (IsInCircle(newcomer)) return Events.ValidationError.TargetCycle();
        if (FaultOf(newcomer) is { } fault) return fault;
        var places = _members.Keys.Concat(_corrections.Select(group => group.Key)).Distinct();
        return places.Any(place => _corrections[place].Count(IsEffective) > 1) ? Events.ValidationError.AlreadyCorrected() : null;
    }

    /// <summary>The members in the states they come to be in; whether a cumulative reading is held is for its year to say.</summary>
    public ImmutableArray<JournalEvent> Members() => [.. _members.Values.Select(member => member with { State = StateOf(member) })];

    // What stands beside the authoritative source's does so with all that corrects it.
    private EventState StateOf(JournalEvent member)
    {
        var e = member.Event;
        var footing = Footing(e);
        if (footing == EventState.Counts && !_metric.IsSourceCounted(RootOf(e).Source)) return EventState.Beside;
        if (EffectiveCorrectionOf(e.Key) is { } correction) return correction.Event.Op == EventOperation.Withdraw ? EventState.Withdrawn : EventState.Replaced;
        return footing != EventState.Counts ? footing
            : e.Op == EventOperation.Withdraw ? EventState.Withdrawal
            : member.State == EventState.Held ? EventState.Held
            : EventState.Counts;
    }

    // Whether the chain of corrections above an event begins at one that is there, and may be corrected so.
    private EventState Footing(Event e) =>
        e.Target is null ? EventState.Counts
        : !_members.TryGetValue(e.Target, out var above) ? EventState.Waiting
        : FaultOf(e) is not null ? EventState.Void
        : Footing(above.Event);

    // What an event stands in place of, in the end.
    private Event RootOf(Event e) => e.Target is { } target && _members.TryGetValue(target, out var above) ? RootOf(above.Event) : e;

    private JournalEvent? EffectiveCorrectionOf(EventKey place) => _corrections[place].FirstOrDefault(IsEffective);

    private bool IsEffective(JournalEvent correction) => FaultOf(correction.Event) is null && !IsEmpty(correction);

    // Whether the place of an event holds nothing: withdrawn, and the withdrawal not undone.
    private bool IsEmpty(JournalEvent member) => EffectiveCorrectionOf(member.Event.Key)?.Event.Op == EventOperation.Withdraw;

    private ValidationError? FaultOf(Event correction)
    {
        if (correction.Target is null || _members.GetValueOrDefault(correction.Target)?.Event is not { } corrected) return null;
        return correction.City != corrected.City || correction.Metric != corrected.Metric ? Events.ValidationError.TargetElsewhere()
            : !_mayCorrect(correction, corrected) ? Events.ValidationError.TargetNotYours()
            : correction.Op == EventOperation.Replace && corrected.Op == EventOperation.Withdraw ? Events.ValidationError.TargetIsWithdrawal()
            : correction.Op == EventOperation.Replace && corrected.Op == EventOperation.Final ? Events.ValidationError.TargetIsFinal()
            : null;
    }

    private bool IsInCircle(Event newcomer)
    {
        for (var at = newcomer; at.Target is { } target && _members.TryGetValue(target, out var next); at = next.Event)
            if (target == newcomer.Key) return true;
        return false;
    }
}
