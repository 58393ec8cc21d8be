using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// The province's ranking: every city's buckets as of one position, and the answers that compare them. Its key is the
/// province's code. Every answer includes all that was accepted before it was asked for.
/// </summary>
[Alias("ipm.ranking-grain")]
public interface IRankingGrain : ITopicSource
{
    /// <summary>The cities ranked by a metric; the caller has checked that the metric is ranked and the period exists.</summary>
    [Alias("ranking")]
    Task<RankingResponse> GetRanking(string metric, string period, Baseline baseline);

    /// <summary>How a metric went, step by step.</summary>
    [Alias("trend")]
    Task<TrendResponse> GetTrend(string metric, string period);

    /// <summary>Everything one city has a figure for, with its places.</summary>
    [Alias("city")]
    Task<CityResponse> GetCity(string city, string period);

    /// <summary>Everything the province has a figure for.</summary>
    [Alias("province")]
    Task<ProvinceResponse> GetProvince(string period);

    /// <summary>How a city's figure came about, step by step, beside its pace line.</summary>
    [Alias("course")]
    Task<CourseResponse> GetCourse(string city, string metric, string period);

    /// <summary>How a city keeps up its reporting, metric by metric.</summary>
    [Alias("reporting")]
    Task<ReportingResponse> GetReporting(string city, string period);

    /// <summary>Who has not reported what of a month; null is the latest of which every report is due.</summary>
    [Alias("unreported")]
    Task<UnreportedResponse> GetUnreported(string? month);

    /// <summary>A city's points of a composite (综合考核得分), indicator by indicator.</summary>
    [Alias("points")]
    Task<PointsResponse> GetPoints(string metric, string period, string city);

    /// <summary>A city's figure for a metric, and what the whole city and each of its units reported.</summary>
    [Alias("units")]
    Task<UnitsResponse> GetUnits(string city, string metric, string period);

    /// <summary>Everything a unit reported.</summary>
    [Alias("unit")]
    Task<UnitResponse> GetUnit(string unit, string period);
}

/// <inheritdoc cref="IRankingGrain"/>
[GrainType("ranking")]
public sealed class RankingGrain(
    IJournal journal, ReferenceDataStore shelf, TimeProvider time, IOptions<LiveOptions> options, FlushMetrics metrics,
    ILogger<RankingGrain> log)
    : TopicSourceGrain(journal, time, options, metrics, log), IRankingGrain
{
    private RankingProjection? _projection;
    private HashSet<string> _changedMetrics = [];

    private RankingProjection Projection => _projection ??= new(shelf.Current, Today);

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
    public async Task<TrendResponse> GetTrend(string metric, string period)
    {
        await CatchUp();
        return Projection.GetTrend(Reference.Catalogue[metric], Reference.Campaigns.GetWindow(ParsePeriod(period)));
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
    public async Task<CourseResponse> GetCourse(string city, string metric, string period)
    {
        await CatchUp();
        return Projection.GetCourse(Reference.Places.FindCity(city)!, Reference.Catalogue[metric], ParsePeriod(period));
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
        _changedMetrics.UnionWith(Projection.Apply(changes, await shelf.GetVersion(changes.ReferenceVersion), GetDay(changes)));
    }

    /// <inheritdoc/>
    protected override TopicData? Compose(Topic topic)
    {
        if (Reference.Campaigns.FindPeriod(topic.Period) is not { } period) return null;
        return topic.Kind switch
        {
            TopicKind.Ranking when Reference.Catalogue.Find(topic.Subject) is { IsRanked: true } metric =>
                Projection.GetRanking(metric, period, Baseline.Previous),
            TopicKind.City when Reference.Places.FindCity(topic.Subject) is { } city => Projection.GetCity(city, period),
            TopicKind.Province => Projection.GetProvince(period),
            _ => null,
        };
    }

    /// <inheritdoc/>
    protected override Func<Topic, bool> TakeDirtyTopics()
    {
        var touched = _changedMetrics;
        _changedMetrics = [];
        return topic => touched.Count > 0 && (topic.Kind != TopicKind.Ranking || touched.Contains(topic.Subject));
    }

    private ReportingPeriod ParsePeriod(string text) =>
        Reference.Campaigns.FindPeriod(text) ?? throw new ArgumentException($"No such period: {text}", nameof(text));
}
