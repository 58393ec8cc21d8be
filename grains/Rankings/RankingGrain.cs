using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Rankings;

/// <inheritdoc cref="IRankingGrain"/>
[GrainType("ranking")]
public sealed class RankingGrain(
    IJournal journal,
    ReferenceDataStore referenceData,
    TimeProvider time,
    IOptions<LiveOptions> options,
    FlushMetrics metrics,
    ILogger<RankingGrain> log)
    : TopicSourceGrain(journal, time, options, metrics, log), IRankingGrain
{
    private ProvinceQueries? _projection;
    private HashSet<string> _changedMetrics = [];

    private ProvinceQueries Projection => _projection ??= new(referenceData.Current, Today);

    private ReferenceSnapshot Reference => Projection.Reference;

    /// <inheritdoc/>
    protected override long Position => Projection.Position;

    /// <inheritdoc/>
    public async Task<RankingResponse> GetRanking(string metric, string period, Baseline baseline)
    {
        await CatchUp();
        return Projection.GetRanking(Reference.Catalogue[metric], ParsePeriod(period), baseline);
    }

    /// <inheritdoc/>
    public async Task<RankingResponse> GetRankingBy(
        string metric, string period, Baseline baseline, RankingOrder order)
    {
        await CatchUp();
        return Projection.GetRanking(Reference.Catalogue[metric], ParsePeriod(period), baseline, order);
    }

    /// <inheritdoc/>
    public async Task<TrendResponse> GetTrend(string metric, string period)
    {
        await CatchUp();
        return Projection.GetTrend(Reference.Catalogue[metric], Reference.Campaigns.GetWindow(ParsePeriod(period)));
    }

    /// <inheritdoc/>
    public async Task<TrendResponse> GetTrendByStep(string metric, string period, TimeStep step)
    {
        await CatchUp();
        return Projection.GetTrend(
            Reference.Catalogue[metric], Reference.Campaigns.GetWindow(ParsePeriod(period)), step);
    }

    /// <inheritdoc/>
    public async Task<CityResponse> GetCity(string city, string period)
    {
        await CatchUp();
        return Projection.GetCity(Reference.Places.FindCity(city)!, ParsePeriod(period));
    }

    /// <inheritdoc/>
    public async Task<ProvinceResponse> GetProvince(string period)
    {
        await CatchUp();
        return Projection.GetProvince(ParsePeriod(period));
    }

    /// <inheritdoc/>
    public async Task<CumulativeSeriesResponse> GetCumulativeSeries(string city, string metric, string period)
    {
        await CatchUp();
        return Projection.GetCumulativeSeries(
            Reference.Places.FindCity(city)!, Reference.Catalogue[metric], ParsePeriod(period));
    }

    /// <inheritdoc/>
    public async Task<ReportingResponse> GetReporting(string city, string period)
    {
        await CatchUp();
        return Projection.GetReporting(Reference.Places.FindCity(city)!, ParsePeriod(period));
    }

    /// <inheritdoc/>
    public async Task<UnreportedResponse> GetUnreported(string? month)
    {
        await CatchUp();
        return Projection.GetUnreported(month is null ? null : ParsePeriod(month));
    }

    /// <inheritdoc/>
    public async Task<PointsResponse> GetPoints(string metric, string period, string city)
    {
        await CatchUp();
        return Projection.GetPoints(Reference.Catalogue[metric], ParsePeriod(period), city);
    }

    /// <inheritdoc/>
    public async Task<UnitsResponse> GetUnits(string city, string metric, string period)
    {
        await CatchUp();
        return Projection.GetUnits(Reference.Places.FindCity(city)!, Reference.Catalogue[metric], ParsePeriod(period));
    }

    /// <inheritdoc/>
    public async Task<UnitResponse> GetUnit(string unit, string period)
    {
        await CatchUp();
        return Projection.GetUnit(Reference.Places.FindUnit(unit)!, ParsePeriod(period));
    }

    /// <inheritdoc/>
    protected override async Task CatchUp()
    {
        var changes = await ReadChanges(new(Projection.Position));
        var reference = await referenceData.GetVersion(changes.ReferenceVersion);
        _changedMetrics.UnionWith(Projection.Apply(changes, reference, GetDay(changes)));
    }

    /// <inheritdoc/>
    protected override TopicData? Compose(Topic topic)
    {
        if (Reference.Campaigns.FindPeriod(topic.Period) is not { } period) return null;
        return topic.Kind switch
        {
            TopicKind.Ranking when Reference.Catalogue.Find(topic.Subject) is { IsRanked: true } metric =>
                Projection.GetRanking(metric, period, Baseline.Previous),
            TopicKind.City when Reference.Places.FindCity(topic.Subject) is { } city =>
                Projection.GetCity(city, period),
            TopicKind.Province => Projection.GetProvince(period),
            _ => null,
        };
    }

    /// <inheritdoc/>
    protected override Func<Topic, bool> TakeDirtyTopics()
    {
        var changed = _changedMetrics;
        _changedMetrics = [];
        return topic => changed.Count > 0 && (topic.Kind != TopicKind.Ranking || changed.Contains(topic.Subject));
    }

    private ReportingPeriod ParsePeriod(string text) =>
        Reference.Campaigns.FindPeriod(text) ?? throw new ArgumentException($"No such period: {text}", nameof(text));
}
