namespace IpMonitor.Dashboard.Import;

/// <summary>The style of a cell; the values are the indexes of the formats in <see cref="XlsxStyles"/>.</summary>
internal enum CellStyle
{
    Plain,
    Head,
    Wrong,
    Day,
    WrongDay,
    /// <summary>Text that looks like a formula, marked as text.</summary>
    Quoted,
    WrongQuoted,
    Quiet,
}
