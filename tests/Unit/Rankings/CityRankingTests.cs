using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;

namespace IpMonitor.UnitTests.Rankings;

public sealed class CityRankingTests
{
    [Fact]
    public void Ties_share_a_rank_in_code_order()
    {
        var ranking = new CityRanking(
            BetterDirection.Higher, Figures(("370300", 5), ("370100", 5), ("370200", 9), ("370400", 1)), null);
        Assert.Equal(
            [("370200", 1, false), ("370100", 2, true), ("370300", 2, true), ("370400", 4, false)],
            ranking.CityRanks.Select(cityRank => (cityRank.City, cityRank.Rank, cityRank.IsTied)));
    }

    [Fact]
    public void Lower_is_better_reverses_the_order_but_not_code_order()
    {
        var ranking =
            new CityRanking(BetterDirection.Lower, Figures(("370300", 5), ("370100", 5), ("370200", 9)), null);
        Assert.Equal(["370100", "370300", "370200"], ranking.CityRanks.Select(cityRank => cityRank.City));
        Assert.Equal(3, ranking.FindCity("370200")!.Rank);
        Assert.Null(ranking.FindCity("370400"));
    }

    [Fact]
    public void Exact_values_decide_between_equal_rounded_values()
    {
        var ranking = new CityRanking(BetterDirection.Higher, new Dictionary<string, Figure>
        {
            ["370100"] = Figure(new(1_000_000_000_000, 3)),
            ["370200"] = Figure(
                new(
                    new System.Numerics.BigInteger(1_000_000_000_000_000_000_000_000m) * 1000 + 1,
                    new System.Numerics.BigInteger(3_000_000_000_000_000))),
        }, null);
        Assert.Equal(
            ranking.CityRanks[0].Figure.ExactValue.ToDecimal(), ranking.CityRanks[1].Figure.ExactValue.ToDecimal());
        Assert.Equal(("370200", false), (ranking.CityRanks[0].City, ranking.CityRanks[0].IsTied));
    }

    private static Dictionary<string, Figure> Figures(params (string City, int Value)[] figures) =>
        figures.ToDictionary(
        pair => pair.City, pair => Figure(new(pair.Value, 1)));

    private static Figure Figure(Fraction value) => new(value, new(1, 1), null, null, null, Qualifier.Exact);
}
