using System.Collections.Immutable;
using IpMonitor.Grains.Submissions;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// What a file came to, row by row, before anything of it counts. When every row is right and some are new, they are held as a
/// draft submission that waits to be handed in; nothing else has changed.
/// </summary>
internal sealed record ImportResponse(
    string File, ImportForm Form, int Rows, int Fresh, int Duplicates, int Rejected, ImmutableArray<ImportProblem> Problems, ImmutableArray<ImportedValue> Preview,
    ImmutableArray<string> IgnoredColumns, ImmutableArray<string> IgnoredSheets, Submission? Submission);

/// <summary>What is wrong with a cell, and how to mend it; the sheet is empty in a file that has none.</summary>
internal sealed record ImportProblem(string Sheet, string Cell, int Row, string Field, string Code, string Message);

/// <summary>A value as it was understood.</summary>
internal sealed record ImportedValue(string Cell, string City, string? Unit, string Metric, decimal Value, DateOnly Date, bool Cumulative, string? Note, bool Fresh);
