using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Campaigns;

/// <summary>A campaign: counts the events that name it. Its key is the campaign's id.</summary>
[Alias("ipm.campaign-grain")]
public interface ICampaignGrain : ITopicSource
{
    /// <summary>The campaign with its totals, city by city, and its latest events; null when there is no such campaign.</summary>
    [Alias("get")]
    Task<CampaignAnswer?> Answer();
}

/// <inheritdoc cref="ICampaignGrain"/>
[GrainType("campaign")]
public sealed class CampaignGrain(
    IJournal journal, ReferenceShelf shelf, TimeProvider time, IOptions<LiveOptions> options, FlushMetrics metrics,
    ILogger<CampaignGrain> log)
    : TopicSourceGrain(journal, time, options, metrics, log), ICampaignGrain
{
    /// <summary>So many of the latest events are answered.</summary>
    public const int Shown = 50;
    private readonly CampaignBook _book = new();
    private bool _touched;

    /// <inheritdoc/>
    protected override long Position => _book.Position;

    /// <inheritdoc/>
    public async Task<CampaignAnswer?> Answer()
    {
        await CatchUp();
        return _book.Answer(this.GetPrimaryKeyString());
    }

    /// <inheritdoc/>
    protected override async Task CatchUp()
    {
        var changes = await Changes(new(_book.Position, this.GetPrimaryKeyString(), Shown));
        _touched |= _book.Apply(changes, await shelf.At(changes.ReferenceVersion));
    }

    /// <inheritdoc/>
    protected override TopicData? Compose(Topic topic) =>
        topic.Kind == TopicKind.Campaign && topic.Subject == this.GetPrimaryKeyString() ? _book.Answer(topic.Subject) : null;

    /// <inheritdoc/>
    protected override Func<Topic, bool> TakeTouched()
    {
        var touched = _touched;
        _touched = false;
        return _ => touched;
    }
}
