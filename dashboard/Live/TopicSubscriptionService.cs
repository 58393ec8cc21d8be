using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Screens;
using IpMonitor.Grains.Telemetry;

namespace IpMonitor.Dashboard.Live;

/// <summary>
/// The topics this process shows: watched once each at their source, whatever the number of connections; renewed before the
/// source forgets, dropped when nobody looks, and watched anew when the source falls silent.
/// </summary>
internal sealed partial class TopicSubscriptionService(IClusterClient client, ReferenceDataStore shelf, TimeProvider time, ILogger<TopicSubscriptionService> log)
    : BackgroundService, ITopicObserver
{
    // Silence and a tick make the three seconds within which a lost source is found.
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan SilenceTimeout = TimeSpan.FromSeconds(2.5);
    private const int RenewalTicks = 20;
    private static readonly TimeSpan UnwatchDelay = TimeSpan.FromSeconds(10);

    // One report makes several sources flush, one after the other: what they tell within this leaves each connection together.
    private static readonly TimeSpan WriteDelay = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<string, TopicRelay> _relays = new();
    private readonly HashSet<Subscriber> _pending = [];
    private ITopicObserver? _observer;
    private ActivityContext _pendingCause;

    /// <summary>Shows a topic on a connection, unless it has gone meanwhile; null when there is no such topic.</summary>
    public async Task<SnapshotMessage?> Subscribe(string name, Subscriber viewer, CancellationToken aborted)
    {
        // A campaign that does not exist must not get a grain of its own; the other sources are one grain each and tell themselves.
        if (Topic.Parse(name) is not { } topic || (topic.Kind == TopicKind.Campaign && shelf.Current.Campaigns.Find(topic.Subject) is null)) return null;
        while (true)
        {
            // In the list before it is watched, so that an update that overtakes the answer of Watch finds it.
            var relay = _relays.GetOrAdd(name, _ => new TopicRelay(topic, time));
            try
            {
                if (!await relay.Start(Watch))
                {
                    _relays.TryRemove(new(name, relay));
                    return null;
                }
            }
            catch
            {
                _relays.TryRemove(new(name, relay));
                throw;
            }
            if (relay.TryAdd(viewer) is not { } snapshot) continue;

            // Who left while the topic was looked up has been told off every list already.
            if (aborted.IsCancellationRequested) relay.Remove(viewer);
            return snapshot;
        }
    }

    /// <summary>Stops showing a topic on a connection.</summary>
    public void Unsubscribe(string name, Subscriber viewer)
    {
        if (_relays.TryGetValue(name, out var relay)) relay.Remove(viewer);
    }

    /// <inheritdoc/>
    public Task Update(ImmutableArray<TopicState> states)
    {
        Enqueue(told =>
        {
            foreach (var state in states)
                if (_relays.TryGetValue(state.Topic, out var relay)) relay.Publish(state, told);
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Heartbeat(ImmutableArray<TopicHeartbeat> topics)
    {
        foreach (var beat in topics)
            if (_relays.TryGetValue(beat.Topic, out var relay)) relay.RecordHeartbeat(beat);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TickInterval, time);
        try
        {
            for (var ticks = 1; await timer.WaitForNextTickAsync(stoppingToken); ticks++)
                foreach (var (_, relay) in _relays.OrderBy(one => one.Key, StringComparer.Ordinal)) Maintain(relay, renew: ticks % RenewalTicks == 0);
        }
        catch (OperationCanceledException)
        {
        }
    }

    // Waits for nobody: a source that hangs must not keep the others from being looked after.
    private void Maintain(TopicRelay relay, bool renew)
    {
        var silent = relay.SilenceDuration > SilenceTimeout;
        if (silent) Enqueue(told => relay.SetSourceLive(false, told));
        if (!relay.Maintenance.IsCompleted) return;
        if (relay.TryClose(idleSince: time.GetUtcNow() - UnwatchDelay)) relay.Maintenance = Unwatch(relay);
        else if (silent || renew || !relay.IsLive || relay.IsBehind) relay.Maintenance = Renew(relay);
    }

    private void Enqueue(Action<ICollection<Subscriber>> tell)
    {
        lock (_pending)
        {
            var isFirst = _pending.Count == 0;
            if (isFirst) _pendingCause = GetCallerTrace();
            tell(_pending);
            if (isFirst && _pending.Count > 0) _ = WriteAfterDelay();
        }
    }

    private async Task WriteAfterDelay()
    {
        await Task.Delay(WriteDelay, time);
        Subscriber[] told;
        ActivityContext cause;
        lock (_pending)
        {
            (told, cause) = ([.. _pending], _pendingCause);
            _pending.Clear();
        }
        using var activity = Instrumentation.Activities.StartActivity("hub.send", ActivityKind.Producer, cause);
        activity?.SetTag("ipmonitor.connections", told.Length);
        foreach (var viewer in told) viewer.Flush();
    }

    // Orleans hands an observer the caller's trace in the request context, and starts no activity for it.
    private static ActivityContext GetCallerTrace() =>
        Activity.Current is { } current ? current.Context
        : ActivityContext.TryParse(RequestContext.Get("traceparent") as string, null, isRemote: true, out var caller) ? caller
        : default;

    private async Task Renew(TopicRelay relay)
    {
        try
        {
            if (await Watch(relay.Topic) is not { } state) return;
            relay.RecordHeartbeat();
            Enqueue(told =>
            {
                relay.Publish(state, told);
                relay.SetSourceLive(true, told);
            });
        }
        catch (Exception fault)
        {
            LogLost(relay.Topic.Name, fault.Message);
        }
    }

    private async Task Unwatch(TopicRelay relay)
    {
        _relays.TryRemove(new(relay.Topic.Name, relay));
        try
        {
            await GetSource(relay.Topic).Unsubscribe(relay.Topic.Name, Observer);
        }
        catch (Exception fault)
        {
            LogLost(relay.Topic.Name, fault.Message);
        }
    }

    private Task<TopicState?> Watch(Topic topic) => GetSource(topic).Subscribe(topic.Name, Observer);

    private ITopicObserver Observer => _observer ??= client.CreateObjectReference<ITopicObserver>(this);

    private ITopicSource GetSource(Topic topic) => topic.Kind switch
    {
        TopicKind.Campaign => client.GetGrain<ICampaignGrain>(topic.Subject),
        TopicKind.Feed => client.GetGrain<IFeedGrain>(shelf.Current.Places.Province.Code),
        TopicKind.Screen or TopicKind.Screens => client.GetGrain<IScreensGrain>(shelf.Current.Places.Province.Code),
        _ => client.GetGrain<IRankingGrain>(shelf.Current.Places.Province.Code),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The source of {Topic} does not answer: {Fault}")]
    private partial void LogLost(string topic, string fault);
}
