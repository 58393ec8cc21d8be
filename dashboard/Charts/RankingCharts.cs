using System.Collections.Immutable;
using IpMonitor.Dashboard.Formatting;
using IpMonitor.Dashboard.Spa;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;

namespace IpMonitor.Dashboard.Charts;

/// <summary>Creates the content of a ranking.</summary>
internal static class RankingCharts
{
    /// <summary>Creates the ranking of the cities, or of a group of them, by a column of a metric.</summary>
    public static Chart Create(
        ChartSource source, ProvinceQueries projection, Metric metric, ReportingPeriod period, Baseline baseline,
        RankingOrder order, CityGroup? group)
    {
        var (texts, reference) = (source.Texts, projection.Reference);
        var ranking = Select(projection.GetRanking(metric, period, baseline, order), group);
        var column = NumberFormatter.CreateColumn(
            ranking.Rows.Select(row => row.Value), metric.Unit, texts.Language);
        var hasPrevious = ranking.Rows.Any(row => row.PreviousRank is not null);
        var title = texts.Name(metric);
        if (group is not null) title += texts.IsEnglish ? $", {group.NameEn}" : $"（{group.Name}）";
        return new RankingChart(
            source.CreateFrame(
                MessageArgument.Message("chart.ranking_title", title, texts.Period(period, reference)),
                [
                    source.DescribeUnit(column),
                    order == RankingOrder.Value
                        ? ""
                        : texts.Format(MessageArgument.Message("chart.ordered_by", NameColumn(texts, order))),
                    !hasPrevious || group is not null ? "" : texts.Format(baseline == Baseline.LastYear
                        ? MessageArgument.Message("chart.change_last_year")
                        : MessageArgument.Message("chart.change_previous")),
                ],
                DescribeUnranked(texts, ranking),
                texts.Definition(metric, reference.Catalogue, ranking.PopulationYear),
                ranking.Rows.IsEmpty ? source.DescribeEmpty(metric, period, reference) : null),
            [
                texts.Format(MessageArgument.Message("chart.rank")),
                group is null
                    ? texts.Format(MessageArgument.Message("chart.change"))
                    : texts.Format(MessageArgument.Message("chart.province_rank")),
                texts.Format(MessageArgument.Message("chart.city")),
                texts.Format(MessageArgument.Message("chart.value")),
                NameColumn(texts, order is RankingOrder.Value or RankingOrder.Ytd ? RankingOrder.Yoy : order),
            ],
            [.. ranking.Rows.Select(row => CreateLine(row))],
            texts.Format(MessageArgument.Message("chart.target")),
            texts.Format(MessageArgument.Message("chart.not_shown", "{0}")),
            source.Pages.Palette);

        RankingLine CreateLine(RankingRow row)
        {
            var (before, after) = NumberFormatter.GetMarks(row.Qualifier, texts.Language);
            var (change, direction) = hasPrevious && group is null
                ? texts.RankChange(row.Rank, row.PreviousRank)
                : ("", 0);
            if (group is not null)
                change = texts.Format(MessageArgument.Message(
                    "chart.rank_in_province", projection.RankCities(metric, period).FindCity(row.City)?.Rank ?? 0));
            return new(
                row.Tie == true ? $"{texts.Format(MessageArgument.Message("chart.tie"))} {row.Rank}" : $"{row.Rank}",
                change,
                direction,
                texts.Name(row.Name, row.NameEn),
                (double)row.Value,
                before + column.Format(row.Value),
                after,
                texts.Change(order switch
                {
                    RankingOrder.Mom => row.Mom,
                    RankingOrder.YearEnd => row.YearEnd,
                    RankingOrder.YtdYoy => row.YtdYoy,
                    _ => row.Yoy,
                }),
                (double?)projection.GetTarget(row.City, metric, period)?.Value);
        }
    }

    /// <summary>Ranks the cities of a group among themselves, by their ranks among all.</summary>
    public static RankingResponse Select(RankingResponse ranking, CityGroup? group)
    {
        if (group is null) return ranking;
        var cities = group.Cities.ToHashSet(StringComparer.Ordinal);
        var rows = ranking.Rows.Where(row => cities.Contains(row.City)).ToList();
        return ranking with
        {
            Rows =
            [
                .. rows.Select(row => row with
                {
                    Rank = 1 + rows.Count(other => other.Rank < row.Rank),
                    Tie = rows.Count(other => other.Rank == row.Rank) > 1 ? true : null,
                }),
            ],
            NotReported = [.. ranking.NotReported.Where(city => cities.Contains(city.City))],
            NoFigure = [.. ranking.NoFigure.Where(city => cities.Contains(city.City))],
        };
    }

    private static string NameColumn(ChartTexts texts, RankingOrder order) => texts.Format(order switch
    {
        RankingOrder.Mom => MessageArgument.Message("chart.mom"),
        RankingOrder.YearEnd => MessageArgument.Message("chart.year_end"),
        RankingOrder.Ytd => MessageArgument.Message("chart.ytd"),
        RankingOrder.YtdYoy => MessageArgument.Message("chart.ytd_yoy"),
        RankingOrder.Yoy => MessageArgument.Message("chart.yoy"),
        _ => MessageArgument.Message("chart.value"),
    });

    private static IEnumerable<string> DescribeUnranked(ChartTexts texts, RankingResponse ranking)
    {
        yield return texts.NotReported([.. ranking.NotReported.Select(city => (city.Name, city.NameEn))]);
        if (!ranking.NoFigure.IsEmpty)
            yield return texts.Format(MessageArgument.Message(
                "chart.no_figure", ranking.NoFigure.Length,
                texts.List(ranking.NoFigure.Select(city => texts.Name(city.Name, city.NameEn)))));
    }
}
