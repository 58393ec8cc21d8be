namespace IpMonitor.Dashboard.Import;

/// <summary>The type of a cell's content.</summary>
internal enum CellKind
{
    Text,
    Number,
    Date,
    /// <summary>A formula; its text is the result when the file was last saved.</summary>
    Formula,
}

/// <summary>
/// A cell as text: a number with a decimal point and no grouping, a date as 2026-04-20; null or white space if blank.
/// The format is null for cells without a number format of their own.
/// </summary>
internal readonly record struct Cell(string? Text, CellKind Kind = CellKind.Text, NumberFormat? Format = null)
{
    public bool IsBlank => string.IsNullOrWhiteSpace(Text);
}
