using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>What a writer found of an append: whether the version fitted, and which of its events are new.</summary>
internal sealed record WrittenAppend(bool Conflict, long Version, ImmutableArray<bool> IsNew, bool IsNews = false)
{
    /// <summary>Takes what the new events of an append do; false when nothing of it is news, which leaves the version as it is.</summary>
    public static bool Take(AppendRequest append, ImmutableArray<bool> isNew, Effects effects)
    {
        for (var i = 0; i < isNew.Length; i++)
            if (isNew[i]) effects.Take(append.Entries[i]);
        if (append.AuthorityChange is { } recounted) effects.Take(recounted.Buckets, recounted.States);
        return isNew.Contains(true) || append.AuthorityChange is { States.IsEmpty: false };
    }

    /// <summary>The answers, in order; an event that was there already is a duplicate if it is the same in all it says.</summary>
    public static IReadOnlyList<AppendResult> Answers(
        IReadOnlyList<AppendRequest> appends, IReadOnlyList<WrittenAppend> written, Dictionary<EventKey, Event> known, long position) =>
    [
        .. appends.Zip(written, (append, one) => new AppendResult(one.Conflict, one.Version, position,
            [.. one.IsNew.Select((isNew, i) => isNew ? AppendStatus.New : known[append.Entries[i].Event.Key] == append.Entries[i].Event ? AppendStatus.Duplicate : AppendStatus.IdReused)])),
    ];

    /// <summary>The keys of the events that were there already.</summary>
    public static HashSet<EventKey> Old(IReadOnlyList<AppendRequest> appends, IReadOnlyList<WrittenAppend> written) =>
    [
        .. appends.Zip(written).SelectMany(one => one.First.Entries.Where((_, i) => one.Second.IsNew is { IsEmpty: false } isNew && !isNew[i]))
            .Select(entry => entry.Event.Key),
    ];
}
