using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>Events with all that corrects them or that they correct, directly or in turn, found family by family.</summary>
internal sealed class CorrectionChains
{
    private readonly Dictionary<EventKey, JournalEvent> _members = [];
    private readonly Dictionary<EventKey, List<EventKey>> _corrections = [];

    /// <summary>Holds the given ones.</summary>
    public CorrectionChains(IEnumerable<JournalEvent> members)
    {
        foreach (var member in members) AddOrUpdate(member);
    }

    /// <summary>One of them; null when there is none.</summary>
    public JournalEvent? Find(EventKey key) => _members.GetValueOrDefault(key);

    /// <summary>Takes one in, or what has become of it.</summary>
    public void AddOrUpdate(JournalEvent member)
    {
        if (_members.TryAdd(member.Event.Key, member) && member.Event.Target is { } target)
        {
            if (!_corrections.TryGetValue(target, out var corrections)) _corrections.Add(target, corrections = []);
            corrections.Add(member.Event.Key);
        }
        _members[member.Event.Key] = member;
    }

    /// <summary>Those that are of one family with an event, which need not be among them.</summary>
    public ImmutableArray<JournalEvent> GetChain(Event e)
    {
        var (family, seen, next) = (ImmutableArray.CreateBuilder<JournalEvent>(), new HashSet<EventKey>(), new Stack<EventKey>([e.Key]));
        if (e.Target is not null) next.Push(e.Target);
        while (next.TryPop(out var key))
        {
            if (!seen.Add(key)) continue;
            foreach (var correction in _corrections.GetValueOrDefault(key) ?? []) next.Push(correction);
            if (Find(key) is not { } member) continue;
            family.Add(member);
            if (member.Event.Target is { } target) next.Push(target);
        }
        return family.ToImmutable();
    }
}
