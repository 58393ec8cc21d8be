using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>A value of a row that may become an event: where it stands, and over which period it was given.</summary>
internal sealed record ParsedValue(EventInput Input, Event Event, Metric Metric, int SheetColumn, ReportingPeriod? Period);

/// <summary>What a row says, and what is wrong with it.</summary>
internal sealed class ParsedRow(SpreadsheetRow row, SheetColumns columns)
{
    private readonly List<ImportProblem> _problems = [];

    public SpreadsheetRow Row => row;

    public SheetColumns SheetColumns => columns;

    public IReadOnlyList<ImportProblem> Problems => _problems;

    public List<ParsedValue> Values { get; } = [];

    /// <summary>What is written in the column of a field; null when it is blank or there is no such column.</summary>
    public string? this[string field] => columns[field] is { } column && !row[column.Index].IsBlank ? CellParser.Normalize(row[column.Index].Text!) : null;

    /// <summary>Refuses what stands in a field's column, or in a given one.</summary>
    public void AddProblem(ValidationError error, int? at = null)
    {
        var column = at ?? columns[error.Field]?.Index ?? columns[ImportFields.Metric]!.Index;
        _problems.Add(new(row.Sheet, row.GetAddress(column), row.Number, error.Field, error.Code, MessageFormatter.Format(error)));
    }
}
