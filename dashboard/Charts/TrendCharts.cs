using System.Collections.Immutable;
using IpMonitor.Dashboard.Formatting;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Charts;

/// <summary>Creates the content of trends, heat maps and distributions of a metric.</summary>
internal static class TrendCharts
{
    private const int DefaultCities = 5;

    /// <summary>Creates the trend of some cities; by default of the first five.</summary>
    public static Chart CreateTrend(
        ChartSource source, ProvinceQueries projection, Metric metric, ReportingPeriod period, TimeStep? step,
        IReadOnlyList<NamedCity> cities)
    {
        var (texts, reference) = (source.Texts, projection.Reference);
        var trend = projection.GetTrend(metric, reference.Campaigns.GetWindow(period), step);
        var codes = cities.Count > 0
            ? [.. cities.Select(city => city.Code)]
            : metric.IsRanked
                ? projection.RankCities(metric, period).CityRanks.Select(rank => rank.City).Take(DefaultCities)
                : trend.Cities.Select(city => city.City).Take(DefaultCities);
        var lines = codes.Select(code => trend.Cities.FirstOrDefault(city => city.City == code))
            .OfType<TrendLine>().ToList();
        var column = NumberFormatter.CreateColumn(
            [lines.SelectMany(line => line.Values).OfType<decimal>().Append(0).Max()], metric.Unit, texts.Language);
        return new TrendChart(
            source.CreateFrame(
                MessageArgument.Message("chart.trend_title", texts.Name(metric), texts.Period(period, reference)),
                [
                    source.DescribeUnit(column),
                    cities.Count > 0 || lines.Count == 0
                        ? ""
                        : texts.Format(MessageArgument.Message("chart.first_cities", lines.Count)),
                ],
                [DescribeMissing(texts, cities, lines)],
                texts.Definition(metric, reference.Catalogue),
                lines.Count == 0 ? source.DescribeEmpty(metric, period, reference) : null),
            [.. trend.Steps.Select(text => PeriodFormatter.FormatStep(text, texts.Language))],
            [
                .. lines.Select(line => new TrendSeries(
                    texts.Name(line.Name, line.NameEn),
                    line.Values,
                    texts.Figure(line.Values.OfType<decimal>().LastOrDefault(), metric.Unit))),
            ],
            column,
            metric.Kind == MetricKind.Sum);
    }

    /// <summary>Creates the heat map of the cities by months, the cities in the order of the ranking.</summary>
    public static Chart CreateHeatmap(
        ChartSource source, ProvinceQueries projection, Metric metric, ReportingPeriod period, TimeStep? step)
    {
        var (texts, reference) = (source.Texts, projection.Reference);
        var trend = projection.GetTrend(metric, reference.Campaigns.GetWindow(period), step);
        var order = metric.IsRanked
            ? projection.RankCities(metric, period).CityRanks.Select(rank => rank.City).ToList()
            : [];
        int PlaceOf(TrendLine line) => order.IndexOf(line.City) is >= 0 and var place ? place : int.MaxValue;
        var lines = trend.Cities.OrderBy(PlaceOf).ToList();
        var column = NumberFormatter.CreateColumn(
            lines.SelectMany(line => line.Values).OfType<decimal>(), metric.Unit, texts.Language);
        var lower = metric.Better == BetterDirection.Lower;
        return new HeatmapChart(
            source.CreateFrame(
                MessageArgument.Message("chart.heatmap_title", texts.Name(metric), texts.Period(period, reference)),
                [source.DescribeUnit(column), texts.Format(MessageArgument.Message("chart.shade"))],
                [DescribeMissing(texts, reference.Places.Cities, lines)],
                texts.Definition(metric, reference.Catalogue),
                lines.Count == 0 ? source.DescribeEmpty(metric, period, reference) : null),
            [.. trend.Steps.Select(text => PeriodFormatter.FormatStep(text, texts.Language))],
            [.. lines.Select(line => new HeatmapRow(texts.Name(line.Name, line.NameEn), line.Values))],
            column,
            lower,
            [
                texts.Format(MessageArgument.Message("chart.quartile_last")),
                texts.Format(MessageArgument.Message("chart.quartile_third")),
                texts.Format(MessageArgument.Message("chart.quartile_second")),
                texts.Format(MessageArgument.Message("chart.quartile_first")),
                texts.Format(MessageArgument.Message("chart.cell_not_reported")),
            ]);
    }

    /// <summary>Creates the distribution of the cities' figures, with median and P90.</summary>
    public static Chart CreateDistribution(
        ChartSource source, ProvinceQueries projection, Metric metric, ReportingPeriod period)
    {
        var (texts, reference) = (source.Texts, projection.Reference);
        ImmutableArray<decimal> values =
        [
            .. projection.RankCities(metric, period).CityRanks
                .Select(rank => rank.Figure.ExactValue.ToDecimal()).Order(),
        ];
        var column = NumberFormatter.CreateColumn(
            [values.DefaultIfEmpty().Max()], metric.Unit, texts.Language);
        return new DistributionChart(
            source.CreateFrame(
                MessageArgument.Message(
                    "chart.distribution_title", texts.Name(metric), texts.Period(period, reference)),
                [texts.Format(MessageArgument.Message("chart.cities_with_figure", values.Length))],
                [],
                texts.Definition(metric, reference.Catalogue),
                values.IsEmpty ? source.DescribeEmpty(metric, period, reference) : null),
            values,
            values.IsEmpty ? [] : [CreateMark(50), CreateMark(90)],
            column,
            texts.Format(MessageArgument.Message("chart.count_axis")));

        DistributionMark CreateMark(int percent)
        {
            var value = Percentile.Find(values, percent)!.Value;
            var figure = texts.Figure(value, metric.Unit);
            return new(
                texts.Format(percent == 50
                    ? MessageArgument.Message("chart.median", figure)
                    : MessageArgument.Message("chart.p_ninety", figure)),
                value);
        }
    }

    private static string DescribeMissing(ChartTexts texts, IEnumerable<NamedCity> cities, List<TrendLine> lines) =>
        texts.NotReported(
            [.. cities.Where(city => lines.TrueForAll(line => line.City != city.Code))
                .Select(city => (city.Name, city.NameEn))]);
}
