using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>What a writer found of an append: whether the version fitted, and which of its events are new.</summary>
internal sealed record WriteResult(bool IsConflict, long Version, ImmutableArray<bool> IsNew, bool HasChanges = false)
{
    /// <summary>Takes what the new events of an append do; false when nothing of it is news, which leaves the version as it is.</summary>
    public static bool CollectEffects(AppendRequest append, ImmutableArray<bool> isNew, CommitEffects effects)
    {
        for (var i = 0; i < isNew.Length; i++)
            if (isNew[i]) effects.Add(append.Entries[i]);
        if (append.AuthorityChange is { } recounted) effects.Add(recounted.Buckets, recounted.States);
        return isNew.Contains(true) || append.AuthorityChange is { States.IsEmpty: false };
    }

    /// <summary>The answers, in order; an event that was there already is a duplicate if it is the same in all it says.</summary>
    public static IReadOnlyList<AppendResult> CreateResults(
        IReadOnlyList<AppendRequest> appends, IReadOnlyList<WriteResult> written, Dictionary<EventKey, Event> known, long position) =>
    [
        .. appends.Zip(written, (append, one) => new AppendResult(one.IsConflict, one.Version, position,
            [.. one.IsNew.Select((isNew, i) => isNew ? AppendStatus.New : known[append.Entries[i].Event.Key] == append.Entries[i].Event ? AppendStatus.Duplicate : AppendStatus.IdReused)])),
    ];

    /// <summary>The keys of the events that were there already.</summary>
    public static HashSet<EventKey> FindExistingKeys(IReadOnlyList<AppendRequest> appends, IReadOnlyList<WriteResult> written) =>
    [
        .. appends.Zip(written).SelectMany(one => one.First.Entries.Where((_, i) => one.Second.IsNew is { IsEmpty: false } isNew && !isNew[i]))
            .Select(entry => entry.Event.Key),
    ];
}
