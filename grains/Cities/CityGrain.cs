using System.Collections.Immutable;
using IpMonitor.Grains.Books;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Reports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Cities;

/// <inheritdoc cref="ICityGrain"/>
public sealed partial class CityGrain(
    IJournal journal, Catalogue catalogue, Places places, IOptions<CorrectionOptions> corrections, ILogger<CityGrain> log)
    : Grain, ICityGrain
{
    private CityBook _book = new();
    private long _version;
    private long _position;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Load();

    /// <inheritdoc/>
    public async Task<Receipt> Report(ImmutableArray<Event> events)
    {
        var verdicts = ImmutableArray.CreateBuilder<Verdict>(events.Length);
        for (var next = 0; next < events.Length;)
        {
            var run = events.Skip(next).TakeWhile(_book.OnlyAdds).ToImmutableArray();
            verdicts.AddRange(run.IsEmpty ? [await Amend(events[next])] : await Add(run));
            next = verdicts.Count;
        }
        return new(_position, verdicts.MoveToImmutable());
    }

    // Events that only add share an append.
    private async Task<ImmutableArray<Verdict>> Add(ImmutableArray<Event> events)
    {
        while (true)
        {
            var decisions = _book.Decide(events);
            ImmutableArray<Entry> entries = [.. decisions.Select(decision => decision.Entry).OfType<Entry>()];
            if (await Append(entries) is { } novelties) return Verdicts(decisions, novelties, await Known(decisions));
        }
    }

    // One that does more needs to see the events it meets.
    private async Task<Verdict> Amend(Event e)
    {
        while (true)
        {
            var family = await journal.Family(e.Target is null ? [e.Key] : [e.Key, e.Target]);
            if (family.FirstOrDefault(known => known.Event.Key == e.Key) is { } same)
            {
                // It may have come with an append whose answer was lost.
                _position = Math.Max(_position, same.Position);
                return same.Event == e ? new(Fate.Duplicate) : new(Fate.Rejected, Refusal.IdReused());
            }
            if (_book.BasisRefusal(e) is { } mixed) return new(Fate.Rejected, mixed);
            var (amendment, refusal) = Amendment.Of(e, family, corrections.Value.Allow);
            if (amendment is null) return new(Fate.Rejected, refusal);
            try
            {
                var entry = amendment.Entry(catalogue[e.Metric], await journal.Spans(e.City, e.Metric, amendment.Spans));
                if (await Append([entry]) is not { } novelties) continue;
                if (amendment.Awaits is { } target) _book.Await(target);
                return Verdict(novelties[0]);
            }
            catch (OverflowException)
            {
                return new(Fate.Rejected, Refusal.TotalTooLarge());
            }
        }
    }

    // Null when the city turned out to be past the version known here: it has been read again, and the caller decides anew.
    private async Task<ImmutableArray<Novelty>?> Append(ImmutableArray<Entry> entries)
    {
        var appended = await journal.Append(new(this.GetPrimaryKeyString(), _version, entries));
        if (appended.Conflict)
        {
            // Somebody else wrote this city: another activation for a moment, or this one's append whose answer was lost.
            LogConflict(this.GetPrimaryKeyString(), _version, appended.Version);
            await Load();
            return null;
        }
        await Fold(appended, entries);
        return appended.Novelties;
    }

    private async Task Fold(Appended appended, ImmutableArray<Entry> entries)
    {
        (_version, _position) = (appended.Version, appended.Position);
        var fresh = entries.Where((_, i) => appended.Novelties[i] == Novelty.New).ToList();
        foreach (var entry in fresh) _book.Apply(entry);
        if (fresh.Count == 0) return;

        var change = new CityChanged(this.GetPrimaryKeyString(), _version, appended.Position);
        var campaigns = fresh.Select(entry => entry.Event.Campaign).OfType<string>().Distinct();
        ITopicSource[] followers =
        [
            GrainFactory.GetGrain<IRankingGrain>(places.Province.Code),
            GrainFactory.GetGrain<IFeedGrain>(places.Province.Code),
            .. campaigns.Select(id => GrainFactory.GetGrain<ICampaignGrain>(id)),
        ];
        foreach (var follower in followers) await follower.Changed(change);
    }

    // One that would not fit as a new event may be there already: then it is a duplicate, however full the day is.
    private async Task<Dictionary<EventKey, Event?>> Known(ImmutableArray<Decision> decisions)
    {
        ImmutableArray<EventKey> keys = [.. decisions.Where(decision => decision.Refusal is not null).Select(decision => decision.Event.Key).Distinct()];
        if (keys.IsEmpty) return [];
        var events = await journal.Find(keys);
        return keys.Zip(events).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static ImmutableArray<Verdict> Verdicts(
        ImmutableArray<Decision> decisions, ImmutableArray<Novelty> novelties, Dictionary<EventKey, Event?> known)
    {
        var next = 0;
        return [.. decisions.Select(decision => decision.Refusal is { } refusal
            ? known[decision.Event.Key] is not { } same ? new Verdict(Fate.Rejected, refusal)
                : same == decision.Event ? new Verdict(Fate.Duplicate)
                : new Verdict(Fate.Rejected, Refusal.IdReused())
            : Verdict(novelties[next++]))];
    }

    private static Verdict Verdict(Novelty novelty) => novelty switch
    {
        Novelty.New => new(Fate.Accepted),
        Novelty.Duplicate => new(Fate.Duplicate),
        _ => new(Fate.Rejected, Refusal.IdReused()),
    };

    private async Task Load()
    {
        var state = await journal.City(this.GetPrimaryKeyString());
        var book = new CityBook();
        foreach (var bucket in state.Buckets) book.Put(bucket);
        foreach (var target in state.Awaited) book.Await(target);
        (_book, _version, _position) = (book, state.Version, state.Position);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "City {City} was at version {Expected} here and {Actual} in the journal: reloading")]
    private partial void LogConflict(string city, long expected, long actual);
}
