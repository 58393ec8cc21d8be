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
internal sealed record GridRow(string Sheet, int Number, IReadOnlyList<Cell> Cells)
{
    public Cell this[int column] => column < Cells.Count ? Cells[column] : default;

    public bool IsBlank => Cells.All(cell => cell.IsBlank);

    /// <summary>A cell by the name that people know it by: D17.</summary>
    public string Address(int column) => $"{Letters(column)}{Number}";

    public static string Letters(int column) => column < 26 ? $"{(char)('A' + column)}" : $"{Letters(column / 26 - 1)}{(char)('A' + column % 26)}";
}

/// <summary>A file of rows: a workbook or CSV.</summary>
internal interface IGrid : IDisposable
{
    /// <summary>The most columns that are looked at.</summary>
    const int MostColumns = 256;

    /// <summary>The longest text that a spreadsheet keeps in a cell.</summary>
    const int MostCharacters = 32_767;

    /// <summary>All rows that hold anything, sheet by sheet; may be read again.</summary>
    IEnumerable<GridRow> Rows();
}
