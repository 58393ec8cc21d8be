using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;

namespace IpMonitor.Dashboard.Api;

/// <summary>How a figure is worked out, in words and out of which inputs; each input is a figure itself, down to the reported ones.</summary>
internal static class FormulaBuilder
{
    public static FormulaResponse Build(RankingProjection book, Metric metric, string place, ReportingPeriod period)
    {
        var reference = book.Reference;
        var isProvince = place == reference.Places.Province.Code;
        var figure = book.GetFigure(place, metric, period);
        var (zh, en) = Describe(metric);
        // A reported figure of a city is made of events alone.
        var places = isProvince ? reference.Places.Cities.Select(city => city.Code) : metric.IsReported ? [] : [place];
        return new(
            book.Position, metric.Code, place, period.Text, figure?.Value, new(zh, en), figure?.Numerator, figure?.Denominator,
            figure?.PopulationYear is { } year ? new(year, isProvince ? null : reference.Places.GetPopulation(place, year)) : null,
            [.. from one in places
                from code in metric.Inputs
                let input = book.GetFigure(one, reference.Catalogue[code], period)
                where input is not null || !isProvince
                select new FigureInput(code, one, input?.Value)]);
    }

    private static (string Zh, string En) Describe(Metric metric) => metric.Kind switch
    {
        MetricKind.Sum => ("Σ 本期各条的份额（全市填报与各县区填报只取其一）", "Σ shares of the period's events (whole city or its units, never both)"),
        MetricKind.Level => ("期末及以前最近一次填报的数", "the latest reading on or before the period's end"),
        MetricKind.Mean => ("Σ 数值×件数 ÷ Σ 件数", "Σ value × cases ÷ Σ cases"),
        MetricKind.Ratio => ("分子 ÷ 分母", "numerator ÷ denominator"),
        MetricKind.PerCapita => ("存量 ÷ 人口（万人）", "level ÷ population in 10,000"),
        MetricKind.Coverage => ("存量不少于 1 的市数 ÷ 市数", "cities with one or more ÷ cities"),
        _ => ("Σ 各项得分×权重 ÷ 100", "Σ points × weight ÷ 100"),
    };

    /// <summary>A figure with its formula; for the province the inputs are the cities', otherwise what it is divided out of.</summary>
    internal sealed record FormulaResponse(
        long Position, string Metric, string City, string Period, decimal? Value, Sentence Formula, decimal? Numerator, decimal? Denominator,
        PopulationDenominator? Population, ImmutableArray<FigureInput> Inputs);

    /// <summary>The population that was divided by; of a whole province it is the denominator.</summary>
    internal sealed record PopulationDenominator(int Year, long? People);

    /// <summary>A figure that went in; null where it is not reported.</summary>
    internal sealed record FigureInput(string Metric, string City, decimal? Value);
}
