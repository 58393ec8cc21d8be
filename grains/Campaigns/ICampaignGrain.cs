using IpMonitor.Grains.Live;

namespace IpMonitor.Grains.Campaigns;

/// <summary>A campaign and the totals of the events that name it. The key is the campaign's id.</summary>
[Alias("ipm.campaign-grain")]
public interface ICampaignGrain : ITopicSource
{
    /// <summary>
    /// Returns the campaign with its totals, its figures by city and its latest events; null if unknown.
    /// </summary>
    [Alias("get")]
    Task<CampaignResponse?> GetCampaign();
}
