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

    public SpreadsheetRow Row => row;

    public SheetColumns SheetColumns => columns;

    public IReadOnlyList<ImportProblem> Problems => _problems;

    public List<ParsedValue> Values { get; } = [];

    /// <summary>The normalized text in a field's column; null if it is blank or the column is missing.</summary>
    public string? this[string field] =>
        columns[field] is { } column && !row[column.Index].IsBlank
            ? CellParser.Normalize(row[column.Index].Text!)
            : null;

    /// <summary>Adds a problem with the cell of the error's field, or with the cell of a given column.</summary>
    public void AddProblem(ValidationError error, int? columnIndex = null)
    {
        var column = columnIndex ?? columns[error.Field]?.Index ?? columns[ImportFields.Metric]!.Index;
        _problems.Add(new(
            row.Sheet, row.GetAddress(column), row.Number, error.Field, error.Code, MessageFormatter.Format(error)));
    }
}
