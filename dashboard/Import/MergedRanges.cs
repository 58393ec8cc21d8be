namespace IpMonitor.Dashboard.Import;

/// <summary>Finds the top left cells of merged ranges while the rows of a sheet are read in order.</summary>
internal sealed class MergedRanges(IEnumerable<CellRange> ranges)
{
    private readonly Dictionary<CellRange, Cell> _topLeft = [];
    private readonly Queue<CellRange> _coming = new(
        ranges.Where(range => range.FirstColumn < ISpreadsheet.MaxColumns).OrderBy(range => range.FirstRow));
    private List<CellRange> _current = [];

    /// <summary>
    /// Returns the merged cells of a row. Rows are passed in ascending order; blank ones may be left out. Throws if
    /// ranges overlap, which no spreadsheet writes.
    /// </summary>
    public Dictionary<int, Cell>? Read(int row, IReadOnlyList<Cell> cells)
    {
        if (_current.Exists(range => range.LastRow < row))
            _current = [.. _current.Where(range => range.LastRow >= row)];
        while (_coming.TryPeek(out var next) && next.FirstRow <= row)
        {
            _coming.Dequeue();
            if (next.LastRow < row) continue;
            _current.Add(next);
            // Without a row of its own, the top left cell is blank.
            if (next.FirstRow == row && next.FirstColumn < cells.Count) _topLeft[next] = cells[next.FirstColumn];
        }
        if (_current.Count == 0) return null;
        if (_current.Count > ISpreadsheet.MaxColumns) throw XlsxPartReader.CreateException();
        var merged = new Dictionary<int, Cell>();
        foreach (var range in _current)
            for (var column = range.FirstColumn;
                column <= range.LastColumn && column < ISpreadsheet.MaxColumns;
                column++)
                if (row != range.FirstRow || column != range.FirstColumn)
                    merged[column] = _topLeft.GetValueOrDefault(range);
        return merged;
    }
}
