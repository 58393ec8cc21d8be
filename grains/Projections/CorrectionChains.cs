using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Projections;

/// <summary>A set of events, searchable by the correction chain that connects them.</summary>
internal sealed class CorrectionChains
{
    private readonly Dictionary<EventKey, JournalEvent> _members = [];
    private readonly Dictionary<EventKey, List<EventKey>> _corrections = [];

    /// <summary>Creates a set with the given events.</summary>
    public CorrectionChains(IEnumerable<JournalEvent> members)
    {
        foreach (var member in members) AddOrUpdate(member);
    }

    /// <summary>Returns the event with this key, or null.</summary>
    public JournalEvent? Find(EventKey key) => _members.GetValueOrDefault(key);

    /// <summary>Adds an event or replaces its stored version.</summary>
    public void AddOrUpdate(JournalEvent member)
    {
        if (_members.TryAdd(member.Event.Key, member) && member.Event.Target is { } target)
        {
            if (!_corrections.TryGetValue(target, out var corrections)) _corrections.Add(target, corrections = []);
            corrections.Add(member.Event.Key);
        }
        _members[member.Event.Key] = member;
    }

    /// <summary>
    /// Returns the events connected to an event by corrections; the event itself may be missing from the set.
    /// </summary>
    public ImmutableArray<JournalEvent> GetChain(Event e)
    {
        var chain = ImmutableArray.CreateBuilder<JournalEvent>();
        var visited = new HashSet<EventKey>();
        var next = new Stack<EventKey>([e.Key]);
        if (e.Target is not null) next.Push(e.Target);
        while (next.TryPop(out var key))
        {
            if (!visited.Add(key)) continue;
            foreach (var correction in _corrections.GetValueOrDefault(key) ?? []) next.Push(correction);
            if (Find(key) is not { } member) continue;
            chain.Add(member);
            if (member.Event.Target is { } target) next.Push(target);
        }
        return chain.ToImmutable();
    }
}
