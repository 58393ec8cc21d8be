using System.Collections.Immutable;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Rankings;

namespace IpMonitor.Grains.Cities;

/// <content>Decides and appends the events of a report, and notifies the grains that follow the city.</content>
public sealed partial class CityGrain
{
    private readonly record struct Receipt(string? Batch, DateTimeOffset? ReceivedAt);

    private sealed record PendingEntry(int Index, AppendEntry Entry, EventKey? PendingTarget);

    // Returned by ReviseEvent: a result without an append, or an entry to append; neither if the event must be
    // deferred.
    private readonly record struct RevisionOutcome(EventResult? Result, EventEffect? Revision, AppendEntry? Entry)
    {
        public bool IsDeferred => Result is null && Entry is null;

        public static RevisionOutcome Rejected(ValidationError error) =>
            new(new(EventOutcome.Rejected, error), null, null);
    }

    // Appends a round and stores the results of its events. Stores none after a conflict, because rejections may rest
    // on entries of the same append. Returns the number of decided revisions.
    private async Task<int> DecideAndAppend(
        AppendRound round, ImmutableArray<Event> events, Receipt receipt, EventResult?[] results)
    {
        var pending = new List<PendingEntry>();
        var decidedResults = new List<(int Index, EventResult Result)>();
        var decisions = _projection.Decide([.. round.Additions.Select(i => events[i])]);
        var existing = await FindExisting(decisions);
        foreach (var (i, decision) in round.Additions.Zip(decisions))
            if (decision.Entry is { } entry) pending.Add(new(i, entry, null));
            else decidedResults.Add((i, ToRejectedResult(decision, existing[decision.Event.Key])));

        var revisions = await LoadRevisions(round.Revisions.Select(i => events[i]));
        var decided = 0;
        foreach (var i in round.Revisions)
        {
            var outcome = await ReviseEvent(events[i], revisions);
            if (outcome.IsDeferred) break;
            decided++;
            if (outcome.Result is { } result) decidedResults.Add((i, result));
            if (outcome is not { Revision: { } revision, Entry: { } entry }) continue;
            revisions.ApplyRevision(revision, entry);
            pending.Add(new(i, entry, revision.PendingTarget));
        }
        ImmutableArray<AppendStatus>? statuses =
            pending.Count == 0 ? [] : await Append([.. pending.Select(item => item.Entry)], receipt);
        if (statuses is null) return decided;
        foreach (var (index, result) in decidedResults) results[index] = result;
        foreach (var (item, status) in pending.Zip(statuses.Value))
        {
            results[item.Index] = ToEventResult(status);
            if (item.PendingTarget is not null && status == AppendStatus.New)
                _projection.AddPendingTarget(item.PendingTarget);
        }
        return decided;
    }

    private async Task<RevisionBatch> LoadRevisions(IEnumerable<Event> revised)
    {
        ImmutableArray<EventKey> keys =
            [.. revised.SelectMany(e => e.Target is null ? [e.Key] : (EventKey[])[e.Key, e.Target])];
        var chainEvents = keys.IsEmpty ? [] : await journal.GetCorrectionChains(keys);
        return new(_projection, chainEvents, corrections.Value.IsAllowed);
    }

    private async Task<RevisionOutcome> ReviseEvent(Event e, RevisionBatch revisions)
    {
        var metric = Catalogue[e.Metric];
        if (revisions.Find(e.Key) is { } stored)
        {
            // The append that stored it may have lost its response, so its position may be unknown here.
            _position = Math.Max(_position, stored.Position);
            return stored.Event == e
                ? new(new(EventOutcome.Duplicate), null, null)
                : RevisionOutcome.Rejected(ValidationError.IdReused());
        }
        if (revisions.ConflictsWith(e)) return default;
        if (_projection.ValidateYear(metric, e) is { } yearError) return RevisionOutcome.Rejected(yearError);
        var (revision, error) = revisions.CreateRevision(metric, e);
        if (revision is not null && revisions.ConflictsWith(revision)) return default;
        error ??= revision!.RestoredEvents
            .Select(_projection.ValidateBasis)
            .FirstOrDefault(basisError => basisError is not null);
        if (error is not null) return RevisionOutcome.Rejected(error);
        try
        {
            var unread = revisions.GetUnreadRanges(revision!);
            var readEvents = unread.IsEmpty ? [] : await journal.GetEventsInRanges(e.City, e.Metric, unread);
            return new(null, revision, revisions.CreateEntry(revision!, readEvents));
        }
        catch (OverflowException)
        {
            return RevisionOutcome.Rejected(ValidationError.TotalTooLarge());
        }
    }

    // Returns null after a version conflict. The city is then reloaded, and the caller must decide again.
    private async Task<ImmutableArray<AppendStatus>?> Append(
        ImmutableArray<AppendEntry> entries, Receipt receipt = default,
        AuthoritativeSourceChange? authorityChange = null)
    {
        var appended = await journal.Append(
            new(City, _version, entries, receipt.Batch, authorityChange, receipt.ReceivedAt));
        if (appended.IsConflict)
        {
            // Another activation wrote for a moment, or the response to an append of this one was lost.
            LogVersionConflict(City, _version, appended.Version);
            await Load();
            return null;
        }
        foreach (var bucket in authorityChange?.Buckets ?? []) _projection.SetBucket(bucket);
        await ApplyAppended(appended, entries);
        return appended.Statuses;
    }

    private async Task ApplyAppended(AppendResult appended, ImmutableArray<AppendEntry> entries)
    {
        var isChanged = appended.Version != _version;
        (_version, _position) = (appended.Version, appended.Position);
        var newEntries = entries.Where((_, i) => appended.Statuses[i] == AppendStatus.New).ToList();
        foreach (var entry in newEntries) _projection.Apply(entry);
        if (isChanged) await NotifyFollowers(newEntries);
    }

    private async Task NotifyFollowers(IEnumerable<AppendEntry> newEntries)
    {
        var change = new CityChanged(City, _version, _position);
        var province = referenceData.Current.Places.Province.Code;
        var campaigns = newEntries.Select(entry => entry.Event.Campaign).OfType<string>().Distinct();
        ITopicSource[] followers =
        [
            GrainFactory.GetGrain<IRankingGrain>(province),
            GrainFactory.GetGrain<IFeedGrain>(province),
            .. campaigns.Select(id => GrainFactory.GetGrain<ICampaignGrain>(id)),
        ];
        foreach (var follower in followers) await follower.OnCityChanged(change);
    }

    // A stored event is a duplicate even if its value, added again, would overflow the total.
    private async Task<Dictionary<EventKey, Event?>> FindExisting(ImmutableArray<AppendDecision> decisions)
    {
        ImmutableArray<EventKey> keys =
        [
            .. decisions
                .Where(decision => decision.Error is not null)
                .Select(decision => decision.Event.Key)
                .Distinct(),
        ];
        if (keys.IsEmpty) return [];
        var events = await journal.FindEvents(keys);
        return keys.Zip(events).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static EventResult ToRejectedResult(AppendDecision decision, Event? stored) =>
        stored is null ? new(EventOutcome.Rejected, decision.Error)
        : stored == decision.Event ? new(EventOutcome.Duplicate)
        : new(EventOutcome.Rejected, ValidationError.IdReused());

    private static EventResult ToEventResult(AppendStatus status) => status switch
    {
        AppendStatus.New => new(EventOutcome.Accepted),
        AppendStatus.Duplicate => new(EventOutcome.Duplicate),
        _ => new(EventOutcome.Rejected, ValidationError.IdReused()),
    };
}
