using System.Collections.Immutable;
using IpMonitor.Grains.Submissions;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// The result of validating a file. If all rows are valid and some are new, they form a draft submission; nothing else
/// changes.
/// </summary>
internal sealed record ImportResponse(
    string File, ImportForm Form, int Rows, int Fresh, int Duplicates, int Rejected,
    ImmutableArray<ImportProblem> Problems, ImmutableArray<ImportedValue> Preview,
    ImmutableArray<string> IgnoredColumns, ImmutableArray<string> IgnoredSheets, Submission? Submission);

/// <summary>A problem of a cell with its remedy; the sheet name is empty for CSV.</summary>
internal sealed record ImportProblem(string Sheet, string Cell, int Row, string Field, string Code, string Message);

/// <summary>A value as it was parsed.</summary>
internal sealed record ImportedValue(
    string Cell, string City, string? Unit, string Metric, decimal Value, DateOnly Date, bool Cumulative, string? Note,
    bool Fresh);
