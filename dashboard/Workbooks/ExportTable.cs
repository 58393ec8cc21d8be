using System.Collections.Immutable;

namespace IpMonitor.Dashboard.Workbooks;

/// <summary>A column of an exported table.</summary>
/// <param name="Title">Title with the unit.</param>
/// <param name="IsEnd">True if the column is aligned to the right, as numbers are.</param>
/// <param name="Group">Title that spans the adjacent columns of the same group; null for none.</param>
internal sealed record ExportColumn(string Title, bool IsEnd = false, string? Group = null);

/// <summary>A table on a sheet of its own.</summary>
/// <param name="Name">Name of the sheet.</param>
/// <param name="Title">Title above the header; null for none.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Chunks">The rows in chunks.</param>
/// <param name="Foot">Lines below the rows: time, definition, source and position of the data.</param>
internal sealed record ExportTable(
    string Name,
    string? Title,
    ImmutableArray<ExportColumn> Columns,
    IAsyncEnumerable<IEnumerable<ExportCell[]>> Chunks,
    ImmutableArray<string> Foot)
{
    /// <summary>Creates a table of rows in memory.</summary>
    public ExportTable(
        string name, string? title, ImmutableArray<ExportColumn> columns, IEnumerable<ExportCell[]> rows,
        ImmutableArray<string> foot)
        : this(name, title, columns, new[] { rows }.ToAsyncEnumerable(), foot)
    {
    }
}

/// <summary>A workbook to download.</summary>
/// <param name="FileName">Name without extension.</param>
/// <param name="Tables">The tables, at least one.</param>
internal sealed record Workbook(string FileName, params ImmutableArray<ExportTable> Tables)
{
    // Separators and characters that a file system forbids.
    private const string ForbiddenCharacters = @"\/:*?""<>|";

    /// <summary>Name without extension, with a space in place of each character that a file name cannot hold.</summary>
    public string FileName { get; } = string.Concat(FileName.Select(
        c => char.IsControl(c) || ForbiddenCharacters.Contains(c, StringComparison.Ordinal) ? ' ' : c)).Trim(' ', '.');
}
