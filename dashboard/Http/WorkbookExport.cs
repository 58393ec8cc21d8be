using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace IpMonitor.Dashboard.Http;

/// <summary>The kind of a column in an exported workbook.</summary>
internal enum ColumnKind
{
    Text,
    Number,
    /// <summary>A day as 2026-04-20.</summary>
    Date,
}

/// <summary>A column of an exported workbook.</summary>
internal sealed record ExportColumn(string Title, ColumnKind Kind = ColumnKind.Text);

/// <summary>
/// Writes a table as a workbook (.xlsx): a frozen heading, dates, numbers with thousands separators, and text that is
/// never evaluated as a formula.
/// </summary>
internal static class WorkbookExport
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public const string DateFormat = "yyyy\\-mm\\-dd";

    // The rows of a sheet in the format's own limit.
    private const int MaxRows = 1_048_576;
    // A number in a cell keeps this number of digits.
    private const int MaxDigits = 15;
    private const double TextWidth = 18, NumberWidth = 14;

    /// <summary>Writes the rows; those beyond the limit of a sheet go to further sheets.</summary>
    public static async Task Write(
        Stream file, string name, IReadOnlyList<ExportColumn> columns, IAsyncEnumerable<IEnumerable<string[]>> chunks,
        CancellationToken cancellation)
    {
        await using var workbook = await Spreadsheet.CreateNewAsync(file, cancellationToken: cancellation);
        var styles = new Dictionary<ColumnKind, StyleId>
        {
            [ColumnKind.Number] = workbook.AddStyle(new() { Format = NumberFormat.Custom("#,##0.####") }),
            [ColumnKind.Date] = workbook.AddStyle(new() { Format = NumberFormat.Custom(DateFormat) }),
        };
        var heading = workbook.AddStyle(new() { Font = new() { Bold = true } });
        var sheets = 0;
        await StartSheet();
        await foreach (var chunk in chunks)
            foreach (var row in chunk)
            {
                if (workbook.NextRowNumber > MaxRows) await StartSheet();
                await workbook.AddRowAsync(
                    [.. row.Zip(columns, (text, column) => CreateCell(text, column.Kind, styles))], cancellation);
            }
        await workbook.FinishAsync(cancellation);

        async Task StartSheet()
        {
            var options = new WorksheetOptions { FrozenRows = 1 };
            foreach (var (index, column) in columns.Index())
                options.Column(index + 1).Width = column.Kind == ColumnKind.Text ? TextWidth : NumberWidth;
            await workbook.StartWorksheetAsync(++sheets == 1 ? name : $"{name} ({sheets})", options, cancellation);
            await workbook.AddRowAsync(
                [.. columns.Select(column => new StyledCell(column.Title, heading))], cancellation);
        }
    }

    private static StyledCell CreateCell(string text, ColumnKind kind, Dictionary<ColumnKind, StyleId> styles) =>
        kind == ColumnKind.Date
        && DateTime.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new(day, styles[kind])
        : kind == ColumnKind.Number
        && text.Count(char.IsAsciiDigit) <= MaxDigits
        && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new(number, styles[kind])
        : new(text.Length == 0 ? null : text, null);
}
