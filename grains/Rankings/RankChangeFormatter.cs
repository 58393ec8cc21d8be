using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Rankings;

/// <summary>Says a change of place in one sentence: 「上升 2 位：自身 +12 件，超过潍坊市、临沂市；其中更正 −1 件」.</summary>
internal sealed class RankChangeFormatter(ReferenceSnapshot reference, Metric metric)
{
    public Sentence Format(CityRank? was, CityRank? isNow, ImmutableArray<string> passed, ImmutableArray<string> passedBy, ValueChange? parts)
    {
        if (isNow is null) return new("退出排名：本期没有数据", "No longer ranked: no figure now");
        if (was is null) return new($"新进排名，第 {isNow.Rank} 位：基期没有数据", $"Newly ranked {FormatOrdinal(isNow.Rank)}: no figure at the baseline");
        var change = was.Rank - isNow.Rank;
        var own = parts?.Value ?? isNow.Figure.ExactValue.ToDecimal() - was.Figure.ExactValue.ToDecimal();
        var zh = new StringBuilder(change > 0 ? $"上升 {change} 位" : change < 0 ? $"下降 {-change} 位" : "位次不变");
        var en = new StringBuilder(change > 0 ? $"Up {FormatPlaces(change)}" : change < 0 ? $"Down {FormatPlaces(-change)}" : "Same place");
        zh.Append(own == 0 ? "：自身没有变化" : $"：自身 {FormatChinese(own)}");
        en.Append(own == 0 ? ": own unchanged" : $": own {FormatEnglish(own)}");
        if (!passed.IsEmpty)
        {
            zh.Append($"，超过{string.Join("、", passed.Select(city => reference.Places.FindCity(city)!.Name))}");
            en.Append($", passed {string.Join(", ", passed.Select(city => reference.Places.FindCity(city)!.NameEn))}");
        }
        if (!passedBy.IsEmpty)
        {
            zh.Append($"，被{string.Join("、", passedBy.Select(city => reference.Places.FindCity(city)!.Name))}超过");
            en.Append($", passed by {string.Join(", ", passedBy.Select(city => reference.Places.FindCity(city)!.NameEn))}");
        }
        List<(string Zh, string En)> of = [];
        if (parts is { Denominator: not 0 }) of.Add(($"{DenominatorName.Zh} {FormatChinese(parts.Denominator)}", $"{DenominatorName.En} {FormatEnglish(parts.Denominator)}"));
        if (parts is { Corrections: not 0 }) of.Add(($"更正 {FormatChinese(parts.Corrections)}", $"corrections {FormatEnglish(parts.Corrections)}"));
        if (of.Count > 0)
        {
            zh.Append($"；其中{string.Join("，", of.Select(one => one.Zh))}");
            en.Append($"; of which {string.Join(", ", of.Select(one => one.En))}");
        }
        return new(zh.ToString(), en.ToString());
    }

    private (string Zh, string En) DenominatorName => metric.Kind switch
    {
        MetricKind.PerCapita => ("人口变化", "population"),
        MetricKind.Mean => ("件数变化", "number of cases"),
        _ => ("分母变化", "denominator"),
    };

    private static string FormatPlaces(int count) => count == 1 ? "1 place" : $"{count} places";

    private static string FormatOrdinal(int rank) => (rank % 100 is >= 11 and <= 13 ? 0 : rank % 10) switch { 1 => $"{rank}st", 2 => $"{rank}nd", 3 => $"{rank}rd", _ => $"{rank}th" };

    private string FormatChinese(decimal change)
    {
        var (unit, size) = (metric.IsPercentage ? "百分点" : metric.Unit, Math.Abs(change));
        // By what is said: 99,999,999.9 is said as one 亿, not as 10,000 万.
        return RoundForDisplay(size / 10_000) >= 10_000 ? $"{FormatSigned(change / 100_000_000)} 亿{unit}" : RoundForDisplay(size) >= 10_000 ? $"{FormatSigned(change / 10_000)} 万{unit}" : $"{FormatSigned(change)} {unit}";
    }

    private string FormatEnglish(decimal change) => metric switch
    {
        { IsPercentage: true } => FormatCount(change, "point"),
        { Unit: "元" } => Math.Abs(change) >= 1_000_000 ? $"{FormatSigned(change / 1_000_000)} million yuan" : $"{FormatSigned(change)} yuan",
        { Unit: "天" } => FormatCount(change, "day"),
        { Unit: "件/万人" } => $"{FormatSigned(change)} per 10,000 people",
        { Unit: "分" } => FormatCount(change, "point"),
        _ => FormatSigned(change),
    };

    private static decimal RoundForDisplay(decimal change) => decimal.Round(change, 2, MidpointRounding.AwayFromZero);

    private static string FormatCount(decimal change, string one) => FormatSigned(change) is "+1" or "−1" ? $"{FormatSigned(change)} {one}" : $"{FormatSigned(change)} {one}s";

    // A true minus, and as many decimals as say something: two, more only where two would say nothing.
    private static string FormatSigned(decimal change)
    {
        var rounded = RoundForDisplay(change);
        for (var decimals = 3; rounded == 0 && change != 0 && decimals <= 10; decimals++) rounded = decimal.Round(change, decimals, MidpointRounding.AwayFromZero);
        return (rounded < 0 ? "−" : "+") + Math.Abs(rounded).ToString("#,0.##########", CultureInfo.InvariantCulture);
    }
}
