using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.Grains.Reference;

namespace IpMonitor.UnitTests.Rankings;

/// <summary>Tests of the text that explains a rank change.</summary>
public sealed class RankChangeFormatterTests
{
    private const string Jinan = "370100";
    private const string Weifang = "370700";
    private const string Linyi = "371300";
    private static readonly ReferenceSnapshot Reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);

    [Fact]
    public void A_rise_names_passed_cities_and_corrections() => AssertTexts(
        "上升 2 位：自身 +12 件，超过潍坊市、临沂市；其中更正 −1 件",
        "Up 2 places: own +12, passed Weifang, Linyi; of which corrections −1",
        CreateSentence("patent.granted", 5, 3, 12, corrections: -1, passed: [Weifang, Linyi]));

    [Fact]
    public void A_fall_names_the_cities_that_passed() => AssertTexts(
        "下降 1 位：自身 +3 件，被济南市超过", "Down 1 place: own +3, passed by Jinan",
        CreateSentence("patent.granted", 3, 4, 3, passedBy: [Jinan]));

    [Fact]
    public void One_place_is_singular_in_English() =>
        AssertTexts(
            "上升 1 位：自身 −2 件，超过济南市", "Up 1 place: own −2, passed Jinan",
            CreateSentence("patent.granted", 4, 3, -2, passed: [Jinan]));

    [Fact]
    public void An_unchanged_rank_names_passed_and_passing_cities() => AssertTexts(
        "位次不变：自身没有变化，超过潍坊市，被济南市、临沂市超过", "Same place: own unchanged, passed Weifang, passed by Jinan, Linyi",
        CreateSentence("patent.granted", 3, 3, 0, passed: [Weifang], passedBy: [Jinan, Linyi]));

    [Fact]
    public void A_newly_ranked_or_unranked_city_has_its_own_text()
    {
        AssertTexts(
            "新进排名，第 2 位：基期没有数据", "Newly ranked 2nd: no figure at the baseline",
            CreateSentence("patent.granted", null, 2, 0));
        AssertTexts("退出排名：本期没有数据", "No longer ranked: no figure now", CreateSentence("patent.granted", 2, null, 0));
        AssertTexts("退出排名：本期没有数据", "No longer ranked: no figure now", CreateSentence("patent.granted", null, null, 0));
    }

    [Theory]
    [InlineData(1, "1st")]
    [InlineData(3, "3rd")]
    [InlineData(4, "4th")]
    [InlineData(11, "11th")]
    [InlineData(12, "12th")]
    [InlineData(13, "13th")]
    [InlineData(21, "21st")]
    [InlineData(112, "112th")]
    public void English_ordinals_are_correct(int rank, string ordinal) =>
        Assert.Equal(
            $"Newly ranked {ordinal}: no figure at the baseline", CreateSentence("patent.granted", null, rank, 0).En);

    [Theory]
    [InlineData("pledge.amount", 9_999.5, "+9,999.5 元", "+9,999.5 yuan")]
    [InlineData("pledge.amount", 10_000, "+1 万元", "+10,000 yuan")]
    [InlineData("pledge.amount", -12_345_678, "−1,234.57 万元", "−12.35 million yuan")]
    [InlineData("pledge.amount", 100_000_000, "+1 亿元", "+100 million yuan")]
    [InlineData("pledge.amount", 99_999_999.9, "+1 亿元", "+100 million yuan")]
    [InlineData("pledge.amount", 9_999.999, "+1 万元", "+10,000 yuan")]
    [InlineData("pledge.amount", -2_130_000_000, "−21.3 亿元", "−2,130 million yuan")]
    [InlineData("patent.granted", 123_456, "+12.35 万件", "+123,456")]
    [InlineData("court.closed.rate", 2.345, "+2.35 百分点", "+2.35 points")]
    [InlineData("court.closed.rate", -1, "−1 百分点", "−1 point")]
    [InlineData("court.closed.rate", 0.0012, "+0.001 百分点", "+0.001 points")]
    [InlineData("case.trademark.days", 1, "+1 天", "+1 day")]
    [InlineData("case.trademark.days", 1.004, "+1 天", "+1 day")]
    [InlineData("case.trademark.days", -1.5, "−1.5 天", "−1.5 days")]
    [InlineData("case.trademark.days", 11, "+11 天", "+11 days")]
    [InlineData("patent.invention.per10k", 0.5, "+0.5 件/万人", "+0.5 per 10,000 people")]
    [InlineData("score.overall", 1, "+1 分", "+1 point")]
    [InlineData("score.overall", -3.25, "−3.25 分", "−3.25 points")]
    [InlineData("patent.granted", 0.0000000001, "+0.0000000001 件", "+0.0000000001")]
    public void A_change_has_the_metrics_unit(string metric, double change, string zh, string en) =>
        AssertTexts($"位次不变：自身 {zh}", $"Same place: own {en}", CreateSentence(metric, 3, 3, (decimal)change));

    [Theory]
    [InlineData(
        "patent.invention.per10k", "人口变化 −0.25 件/万人，更正 +0.5 件/万人",
        "population −0.25 per 10,000 people, corrections +0.5 per 10,000 people")]
    [InlineData("case.trademark.days", "件数变化 −0.25 天，更正 +0.5 天", "number of cases −0.25 days, corrections +0.5 days")]
    [InlineData("court.closed.rate", "分母变化 −0.25 百分点，更正 +0.5 百分点", "denominator −0.25 points, corrections +0.5 points")]
    public void A_denominator_change_is_named_by_its_meaning(string metric, string zh, string en)
    {
        var sentence = CreateSentence(metric, 3, 3, 2, corrections: 0.5m, denominator: -0.25m);
        Assert.EndsWith($"；其中{zh}", sentence.Zh, StringComparison.Ordinal);
        Assert.EndsWith($"; of which {en}", sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_composite_reports_its_change_without_parts()
    {
        var sentence = new RankChangeFormatter(Reference, Reference.Catalogue["score.overall"]).Format(
            CreateRank(3, 70), CreateRank(2, 72.5m), [Weifang], [], null);
        AssertTexts("上升 1 位：自身 +2.5 分，超过潍坊市", "Up 1 place: own +2.5 points, passed Weifang", sentence);
    }

    private static void AssertTexts(string zh, string en, BilingualText sentence) =>
        Assert.Equal((zh, en), (sentence.Zh, sentence.En));

    private static BilingualText CreateSentence(
        string metric, int? previousRank, int? rank, decimal change, decimal corrections = 0, decimal denominator = 0,
        string[]? passed = null, string[]? passedBy = null)
    {
        var previous = previousRank is null ? null : CreateRank(previousRank.Value, 100);
        var current = rank is null ? null : CreateRank(rank.Value, 100 + change);
        return new RankChangeFormatter(Reference, Reference.Catalogue[metric]).Format(
            previous, current, [.. passed ?? []], [.. passedBy ?? []],
            new(change, denominator, corrections, change - denominator - corrections));
    }

    private static CityRank CreateRank(int rank, decimal value) =>
        new("370300", rank, false, new(Fraction.FromDecimal(value), new(1, 1), null, null, null, Qualifier.Exact));
}
