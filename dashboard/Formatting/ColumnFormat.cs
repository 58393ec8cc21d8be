namespace IpMonitor.Dashboard.Formatting;

/// <summary>The format of a column of figures: one scale and one number of decimals.</summary>
/// <param name="Factor">The factor of the scale, such as 10,000 for 万.</param>
/// <param name="Places">The number of decimals.</param>
/// <param name="Unit">The scale and the unit, for the head of the column: 「亿元」.</param>
internal sealed record ColumnFormat(decimal Factor, int Places, string Unit)
{
    /// <summary>Formats a value without its unit.</summary>
    public string Format(decimal value) => NumberFormatter.FormatDigits(value / Factor, Places, Places);

    /// <summary>Formats a value of an axis, with at most two decimals.</summary>
    public string FormatTick(decimal value) => NumberFormatter.FormatDigits(value / Factor, 0, 2);
}
