using IpMonitor.Grains.Metrics;

namespace IpMonitor.Grains.Rankings;

/// <summary>The column of a metric that orders a ranking.</summary>
[GenerateSerializer, Alias("ipm.ranking-order")]
public enum RankingOrder
{
    /// <summary>The figure of the period.</summary>
    Value,
    /// <summary>Its change year on year (同比).</summary>
    Yoy,
    /// <summary>Its change on the previous period (环比).</summary>
    Mom,
    /// <summary>For a level: its change on the end of the previous year (较上年末).</summary>
    YearEnd,
    /// <summary>For other kinds: the figure of the year up to the period's end (本年累计).</summary>
    Ytd,
    /// <summary>The change year on year of the year to date (累计同比).</summary>
    YtdYoy,
}

/// <summary>Decides which columns a metric has.</summary>
public static class RankingOrderExtensions
{
    /// <summary>Returns true if a ranking by a metric has the column.</summary>
    public static bool IsOf(this RankingOrder order, Metric metric) => order switch
    {
        RankingOrder.YearEnd => metric.HasYearEnd,
        RankingOrder.Ytd or RankingOrder.YtdYoy => metric is { HasYearEnd: false, Kind: not MetricKind.Composite },
        _ => true,
    };
}
