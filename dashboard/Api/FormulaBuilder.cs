using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;

namespace IpMonitor.Dashboard.Api;

/// <summary>Builds the formula of a figure with its inputs, which are figures as well.</summary>
internal static class FormulaBuilder
{
    /// <summary>Returns the formula of a figure.</summary>
    /// <param name="projection">The ranking that contains the figure.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="place">Code of a city or of the province.</param>
    /// <param name="period">The period.</param>
    public static FormulaResponse Build(
        ProvinceQueries projection, Metric metric, string place, ReportingPeriod period)
    {
        var reference = projection.Reference;
        var isProvince = place == reference.Places.Province.Code;
        var figure = projection.GetFigure(place, metric, period);
        var (chinese, english) = Describe(metric.Kind);
        return new(
            projection.Position,
            metric.Code,
            place,
            period.Text,
            figure?.Value,
            new(chinese, english),
            figure?.Numerator,
            figure?.Denominator,
            figure?.PopulationYear is { } year
                ? new(year, isProvince ? null : reference.Places.GetPopulation(place, year))
                : null,
            [
                .. from inputPlace in GetInputPlaces()
                   from code in metric.Inputs
                   let input = projection.GetFigure(inputPlace, reference.Catalogue[code], period)
                   where input is not null || !isProvince
                   select new FigureInput(code, inputPlace, input?.Value),
            ]);

        // A reported figure of a city has no inputs but its events.
        IEnumerable<string> GetInputPlaces()
        {
            if (isProvince) return reference.Places.Cities.Select(city => city.Code);
            return metric.IsReported ? [] : [place];
        }
    }

    internal static (string Chinese, string English) Describe(MetricKind kind) => kind switch
    {
        MetricKind.Sum => (
            "Σ 本期各条的份额（全市填报与各县区填报只取其一）",
            "Σ shares of the period's events (whole city or its units, never both)"),
        MetricKind.Level => ("期末及以前最近一次填报的数", "the latest reading on or before the period's end"),
        MetricKind.Mean => ("Σ 数值×件数 ÷ Σ 件数", "Σ value × cases ÷ Σ cases"),
        MetricKind.Ratio => ("分子 ÷ 分母", "numerator ÷ denominator"),
        MetricKind.PerCapita => ("存量 ÷ 人口（万人）", "level ÷ population in 10,000"),
        MetricKind.Coverage => ("存量不少于 1 的市数 ÷ 市数", "cities with one or more ÷ cities"),
        MetricKind.Composite => ("Σ 各项得分×权重 ÷ 100", "Σ points × weight ÷ 100"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>A figure with its formula and inputs; those of the province are the figures of its cities.</summary>
    internal sealed record FormulaResponse(
        long Position,
        string Metric,
        string City,
        string Period,
        decimal? Value,
        BilingualText Formula,
        decimal? Numerator,
        decimal? Denominator,
        PopulationDenominator? Population,
        ImmutableArray<FigureInput> Inputs);

    /// <summary>The population in the denominator.</summary>
    /// <param name="Year">Year of the population.</param>
    /// <param name="People">Number of people; null for the province, whose population is the denominator.</param>
    internal sealed record PopulationDenominator(int Year, long? People);

    /// <summary>Input of a formula; the value is null if it is not reported.</summary>
    internal sealed record FigureInput(string Metric, string City, decimal? Value);
}
