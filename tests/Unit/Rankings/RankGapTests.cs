using System.Collections.Immutable;
using IpMonitor.Grains.Rankings;
using IpMonitor.UnitTests.Projections;

namespace IpMonitor.UnitTests.Rankings;

/// <summary>How far the next place up is, and the one behind.</summary>
public sealed class RankGapTests
{
    private const string Sum = "pledge.count";
    private const string Level = "patent.invention.valid";
    private const string PerHead = "patent.invention.per10k";
    private const string Rate = "court.closed.rate";
    private static readonly string[] Cities = ["370100", "370200", "370300", "370400", "370500"];
    private readonly ProjectionScenario _sheet = new();

    [Fact]
    public void The_gap_and_the_lead_are_what_draws_level()
    {
        Report(Sum, 30, 20.5m, 12);
        Assert.Equal([null, 9.5m, 8.5m], Rows(Sum).Select(row => row.Gap?.Value));
        Assert.Equal([9.5m, 8.5m, null], Rows(Sum).Select(row => row.Lead?.Value));
        Assert.Equal(("370100", "370300"), (Assert.Single(Row(Sum, "370200").Gap!.Cities), Assert.Single(Row(Sum, "370200").Lead!.Cities)));
        Assert.Equal((null, null), (Row(Sum, "370200").Gap!.Input, Row(Sum, "370200").Gap!.InputValue));
        Report(Sum, 0, 9.5m);
        Assert.Equal([1, 1, 3], Rows(Sum).Select(row => row.Rank));
    }

    [Fact]
    public void Ties_are_one_place_and_look_past_each_other()
    {
        Report(Sum, 30, 20, 20, 20, 5);
        Assert.Equal(["370100"], Row(Sum, "370300").Gap!.Cities);
        Assert.Equal((10m, 15m), (Row(Sum, "370300").Gap!.Value, Row(Sum, "370300").Lead!.Value));
        Assert.Equal(["370200", "370300", "370400"], Row(Sum, "370500").Gap!.Cities);
        Assert.Equal(["370200", "370300", "370400"], Row(Sum, "370100").Lead!.Cities);
    }

    [Fact]
    public void All_at_one_place_have_nobody_before_or_behind()
    {
        Report(Sum, 7, 7, 7);
        Assert.All(Rows(Sum), row => Assert.Equal((null, null), (row.Gap, row.Lead)));
    }

    [Fact]
    public void Where_less_is_better_the_next_place_is_so_much_less()
    {
        Report("case.trademark.days", 30, 20.5m, 12);
        var row = Row("case.trademark.days", "370200");
        Assert.Equal((2, 8.5m, 9.5m), (row.Rank, row.Gap!.Value, row.Lead!.Value));
        Assert.Equal(("370300", null), (Assert.Single(row.Gap.Cities), row.Gap.Input));
    }

    [Fact]
    public void A_rate_says_how_many_more_to_close_rounded_up()
    {
        Report("court.accepted", 100, 33);
        Report("court.closed", 80, 25);
        // 80 % of 33 is 26.4: two more to close, whole ones; 25/33 is 4.2424… points behind.
        var gap = Row(Rate, "370200").Gap!;
        Assert.Equal(("court.closed", 2m, 4.2424242424m), (gap.Input, gap.InputValue, gap.Value));
        Assert.Null(Row(Rate, "370100").Lead!.Input);
    }

    [Fact]
    public void Just_enough_is_not_rounded_up()
    {
        Report("court.accepted", 100, 50);
        Report("court.closed", 80, 30);
        Assert.Equal(10m, Row(Rate, "370200").Gap!.InputValue);
    }

    [Fact]
    public void Per_head_says_how_many_more_patents()
    {
        _sheet.WithPopulation("370100,2020,1000000", "370200,2020,3000007");
        Report(Level, 1000, 2000);
        // 10 per 10,000 of 3,000,007 people are 3000.007 patents.
        Assert.Equal((Level, 1001m), (Row(PerHead, "370200").Gap!.Input, Row(PerHead, "370200").Gap!.InputValue));
    }

    [Fact]
    public void So_much_more_takes_the_place_and_one_less_does_not()
    {
        var random = new Random(20230420);
        for (var round = 0; round < 12; round++)
        {
            var accepted = Cities.Select(_ => (decimal)random.Next(1, 40)).ToArray();
            var closed = Cities.Select(_ => (decimal)random.Next(0, 30)).ToArray();
            var people = Cities.Select(_ => random.Next(10_000, 90_000)).ToArray();
            ProjectionScenario Sheet(int more, int of)
            {
                var sheet = new ProjectionScenario().WithPopulation([.. Cities.Zip(people, (city, count) => $"{city},2020,{count}")]);
                for (var i = 0; i < Cities.Length; i++)
                    sheet.Report(Cities[i], "court.accepted", "2023-05-01", accepted[i]).Report(Cities[i], "court.closed", "2023-05-01", closed[i] + (i == of ? more : 0))
                        .Report(Cities[i], Level, "2023-05-01", closed[i] + (i == of ? more : 0));
                return sheet;
            }

            foreach (var metric in new[] { Rate, PerHead })
                foreach (var row in Rows(Sheet(0, 0), metric).Where(row => row.Gap is not null))
                {
                    var (of, more) = (Array.IndexOf(Cities, row.City), (int)row.Gap!.InputValue!.Value);
                    var next = Rows(Sheet(0, 0), metric).Single(other => other.City == row.Gap.Cities[0]).Rank;
                    Assert.True(Rows(Sheet(more, of), metric).Single(other => other.City == row.City).Rank <= next, $"round {round} {metric} {row.City}: {more} more do not");
                    Assert.True(Rows(Sheet(more - 1, of), metric).Single(other => other.City == row.City).Rank > next, $"round {round} {metric} {row.City}: {more - 1} would do");
                }
        }
    }

    private void Report(string metric, params decimal[] values)
    {
        foreach (var (city, value) in Cities.Zip(values)) _sheet.Report(city, metric, "2023-05-01", value);
    }

    private RankingRow Row(string metric, string city) => Rows(metric).Single(row => row.City == city);

    private ImmutableArray<RankingRow> Rows(string metric) => Rows(_sheet, metric);

    private static ImmutableArray<RankingRow> Rows(ProjectionScenario sheet, string metric) =>
        sheet.BuildRanking("2023-06-01").GetRanking(sheet.Reference.Catalogue[metric], ProjectionScenario.ParsePeriod("2023"), Baseline.Previous).Rows;
}
