using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Live;

/// <summary>The latest events of the province, as they are accepted. Its key is the province's code.</summary>
[Alias("ipm.feed-grain")]
public interface IFeedGrain : ITopicSource;

/// <inheritdoc cref="IFeedGrain"/>
[GrainType("feed")]
public sealed class FeedGrain(IJournal journal, TimeProvider time, IOptions<LiveOptions> options, FlushMetrics metrics,
    ILogger<FeedGrain> log)
    : TopicSourceGrain(journal, time, options, metrics, log), IFeedGrain
{
    private const int Shown = 50;
    private FeedAnswer _feed = new(0, []);
    private bool _touched;

    /// <inheritdoc/>
    protected override long Position => _feed.Position;

    /// <inheritdoc/>
    protected override async Task CatchUp()
    {
        var changes = await Changes(new(_feed.Position, Latest: Shown, WithBuckets: false));
        _touched |= changes.Position > _feed.Position;
        _feed = new(changes.Position, [.. changes.LatestEvents.Select(EventRow.From)]);
    }

    /// <inheritdoc/>
    protected override TopicData? Compose(Topic topic) => topic.Kind == TopicKind.Feed ? _feed : null;

    /// <inheritdoc/>
    protected override Func<Topic, bool> TakeTouched()
    {
        var touched = _touched;
        _touched = false;
        return _ => touched;
    }
}
