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
    Task<RankingAnswer> Ranking(string metric, string period, Baseline baseline);

    /// <summary>How a metric went, step by step.</summary>
    [Alias("trend")]
    Task<TrendAnswer> Trend(string metric, string period);

    /// <summary>Everything one city has a figure for, with its places.</summary>
    [Alias("city")]
    Task<CityAnswer> City(string city, string period);

    /// <summary>Everything the province has a figure for.</summary>
    [Alias("province")]
    Task<ProvinceAnswer> Province(string period);

    /// <summary>How a city's figure came about, step by step, beside its pace line.</summary>
    [Alias("course")]
    Task<CourseAnswer> Course(string city, string metric, string period);

    /// <summary>How a city keeps up its reporting, metric by metric.</summary>
    [Alias("reporting")]
    Task<ReportingAnswer> Reporting(string city, string period);

    /// <summary>Who has not reported what of a month; null is the latest of which every report is due.</summary>
    [Alias("unreported")]
    Task<UnreportedAnswer> Unreported(string? month);

    /// <summary>A city's points of a composite (综合考核得分), indicator by indicator.</summary>
    [Alias("points")]
    Task<PointsAnswer> Points(string metric, string period, string city);

    /// <summary>A city's figure for a metric, and what the whole city and each of its units reported.</summary>
    [Alias("units")]
    Task<UnitsAnswer> Units(string city, string metric, string period);

    /// <summary>Everything a unit reported.</summary>
    [Alias("unit")]
    Task<UnitAnswer> Unit(string unit, string period);
}

/// <inheritdoc cref="IRankingGrain"/>
[GrainType("ranking")]
public sealed class RankingGrain(
    IJournal journal, ReferenceShelf shelf, TimeProvider time, IOptions<LiveOptions> options, FlushMetrics metrics,
    ILogger<RankingGrain> log)
    : TopicSourceGrain(journal, time, options, metrics, log), IRankingGrain
{
    private RankingBook? _book;
    private HashSet<string> _touched = [];

    private RankingBook Book => _book ??= new(shelf.Current, Today);

    private ReferenceData Reference => Book.Reference;

    /// <inheritdoc/>
    protected override long Position => Book.Position;

    /// <inheritdoc/>
    public async Task<RankingAnswer> Ranking(string metric, string period, Baseline baseline)
    {
        await CatchUp();
        return Book.Ranking(Reference.Catalogue[metric], PeriodOf(period), baseline);
    }

    /// <inheritdoc/>
    public async Task<TrendAnswer> Trend(string metric, string period)
    {
        await CatchUp();
        return Book.Trend(Reference.Catalogue[metric], Reference.Campaigns.WindowOf(PeriodOf(period)));
    }

    /// <inheritdoc/>
    public async Task<CityAnswer> City(string city, string period)
    {
        await CatchUp();
        return Book.City(Reference.Places.FindCity(city)!, PeriodOf(period));
    }

    /// <inheritdoc/>
    public async Task<ProvinceAnswer> Province(string period)
    {
        await CatchUp();
        return Book.Province(PeriodOf(period));
    }

    /// <inheritdoc/>
    public async Task<CourseAnswer> Course(string city, string metric, string period)
    {
        await CatchUp();
        return Book.Course(Reference.Places.FindCity(city)!, Reference.Catalogue[metric], PeriodOf(period));
    }

    /// <inheritdoc/>
    public async Task<ReportingAnswer> Reporting(string city, string period)
    {
        await CatchUp();
        return Book.Reporting(Reference.Places.FindCity(city)!, PeriodOf(period));
    }

    /// <inheritdoc/>
    public async Task<UnreportedAnswer> Unreported(string? month)
    {
        await CatchUp();
        return Book.Unreported(month is null ? null : PeriodOf(month));
    }

    /// <inheritdoc/>
    public async Task<PointsAnswer> Points(string metric, string period, string city)
    {
        await CatchUp();
        return Book.Points(Reference.Catalogue[metric], PeriodOf(period), city);
    }

    /// <inheritdoc/>
    public async Task<UnitsAnswer> Units(string city, string metric, string period)
    {
        await CatchUp();
        return Book.Units(Reference.Places.FindCity(city)!, Reference.Catalogue[metric], PeriodOf(period));
    }

    /// <inheritdoc/>
    public async Task<UnitAnswer> Unit(string unit, string period)
    {
        await CatchUp();
        return Book.Unit(Reference.Places.FindUnit(unit)!, PeriodOf(period));
    }

    /// <inheritdoc/>
    protected override async Task CatchUp()
    {
        var changes = await Changes(new(Book.Position));
        _touched.UnionWith(Book.Apply(changes, await shelf.At(changes.ReferenceVersion), DayOf(changes)));
    }

    /// <inheritdoc/>
    protected override TopicData? Compose(Topic topic)
    {
        if (Reference.Campaigns.FindPeriod(topic.Period) is not { } period) return null;
        return topic.Kind switch
        {
            TopicKind.Ranking when Reference.Catalogue.Find(topic.Subject) is { IsRanked: true } metric =>
                Book.Ranking(metric, period, Baseline.Previous),
            TopicKind.City when Reference.Places.FindCity(topic.Subject) is { } city => Book.City(city, period),
            TopicKind.Province => Book.Province(period),
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
        Reference.Campaigns.FindPeriod(text) ?? throw new ArgumentException($"No such period: {text}", nameof(text));
}
