using System.Collections.Immutable;
using IpMonitor.Dashboard.Formatting;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Dashboard.Charts;

/// <summary>Creates the content of the picture of a campaign.</summary>
internal static class CampaignCharts
{
    /// <summary>Creates the counters of a campaign, with the cities by its first metric.</summary>
    public static Chart Create(ChartSource source, CampaignResponse campaign, ReferenceSnapshot reference)
    {
        var texts = source.Texts;
        ImmutableArray<(Metric Metric, CampaignFigure Figure)> totals =
        [
            .. from figure in campaign.Totals
               let metric = reference.Catalogue.Find(figure.Metric)
               where metric is not null
               select (metric, figure),
        ];
        var first = totals.IsEmpty ? null : totals[0].Metric;
        var theme = texts.IsEnglish ? campaign.ThemeEn ?? campaign.Theme : campaign.Theme;
        return new CampaignChart(
            source.CreateFrame(
                MessageArgument.Name(campaign.Name, campaign.NameEn),
                [theme ?? "", DescribeWindow(texts, campaign), DescribeStage(texts, campaign, source.Moment.Point.Day)],
                [],
                texts.Format(MessageArgument.Message("chart.campaign_definition", campaign.Id)),
                totals.IsEmpty ? texts.Format(MessageArgument.Message("chart.campaign_empty")) : null),
            [
                .. totals.Select(total => new CampaignCounter(
                    texts.Name(total.Metric),
                    texts.Figure(total.Figure.Value, total.Metric.Unit, total.Figure.Qualifier))),
            ],
            first is null ? "" : texts.Format(MessageArgument.Message("chart.by_city", texts.Name(first))),
            first is null ? [] : [.. GetCities(texts, campaign, first)]);
    }

    private static IEnumerable<(string Name, double Value, string Figure)> GetCities(
        ChartTexts texts, CampaignResponse campaign, Metric metric) =>
        from city in campaign.ByCity
        let figure = city.Metrics.FirstOrDefault(figure => figure.Metric == metric.Code)
        where figure is not null
        orderby figure.Value descending, city.City
        select (
            texts.Name(city.Name, city.NameEn), (double)figure.Value,
            texts.Figure(figure.Value, metric.Unit, figure.Qualifier));

    private static string DescribeWindow(ChartTexts texts, CampaignResponse campaign) => texts.Format(
        MessageArgument.Message(
            "chart.window", PeriodFormatter.FormatDay(campaign.Start, texts.Language),
            PeriodFormatter.FormatDay(campaign.End, texts.Language)));

    private static string DescribeStage(ChartTexts texts, CampaignResponse campaign, DateOnly day) => texts.Format(
        day < campaign.Start
            ? MessageArgument.Message("chart.stage_ahead", campaign.Start.DayNumber - day.DayNumber)
        : day > campaign.End ? MessageArgument.Message("chart.stage_closed")
        : MessageArgument.Message(
            "chart.stage_running", day.DayNumber - campaign.Start.DayNumber + 1,
            campaign.End.DayNumber - campaign.Start.DayNumber + 1));
}
