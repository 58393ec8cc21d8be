namespace IpMonitor.Dashboard.Import;

/// <summary>What a cell holds.</summary>
internal enum CellKind
{
    Text,
    Number,
    Date,
    /// <summary>Worked out by the spreadsheet; its text is what it came to when last saved.</summary>
    Formula,
}

/// <summary>A cell as text: a number with a point and no grouping, a date as 2026-04-20; without text it is blank.</summary>
internal readonly record struct Cell(string? Text, CellKind Kind = CellKind.Text)
{
    public bool IsBlank => string.IsNullOrWhiteSpace(Text);
}

/// <summary>A row of a sheet, numbered as the spreadsheet shows it.</summary>
internal sealed record SpreadsheetRow(string Sheet, int Number, IReadOnlyList<Cell> Cells)
{
    public Cell this[int column] => column < Cells.Count ? Cells[column] : default;

    public bool IsBlank => Cells.All(cell => cell.IsBlank);

    /// <summary>A cell by the name that people know it by: D17.</summary>
    public string GetAddress(int column) => $"{GetColumnLetters(column)}{Number}";

    public static string GetColumnLetters(int column) => column < 26 ? $"{(char)('A' + column)}" : $"{GetColumnLetters(column / 26 - 1)}{(char)('A' + column % 26)}";
}

/// <summary>A file of rows: a workbook or CSV.</summary>
internal interface ISpreadsheet : IDisposable
{
    /// <summary>The most columns that are looked at.</summary>
    const int MaxColumns = 256;

    /// <summary>The longest text that a spreadsheet keeps in a cell.</summary>
    const int MaxCellLength = 32_767;

    /// <summary>All rows that hold anything, sheet by sheet; may be read again.</summary>
    IEnumerable<SpreadsheetRow> ReadRows();
}
