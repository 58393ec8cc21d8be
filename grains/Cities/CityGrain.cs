using System.Collections.Immutable;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Cities;

/// <inheritdoc cref="ICityGrain"/>
[GrainType("city")]
public sealed partial class CityGrain(
    IJournal journal, ReferenceDataStore shelf, IOptions<CorrectionOptions> corrections, ReportMetrics metrics,
    ILogger<CityGrain> log)
    : Grain, ICityGrain
{
    private CityProjection _projection = new();
    private long _version;
    private long _position;
    private string _authoritativeSources = "";

    private MetricCatalogue Catalogue => shelf.Current.Catalogue;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Load();

    /// <inheritdoc/>
    public async Task<ReportResult> Report(ImmutableArray<Event> events, string? batch, DateTimeOffset? received)
    {
        await ApplyAuthority(Catalogue);
        var verdicts = new EventResult?[events.Length];
        for (var most = events.Length; verdicts.Contains(null);)
        {
            var round = AppendRound.CreateNext(_projection, Catalogue, events, Enumerable.Range(0, events.Length).Where(i => verdicts[i] is null));
            round = round with { Revisions = [.. round.Revisions.Take(most)] };
            var amended = await DecideAndAppend(round, events, (batch, received), verdicts);
            // The families of all that amend are read each round: where most have to wait for the next, not of many more than it takes.
            most = amended < round.Revisions.Length ? Math.Max(1, 2 * amended) : events.Length;
        }
        var receipt = new ReportResult(_position, [.. verdicts!]);
        metrics.Count(receipt.Results);
        return receipt;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<EventResult>> Check(ImmutableArray<Event> events)
    {
        await ApplyAuthority(Catalogue);
        var known = await journal.FindEvents([.. events.Select(e => e.Key)]);
        var amendments = await LoadRevisions(events.Where((e, i) => known[i] is null && e.Target is not null));
        var verdicts = new List<EventResult>();
        foreach (var (e, same) in events.Zip(known))
            verdicts.Add(same is not null ? ToEventResult(same == e ? AppendStatus.Duplicate : AppendStatus.IdReused)
                : _projection.IsPlainAddition(Catalogue[e.Metric], e) ? new(EventStatus.Accepted)
                : (await ReviseEvent(e, amendments)).Verdict ?? new(EventStatus.Accepted));
        return [.. verdicts];
    }

    /// <inheritdoc/>
    public async Task ApplyCatalogue()
    {
        await shelf.Refresh();
        await ApplyAuthority(Catalogue);
    }

    private async Task ApplyAuthority(MetricCatalogue catalogue)
    {
        var (was, now) = (Lines(_authoritativeSources), Lines(catalogue.AuthoritativeSources));
        if (was.SetEquals(now)) return;
        was.SymmetricExceptWith(now);
        var (buckets, states) = (new List<Bucket>(), new List<EventStateChange>());
        foreach (var metric in was.Select(line => line.Split('=')[0]).Distinct().Select(catalogue.Find).OfType<Metric>())
        {
            var known = await journal.QueryEvents(new(this.GetPrimaryKeyString(), null, [metric.Code], null, null, null, null, int.MaxValue));
            try
            {
                var recount = AuthorityRecalculator.Recalculate(metric, [.. known.Events.Reverse()]);
                buckets.AddRange(recount.Buckets);
                states.AddRange(recount.States);
            }
            catch (OverflowException)
            {
                // What stood beside was never added up, and comes to more than a day can hold: this metric stays as it was.
                LogTooLarge(this.GetPrimaryKeyString(), metric.Code);
            }
        }
        if (await Append([], recounted: new(catalogue.AuthoritativeSources, [.. buckets], [.. states])) is not null) _authoritativeSources = catalogue.AuthoritativeSources;

        static HashSet<string> Lines(string authority) => [.. authority.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    // Appends a round and sets the results of its events. Sets none if the append conflicts, because rejections may rest on
    // entries of the same append: the city has been read again, and the caller decides the round anew.
    // Returns the number of revisions that were decided.
    private async Task<int> DecideAndAppend(AppendRound round, ImmutableArray<Event> events, (string? Batch, DateTimeOffset? Received) came, EventResult?[] verdicts)
    {
        var taken = new List<(int At, AppendEntry Entry, EventKey? Awaits)>();
        var settled = new List<(int At, EventResult Result)>();
        var decisions = _projection.Decide([.. round.Additions.Select(i => events[i])]);
        var known = await FindExisting(decisions);
        foreach (var (i, decision) in round.Additions.Zip(decisions))
            if (decision.Entry is { } entry) taken.Add((i, entry, null));
            else settled.Add((i, ToRejectedResult(decision, known[decision.Event.Key])));

        var (amendments, amended) = (await LoadRevisions(round.Revisions.Select(i => events[i])), 0);
        foreach (var i in round.Revisions)
        {
            var (verdict, amendment, entry) = await ReviseEvent(events[i], amendments);
            if (verdict is null && entry is null) break;
            amended++;
            if (verdict is not null) settled.Add((i, verdict));
            if (entry is null) continue;
            amendments.ApplyRevision(amendment!, entry);
            taken.Add((i, entry, amendment!.PendingTarget));
        }
        ImmutableArray<AppendStatus>? novelties = taken.Count == 0 ? [] : await Append([.. taken.Select(one => one.Entry)], came);
        if (novelties is null) return amended;
        foreach (var (i, result) in settled) verdicts[i] = result;
        foreach (var ((i, _, awaits), novelty) in taken.Zip(novelties.Value))
        {
            verdicts[i] = ToEventResult(novelty);
            if (awaits is not null && novelty == AppendStatus.New) _projection.AddPendingTarget(awaits);
        }
        return amended;
    }

    // Beside all that is of a family with any of these.
    private async Task<RevisionBatch> LoadRevisions(IEnumerable<Event> amending)
    {
        ImmutableArray<EventKey> keys = [.. amending.SelectMany(e => e.Target is null ? [e.Key] : (EventKey[])[e.Key, e.Target])];
        return new(_projection, keys.IsEmpty ? [] : await journal.GetCorrectionChains(keys), corrections.Value.IsAllowed);
    }

    // What an event that does more than add comes to: a verdict, or an entry; neither when that can be told only once what comes before it is on disk.
    private async Task<(EventResult? Verdict, EventRevision? Amendment, AppendEntry? Entry)> ReviseEvent(Event e, RevisionBatch amendments)
    {
        var metric = Catalogue[e.Metric];
        if (amendments.Find(e.Key) is { } same)
        {
            // It may have come with an append whose answer was lost.
            _position = Math.Max(_position, same.Position);
            return (same.Event == e ? new(EventStatus.Duplicate) : new(EventStatus.Rejected, ValidationError.IdReused()), null, null);
        }
        if (amendments.ConflictsWith(e)) return default;
        if (_projection.ValidateYear(metric, e) is { } closed) return (new(EventStatus.Rejected, closed), null, null);
        var (amendment, refusal) = amendments.CreateRevision(metric, e);
        if (amendment is not null && amendments.ConflictsWith(amendment)) return default;
        refusal ??= amendment!.RestoredEvents.Select(_projection.ValidateBasis).FirstOrDefault(mixed => mixed is not null);
        if (refusal is not null) return (new(EventStatus.Rejected, refusal), null, null);
        try
        {
            var unread = amendments.GetUnreadRanges(amendment!);
            return (null, amendment, amendments.CreateEntry(amendment!, unread.IsEmpty ? [] : await journal.GetEventsInRanges(e.City, e.Metric, unread)));
        }
        catch (OverflowException)
        {
            return (new(EventStatus.Rejected, ValidationError.TotalTooLarge()), null, null);
        }
    }

    // Null when the city turned out to be past the version known here: it has been read again, and the caller decides anew.
    private async Task<ImmutableArray<AppendStatus>?> Append(
        ImmutableArray<AppendEntry> entries, (string? Batch, DateTimeOffset? Received) came = default, AuthorityChange? recounted = null)
    {
        var appended = await journal.Append(new(this.GetPrimaryKeyString(), _version, entries, came.Batch, recounted, came.Received));
        if (appended.IsConflict)
        {
            // Somebody else wrote this city: another activation for a moment, or this one's append whose answer was lost.
            LogConflict(this.GetPrimaryKeyString(), _version, appended.Version);
            await Load();
            return null;
        }
        foreach (var bucket in recounted?.Buckets ?? []) _projection.SetBucket(bucket);
        await ApplyAppended(appended, entries);
        return appended.Statuses;
    }

    private async Task ApplyAppended(AppendResult appended, ImmutableArray<AppendEntry> entries)
    {
        var isNews = appended.Version != _version;
        (_version, _position) = (appended.Version, appended.Position);
        var fresh = entries.Where((_, i) => appended.Statuses[i] == AppendStatus.New).ToList();
        foreach (var entry in fresh) _projection.Apply(entry);
        if (!isNews) return;

        var change = new CityChanged(this.GetPrimaryKeyString(), _version, appended.Position);
        var campaigns = fresh.Select(entry => entry.Event.Campaign).OfType<string>().Distinct();
        ITopicSource[] followers =
        [
            GrainFactory.GetGrain<IRankingGrain>(shelf.Current.Places.Province.Code),
            GrainFactory.GetGrain<IFeedGrain>(shelf.Current.Places.Province.Code),
            .. campaigns.Select(id => GrainFactory.GetGrain<ICampaignGrain>(id)),
        ];
        foreach (var follower in followers) await follower.OnCityChanged(change);
    }

    // One that would not fit as a new event may be there already: then it is a duplicate, however full the day is.
    private async Task<Dictionary<EventKey, Event?>> FindExisting(ImmutableArray<AppendDecision> decisions)
    {
        ImmutableArray<EventKey> keys = [.. decisions.Where(decision => decision.Error is not null).Select(decision => decision.Event.Key).Distinct()];
        if (keys.IsEmpty) return [];
        var events = await journal.FindEvents(keys);
        return keys.Zip(events).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static EventResult ToRejectedResult(AppendDecision decision, Event? same) =>
        same is null ? new(EventStatus.Rejected, decision.Error)
        : same == decision.Event ? new(EventStatus.Duplicate)
        : new(EventStatus.Rejected, ValidationError.IdReused());

    private static EventResult ToEventResult(AppendStatus novelty) => novelty switch
    {
        AppendStatus.New => new(EventStatus.Accepted),
        AppendStatus.Duplicate => new(EventStatus.Duplicate),
        _ => new(EventStatus.Rejected, ValidationError.IdReused()),
    };

    private async Task Load()
    {
        var state = await journal.GetCityState(this.GetPrimaryKeyString());
        var book = new CityProjection();
        foreach (var bucket in state.Buckets) book.SetBucket(bucket);
        foreach (var target in state.PendingTargets) book.AddPendingTarget(target);
        (_projection, _version, _position, _authoritativeSources) = (book, state.Version, state.Position, state.AuthoritativeSources);
        await ApplyAuthority(Catalogue);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "City {City}: {Metric} of the source that became authoritative comes to more than a day can hold")]
    private partial void LogTooLarge(string city, string metric);

    [LoggerMessage(Level = LogLevel.Warning, Message = "City {City} was at version {Expected} here and {Actual} in the journal: reloading")]
    private partial void LogConflict(string city, long expected, long actual);
}
