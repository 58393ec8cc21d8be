using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Rankings;

/// <summary>Tests of the points of a composite and its indicators.</summary>
public sealed class CompositeScorerTests
{
    private const string Sum = "pledge.count";
    private const string Days = "case.trademark.days";
    private static readonly string[] Cities = ["370100", "370200", "370300", "370400"];
    private readonly ProjectionScenario _scenario = new();

    [Fact]
    public void Target_points_are_the_attained_share_up_to_100()
    {
        _scenario.WithScheme($"{Sum} 100 target")
            .WithTargets($"*,{Sum},2023,,200,,,,", $"370300,{Sum},2023,,50,,,,")
            .Report("370100", Sum, "2023-05-01", 50)
            .Report("370200", Sum, "2023-05-01", 300).Report("370300", Sum, "2023-05-01", 50);
        Assert.Equal([25m, 100m, 100m, null], Scores());
        Assert.Equal([("370200", 1), ("370300", 1), ("370100", 3)], Places());
    }

    [Fact]
    public void Without_a_target_or_a_base_an_indicator_has_no_points()
    {
        _scenario.WithScheme("patent.invention.valid 60 target", $"{Sum} 40 target")
            .WithTargets("*,patent.invention.valid,2023,,200,,,,", $"370100,{Sum},2023,,10,,,,");
        foreach (var city in Cities.Take(2))
            _scenario.Report(city, "patent.invention.valid", "2023-05-01", 150).Report(city, Sum, "2023-05-01", 10);
        _scenario.Report("370200", "patent.invention.valid", "2022-12-31", 100);
        // The first has no base, and 40 for its sum; the second is half way (30), and has no target for its sum.
        Assert.Equal([40m, 30m, null, null], Scores());
    }

    [Fact]
    public void Target_scores_of_running_and_past_periods_are_not_compared()
    {
        _scenario.WithScheme($"{Sum} 100 target").WithTargets($"*,{Sum},2023,,200,,,,", $"*,{Sum},2022,,100,,,,")
            .Report("370100", Sum, "2022-02-01", 50).Report("370100", Sum, "2023-02-01", 50);
        var (running, over) = (Row("2023-06-01"), Row("2024-06-01"));
        Assert.Equal((25m, null, null), (running.Value, running.PreviousRank, running.Yoy));
        Assert.Equal((1, 50m), (over.PreviousRank, over.Yoy!.Base));

        RankingRow Row(string today) =>
            _scenario.BuildRanking(today)
                .GetRanking(
                    _scenario.Reference.Catalogue["score"], ProjectionScenario.ParsePeriod("2023"),
                    Baseline.LastYear).Rows
                .Single();
    }

    [Fact]
    public void MinMax_scores_linearly_from_0_to_100()
    {
        _scenario.WithScheme($"{Sum} 100 minMax");
        foreach (var (city, value) in Cities.Zip([10m, 20, 12.5m, 10]))
            _scenario.Report(city, Sum, "2023-05-01", value);
        Assert.Equal([0m, 100m, 25m, 0m], Scores());
    }

    [Fact]
    public void MinMax_gives_100_to_the_lowest_if_lower_is_better()
    {
        _scenario.WithScheme($"{Days} 100 minMax");
        foreach (var (city, value) in Cities.Zip([10m, 20, 12.5m, 10]))
            _scenario.Report(city, Days, "2023-05-01", value);
        Assert.Equal([100m, 0m, 75m, 100m], Scores());
    }

    [Fact]
    public void MinMax_gives_100_to_all_if_values_are_equal()
    {
        _scenario.WithScheme($"{Sum} 100 minMax");
        foreach (var city in Cities.Take(2)) _scenario.Report(city, Sum, "2023-05-01", 7);
        Assert.Equal([100m, 100m, null, null], Scores());
    }

    [Fact]
    public void Rank_scoring_is_even_and_ties_share_their_ranks_score()
    {
        _scenario.WithScheme($"{Sum} 100 rank");
        foreach (var (city, value) in Cities.Zip([10m, 20, 10, 5])) _scenario.Report(city, Sum, "2023-05-01", value);
        // 1st of 4: 4/4, two 2nd: 3/4, 4th: 1/4.
        Assert.Equal([75m, 100m, 75m, 25m], Scores());
    }

    [Fact]
    public void Indicators_are_weighted_and_unreported_ones_score_zero()
    {
        _scenario.WithScheme($"{Sum} 62.5 minMax", $"{Days} 37.5 rank");
        foreach (var (city, value) in Cities.Zip([10m, 20, 16])) _scenario.Report(city, Sum, "2023-05-01", value);
        foreach (var (city, value) in Cities.Zip([30m, 40m]).Append(("370500", 50)))
            _scenario.Report(city, Days, "2023-05-01", value);
        // 37.5; 62.5 + 2/3 · 37.5; 60 % of 62.5; the fourth reported nothing.
        Assert.Equal([37.5m, 87.5m, 37.5m, null], Scores());
        var points = GetPoints("370300");
        Assert.Equal((37.5m, 2), (points.Value, points.Rank));
        Assert.Equal(
            [
                new(Sum, 62.5m, ScoringMethod.MinMax, 16m, 2, 60m, 37.5m),
                new IndicatorPoints(Days, 37.5m, ScoringMethod.Rank, null, null, 0m, 0m)
            ],
            points.Indicators);
        Assert.Equal(12.5m, GetPoints("370500").Value);
        Assert.Equal((null, null), (GetPoints("370400").Value, GetPoints("370400").Rank));
        Assert.All(
            GetPoints("370400").Indicators, indicator => Assert.Equal((null, 0m), (indicator.Value, indicator.Score)));
    }

    [Fact]
    public void Scores_compare_exactly_and_parts_round_once()
    {
        _scenario.WithScheme($"{Sum} 50 minMax", $"{Days} 50 minMax");
        foreach (var (city, value) in Cities.Zip([0m, 3, 1])) _scenario.Report(city, Sum, "2023-05-01", value);
        foreach (var (city, value) in Cities.Zip([3m, 0, 1])) _scenario.Report(city, Days, "2023-05-01", value);
        // The third: 50/3 + 100/3 = 50, although neither summand has a finite decimal form.
        Assert.Equal([0m, 100m, 50m, null], Scores());
        Assert.Equal(
            [16.6666666667m, 33.3333333333m], GetPoints("370300").Indicators.Select(indicator => indicator.Score));
    }

    private IEnumerable<decimal?> Scores() => Cities.Select(city => GetPoints(city).Value);

    private IEnumerable<(string, int)> Places() =>
        _scenario.BuildRanking("2023-06-01")
            .RankCities(_scenario.Reference.Catalogue["score"], ProjectionScenario.ParsePeriod("2023")).CityRanks
            .Select(cityRank => (cityRank.City, cityRank.Rank));

    private PointsResponse GetPoints(string city) =>
        _scenario.BuildRanking("2023-06-01")
            .GetPoints(_scenario.Reference.Catalogue["score"], ProjectionScenario.ParsePeriod("2023"), city);
}
