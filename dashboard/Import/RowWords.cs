using System.Text.RegularExpressions;

namespace IpMonitor.Dashboard.Import;

/// <summary>Recognizes rows that are no data by the words in them: totals, remarks and signatures.</summary>
internal static partial class RowWords
{
    private static readonly string[] LabelFields = [ImportFields.City, ImportFields.Unit, ImportFields.Metric];

    /// <summary>Returns true for a total: 合计, 淄博市小计, 全省.</summary>
    public static bool IsTotal(SpreadsheetRow row, SheetColumns columns, NameResolver names) =>
        LabelFields.Select(field => columns[field]?.Index)
            .Append(IsLabelMissing(row, columns)
                ? Enumerable.Range(0, row.Cells.Count).First(index => !row[index].IsBlank)
                : null)
            .OfType<int>()
            .Select(index => row[index])
            .Where(cell => !cell.IsBlank && cell.Kind == CellKind.Text)
            .Select(cell => CellParser.NormalizeTitle(cell.Text!))
            .Any(text => (TotalPattern().IsMatch(text) || text == names.ProvinceName)
                && names.ResolveMetric(text) is null);

    // Only without a city or metric a text in another column, such as a number column, may name a total.
    private static bool IsLabelMissing(SpreadsheetRow row, SheetColumns columns) =>
        columns[ImportFields.Metric] is { } metric && row[metric.Index].IsBlank
        || columns[ImportFields.City] is { } city && row.GetMerged(city.Index).IsBlank;

    /// <summary>Returns true for a row without values that begins like a remark: 注：…, 填表人：….</summary>
    public static bool IsRemark(SpreadsheetRow row, SheetColumns columns) =>
        columns.All.Where(column => column.Field is ImportFields.Value or ImportFields.Ytd)
            .All(column => row[column.Index].IsBlank || row[column.Index].Kind == CellKind.Text
                && CellParser.ParseNumber(row[column.Index].Text!) is null)
        && (columns[ImportFields.Metric] is not { } metric || row[metric.Index].IsBlank
            || RemarkPattern().IsMatch(CellParser.NormalizeTitle(row[metric.Index].Text!)))
        && RemarkPattern().IsMatch(
            CellParser.NormalizeTitle(row.Cells.First(cell => !cell.IsBlank).Text!));

    [GeneratedRegex(
        "^(全省|全国|汇总|平均[值数]?|.{0,20}(合计|小计|总计|共计)数?|total|subtotal)(\\(.*\\))?[:;]?$",
        RegexOptions.IgnoreCase)]
    private static partial Regex TotalPattern();

    [GeneratedRegex(
        "^(注|备注|附注|说明|填表|制表|填报(人|单位|日期|时间)|报送|审核|复核|负责人|单位负责人|联系(人|电话|方式)|分管领导|数据来源|资料来源)")]
    private static partial Regex RemarkPattern();
}
