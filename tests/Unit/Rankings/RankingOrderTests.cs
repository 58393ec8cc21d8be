using IpMonitor.Grains.Rankings;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Rankings;

/// <summary>Rankings by the columns of a metric.</summary>
public sealed class RankingOrderTests
{
    private const string Sum = "pledge.count";
    private const string Level = "patent.invention.valid";
    private readonly ProjectionScenario _scenario = new();

    [Fact]
    public void A_month_stands_beside_the_year_to_date_and_their_growth()
    {
        ReportTwoYears("370100", (2024, 30, 10), (2023, 20, 5));
        var row = Rank(Sum, "2024-08", RankingOrder.Value).Rows.Single();
        Assert.Equal((10m, 40m), (row.Value, row.Ytd));
        Assert.Equal((100m, 60m), (row.Yoy!.Percent, row.YtdYoy!.Percent));
        Assert.Null(row.YearEnd);
        var year = Rank(Sum, "2024", RankingOrder.Value).Rows.Single();
        Assert.Equal((null, null), (year.Ytd, year.YtdYoy));
    }

    [Fact]
    public void Cities_are_ranked_by_any_column_with_ranks_of_the_period_before()
    {
        ReportTwoYears("370100", (2024, 300, 10), (2023, 200, 10), (2022, 200, 5));
        ReportTwoYears("370200", (2024, 100, 30), (2023, 90, 15), (2022, 80, 15));
        Assert.Equal(["370200", "370100"], Order(Sum, RankingOrder.Value));
        Assert.Equal(["370100", "370200"], Order(Sum, RankingOrder.Ytd));
        Assert.Equal(["370200", "370100"], Order(Sum, RankingOrder.Yoy));
        Assert.Equal(["370100", "370200"], Order(Sum, RankingOrder.YtdYoy));
        var lastYear = Rank(Sum, "2024-08", RankingOrder.Yoy, Baseline.LastYear);
        Assert.Equal([(1, 2), (2, 1)], lastYear.Rows.Select(row => (row.Rank, row.PreviousRank!.Value)));
        Assert.All(lastYear.Rows, row => Assert.Equal((null, null), (row.Gap, row.Lead)));
    }

    [Fact]
    public void A_city_without_the_column_has_no_rank_by_it()
    {
        _scenario.Report("370100", Sum, "2024-08-01", 5).Report("370200", Sum, "2024-08-01", 6)
            .Report("370200", Sum, "2023-08-01", 4);
        var ranking = Rank(Sum, "2024-08", RankingOrder.Yoy);
        Assert.Equal(["370200"], ranking.Rows.Select(row => row.City));
        Assert.Equal(["370100"], ranking.NoFigure.Select(city => city.City));
        Assert.Equal(RankingOrder.Yoy, ranking.Order);
    }

    [Fact]
    public void A_level_is_ranked_by_its_change_on_the_end_of_last_year()
    {
        _scenario.Report("370100", Level, "2023-12-31", 100).Report("370100", Level, "2024-08-01", 110)
            .Report("370200", Level, "2023-12-31", 10).Report("370200", Level, "2024-08-01", 12);
        Assert.Equal(["370200", "370100"], Order(Level, RankingOrder.YearEnd));
        var row = Rank(Level, "2024-08", RankingOrder.YearEnd).Rows[0];
        Assert.Equal((12m, 10m, 2m, 20m), (row.Value, row.YearEnd!.Base, row.YearEnd.Change, row.YearEnd.Percent));
        Assert.False(RankingOrder.Ytd.IsOf(_scenario.Reference.Catalogue[Level]));
        Assert.False(RankingOrder.YearEnd.IsOf(_scenario.Reference.Catalogue[Sum]));
    }

    private void ReportTwoYears(string city, params (int Year, decimal July, decimal August)[] years)
    {
        foreach (var (year, july, august) in years)
            _scenario.Report(city, Sum, $"{year}-07-01", july).Report(city, Sum, $"{year}-08-01", august);
    }

    private IEnumerable<string> Order(string metric, RankingOrder order) =>
        Rank(metric, "2024-08", order).Rows.Select(row => row.City);

    private RankingResponse Rank(
        string metric, string period, RankingOrder order, Baseline baseline = Baseline.Previous) =>
        _scenario.BuildRanking("2025-06-01").GetRanking(
            _scenario.Reference.Catalogue[metric], ProjectionScenario.ParsePeriod(period), baseline, order);
}
