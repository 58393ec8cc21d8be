using System.Collections.Immutable;
using IpMonitor.Grains.Rankings;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Rankings;

/// <summary>Tests of the gap to the next rank up and the lead over the next rank down.</summary>
public sealed class RankGapTests
{
    private const string Sum = "pledge.count";
    private const string Level = "patent.invention.valid";
    private const string PerHead = "patent.invention.per10k";
    private const string Rate = "court.closed.rate";
    private static readonly string[] Cities = ["370100", "370200", "370300", "370400", "370500"];
    private readonly ProjectionScenario _scenario = new();

    [Fact]
    public void Gap_and_lead_are_the_differences_to_a_tie()
    {
        Report(Sum, 30, 20.5m, 12);
        Assert.Equal([null, 9.5m, 8.5m], Rows(Sum).Select(row => row.Gap?.Value));
        Assert.Equal([9.5m, 8.5m, null], Rows(Sum).Select(row => row.Lead?.Value));
        Assert.Equal(
            ("370100", "370300"),
            (Assert.Single(Row(Sum, "370200").Gap!.Cities), Assert.Single(Row(Sum, "370200").Lead!.Cities)));
        Assert.Equal((null, null), (Row(Sum, "370200").Gap!.Input, Row(Sum, "370200").Gap!.InputValue));
        Report(Sum, 0, 9.5m);
        Assert.Equal([1, 1, 3], Rows(Sum).Select(row => row.Rank));
    }

    [Fact]
    public void Tied_cities_share_a_rank_and_skip_each_other()
    {
        Report(Sum, 30, 20, 20, 20, 5);
        Assert.Equal(["370100"], Row(Sum, "370300").Gap!.Cities);
        Assert.Equal((10m, 15m), (Row(Sum, "370300").Gap!.Value, Row(Sum, "370300").Lead!.Value));
        Assert.Equal(["370200", "370300", "370400"], Row(Sum, "370500").Gap!.Cities);
        Assert.Equal(["370200", "370300", "370400"], Row(Sum, "370100").Lead!.Cities);
    }

    [Fact]
    public void Cities_that_all_tie_have_no_gap_or_lead()
    {
        Report(Sum, 7, 7, 7);
        Assert.All(Rows(Sum), row => Assert.Equal((null, null), (row.Gap, row.Lead)));
    }

    [Fact]
    public void Lower_is_better_reverses_gap_and_lead()
    {
        Report("case.trademark.days", 30, 20.5m, 12);
        var row = Row("case.trademark.days", "370200");
        Assert.Equal((2, 8.5m, 9.5m), (row.Rank, row.Gap!.Value, row.Lead!.Value));
        Assert.Equal(("370300", null), (Assert.Single(row.Gap.Cities), row.Gap.Input));
    }

    [Fact]
    public void A_rates_gap_gives_the_missing_numerator_rounded_up()
    {
        Report("court.accepted", 100, 33);
        Report("court.closed", 80, 25);
        // 80 % of 33 is 26.4, so two more are needed; 25/33 is 4.2424… points behind.
        var gap = Row(Rate, "370200").Gap!;
        Assert.Equal(("court.closed", 2m, 4.2424242424m), (gap.Input, gap.InputValue, gap.Value));
        Assert.Null(Row(Rate, "370100").Lead!.Input);
    }

    [Fact]
    public void An_exact_numerator_is_not_rounded_up()
    {
        Report("court.accepted", 100, 50);
        Report("court.closed", 80, 30);
        Assert.Equal(10m, Row(Rate, "370200").Gap!.InputValue);
    }

    [Fact]
    public void A_per_capita_gap_gives_the_missing_level()
    {
        _scenario.WithPopulation("370100,2020,1000000", "370200,2020,3000007");
        Report(Level, 1000, 2000);
        // 10 per 10,000 of 3,000,007 people are 3000.007 patents.
        Assert.Equal((Level, 1001m), (Row(PerHead, "370200").Gap!.Input, Row(PerHead, "370200").Gap!.InputValue));
    }

    [Fact]
    public void The_stated_gap_is_the_smallest_that_takes_the_rank()
    {
        var random = new Random(20230420);
        for (var round = 0; round < 12; round++)
        {
            var accepted = Cities.Select(_ => (decimal)random.Next(1, 40)).ToArray();
            var closed = Cities.Select(_ => (decimal)random.Next(0, 30)).ToArray();
            var populations = Cities.Select(_ => random.Next(10_000, 90_000)).ToArray();
            ProjectionScenario CreateScenario(int additional, int index)
            {
                var scenario = new ProjectionScenario().WithPopulation(
                    [.. Cities.Zip(populations, (city, count) => $"{city},2020,{count}")]);
                for (var i = 0; i < Cities.Length; i++)
                    scenario.Report(Cities[i], "court.accepted", "2023-05-01", accepted[i])
                        .Report(Cities[i], "court.closed", "2023-05-01", closed[i] + (i == index ? additional : 0))
                        .Report(Cities[i], Level, "2023-05-01", closed[i] + (i == index ? additional : 0));
                return scenario;
            }

            foreach (var metric in new[] { Rate, PerHead })
                foreach (var row in Rows(CreateScenario(0, 0), metric).Where(row => row.Gap is not null))
                {
                    var (index, additional) = (Array.IndexOf(Cities, row.City), (int)row.Gap!.InputValue!.Value);
                    var targetRank = FindRank(0, row.Gap.Cities[0]);
                    Assert.True(
                        FindRank(additional, row.City) <= targetRank,
                        $"round {round} {metric} {row.City}: {additional} more are too few");
                    Assert.True(
                        FindRank(additional - 1, row.City) > targetRank,
                        $"round {round} {metric} {row.City}: {additional - 1} more are enough");

                    int FindRank(int count, string city) =>
                        Rows(CreateScenario(count, index), metric).Single(candidate => candidate.City == city).Rank;
                }
        }
    }

    private void Report(string metric, params decimal[] values)
    {
        foreach (var (city, value) in Cities.Zip(values)) _scenario.Report(city, metric, "2023-05-01", value);
    }

    private RankingRow Row(string metric, string city) => Rows(metric).Single(row => row.City == city);

    private ImmutableArray<RankingRow> Rows(string metric) => Rows(_scenario, metric);

    private static ImmutableArray<RankingRow> Rows(ProjectionScenario scenario, string metric) =>
        scenario.BuildRanking("2023-06-01")
            .GetRanking(
                scenario.Reference.Catalogue[metric], ProjectionScenario.ParsePeriod("2023"), Baseline.Previous).Rows;
}
