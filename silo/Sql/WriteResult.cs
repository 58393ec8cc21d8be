using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>Result of an append within a commit.</summary>
/// <param name="IsConflict">True if the expected version does not match or a dependent event exists.</param>
/// <param name="Version">Version of the city after the append.</param>
/// <param name="IsNew">For each entry, true if its event is new; empty after a conflict.</param>
/// <param name="HasChanges">True if the append changes the store.</param>
internal sealed record WriteResult(
    bool IsConflict, long Version, ImmutableArray<bool> IsNew, bool HasChanges = false)
{
    /// <summary>Adds the effects of an append's new events to a commit.</summary>
    /// <returns>False if the append changes nothing, so that the city keeps its version.</returns>
    public static bool CollectEffects(AppendRequest append, ImmutableArray<bool> isNew, CommitEffects effects)
    {
        for (var i = 0; i < isNew.Length; i++)
            if (isNew[i]) effects.Add(append.Entries[i]);
        if (append.AuthoritativeSourceChange is { } change) effects.Add(change.Buckets, change.States);
        return isNew.Contains(true) || append.AuthoritativeSourceChange is { States.IsEmpty: false };
    }

    /// <summary>Returns the results for the callers, in order.</summary>
    /// <param name="appends">Appends of the commit.</param>
    /// <param name="written">Their results within the commit.</param>
    /// <param name="existing">Stored events, which distinguish duplicates from reused ids.</param>
    /// <param name="position">Position that includes the appends.</param>
    public static IReadOnlyList<AppendResult> CreateResults(
        IReadOnlyList<AppendRequest> appends, IReadOnlyList<WriteResult> written,
        Dictionary<EventKey, Event> existing, long position)
    {
        return [.. appends.Zip(written, CreateResult)];

        AppendResult CreateResult(AppendRequest append, WriteResult result) => new(
            result.IsConflict,
            result.Version,
            position,
            [.. result.IsNew.Select((isNew, i) => GetStatus(append.Entries[i].Event, isNew))]);

        AppendStatus GetStatus(Event e, bool isNew) =>
            isNew ? AppendStatus.New
            : existing[e.Key] == e ? AppendStatus.Duplicate
            : AppendStatus.IdReused;
    }

    /// <summary>Returns the keys of the events that existed before the commit.</summary>
    public static HashSet<EventKey> FindExistingKeys(
        IReadOnlyList<AppendRequest> appends, IReadOnlyList<WriteResult> written) =>
    [
        .. appends.Zip(written).SelectMany(pair => pair.First.Entries
            .Where((_, i) => pair.Second.IsNew is { IsEmpty: false } isNew && !isNew[i])
            .Select(entry => entry.Event.Key)),
    ];
}
