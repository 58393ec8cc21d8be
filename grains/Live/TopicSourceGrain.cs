using System.Diagnostics;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Utilities;

namespace IpMonitor.Grains.Live;

/// <summary>
/// What ranking, campaign and feed grains share: they follow the journal, compose the topics that are watched, and flush each
/// that changed, at most once an interval, at once after quiet. A pulse runs, and keeps the grain alive, while anybody watches.
/// </summary>
public abstract class TopicSourceGrain(
    IJournal journal, TimeProvider time, IOptions<LiveOptions> options, FlushMetrics metrics, ILogger log)
    : Grain, ITopicSource
{
    private readonly Dictionary<string, SubscribedTopic> _subscribedTopics = [];
    private ObserverManager<ITopicObserver>? _observers;
    private IGrainTimer? _timer;
    private long _hintedPosition;
    private long _flushedPosition;
    // Timestamps, since a wall clock may be set: nobody may be forgotten then, or wait until it is as late again.
    private long _flushedAt;
    private long _heartbeatAt;
    private DateOnly _positionDay;
    private DateOnly _flushedDay;
    private DateTimeOffset? _committedAt;
    private ActivityContext? _hintContext;

    /// <summary>The position that <see cref="Compose"/> speaks for.</summary>
    protected abstract long Position { get; }

    /// <summary>Today in China; 同比 and pace change at midnight without an event.</summary>
    protected DateOnly Today => time.GetChinaToday();

    /// <summary>Takes over from the journal what happened since <see cref="Position"/>.</summary>
    protected abstract Task CatchUp();

    /// <summary>What changed since; after the first answer of a new day that day has a position of its own.</summary>
    protected async Task<JournalChanges> ReadChanges(ChangesQuery query)
    {
        var changes = await journal.GetChangesAsOfDay(Today, query);
        _positionDay = GetDay(changes);
        _committedAt = changes.KnownAt;
        return changes;
    }

    /// <summary>The day of the position that changes lead up to.</summary>
    protected DateOnly GetDay(JournalChanges changes) => changes.KnownAt?.ToChinaDate() ?? Today;

    /// <summary>What a topic shows; null when there is no such topic.</summary>
    protected abstract TopicData? Compose(Topic topic);

    /// <summary>Whether what a topic shows may be another since the last call; forgets it then.</summary>
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
        if (!_subscribedTopics.TryGetValue(topic, out var watched))
        {
            await CatchUp();
            if (Topic.Parse(topic) is not { } parsed || Compose(parsed) is not { } data) return null;
            watched = new(parsed, CreateObserverManager());
            watched.TryUpdate(data, time.GetChinaNow());
            _subscribedTopics.Add(topic, watched);
        }
        watched.Observers.Subscribe(observer, observer);
        (_observers ??= CreateObserverManager()).Subscribe(observer, observer);
        _timer ??= this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions(options.Value.HeartbeatInterval, options.Value.HeartbeatInterval) { KeepAlive = true });
        await Flush();
        return watched.State;
    }

    /// <inheritdoc/>
    public Task Unsubscribe(string topic, ITopicObserver observer)
    {
        if (_subscribedTopics.TryGetValue(topic, out var watched))
        {
            watched.Observers.Unsubscribe(observer);
            if (watched.Observers.Count == 0) _subscribedTopics.Remove(topic);
        }
        return Task.CompletedTask;
    }

    /// <summary>Flushes at once after quiet, and otherwise when the interval is over, for which the first that waits sees to it.</summary>
    protected async Task ScheduleFlush(bool isFirst = true)
    {
        if (_timer is null) return;
        var wait = options.Value.FlushInterval - time.GetElapsedTime(_flushedAt);
        if (wait <= TimeSpan.Zero) await Flush();
        else if (isFirst) ScheduleTimer(wait);
    }

    private async Task OnTimer(CancellationToken cancellation)
    {
        // A hint may be lost on the way: a source that heard nothing for a beat looks for itself.
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
        await _observers.Notify(process => process.Heartbeat(
            [.. _subscribedTopics.Values.Where(topic => topic.Observers.Contains(process)).Select(topic => topic.Heartbeat)]));
    }

    // When something is due before the next beat.
    private void ScheduleTimer(TimeSpan wait)
    {
        var beat = options.Value.HeartbeatInterval - time.GetElapsedTime(_heartbeatAt);
        _timer?.Change(TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, Math.Max(0, beat.Ticks))), options.Value.HeartbeatInterval);
    }

    private async Task Flush()
    {
        // A flush that had to wait runs in a timer's turn: it belongs to the trace of the first report that asked for it.
        using var activity = Instrumentation.Activities.StartActivity(
            "topics.flush", ActivityKind.Internal, Activity.Current?.Context ?? _hintContext ?? default);
        _hintContext = null;
        var (before, started) = (Position, time.GetTimestamp());
        await CatchUp();
        // A look that found nothing keeps nothing waiting.
        if (Position > before) _flushedAt = time.GetTimestamp();
        _flushedPosition = Position;
        var touched = TakeDirtyTopics();
        // By whatever clock it turned: perhaps another process's, which is ahead of this one's.
        var isNewDay = _flushedDay != _positionDay;
        _flushedDay = _positionDay;
        var (changed, soonest) = (new List<SubscribedTopic>(), TimeSpan.MaxValue);
        foreach (var topic in _subscribedTopics.Values)
        {
            topic.IsDirty |= isNewDay || touched(topic.Topic);
            if (!topic.IsDirty) continue;
            // Those of the usual interval never wait here: the source itself keeps it.
            var wait = options.Value.FlushIntervals.GetValueOrDefault(topic.Topic.Kind) - time.GetElapsedTime(topic.FlushedAt);
            if (wait > TimeSpan.Zero)
            {
                soonest = wait < soonest ? wait : soonest;
                continue;
            }
            topic.IsDirty = false;
            topic.FlushedAt = time.GetTimestamp();
            // A new catalogue may have made of it none that is shown: then it stays as it was, and the others go on.
            if (Compose(topic.Topic) is { } data && topic.TryUpdate(data, time.GetChinaNow())) changed.Add(topic);
        }
        if (soonest < TimeSpan.MaxValue) ScheduleTimer(soonest);
        if (changed.Count == 0) return;
        _flushedAt = time.GetTimestamp();
        await _observers!.Notify(
            process => process.Update([.. changed.Where(topic => topic.Observers.Contains(process)).Select(topic => topic.State!)]),
            process => changed.Exists(topic => topic.Observers.Contains(process)));
        // The grain type is a stable text ("ranking"), which a rename of the class does not change.
        metrics.Record(
            this.GetGrainId().Type.ToString()!,
            time.GetElapsedTime(started),
            Position > before && _committedAt is { } at ? time.GetUtcNow() - at : null);
        activity?.SetTag("ipmonitor.topics", changed.Count).SetTag("ipmonitor.position", Position);
    }

    private ObserverManager<ITopicObserver> CreateObserverManager() =>
        new(options.Value.ObserverExpiry, log) { GetDateTime = () => DateTime.UnixEpoch + time.GetElapsedTime(0) };
}
