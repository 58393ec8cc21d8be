using System.Collections.Immutable;
using IpMonitor.Grains.Submissions;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// The result of validating a file. If all rows are valid, all questions are answered and some values are new, they
/// form a draft submission; nothing else changes.
/// </summary>
internal sealed record ImportResponse(
    string File, ImportForm Form, int Rows, int Fresh, int Duplicates, int Rejected,
    ImmutableArray<ImportProblem> Problems, ImmutableArray<ImportedValue> Preview,
    ImmutableArray<string> IgnoredColumns, ImmutableArray<string> IgnoredSheets, Submission? Submission,
    ImmutableArray<ImportedSheet> Sheets, ImmutableArray<ImportQuestion> Questions,
    ImmutableArray<ExcerptRow> Excerpt)
{
    /// <summary>Whether the same file had formed the submission before; no part of the JSON.</summary>
    internal bool IsRepeated { get; init; }
}

/// <summary>A problem of a cell with its remedy; the sheet name is empty for CSV.</summary>
internal sealed record ImportProblem(string Sheet, string Cell, int Row, string Field, string Code, string Message);

/// <summary>A value as it was parsed, with the value on record for the same city, unit, metric and period.</summary>
internal sealed record ImportedValue(
    string Cell, string City, string? Unit, string Metric, decimal Value, DateOnly Date, bool Cumulative, string? Note,
    bool Fresh, decimal? Recorded);

/// <summary>A sheet as it was recognized; the name is empty for CSV.</summary>
/// <param name="Name">The name of the sheet.</param>
/// <param name="HeaderRow">The number of the (last) header row.</param>
/// <param name="Columns">The columns that are read, and those that are not.</param>
/// <param name="Period">The period for rows that name none, with its origin; null if there is none.</param>
/// <param name="MeasureUnit">The unit of measure for the whole sheet, with its origin; null if there is none.</param>
/// <param name="HiddenRows">The number of data rows that are hidden or filtered out.</param>
/// <param name="SkippedRows">Rows that are no data: totals and repeated headers.</param>
/// <param name="FilledCells">The number of blank cells that take the value of the merged cell above.</param>
internal sealed record ImportedSheet(
    string Name, int HeaderRow, ImmutableArray<ImportedColumn> Columns, Recognized? Period, Recognized? MeasureUnit,
    int HiddenRows, ImmutableArray<SkippedRow> SkippedRows, int FilledCells);

/// <summary>A column by the address of its header cell; the field is null if the column is not read.</summary>
internal sealed record ImportedColumn(string Cell, string Title, string? Field);

/// <summary>
/// A recognized text and its origin: the address of a cell, the name of the sheet, or null if it was given with the
/// upload.
/// </summary>
internal sealed record Recognized(string Text, string? Cell);

/// <summary>A row that is not read: <c>total</c> or <c>header</c>, with its first text.</summary>
internal sealed record SkippedRow(int Row, string Kind, string Text);

/// <summary>A row as it stands in the file: headers, and the rows around each problem and question.</summary>
internal sealed record ExcerptRow(string Sheet, int Row, ImmutableArray<string> Cells);
