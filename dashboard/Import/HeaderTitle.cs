using System.Text.RegularExpressions;

namespace IpMonitor.Dashboard.Import;

/// <summary>Joins the two lines of a header to the title of a column.</summary>
internal static partial class HeaderTitle
{
    // Upper lines that add nothing to the lower line; any other one, such as 上年同期 or 计划, changes the meaning.
    private const string NeutralWords =
        " 其中 数值 数据 数量 金额 数 指标值 情况 填报 报送 统计 统计数据 本年 今年 当年 完成 完成数 完成情况 实际 实际完成 ";

    /// <summary>Joins both lines: 2025年 and 1月 to a month, 数值 and 万元 to 数值（万元）.</summary>
    public static string Join(string top, string below, MeasureUnits units) =>
        YearPattern().Match(CellParser.NormalizeTitle(top)) is { Success: true } year
            ? $"{year.Groups["year"].Value}年{below}"
            : UnitPattern().Match(CellParser.NormalizeTitle(below)) is { Success: true, Groups: var groups }
                && units.IsKnown(groups["unit"].Value) ? $"{top}（{groups["unit"].Value}）"
            : $"{top}{below}";

    /// <summary>Returns true if the upper line does not change the meaning of the lower one.</summary>
    public static bool IsNeutral(string top, string lowerField, MeasureUnits units)
    {
        var title = CellParser.NormalizeTitle(top);
        // 金额（万元）: the unit counts for the sheet.
        if (BracketPattern().Match(title) is { Success: true, Groups: var groups }
            && units.IsKnown(groups["unit"].Value))
            title = groups["name"].Value;
        return title.Length == 0
            || YearPattern().IsMatch(title)
            || NeutralWords.Contains($" {title} ", StringComparison.Ordinal)
            || ImportFields.FindByTitle(title) == lowerField;
    }

    // 万元, （万元）, 单位：万元.
    [GeneratedRegex(@"^\(?(单位:)?(?<unit>[^()]+)\)?$")]
    private static partial Regex UnitPattern();

    [GeneratedRegex(@"^(?<name>[^()]+)\((单位:)?(?<unit>[^()]+)\)$")]
    private static partial Regex BracketPattern();

    [GeneratedRegex("^(?<year>[0-9]{4})(年度?)?$")]
    private static partial Regex YearPattern();
}
