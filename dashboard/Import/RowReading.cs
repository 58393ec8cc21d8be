using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>A value of a row that may become an event: where it stands, and over which period it was given.</summary>
internal sealed record Reported(EventInput Draft, Event Event, Metric Metric, int SheetColumn, ReportingPeriod? Over);

/// <summary>What a row says, and what is wrong with it.</summary>
internal sealed class RowReading(GridRow row, SheetColumns columns)
{
    private readonly List<ImportProblem> _problems = [];

    public GridRow Row => row;

    public SheetColumns SheetColumns => columns;

    public IReadOnlyList<ImportProblem> Problems => _problems;

    public List<Reported> Values { get; } = [];

    /// <summary>What is written in the column of a field; null when it is blank or there is no such column.</summary>
    public string? this[string field] => columns[field] is { } column && !row[column.At].IsBlank ? TypedCell.Plain(row[column.At].Text!) : null;

    /// <summary>Refuses what stands in a field's column, or in a given one.</summary>
    public void Refuse(string field, string code, string message, int? at = null)
    {
        var column = at ?? columns[field]?.At ?? columns[FormFields.Metric]!.At;
        _problems.Add(new(row.Sheet, row.Address(column), row.Number, field, code, message));
    }
}
