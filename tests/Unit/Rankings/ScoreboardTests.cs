using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Rankings;

/// <summary>The points of a composite, indicator by indicator.</summary>
public sealed class ScoreboardTests
{
    private const string Sum = "pledge.count";
    private const string Days = "case.trademark.days";
    private static readonly string[] Cities = ["370100", "370200", "370300", "370400"];
    private readonly ProjectionScenario _sheet = new();

    [Fact]
    public void A_target_is_worth_its_share_attained_and_never_more_than_100()
    {
        _sheet.WithScheme($"{Sum} 100 target").WithTargets($"*,{Sum},2023,,200,,,,", $"370300,{Sum},2023,,50,,,,").Report("370100", Sum, "2023-05-01", 50)
            .Report("370200", Sum, "2023-05-01", 300).Report("370300", Sum, "2023-05-01", 50);
        Assert.Equal([25m, 100m, 100m, null], Scores());
        Assert.Equal([("370200", 1), ("370300", 1), ("370100", 3)], Places());
    }

    [Fact]
    public void Without_a_target_or_a_base_there_are_no_points_for_it()
    {
        _sheet.WithScheme("patent.invention.valid 60 target", $"{Sum} 40 target").WithTargets("*,patent.invention.valid,2023,,200,,,,", $"370100,{Sum},2023,,10,,,,");
        foreach (var city in Cities.Take(2)) _sheet.Report(city, "patent.invention.valid", "2023-05-01", 150).Report(city, Sum, "2023-05-01", 10);
        _sheet.Report("370200", "patent.invention.valid", "2022-12-31", 100);
        // The first has no base and 40 for its sum; the second is half way (30) and has no target for its sum.
        Assert.Equal([40m, 30m, null, null], Scores());
    }

    [Fact]
    public void A_score_by_targets_is_held_against_none_of_another_kind_of_period()
    {
        _sheet.WithScheme($"{Sum} 100 target").WithTargets($"*,{Sum},2023,,200,,,,", $"*,{Sum},2022,,100,,,,")
            .Report("370100", Sum, "2022-02-01", 50).Report("370100", Sum, "2023-02-01", 50);
        var (running, over) = (Row("2023-06-01"), Row("2024-06-01"));
        Assert.Equal((25m, null, null), (running.Value, running.PreviousRank, running.Yoy));
        Assert.Equal((1, 50m), (over.PreviousRank, over.Yoy!.Base));

        RankingRow Row(string today) => _sheet.BuildRanking(today).GetRanking(_sheet.Reference.Catalogue["score"], ProjectionScenario.ParsePeriod("2023"), Baseline.LastYear).Rows.Single();
    }

    [Fact]
    public void Least_to_most_earns_0_to_100_and_what_lies_between_in_proportion()
    {
        _sheet.WithScheme($"{Sum} 100 minMax");
        foreach (var (city, value) in Cities.Zip([10m, 20, 12.5m, 10])) _sheet.Report(city, Sum, "2023-05-01", value);
        Assert.Equal([0m, 100m, 25m, 0m], Scores());
    }

    [Fact]
    public void Where_less_is_better_the_least_earns_100()
    {
        _sheet.WithScheme($"{Days} 100 minMax");
        foreach (var (city, value) in Cities.Zip([10m, 20, 12.5m, 10])) _sheet.Report(city, Days, "2023-05-01", value);
        Assert.Equal([100m, 0m, 75m, 100m], Scores());
    }

    [Fact]
    public void Where_all_are_alike_all_are_best()
    {
        _sheet.WithScheme($"{Sum} 100 minMax");
        foreach (var city in Cities.Take(2)) _sheet.Report(city, Sum, "2023-05-01", 7);
        Assert.Equal([100m, 100m, null, null], Scores());
    }

    [Fact]
    public void Places_earn_evenly_and_ties_what_their_place_does()
    {
        _sheet.WithScheme($"{Sum} 100 rank");
        foreach (var (city, value) in Cities.Zip([10m, 20, 10, 5])) _sheet.Report(city, Sum, "2023-05-01", value);
        // 1st of 4: 4/4, two 2nd: 3/4, 4th: 1/4.
        Assert.Equal([75m, 100m, 75m, 25m], Scores());
    }

    [Fact]
    public void Indicators_weigh_and_what_is_not_reported_earns_nothing()
    {
        _sheet.WithScheme($"{Sum} 62.5 minMax", $"{Days} 37.5 rank");
        foreach (var (city, value) in Cities.Zip([10m, 20, 16])) _sheet.Report(city, Sum, "2023-05-01", value);
        foreach (var (city, value) in Cities.Zip([30m, 40m]).Append(("370500", 50))) _sheet.Report(city, Days, "2023-05-01", value);
        // 37.5; 62.5 + 2/3 · 37.5; 60 % of 62.5; the fourth reported nothing at all.
        Assert.Equal([37.5m, 87.5m, 37.5m, null], Scores());
        var board = Board("370300");
        Assert.Equal((37.5m, 2), (board.Value, board.Rank));
        Assert.Equal(
            [new(Sum, 62.5m, ScoringMethod.MinMax, 16m, 2, 60m, 37.5m), new IndicatorPoints(Days, 37.5m, ScoringMethod.Rank, null, null, 0m, 0m)],
            board.Indicators);
        Assert.Equal(12.5m, Board("370500").Value);
        Assert.Equal((null, null), (Board("370400").Value, Board("370400").Rank));
        Assert.All(Board("370400").Indicators, indicator => Assert.Equal((null, 0m), (indicator.Value, indicator.Score)));
    }

    [Fact]
    public void Scores_are_compared_exactly_and_the_parts_are_rounded_once()
    {
        _sheet.WithScheme($"{Sum} 50 minMax", $"{Days} 50 minMax");
        foreach (var (city, value) in Cities.Zip([0m, 3, 1])) _sheet.Report(city, Sum, "2023-05-01", value);
        foreach (var (city, value) in Cities.Zip([3m, 0, 1])) _sheet.Report(city, Days, "2023-05-01", value);
        // The third: 50/3 + 100/3 = 50, though neither third can be written down.
        Assert.Equal([0m, 100m, 50m, null], Scores());
        Assert.Equal([16.6666666667m, 33.3333333333m], Board("370300").Indicators.Select(indicator => indicator.Score));
    }

    private IEnumerable<decimal?> Scores() => Cities.Select(city => Board(city).Value);

    private IEnumerable<(string, int)> Places() => _sheet.BuildRanking("2023-06-01").RankCities(_sheet.Reference.Catalogue["score"], ProjectionScenario.ParsePeriod("2023")).CityRanks.Select(place => (place.City, place.Rank));

    private PointsResponse Board(string city) => _sheet.BuildRanking("2023-06-01").GetPoints(_sheet.Reference.Catalogue["score"], ProjectionScenario.ParsePeriod("2023"), city);
}
