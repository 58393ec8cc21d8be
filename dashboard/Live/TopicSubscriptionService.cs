using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Screens;
using IpMonitor.Grains.Telemetry;

namespace IpMonitor.Dashboard.Live;

/// <summary>Subscribes this process to the sources of topics, once per topic for all connections.</summary>
/// <remarks>
/// Renews subscriptions before the source drops them, ends those without subscribers, and subscribes again if a source
/// is silent.
/// </remarks>
internal sealed partial class TopicSubscriptionService(
    IClusterClient client, ReferenceDataStore referenceData, TimeProvider time, ILogger<TopicSubscriptionService> log)
    : BackgroundService, ITopicObserver
{
    // Timeout and tick together detect a lost source within three seconds.
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan SilenceTimeout = TimeSpan.FromSeconds(2.5);
    private const int RenewalTicks = 20;
    private static readonly TimeSpan UnwatchDelay = TimeSpan.FromSeconds(10);

    // One report makes several sources flush one after the other; their messages are written together.
    private static readonly TimeSpan WriteDelay = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<string, TopicRelay> _relays = new();
    private readonly HashSet<Subscriber> _pending = [];
    private ITopicObserver? _observer;
    private ActivityContext _pendingCause;

    private ITopicObserver Observer => _observer ??= client.CreateObjectReference<ITopicObserver>(this);

    /// <summary>Adds a subscriber to a topic and returns its snapshot; null if there is no such topic.</summary>
    /// <param name="name">Name of the topic.</param>
    /// <param name="subscriber">The subscriber.</param>
    /// <param name="aborted">Canceled when the connection is closed; the subscriber is then not added.</param>
    public async Task<SnapshotMessage?> Subscribe(string name, Subscriber subscriber, CancellationToken aborted)
    {
        if (Topic.Parse(name) is not { } topic || IsUnknownCampaign(topic)) return null;
        while (true)
        {
            // Added before it is watched, so that an update that arrives before the response finds it.
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
            if (relay.TryAdd(subscriber) is not { } snapshot) continue;

            // A connection that was closed meanwhile has already been unsubscribed from its topics.
            if (aborted.IsCancellationRequested) relay.Remove(subscriber);
            return snapshot;
        }
    }

    /// <summary>Removes a subscriber from a topic.</summary>
    public void Unsubscribe(string name, Subscriber subscriber)
    {
        if (_relays.TryGetValue(name, out var relay)) relay.Remove(subscriber);
    }

    /// <inheritdoc/>
    public Task Update(ImmutableArray<TopicState> states)
    {
        Enqueue(notified =>
        {
            foreach (var state in states)
                if (_relays.TryGetValue(state.Topic, out var relay)) relay.Publish(state, notified);
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Heartbeat(ImmutableArray<TopicHeartbeat> topics)
    {
        foreach (var heartbeat in topics)
            if (_relays.TryGetValue(heartbeat.Topic, out var relay)) relay.RecordHeartbeat(heartbeat);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TickInterval, time);
        try
        {
            for (var ticks = 1; await timer.WaitForNextTickAsync(stoppingToken); ticks++)
                foreach (var (_, relay) in _relays.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    Maintain(relay, renew: ticks % RenewalTicks == 0);
        }
        catch (OperationCanceledException)
        {
        }
    }

    // Does not wait: a source that hangs must not delay the maintenance of other topics.
    private void Maintain(TopicRelay relay, bool renew)
    {
        var isSilent = relay.SilenceDuration > SilenceTimeout;
        if (isSilent) Enqueue(notified => relay.SetSourceLive(false, notified));
        if (!relay.Maintenance.IsCompleted) return;
        if (relay.TryClose(idleSince: time.GetUtcNow() - UnwatchDelay)) relay.Maintenance = Unwatch(relay);
        else if (isSilent || renew || !relay.IsLive || relay.IsBehind) relay.Maintenance = Renew(relay);
    }

    private void Enqueue(Action<ICollection<Subscriber>> enqueue)
    {
        lock (_pending)
        {
            var isFirst = _pending.Count == 0;
            if (isFirst) _pendingCause = GetCallerTrace();
            enqueue(_pending);
            if (isFirst && _pending.Count > 0) _ = WriteAfterDelay();
        }
    }

    private async Task WriteAfterDelay()
    {
        await Task.Delay(WriteDelay, time);
        Subscriber[] notified;
        ActivityContext cause;
        lock (_pending)
        {
            (notified, cause) = ([.. _pending], _pendingCause);
            _pending.Clear();
        }
        using var activity = Instrumentation.Activities.StartActivity("hub.send", ActivityKind.Producer, cause);
        activity?.SetTag("ipmonitor.connections", notified.Length);
        foreach (var subscriber in notified) subscriber.WritePending();
    }

    // Orleans passes the caller's trace to an observer in the request context, without starting an activity.
    private static ActivityContext GetCallerTrace()
    {
        if (Activity.Current is { } current) return current.Context;
        var parent = RequestContext.Get("traceparent") as string;
        return ActivityContext.TryParse(parent, null, isRemote: true, out var caller) ? caller : default;
    }

    private async Task Renew(TopicRelay relay)
    {
        try
        {
            if (await Watch(relay.Topic) is not { } state) return;
            relay.RecordHeartbeat();
            Enqueue(notified =>
            {
                relay.Publish(state, notified);
                relay.SetSourceLive(true, notified);
            });
        }
        catch (Exception exception)
        {
            LogLost(relay.Topic.Name, exception.Message);
        }
    }

    private async Task Unwatch(TopicRelay relay)
    {
        _relays.TryRemove(new(relay.Topic.Name, relay));
        try
        {
            await GetSource(relay.Topic).Unsubscribe(relay.Topic.Name, Observer);
        }
        catch (Exception exception)
        {
            LogLost(relay.Topic.Name, exception.Message);
        }
    }

    private Task<TopicState?> Watch(Topic topic) => GetSource(topic).Subscribe(topic.Name, Observer);

    // Subscribing to an unknown campaign would activate a grain for it; the other sources reject unknown topics.
    private bool IsUnknownCampaign(Topic topic) =>
        topic.Kind == TopicKind.Campaign && referenceData.Current.Campaigns.Find(topic.Subject) is null;

    private ITopicSource GetSource(Topic topic)
    {
        var province = referenceData.Current.Places.Province.Code;
        return topic.Kind switch
        {
            TopicKind.Campaign => client.GetGrain<ICampaignGrain>(topic.Subject),
            TopicKind.Feed => client.GetGrain<IFeedGrain>(province),
            TopicKind.Screen or TopicKind.Screens => client.GetGrain<IScreensGrain>(province),
            TopicKind.Ranking or TopicKind.City or TopicKind.Province => client.GetGrain<IRankingGrain>(province),
            _ => throw new ArgumentOutOfRangeException(nameof(topic), topic.Kind, null),
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The source of {Topic} does not answer: {Fault}")]
    private partial void LogLost(string topic, string fault);
}
