using System.Diagnostics;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Utilities;

namespace IpMonitor.Grains.Live;

/// <summary>
/// Base class of grains that follow the journal, compose the topics with observers and flush the changed ones.
/// </summary>
/// <remarks>
/// Flushes are at least an interval apart; the first change after an idle interval is flushed at once. A timer runs and
/// keeps the grain active while there are observers.
/// </remarks>
public abstract class TopicSourceGrain(
    IJournal journal, TimeProvider time, IOptions<LiveOptions> options, FlushMetrics metrics, ILogger log)
    : Grain, ITopicSource
{
    private readonly Dictionary<string, SubscribedTopic> _subscribedTopics = [];
    private ObserverManager<ITopicObserver>? _observers;
    private IGrainTimer? _timer;
    private long _hintedPosition;
    private long _flushedPosition;
    // Timestamps instead of wall-clock times, so that setting the clock expires no observer and delays no flush.
    private long _flushedAt;
    private long _heartbeatAt;
    private DateOnly _positionDay;
    private DateOnly _flushedDay;
    private DateTimeOffset? _committedAt;
    private ActivityContext? _hintContext;

    /// <summary>The position of the data that <see cref="Compose"/> returns.</summary>
    protected abstract long Position { get; }

    /// <summary>
    /// The current day in China. Year-on-year comparisons and pace change at midnight without an event.
    /// </summary>
    protected DateOnly Today => time.GetChinaToday();

    /// <summary>Applies the changes of the journal since <see cref="Position"/>.</summary>
    protected abstract Task CatchUp();

    /// <summary>
    /// Reads changes from the journal. The first read of a new day gives that day a position of its own.
    /// </summary>
    protected async Task<JournalChanges> ReadChanges(ChangesQuery query)
    {
        var changes = await journal.GetChangesAsOfDay(Today, query);
        _positionDay = GetDay(changes);
        _committedAt = changes.KnownAt;
        return changes;
    }

    /// <summary>Returns the day of the position that changes lead to.</summary>
    protected DateOnly GetDay(JournalChanges changes) => changes.KnownAt?.ToChinaDate() ?? Today;

    /// <summary>Composes a topic's data; null if there is no such topic.</summary>
    protected abstract TopicData? Compose(Topic topic);

    /// <summary>Returns a predicate of the topics that may have changed since the last call.</summary>
    protected abstract Func<Topic, bool> TakeDirtyTopics();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => CatchUp();

    /// <inheritdoc/>
    public async Task OnCityChanged(CityChanged change)
    {
        var isFirst = _hintedPosition <= _flushedPosition;
        _hintedPosition = Math.Max(_hintedPosition, change.Position);
        _hintContext ??= Activity.Current?.Context;
        await ScheduleFlush(isFirst);
    }

    /// <inheritdoc/>
    public async Task<TopicState?> Subscribe(string topic, ITopicObserver observer)
    {
        if (!_subscribedTopics.TryGetValue(topic, out var subscribed))
        {
            await CatchUp();
            if (Topic.Parse(topic) is not { } parsed || Compose(parsed) is not { } data) return null;
            subscribed = new(parsed, CreateObserverManager());
            subscribed.TryUpdate(data, time.GetChinaNow());
            _subscribedTopics.Add(topic, subscribed);
        }
        subscribed.Observers.Subscribe(observer, observer);
        (_observers ??= CreateObserverManager()).Subscribe(observer, observer);
        var interval = options.Value.HeartbeatInterval;
        _timer ??= this.RegisterGrainTimer(
            OnTimer, new GrainTimerCreationOptions(interval, interval) { KeepAlive = true });
        await Flush();
        return subscribed.State;
    }

    /// <inheritdoc/>
    public Task Unsubscribe(string topic, ITopicObserver observer)
    {
        if (_subscribedTopics.TryGetValue(topic, out var subscribed))
        {
            subscribed.Observers.Unsubscribe(observer);
            if (subscribed.Observers.Count == 0) _subscribedTopics.Remove(topic);
        }
        return Task.CompletedTask;
    }

    /// <summary>
    /// Flushes at once after an idle interval; otherwise the first pending change schedules the flush.
    /// </summary>
    protected async Task ScheduleFlush(bool isFirst = true)
    {
        if (_timer is null) return;
        var delay = options.Value.FlushInterval - time.GetElapsedTime(_flushedAt);
        if (delay <= TimeSpan.Zero) await Flush();
        else if (isFirst) ScheduleTimer(delay);
    }

    private async Task OnTimer(CancellationToken cancellation)
    {
        // Hints may be lost, so each heartbeat reads the journal.
        await Flush();
        if (time.GetElapsedTime(_heartbeatAt) < 0.9 * options.Value.HeartbeatInterval) return;

        _heartbeatAt = time.GetTimestamp();
        foreach (var (name, topic) in _subscribedTopics.ToList())
        {
            topic.Observers.ClearExpired();
            if (topic.Observers.Count == 0) _subscribedTopics.Remove(name);
        }
        if (_subscribedTopics.Count == 0)
        {
            _timer?.Dispose();
            _timer = null;
            return;
        }
        _observers!.ClearExpired();
        await _observers.Notify(observer => observer.Heartbeat(
        [
            .. _subscribedTopics.Values
                .Where(topic => topic.Observers.Contains(observer))
                .Select(topic => topic.Heartbeat),
        ]));
    }

    // Runs the timer after a delay, at the latest when the next heartbeat is due.
    private void ScheduleTimer(TimeSpan delay)
    {
        var interval = options.Value.HeartbeatInterval;
        var untilHeartbeat = interval - time.GetElapsedTime(_heartbeatAt);
        _timer?.Change(TimeSpan.FromTicks(Math.Clamp(delay.Ticks, 0, Math.Max(0, untilHeartbeat.Ticks))), interval);
    }

    private async Task Flush()
    {
        // A delayed flush runs in a timer turn, so its parent is the first report that requested it.
        using var activity = Instrumentation.Activities.StartActivity(
            "topics.flush", ActivityKind.Internal, Activity.Current?.Context ?? _hintContext ?? default);
        _hintContext = null;
        var (previousPosition, started) = (Position, time.GetTimestamp());
        await CatchUp();
        // A read without changes does not delay the next flush.
        if (Position > previousPosition) _flushedAt = time.GetTimestamp();
        _flushedPosition = Position;
        var mayHaveChanged = TakeDirtyTopics();
        // The day of the position, since another process may have begun it before this one's clock did.
        var isNewDay = _flushedDay != _positionDay;
        _flushedDay = _positionDay;
        var changed = new List<SubscribedTopic>();
        var nextFlush = TimeSpan.MaxValue;
        foreach (var topic in _subscribedTopics.Values)
        {
            topic.IsDirty |= isNewDay || mayHaveChanged(topic.Topic);
            if (!topic.IsDirty) continue;
            // Topics with the default interval never wait here: the source itself keeps that interval.
            var interval = options.Value.FlushIntervals.GetValueOrDefault(topic.Topic.Kind);
            var delay = interval - time.GetElapsedTime(topic.FlushedAt);
            if (delay > TimeSpan.Zero)
            {
                nextFlush = delay < nextFlush ? delay : nextFlush;
                continue;
            }
            topic.IsDirty = false;
            topic.FlushedAt = time.GetTimestamp();
            // A new catalogue may have removed the topic; its last state then stays.
            if (Compose(topic.Topic) is { } data && topic.TryUpdate(data, time.GetChinaNow())) changed.Add(topic);
        }
        if (nextFlush < TimeSpan.MaxValue) ScheduleTimer(nextFlush);
        if (changed.Count == 0) return;
        _flushedAt = time.GetTimestamp();
        await _observers!.Notify(
            observer => observer.Update(
            [
                .. changed.Where(topic => topic.Observers.Contains(observer)).Select(topic => topic.State!),
            ]),
            observer => changed.Exists(topic => topic.Observers.Contains(observer)));
        TimeSpan? lag = Position > previousPosition && _committedAt is { } at ? time.GetUtcNow() - at : null;
        // The grain type is a stable text ("ranking"), which a rename of the class does not change.
        metrics.Record(this.GetGrainId().Type.ToString()!, time.GetElapsedTime(started), lag);
        activity?.SetTag("ipmonitor.topics", changed.Count).SetTag("ipmonitor.position", Position);
    }

    private ObserverManager<ITopicObserver> CreateObserverManager() =>
        new(options.Value.ObserverExpiry, log) { GetDateTime = () => DateTime.UnixEpoch + time.GetElapsedTime(0) };
}
