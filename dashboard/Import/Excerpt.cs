using System.Collections.Immutable;

namespace IpMonitor.Dashboard.Import;

/// <summary>Collects the rows around problems and questions from a file.</summary>
internal sealed class Excerpt
{
    private const int RowsAround = 2;
    private const int MaxColumns = 60;
    private const int MaxText = 80;
    private readonly HashSet<(string Sheet, int Row)> _rows = [];

    /// <summary>Adds a header row with the one above it.</summary>
    public void AddHeader(string sheet, int row) => _rows.UnionWith([(sheet, row - 1), (sheet, row)]);

    /// <summary>Adds a row with its neighbours.</summary>
    public void Add(string sheet, int row)
    {
        for (var near = row - RowsAround; near <= row + RowsAround; near++) _rows.Add((sheet, near));
    }

    /// <summary>Adds the row of a cell with its neighbours.</summary>
    public void AddCell(string sheet, string cell)
    {
        if (CellRange.Parse(cell) is { } range) Add(sheet, range.FirstRow);
    }

    /// <summary>Reads the rows; ends when all were found.</summary>
    public ImmutableArray<ExcerptRow> Read(ISpreadsheet spreadsheet)
    {
        var (excerpt, last) = (ImmutableArray.CreateBuilder<ExcerptRow>(), _rows.GroupBy(row => row.Sheet)
            .ToDictionary(sheet => sheet.Key, sheet => sheet.Max(row => row.Row)));
        foreach (var row in spreadsheet.ReadRows())
        {
            if (last.TryGetValue(row.Sheet, out var end) && row.Number > end) last.Remove(row.Sheet);
            if (last.Count == 0) break;
            if (_rows.Contains((row.Sheet, row.Number)))
                excerpt.Add(new(row.Sheet, row.Number, [.. row.Cells.Take(MaxColumns).Select(GetText)]));
        }
        return excerpt.ToImmutable();
    }

    private static string GetText(Cell cell) =>
        cell.Text is { Length: > MaxText } text ? string.Concat(text.AsSpan(0, MaxText), "…") : cell.Text ?? "";
}
