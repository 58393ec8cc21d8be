namespace IpMonitor.Dashboard.Import;

/// <summary>The type of a cell's content.</summary>
internal enum CellKind
{
    Text,
    Number,
    Date,
    /// <summary>A formula; its text is the result when the file was last saved.</summary>
    Formula,
    /// <summary>An error such as #N/A.</summary>
    Error,
}

/// <summary>
/// A cell as text: a number with a decimal point and no grouping, a date as 2026-04-20; null or white space if blank.
/// The format is null for cells without a number format of their own.
/// </summary>
internal readonly record struct Cell(string? Text, CellKind Kind = CellKind.Text, CellNumberFormat? Format = null)
{
    public bool IsBlank => string.IsNullOrWhiteSpace(Text)
        // Invisible characters alone; most texts begin with ASCII or Chinese.
        || (Text[0] is (>= '\u00AD' and < '\u4E00') or >= '\uD800' && CellParser.Normalize(Text).Length == 0);
}
