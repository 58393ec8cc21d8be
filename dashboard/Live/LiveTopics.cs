using System.Collections.Concurrent;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// The topics this process shows: watched once each at their source, whatever the number of connections; renewed before the
/// source forgets, dropped when nobody looks, and watched anew when the source falls silent.
/// </summary>
internal sealed partial class LiveTopics(IClusterClient client, Places places, TimeProvider time, ILogger<LiveTopics> log)
    : BackgroundService, ITopicObserver
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Task<TopicRelay?>> _relays = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _heard = new();
    private ITopicObserver? _reference;

    /// <summary>Shows a topic on a connection; null when there is no such topic.</summary>
    public async Task<SnapshotMessage?> Subscribe(string name, HubConnectionContext connection)
    {
        if (Topic.Parse(name) is not { } topic) return null;
        var starting = _relays.GetOrAdd(name, _ => Start(topic));
        try
        {
            if (await starting is { } relay) return relay.Add(connection.ConnectionId, message => connection.WriteAsync(message));
        }
        catch
        {
            _relays.TryRemove(new(name, starting));
            throw;
        }
        _relays.TryRemove(new(name, starting));
        return null;
    }

    /// <summary>Stops showing a topic on a connection.</summary>
    public void Unsubscribe(string name, string connection)
    {
        if (_relays.TryGetValue(name, out var starting) && starting.IsCompletedSuccessfully)
            starting.Result?.Remove(connection, time.GetUtcNow());
    }

    /// <summary>Stops showing anything on a connection.</summary>
    public void Leave(string connection)
    {
        foreach (var name in _relays.Keys) Unsubscribe(name, connection);
    }

    /// <inheritdoc/>
    public Task Update(TopicState state)
    {
        if (_relays.TryGetValue(state.Topic, out var starting) && starting.IsCompletedSuccessfully) starting.Result?.Publish(state);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Beat(string source)
    {
        _heard[source] = time.GetUtcNow();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        var renewed = time.GetUtcNow();
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(tick => tick is { IsCompletedSuccessfully: true, Result: true }, TaskScheduler.Default))
        {
            var now = time.GetUtcNow();
            var renew = now - renewed >= Renewal;
            if (renew) renewed = now;
            foreach (var relay in Running())
            {
                if (relay.IdleSince is { } since && now - since > Linger) await Drop(relay);
                else await Keep(relay, now, renew);
            }
        }
    }

    private async Task Keep(TopicRelay relay, DateTimeOffset now, bool renew)
    {
        var silent = now - _heard.GetValueOrDefault(relay.Topic.Source) > Silence;
        if (silent) relay.SetLive(false, now);
        if (!silent && !renew) return;
        try
        {
            if (await SourceOf(relay.Topic).Watch(relay.Topic.Name, Reference) is not { } state) return;
            await Beat(relay.Topic.Source);
            relay.Publish(state);
            relay.SetLive(true, time.GetUtcNow());
        }
        catch (Exception fault)
        {
            LogLost(relay.Topic.Name, fault.Message);
        }
    }

    private async Task<TopicRelay?> Start(Topic topic)
    {
        // Nobody waits longer than one answer of the source; who comes meanwhile shares it.
        if (await SourceOf(topic).Watch(topic.Name, Reference) is not { } state) return null;
        await Beat(topic.Source);
        var relay = new TopicRelay(topic);
        relay.Publish(state);
        return relay;
    }

    private async Task Drop(TopicRelay relay)
    {
        if (!_relays.TryRemove(relay.Topic.Name, out _)) return;
        try
        {
            await SourceOf(relay.Topic).Unwatch(relay.Topic.Name, Reference);
        }
        catch (Exception fault)
        {
            LogLost(relay.Topic.Name, fault.Message);
        }
    }

    private List<TopicRelay> Running() =>
        _relays.Values.Where(starting => starting.IsCompletedSuccessfully).Select(starting => starting.Result).OfType<TopicRelay>().ToList();

    private ITopicObserver Reference => _reference ??= client.CreateObjectReference<ITopicObserver>(this);

    private ITopicSource SourceOf(Topic topic) => topic.Kind switch
    {
        TopicKind.Campaign => client.GetGrain<ICampaignGrain>(topic.Subject),
        TopicKind.Feed => client.GetGrain<IFeedGrain>(places.Province.Code),
        _ => client.GetGrain<IRankingGrain>(places.Province.Code),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The source of {Topic} does not answer: {Fault}")]
    private partial void LogLost(string topic, string fault);
}
