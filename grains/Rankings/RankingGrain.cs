using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// The province's ranking: every city's buckets as of one position, and the answers that compare them. Its key is the
/// province's code. Every answer includes all that was accepted before it was asked for.
/// </summary>
public interface IRankingGrain : ITopicSource
{
    /// <summary>The cities ranked by a metric; the caller has checked that the metric is ranked and the period exists.</summary>
    [Alias("Ranking")]
    Task<RankingAnswer> Ranking(string metric, string period, Baseline baseline);

    /// <summary>How a metric went, step by step.</summary>
    [Alias("Trend")]
    Task<TrendAnswer> Trend(string metric, string period);

    /// <summary>Everything one city has a figure for, with its places.</summary>
    [Alias("City")]
    Task<CityAnswer> City(string city, string period);

    /// <summary>Everything the province has a figure for.</summary>
    [Alias("Province")]
    Task<ProvinceAnswer> Province(string period);
}

/// <inheritdoc cref="IRankingGrain"/>
public sealed class RankingGrain(
    IJournal journal, Catalogue catalogue, Places places, CampaignList campaigns,
    TimeProvider time, IOptions<LiveOptions> options, ILogger<RankingGrain> log)
    : TopicSourceGrain(time, options, log), IRankingGrain
{
    private readonly RankingBook _book = new(catalogue, places);
    private HashSet<string> _touched = [];

    /// <inheritdoc/>
    protected override long Position => _book.Position;

    /// <inheritdoc/>
    public async Task<RankingAnswer> Ranking(string metric, string period, Baseline baseline)
    {
        await CatchUp();
        return _book.Ranking(catalogue[metric], PeriodOf(period), baseline, Today);
    }

    /// <inheritdoc/>
    public async Task<TrendAnswer> Trend(string metric, string period)
    {
        await CatchUp();
        return _book.Trend(catalogue[metric], Window(PeriodOf(period)), Today);
    }

    /// <inheritdoc/>
    public async Task<CityAnswer> City(string city, string period)
    {
        await CatchUp();
        return _book.City(places.FindCity(city)!, PeriodOf(period), Today);
    }

    /// <inheritdoc/>
    public async Task<ProvinceAnswer> Province(string period)
    {
        await CatchUp();
        return _book.Province(PeriodOf(period), Today);
    }

    /// <inheritdoc/>
    protected override async Task CatchUp() =>
        _touched.UnionWith(_book.Apply(await journal.Changes(new(_book.Position))));

    /// <inheritdoc/>
    protected override TopicData? Compose(Topic topic)
    {
        if (campaigns.FindPeriod(topic.Period) is not { } period) return null;
        return topic.Kind switch
        {
            TopicKind.Ranking when catalogue.Find(topic.Subject) is { IsRanked: true } metric =>
                _book.Ranking(metric, period, Baseline.Previous, Today),
            TopicKind.City when places.FindCity(topic.Subject) is { } city => _book.City(city, period, Today),
            TopicKind.Province => _book.Province(period, Today),
            _ => null,
        };
    }

    /// <inheritdoc/>
    protected override Func<Topic, bool> TakeTouched()
    {
        var touched = _touched;
        _touched = [];
        return topic => touched.Count > 0 && (topic.Kind != TopicKind.Ranking || touched.Contains(topic.Subject));
    }

    private ReportingPeriod PeriodOf(string text) =>
        campaigns.FindPeriod(text) ?? throw new ArgumentException($"No such period: {text}", nameof(text));

    // The trend of a campaign runs over the days of its window.
    private ReportingPeriod Window(ReportingPeriod period) => period.Campaign is { } id && campaigns.Find(id) is { } campaign
        ? period with { Start = campaign.Start, End = campaign.End }
        : period;
}
