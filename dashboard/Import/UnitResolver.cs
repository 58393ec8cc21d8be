using IpMonitor.Grains.Events;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>Finds the factor from a written value to the unit of its metric.</summary>
internal sealed class UnitResolver(MeasureUnits units)
{
    // Measure words of things that are counted.
    private const string WholeUnits = " 件 个 家 项 起 人次 份 家次 人 笔 次 场 篇 册 台 宗 条 名 户 批 期 所 处 ";

    /// <summary>Returns false for a fraction of something that is counted, such as 5.5 件.</summary>
    public static bool FitsUnit(decimal value, Metric metric) =>
        metric.Kind == MetricKind.Mean
        || value == decimal.Truncate(value)
        || !WholeUnits.Contains($" {metric.Unit} ", StringComparison.Ordinal);

    /// <summary>
    /// Returns the factor from all places that tell a unit: the number, its format, the unit column, the titles of
    /// column and metric, and the sheet around the rows. Null, with a problem on the row, if one does not fit the
    /// metric or two disagree.
    /// </summary>
    public decimal? ResolveFactor(ParsedRow parsed, Metric metric, SheetColumn column, string numberUnit)
    {
        var format = parsed.Row[column.Index].Format;
        if (format?.IsScaled == true)
            return Reject(parsed, column.Index, ValidationError.Create("number_format_scaled", ImportFields.Value));
        if (format?.IsPercent == true && metric.Unit != "%")
            return Reject(parsed, column.Index, ValidationError.Create(
                "percent_unexpected", ImportFields.Value, MessageArgument.Name(metric.Name, metric.NameEn),
                metric.Unit));
        var told = GetUnits(parsed, column, numberUnit);
        foreach (var (text, index) in told)
            if (CellParser.FindFactor(text, metric.Unit) is null)
                return Reject(parsed, index, CreateMismatch(metric, text));
        var sheetUnits = parsed.SheetColumns.SheetUnits;
        var fitting = sheetUnits.Where(unit => CellParser.FindFactor(unit.Text, metric.Unit) is not null).ToList();
        // 万美元 contradicts 元; 万元 for a sheet leaves the units of other rows alone.
        var other = sheetUnits.FirstOrDefault(unit =>
                !units.IsKnown(unit.Text) && unit.Text.EndsWith(metric.Unit, StringComparison.Ordinal))
            ?? (fitting.Count == 0 && told.Count == 0 ? sheetUnits.FirstOrDefault() : null);
        if (other is not null) return Reject(parsed, column.Index, CreateMismatch(metric, other.Text));
        told.AddRange(fitting.Select(unit => (unit.Text, column.Index)));
        var factors = told.Select(unit => CellParser.FindFactor(unit.Text, metric.Unit)!.Value).ToList();
        var percent = format?.IsPercent == true ? 100 : 1;
        // 4万 under 笔 is 4万笔; 21.3亿元 under 元 or 万元 is ambiguous.
        if (CellParser.FindFactor(numberUnit, "") is { } scale
            && factors.Skip(numberUnit.Length > 0 ? 1 : 0).All(factor => factor == 1))
            return percent * scale;
        var second = factors.FindIndex(factor => factor != factors[0]);
        if (second >= 0)
            return Reject(parsed, column.Index, ValidationError.Create(
                "unit_twice", ImportFields.Value, CellParser.Truncate(told[0].Text),
                CellParser.Truncate(told[second].Text)));
        return percent * factors[0];
    }

    private List<(string Text, int Index)> GetUnits(ParsedRow parsed, SheetColumn column, string numberUnit)
    {
        var metricColumn = parsed.SheetColumns[ImportFields.Metric]!.Index;
        (string? Text, int Index)[] places =
        [
            (numberUnit, column.Index),
            (parsed.Row[column.Index].Format?.Unit, column.Index),
            (parsed[ImportFields.MeasureUnit], parsed.SheetColumns[ImportFields.MeasureUnit]?.Index ?? column.Index),
            (column.MeasureUnit, column.Index),
            (RowNameResolver.SplitMetric(parsed[ImportFields.Metric]!).Unit is { } inName && units.IsKnown(inName)
                ? inName
                : null, metricColumn),
        ];
        return
        [
            .. places.Where(place => !string.IsNullOrEmpty(place.Text)).Select(place => (place.Text!, place.Index)),
        ];
    }

    private static ValidationError CreateMismatch(Metric metric, string text) =>
        ValidationError.Create(
            "unit_mismatch", ImportFields.MeasureUnit, MessageArgument.Name(metric.Name, metric.NameEn), metric.Unit,
            CellParser.Truncate(text));

    private static decimal? Reject(ParsedRow parsed, int column, ValidationError error)
    {
        parsed.AddProblem(error, column);
        return null;
    }
}
