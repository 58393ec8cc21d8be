using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// Answers queries that compare the cities, from every city's buckets at one position. The key is the province's code.
/// Each response includes everything accepted before the call.
/// </summary>
[Alias("ipm.ranking-grain")]
public interface IRankingGrain : ITopicSource
{
    /// <summary>
    /// Returns the cities ranked by a metric. The caller ensures that the metric is ranked and the period exists.
    /// </summary>
    [Alias("ranking")]
    Task<RankingResponse> GetRanking(string metric, string period, Baseline baseline);

    /// <summary>Returns the cities ranked by a column of a metric, which must have it.</summary>
    [Alias("ranking-by")]
    Task<RankingResponse> GetRankingBy(string metric, string period, Baseline baseline, RankingOrder order);

    /// <summary>Returns the cities' figures at each step of a period.</summary>
    [Alias("trend")]
    Task<TrendResponse> GetTrend(string metric, string period);

    /// <summary>Returns the cities' figures at each step of a period, with the length of the steps.</summary>
    [Alias("trend-by-step")]
    Task<TrendResponse> GetTrendByStep(string metric, string period, TimeStep step);

    /// <summary>Returns all figures of a city, with its ranks.</summary>
    [Alias("city")]
    Task<CityResponse> GetCity(string city, string period);

    /// <summary>Returns all figures of the province.</summary>
    [Alias("province")]
    Task<ProvinceResponse> GetProvince(string period);

    /// <summary>
    /// Returns a city's running total at each step of a period, with the expected values of its target.
    /// </summary>
    [Alias("course")]
    Task<CumulativeSeriesResponse> GetCumulativeSeries(string city, string metric, string period);

    /// <summary>Returns the latest report of each metric of a city.</summary>
    [Alias("reporting")]
    Task<ReportingResponse> GetReporting(string city, string period);

    /// <summary>
    /// Returns the cities with missing reports for a month; null is the latest month whose reports are due.
    /// </summary>
    [Alias("unreported")]
    Task<UnreportedResponse> GetUnreported(string? month);

    /// <summary>Returns a city's points of a composite (综合考核得分), by indicator.</summary>
    [Alias("points")]
    Task<PointsResponse> GetPoints(string metric, string period, string city);

    /// <summary>Returns a city's figure, with the figures reported by the whole city and by each unit.</summary>
    [Alias("units")]
    Task<UnitsResponse> GetUnits(string city, string metric, string period);

    /// <summary>Returns all figures of a reporting unit.</summary>
    [Alias("unit")]
    Task<UnitResponse> GetUnit(string unit, string period);
}
