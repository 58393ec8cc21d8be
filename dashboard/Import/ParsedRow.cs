using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>A value of a row as an event, with its column and the period it was given for.</summary>
internal sealed record ParsedValue(
    EventInput Input, Event Event, Metric Metric, int SheetColumn, ReportingPeriod? Period);

/// <summary>A row's values and problems.</summary>
internal sealed class ParsedRow(SpreadsheetRow row, SheetColumns columns)
{
    private readonly List<ImportProblem> _problems = [];
    private readonly HashSet<int> _filled = [];

    public SpreadsheetRow Row => row;

    public SheetColumns SheetColumns => columns;

    public IReadOnlyList<ImportProblem> Problems => _problems;

    public List<ParsedValue> Values { get; } = [];

    /// <summary>The number of blank cells that took the value of a merged cell.</summary>
    public int FilledCells => _filled.Count;

    /// <summary>The normalized text in a field's column; null if it is blank or the column is missing.</summary>
    public string? this[string field] => GetCell(field) is { } cell ? CellParser.Normalize(cell.Text!) : null;

    /// <summary>The cell of a field, or the one merged over it; null if it is blank or there is no column.</summary>
    public Cell? GetCell(string field)
    {
        if (columns[field] is not { } column) return null;
        if (!row[column.Index].IsBlank) return row[column.Index];
        if (row.GetMerged(column.Index) is not { IsBlank: false } merged) return null;
        _filled.Add(column.Index);
        return merged;
    }

    /// <summary>The free text of a field as it was typed; null if it is blank or the column is missing.</summary>
    public string? GetText(string field) =>
        GetCell(field) is { } cell && CellParser.CleanText(cell.Text!) is { Length: > 0 } text ? text : null;

    /// <summary>
    /// Adds a problem with the cell of the error's field, or with the cell of a given column. A formula or an error
    /// hides no problems of the row but those of its own cell.
    /// </summary>
    public void AddProblem(ValidationError error, int? columnIndex = null)
    {
        var column = columnIndex ?? columns[error.Field]?.Index ?? columns[ImportFields.Metric]!.Index;
        if (error.Code is not ("formula" or "cell_error")
            && row[column].Kind is CellKind.Formula or CellKind.Error)
            return;
        _problems.Add(new(
            row.Sheet, row.GetAddress(column), row.Number, error.Field, error.Code, MessageFormatter.Format(error)));
    }
}
