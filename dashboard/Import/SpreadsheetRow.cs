namespace IpMonitor.Dashboard.Import;

/// <summary>A row of a sheet with its one-based number as the spreadsheet shows it.</summary>
internal sealed record SpreadsheetRow(string Sheet, int Number, IReadOnlyList<Cell> Cells)
{
    private static readonly Dictionary<int, Cell> NoCells = [];

    /// <summary>True if the row is hidden or filtered out.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The day from which the workbook counts dates.</summary>
    public DateSystem DateSystem { get; init; }

    /// <summary>The top left cell of the merged range over each other cell of it, by zero-based column.</summary>
    public IReadOnlyDictionary<int, Cell> MergedCells { get; init; } = NoCells;

    /// <summary>The cell of a zero-based column; blank beyond the last cell.</summary>
    public Cell this[int column] => column < Cells.Count ? Cells[column] : default;

    public bool IsBlank => Cells.All(cell => cell.IsBlank);

    /// <summary>The cell of a column, or the cell that is merged over it.</summary>
    public Cell GetMerged(int column) =>
        this[column] is { IsBlank: true } && MergedCells.TryGetValue(column, out var merged) ? merged : this[column];

    /// <summary>The address of a cell by its zero-based column, such as D17.</summary>
    public string GetAddress(int column) => $"{GetColumnLetters(column)}{Number}";

    /// <summary>The letters of a zero-based column: A, Z, AA.</summary>
    public static string GetColumnLetters(int column) => column < 26
        ? $"{(char)('A' + column)}"
        : $"{GetColumnLetters(column / 26 - 1)}{(char)('A' + column % 26)}";

    /// <summary>The zero-based column and one-based row of an address such as D17.</summary>
    public static (int Column, int Row) ParseAddress(string address) =>
        CellRange.ParseAddress(address) ?? throw new FormatException($"{address} is no address of a cell.");
}
