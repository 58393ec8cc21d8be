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

namespace IpMonitor.Grains.Cities;

/// <inheritdoc cref="ICityGrain"/>
public sealed partial class CityGrain(IJournal journal, Places places, ILogger<CityGrain> log) : Grain, ICityGrain
{
    private CityBook _book = new();
    private long _version;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Load();

    /// <inheritdoc/>
    public async Task<Receipt> Report(ImmutableArray<Event> events)
    {
        while (true)
        {
            var decisions = _book.Decide(events);
            ImmutableArray<Entry> entries = [.. decisions.Select(decision => decision.Entry).OfType<Entry>()];
            var appended = await journal.Append(new(this.GetPrimaryKeyString(), _version, entries));
            if (appended.Conflict)
            {
                // Somebody else wrote this city: another activation for a moment, or this one's append whose answer was lost.
                LogConflict(this.GetPrimaryKeyString(), _version, appended.Version);
                await Load();
                continue;
            }
            await Fold(appended, entries);
            return new(appended.Position, Verdicts(decisions, appended.Novelties, await Known(decisions)));
        }
    }

    private async Task Fold(Appended appended, ImmutableArray<Entry> entries)
    {
        _version = appended.Version;
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
            : novelties[next++] switch
            {
                Novelty.New => new Verdict(Fate.Accepted),
                Novelty.Duplicate => new Verdict(Fate.Duplicate),
                _ => new Verdict(Fate.Rejected, Refusal.IdReused()),
            })];
    }

    private async Task Load()
    {
        var state = await journal.City(this.GetPrimaryKeyString());
        var book = new CityBook();
        foreach (var bucket in state.Buckets) book.Put(bucket);
        (_book, _version) = (book, state.Version);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "City {City} was at version {Expected} here and {Actual} in the journal: reloading")]
    private partial void LogConflict(string city, long expected, long actual);
}
