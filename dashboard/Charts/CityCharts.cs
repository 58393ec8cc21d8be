using System.Collections.Immutable;
using IpMonitor.Dashboard.Formatting;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Dashboard.Charts;

/// <summary>Creates the content of the pictures of one city.</summary>
internal static class CityCharts
{
    // The metrics that represent their pillars, as on the overview pages (headlineMetrics.ts).
    private static readonly string[] Headline =
    [
        "patent.granted", "patent.invention.valid", "trademark.valid", "case.trademark.closed", "pledge.amount",
        "enterprise.visited",
    ];

    /// <summary>Returns the metrics of a profile unless the caller names some.</summary>
    public static ImmutableArray<Metric> GetDefaultMetrics(MetricCatalogue catalogue)
    {
        ImmutableArray<Metric> headline = [.. Headline.Select(catalogue.Find).OfType<Metric>()];
        return headline.IsEmpty ? [.. catalogue.All.Take(Headline.Length)] : headline;
    }

    /// <summary>Creates the progress of a metric against its schedule (序时进度).</summary>
    public static Chart CreatePace(
        ChartSource source, ProvinceQueries projection, NamedCity city, Metric metric, ReportingPeriod period)
    {
        var (texts, reference) = (source.Texts, projection.Reference);
        var steps = projection.GetCumulativeSeries(city, metric, period).Steps;
        var figure = projection.GetFigure(city.Code, metric, period);
        var target = projection.GetTarget(city.Code, metric, period);
        // As on the page: a target that is attained has no forecast.
        var forecast = target?.Remaining is > 0 && target.Forecast is { } known
            ? new PaceForecast(known.Value, known.Low, known.High)
            : null;
        var values = steps.SelectMany(step => new[] { step.Value, step.Due, step.LastYear }).OfType<decimal>();
        var column = NumberFormatter.CreateColumn(
            [values.Append(forecast?.High ?? 0).Append(0).Max()], metric.Unit, texts.Language);
        var isEmpty = steps.All(step => step is { Value: null, Due: null });
        return new PaceChart(
            source.CreateFrame(
                MessageArgument.Message(
                    "chart.pace_title", texts.Name(city.Name, city.NameEn), texts.Name(metric),
                    texts.Period(period, reference)),
                [.. DescribeTarget(texts, metric, target), DescribeRank(texts, figure), source.DescribeUnit(column)],
                steps.Any(step => step.Rank is not null)
                    ? [texts.Format(MessageArgument.Message("chart.ranks_below"))]
                    : [],
                texts.Definition(metric, reference.Catalogue),
                isEmpty ? source.DescribeEmpty(metric, period, reference) : null),
            [.. steps.Select(step => PeriodFormatter.FormatStep(step.Period, texts.Language))],
            [
                .. steps.Select(step => step.Rank is { } rank
                    ? texts.Format(MessageArgument.Message("chart.rank_short", rank))
                    : ""),
            ],
            [.. steps.Select(step => step.Value)],
            [.. steps.Select(step => step.Due)],
            [.. steps.Select(step => step.LastYear)],
            forecast,
            figure is null ? "" : texts.Figure(figure.Value, metric.Unit, figure.Qualifier),
            [
                texts.Format(MessageArgument.Message("chart.line_actual")),
                texts.Format(target is null or { Goal: Goal.Reach }
                    ? MessageArgument.Message("chart.line_due")
                    : MessageArgument.Message("chart.target")),
                texts.Format(MessageArgument.Message("chart.line_forecast")),
                texts.Format(MessageArgument.Message("chart.line_last_year")),
            ],
            column,
            metric.Kind == MetricKind.Sum);
    }

    /// <summary>Creates the profile of a city.</summary>
    public static Chart CreateProfile(
        ChartSource source, ProvinceQueries projection, NamedCity city, ReportingPeriod period,
        ImmutableArray<Metric> metrics)
    {
        var (texts, reference) = (source.Texts, projection.Reference);
        var window = reference.Campaigns.GetWindow(period);
        var figures = metrics.Select(metric => (
            Metric: metric,
            Figure: projection.GetFigure(city.Code, metric, period),
            Target: projection.GetTarget(city.Code, metric, period),
            Trend: projection.GetTrend(metric, window))).ToList();
        return new CityChart(
            source.CreateFrame(
                MessageArgument.Message(
                    "chart.city_title", texts.Name(city.Name, city.NameEn), texts.Period(period, reference)),
                [],
                [],
                texts.Definitions(metrics, reference.Catalogue),
                figures.TrueForAll(entry => entry.Figure is null && entry.Target is null)
                    ? texts.Format(MessageArgument.Message(
                        "chart.city_empty", texts.Name(city.Name, city.NameEn), texts.Period(period, reference)))
                    : null),
            [.. figures[0].Trend.Steps.Select(step => PeriodFormatter.FormatStep(step, texts.Language))],
            [
                .. figures.Select(entry => new CityMetric(
                    texts.Name(entry.Metric),
                    entry.Figure is { } figure
                        ? texts.Figure(figure.Value, entry.Metric.Unit, figure.Qualifier)
                        : texts.Format(MessageArgument.Message("chart.cell_not_reported")),
                    DescribeRank(texts, entry.Figure),
                    entry.Figure?.Yoy is { } yoy
                        ? texts.Format(MessageArgument.Message("chart.yoy")) + " " + texts.Change(yoy)
                        : "",
                    entry.Target is { } target
                        ? $"{texts.DescribeLight(target)}  {texts.DescribeGoal(target, entry.Metric)}"
                        : "",
                    entry.Target?.Light?.ToString().ToLowerInvariant(),
                    entry.Trend.Cities.FirstOrDefault(line => line.City == city.Code)?.Values ?? [],
                    entry.Metric.Kind == MetricKind.Sum)),
            ]);
    }

    private static string DescribeRank(ChartTexts texts, MetricFigure? figure) =>
        figure is { Rank: { } rank, Of: { } of }
            ? texts.Format(MessageArgument.Message("chart.rank_of", rank, of))
            : "";

    private static IEnumerable<string> DescribeTarget(ChartTexts texts, Metric metric, TargetState? target)
    {
        if (target is null) yield break;
        yield return texts.DescribeGoal(target, metric);
        if (target.Done is { } done)
            yield return texts.Format(MessageArgument.Message(
                "chart.done", NumberFormatter.FormatShare(done, texts.Language)));
        if (target is { Goal: Goal.Reach, Expected: { } expected })
            yield return texts.Format(MessageArgument.Message(
                "chart.expected", NumberFormatter.FormatShare(expected, texts.Language)));
        yield return texts.DescribeLight(target);
        if (target is { Remaining: > 0, Forecast: { } forecast })
        {
            // Counted metrics have whole forecasts.
            string Format(decimal value) => texts.Figure(
                metric.Kind is MetricKind.Sum or MetricKind.Level
                    ? Math.Round(value, MidpointRounding.AwayFromZero)
                    : value,
                metric.Unit);
            var (low, high) = (
                Format(Math.Min(forecast.Low, forecast.High)), Format(Math.Max(forecast.Low, forecast.High)));
            yield return texts.Format(low == high
                ? MessageArgument.Message("chart.forecast_flat", Format(forecast.Value))
                : MessageArgument.Message("chart.forecast", Format(forecast.Value), low, high));
        }
    }
}
