using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Campaigns;

/// <summary>A campaign: counts the events that name it. Its key is the campaign's id.</summary>
public interface ICampaignGrain : ITopicSource
{
    /// <summary>The campaign with its totals, city by city, and its latest events; null when there is no such campaign.</summary>
    [Alias("Answer")]
    Task<CampaignAnswer?> Answer();
}

/// <inheritdoc cref="ICampaignGrain"/>
public sealed class CampaignGrain(
    IJournal journal, Catalogue catalogue, Places places, CampaignList campaigns,
    TimeProvider time, IOptions<LiveOptions> options, ILogger<CampaignGrain> log)
    : TopicSourceGrain(time, options, log), ICampaignGrain
{
    private const int Shown = 50;
    private CampaignBook? _book;
    private bool _touched;

    /// <inheritdoc/>
    protected override long Position => _book?.Position ?? 0;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (campaigns.Find(this.GetPrimaryKeyString()) is { } campaign) _book = new(campaign, catalogue, places);
        return base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CampaignAnswer?> Answer()
    {
        await CatchUp();
        return _book?.Answer();
    }

    /// <inheritdoc/>
    protected override async Task CatchUp()
    {
        if (_book is null) return;
        _touched |= _book.Apply(await journal.Changes(new(_book.Position, this.GetPrimaryKeyString(), Shown)));
    }

    /// <inheritdoc/>
    protected override TopicData? Compose(Topic topic) =>
        topic.Kind == TopicKind.Campaign && topic.Subject == this.GetPrimaryKeyString() ? _book?.Answer() : null;

    /// <inheritdoc/>
    protected override Func<Topic, bool> TakeTouched()
    {
        var touched = _touched;
        _touched = false;
        return _ => touched;
    }
}
