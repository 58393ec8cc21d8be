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
    private readonly Dictionary<string, WatchedTopic> _watched = [];
    private ObserverManager<ITopicObserver>? _processes;
    private IGrainTimer? _pulse;
    private long _hinted;
    private long _flushed;
    // Timestamps, since a wall clock may be set: nobody may be forgotten then, or wait until it is as late again.
    private long _flushedAt;
    private long _beatAt;
    private DateOnly _day;
    private DateOnly _dayShown;
    private DateTimeOffset? _committedAt;
    private ActivityContext? _hintedBy;

    /// <summary>The position that <see cref="Compose"/> speaks for.</summary>
    protected abstract long Position { get; }

    /// <summary>Today in China; 同比 and pace change at midnight without an event.</summary>
    protected DateOnly Today => time.GetChinaToday();

    /// <summary>Takes over from the journal what happened since <see cref="Position"/>.</summary>
    protected abstract Task CatchUp();

    /// <summary>What changed since; after the first answer of a new day that day has a position of its own.</summary>
    protected async Task<JournalChanges> Changes(ChangesQuery query)
    {
        var changes = await journal.GetChangesAsOfDay(Today, query);
        _day = DayOf(changes);
        _committedAt = changes.KnownAt;
        return changes;
    }

    /// <summary>The day of the position that changes lead up to.</summary>
    protected DateOnly DayOf(JournalChanges changes) => changes.KnownAt?.ToChinaDate() ?? Today;

    /// <summary>What a topic shows; null when there is no such topic.</summary>
    protected abstract TopicData? Compose(Topic topic);

    /// <summary>Whether what a topic shows may be another since the last call; forgets it then.</summary>
    protected abstract Func<Topic, bool> TakeTouched();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => CatchUp();

    /// <inheritdoc/>
    public async Task Changed(CityChanged change)
    {
        var isFirst = _hinted <= _flushed;
        _hinted = Math.Max(_hinted, change.Position);
        _hintedBy ??= Activity.Current?.Context;
        await FlushSoon(isFirst);
    }

    /// <inheritdoc/>
    public async Task<TopicState?> Watch(string topic, ITopicObserver observer)
    {
        if (!_watched.TryGetValue(topic, out var watched))
        {
            await CatchUp();
            if (Topic.Parse(topic) is not { } parsed || Compose(parsed) is not { } data) return null;
            watched = new(parsed, Observers());
            watched.Take(data, time.GetChinaNow());
            _watched.Add(topic, watched);
        }
        watched.Observers.Subscribe(observer, observer);
        (_processes ??= Observers()).Subscribe(observer, observer);
        _pulse ??= this.RegisterGrainTimer(Pulse, new GrainTimerCreationOptions(options.Value.BeatInterval, options.Value.BeatInterval) { KeepAlive = true });
        await Flush();
        return watched.State;
    }

    /// <inheritdoc/>
    public Task Unwatch(string topic, ITopicObserver observer)
    {
        if (_watched.TryGetValue(topic, out var watched))
        {
            watched.Observers.Unsubscribe(observer);
            if (watched.Observers.Count == 0) _watched.Remove(topic);
        }
        return Task.CompletedTask;
    }

    /// <summary>Flushes at once after quiet, and otherwise when the interval is over, for which the first that waits sees to it.</summary>
    protected async Task FlushSoon(bool isFirst = true)
    {
        if (_pulse is null) return;
        var wait = options.Value.FlushInterval - time.GetElapsedTime(_flushedAt);
        if (wait <= TimeSpan.Zero) await Flush();
        else if (isFirst) PulseIn(wait);
    }

    private async Task Pulse(CancellationToken cancellation)
    {
        // A hint may be lost on the way: a source that heard nothing for a beat looks for itself.
        await Flush();
        if (time.GetElapsedTime(_beatAt) < 0.9 * options.Value.BeatInterval) return;

        _beatAt = time.GetTimestamp();
        foreach (var (name, topic) in _watched.ToList())
        {
            topic.Observers.ClearExpired();
            if (topic.Observers.Count == 0) _watched.Remove(name);
        }
        if (_watched.Count == 0)
        {
            _pulse?.Dispose();
            _pulse = null;
            return;
        }
        _processes!.ClearExpired();
        await _processes.Notify(process => process.Beat(
            [.. _watched.Values.Where(topic => topic.Observers.Contains(process)).Select(topic => topic.Beat)]));
    }

    // When something is due before the next beat.
    private void PulseIn(TimeSpan wait)
    {
        var beat = options.Value.BeatInterval - time.GetElapsedTime(_beatAt);
        _pulse?.Change(TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, Math.Max(0, beat.Ticks))), options.Value.BeatInterval);
    }

    private async Task Flush()
    {
        // A flush that had to wait runs in a timer's turn: it belongs to the trace of the first report that asked for it.
        using var activity = Instrumentation.Activities.StartActivity(
            "topics.flush", ActivityKind.Internal, Activity.Current?.Context ?? _hintedBy ?? default);
        _hintedBy = null;
        var (before, started) = (Position, time.GetTimestamp());
        await CatchUp();
        // A look that found nothing keeps nothing waiting.
        if (Position > before) _flushedAt = time.GetTimestamp();
        _flushed = Position;
        var touched = TakeTouched();
        // By whatever clock it turned: perhaps another process's, which is ahead of this one's.
        var isNewDay = _dayShown != _day;
        _dayShown = _day;
        var (changed, soonest) = (new List<WatchedTopic>(), TimeSpan.MaxValue);
        foreach (var topic in _watched.Values)
        {
            topic.IsTouched |= isNewDay || touched(topic.Topic);
            if (!topic.IsTouched) continue;
            // Those of the usual interval never wait here: the source itself keeps it.
            var wait = options.Value.FlushIntervals.GetValueOrDefault(topic.Topic.Kind) - time.GetElapsedTime(topic.FlushedAt);
            if (wait > TimeSpan.Zero)
            {
                soonest = wait < soonest ? wait : soonest;
                continue;
            }
            topic.IsTouched = false;
            topic.FlushedAt = time.GetTimestamp();
            // A new catalogue may have made of it none that is shown: then it stays as it was, and the others go on.
            if (Compose(topic.Topic) is { } data && topic.Take(data, time.GetChinaNow())) changed.Add(topic);
        }
        if (soonest < TimeSpan.MaxValue) PulseIn(soonest);
        if (changed.Count == 0) return;
        _flushedAt = time.GetTimestamp();
        await _processes!.Notify(
            process => process.Update([.. changed.Where(topic => topic.Observers.Contains(process)).Select(topic => topic.State!)]),
            process => changed.Exists(topic => topic.Observers.Contains(process)));
        metrics.Record(GetType().Name, time.GetElapsedTime(started), Position > before && _committedAt is { } at ? time.GetUtcNow() - at : null);
        activity?.SetTag("ipmonitor.topics", changed.Count).SetTag("ipmonitor.position", Position);
    }

    private ObserverManager<ITopicObserver> Observers() =>
        new(options.Value.ObserverExpiry, log) { GetDateTime = () => DateTime.UnixEpoch + time.GetElapsedTime(0) };
}
