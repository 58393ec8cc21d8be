using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Campaigns;


/// <inheritdoc cref="ICampaignGrain"/>
[GrainType("campaign")]
public sealed class CampaignGrain(
    IJournal journal,
    ReferenceDataStore referenceData,
    TimeProvider time,
    IOptions<LiveOptions> options,
    FlushMetrics metrics,
    ILogger<CampaignGrain> log)
    : TopicSourceGrain(journal, time, options, metrics, log), ICampaignGrain
{
    /// <summary>Number of latest events in a response.</summary>
    public const int MaxLatestEvents = 50;
    private readonly CampaignProjection _projection = new();
    private bool _hasChanges;

    /// <inheritdoc/>
    protected override long Position => _projection.Position;

    /// <inheritdoc/>
    public async Task<CampaignResponse?> GetCampaign()
    {
        await CatchUp();
        return _projection.GetCampaign(this.GetPrimaryKeyString());
    }

    /// <inheritdoc/>
    protected override async Task CatchUp()
    {
        var changes = await ReadChanges(new(_projection.Position, this.GetPrimaryKeyString(), MaxLatestEvents));
        _hasChanges |= _projection.Apply(changes, await referenceData.GetVersion(changes.ReferenceVersion));
    }

    /// <inheritdoc/>
    protected override TopicData? Compose(Topic topic) =>
        topic.Kind == TopicKind.Campaign && topic.Subject == this.GetPrimaryKeyString()
            ? _projection.GetCampaign(topic.Subject)
            : null;

    /// <inheritdoc/>
    protected override Func<Topic, bool> TakeDirtyTopics()
    {
        var hasChanges = _hasChanges;
        _hasChanges = false;
        return _ => hasChanges;
    }
}
