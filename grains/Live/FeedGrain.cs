using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Live;

/// <summary>
/// The source of the feed: the latest accepted events of the province. The key is the province's code.
/// </summary>
[Alias("ipm.feed-grain")]
public interface IFeedGrain : ITopicSource;

/// <inheritdoc cref="IFeedGrain"/>
[GrainType("feed")]
public sealed class FeedGrain(
    IJournal journal, TimeProvider time, IOptions<LiveOptions> options, FlushMetrics metrics, ILogger<FeedGrain> log)
    : TopicSourceGrain(journal, time, options, metrics, log), IFeedGrain
{
    private const int MaxEvents = 50;
    private FeedResponse _feed = new(0, []);
    private bool _isDirty;

    /// <inheritdoc/>
    protected override long Position => _feed.Position;

    /// <inheritdoc/>
    protected override async Task CatchUp()
    {
        var changes = await ReadChanges(new(_feed.Position, Latest: MaxEvents, WithBuckets: false));
        _isDirty |= changes.Position > _feed.Position;
        _feed = new(changes.Position, [.. changes.LatestEvents.Select(EventRow.From)]);
    }

    /// <inheritdoc/>
    protected override TopicData? Compose(Topic topic) => topic.Kind == TopicKind.Feed ? _feed : null;

    /// <inheritdoc/>
    protected override Func<Topic, bool> TakeDirtyTopics()
    {
        var isDirty = _isDirty;
        _isDirty = false;
        return _ => isDirty;
    }
}
