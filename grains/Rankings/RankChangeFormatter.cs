using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Rankings;

/// <summary>
/// Formats a change of rank as one sentence, such as 「上升 2 位：自身 +12 件，超过潍坊市、临沂市；其中更正 −1 件」.
/// </summary>
internal sealed class RankChangeFormatter(ReferenceSnapshot reference, Metric metric)
{
    public BilingualText Format(
        CityRank? before,
        CityRank? after,
        ImmutableArray<string> passed,
        ImmutableArray<string> passedBy,
        ValueChange? parts)
    {
        if (after is null) return new("退出排名：本期没有数据", "No longer ranked: no figure now");
        if (before is null)
        {
            return new(
                $"新进排名，第 {after.Rank} 位：基期没有数据",
                $"Newly ranked {FormatOrdinal(after.Rank)}: no figure at the baseline");
        }
        var change = before.Rank - after.Rank;
        var own = parts?.Value ?? after.Figure.ExactValue.ToDecimal() - before.Figure.ExactValue.ToDecimal();
        var zh = new StringBuilder(change > 0 ? $"上升 {change} 位" : change < 0 ? $"下降 {-change} 位" : "位次不变");
        var en = new StringBuilder(
            change > 0 ? $"Up {FormatPlaces(change)}" : change < 0 ? $"Down {FormatPlaces(-change)}" : "Same place");
        zh.Append(own == 0 ? "：自身没有变化" : $"：自身 {FormatChinese(own)}");
        en.Append(own == 0 ? ": own unchanged" : $": own {FormatEnglish(own)}");
        if (!passed.IsEmpty)
        {
            zh.Append($"，超过{JoinChineseNames(passed)}");
            en.Append($", passed {JoinEnglishNames(passed)}");
        }
        if (!passedBy.IsEmpty)
        {
            zh.Append($"，被{JoinChineseNames(passedBy)}超过");
            en.Append($", passed by {JoinEnglishNames(passedBy)}");
        }
        List<(string Zh, string En)> details = [];
        if (parts is { Denominator: not 0 and var denominator })
        {
            details.Add((
                $"{DenominatorName.Zh} {FormatChinese(denominator)}",
                $"{DenominatorName.En} {FormatEnglish(denominator)}"));
        }
        if (parts is { Corrections: not 0 and var corrections })
            details.Add(($"更正 {FormatChinese(corrections)}", $"corrections {FormatEnglish(corrections)}"));
        if (details.Count > 0)
        {
            zh.Append($"；其中{string.Join("，", details.Select(detail => detail.Zh))}");
            en.Append($"; of which {string.Join(", ", details.Select(detail => detail.En))}");
        }
        return new(zh.ToString(), en.ToString());
    }

    private string JoinChineseNames(ImmutableArray<string> cities) =>
        string.Join("、", cities.Select(city => reference.Places.FindCity(city)!.Name));

    private string JoinEnglishNames(ImmutableArray<string> cities) =>
        string.Join(", ", cities.Select(city => reference.Places.FindCity(city)!.NameEn));

    private (string Zh, string En) DenominatorName => metric.Kind switch
    {
        MetricKind.PerCapita => ("人口变化", "population"),
        MetricKind.Mean => ("件数变化", "number of cases"),
        _ => ("分母变化", "denominator"),
    };

    private static string FormatPlaces(int count) => count == 1 ? "1 place" : $"{count} places";

    private static string FormatOrdinal(int rank) => (rank % 100 is >= 11 and <= 13 ? 0 : rank % 10) switch
    {
        1 => $"{rank}st",
        2 => $"{rank}nd",
        3 => $"{rank}rd",
        _ => $"{rank}th",
    };

    private string FormatChinese(decimal change)
    {
        var (unit, size) = (metric.IsPercentage ? "百分点" : metric.Unit, Math.Abs(change));
        // The rounded size selects the unit: 99,999,999.9 is formatted as 1 亿, not as 10,000 万.
        return RoundForDisplay(size / 10_000) >= 10_000 ? $"{FormatSigned(change / 100_000_000)} 亿{unit}"
            : RoundForDisplay(size) >= 10_000 ? $"{FormatSigned(change / 10_000)} 万{unit}"
            : $"{FormatSigned(change)} {unit}";
    }

    private string FormatEnglish(decimal change) => metric switch
    {
        { IsPercentage: true } => FormatCount(change, "point"),
        { Unit: "元" } when Math.Abs(change) >= 1_000_000 => $"{FormatSigned(change / 1_000_000)} million yuan",
        { Unit: "元" } => $"{FormatSigned(change)} yuan",
        { Unit: "天" } => FormatCount(change, "day"),
        { Unit: "件/万人" } => $"{FormatSigned(change)} per 10,000 people",
        { Unit: "分" } => FormatCount(change, "point"),
        _ => FormatSigned(change),
    };

    private static decimal RoundForDisplay(decimal change) => decimal.Round(change, 2, MidpointRounding.AwayFromZero);

    private static string FormatCount(decimal change, string noun) =>
        FormatSigned(change) is "+1" or "−1" ? $"{FormatSigned(change)} {noun}" : $"{FormatSigned(change)} {noun}s";

    // Uses a minus sign (U+2212) and two decimals, or up to ten where two would round to zero.
    private static string FormatSigned(decimal change)
    {
        var rounded = RoundForDisplay(change);
        for (var decimals = 3; rounded == 0 && change != 0 && decimals <= 10; decimals++)
            rounded = decimal.Round(change, decimals, MidpointRounding.AwayFromZero);
        return (rounded < 0 ? "−" : "+") + Math.Abs(rounded).ToString("#,0.##########", CultureInfo.InvariantCulture);
    }
}
