using System.Buffers;
using System.Globalization;
using IpMonitor.Dashboard.Http;
using SpreadCheetah;
using SpreadCheetah.Worksheets;

namespace IpMonitor.Dashboard.Import;

/// <summary>Writes the rows of a file into a new workbook, each cell at its address.</summary>
internal static class RowsWorkbook
{
    private const string SheetName = "数据";
    private const int MaxSheetNameLength = 31;
    private const double ColumnWidth = 16;
    // A number in a cell keeps this number of digits.
    private const int MaxDigits = 15;
    private const int MaxTextInFormula = 255;
    private static readonly SearchValues<char> InvalidSheetNameCharacters = SearchValues.Create("/\\*?[]:");

    /// <summary>
    /// Writes the workbook, with the cells of problems filled. Returns the name of each sheet in it by its name in the
    /// file.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string>> Write(
        ISpreadsheet spreadsheet, IEnumerable<ImportProblem> problems, Stream output, CancellationToken cancellation)
    {
        var wrong = problems.ToLookup(
            problem => (problem.Sheet, problem.Row), problem => SpreadsheetRow.ParseAddress(problem.Cell).Column);
        var names = new Dictionary<string, string>();
        await using var workbook = await Spreadsheet.CreateNewAsync(
            output, SheetStyles.CreateOptions(SheetName), cancellation);
        foreach (var row in spreadsheet.ReadRows())
        {
            if (!names.ContainsKey(row.Sheet))
            {
                names.Add(row.Sheet, CreateSheetName(row.Sheet, names.Values));
                await workbook.StartWorksheetAsync(
                    names[row.Sheet], new WorksheetOptions { DefaultColumnWidth = ColumnWidth }, cancellation);
            }
            while (workbook.NextRowNumber < row.Number)
                await workbook.AddRowAsync(Array.Empty<DataCell>(), cancellation);
            var columns = wrong[(row.Sheet, row.Number)].ToHashSet();
            await workbook.AddRowAsync(
                [
                    .. Enumerable.Range(0, Math.Max(row.Cells.Count, columns.Append(-1).Max() + 1))
                        .Select(column => CreateCell(workbook, GetCell(row, column), columns.Contains(column))),
                ],
                cancellation);
        }
        await workbook.FinishAsync(cancellation);
        return names;
    }

    // Without merged ranges, each row has its own names; a merged value stays refused in the other rows.
    private static Cell GetCell(SpreadsheetRow row, int column) =>
        row.GetMerged(column) is var cell && row[column].IsBlank && !cell.IsBlank && cell.Kind != CellKind.Text
            ? new("（合并）")
            : cell;

    private static SpreadCheetah.Cell CreateCell(Spreadsheet workbook, Cell cell, bool isWrong)
    {
        var (value, formula, format) = Convert(cell);
        var style = isWrong ? workbook.AddStyle(SheetStyles.CreateWrong(format))
            : format is not null ? workbook.AddStyle(SheetStyles.CreatePlain(format))
            : null;
        return formula is null ? new(value, style) : new(new Formula(formula), value, style);
    }

    private static (DataCell Value, string? Formula, string? Format) Convert(Cell cell)
    {
        var text = cell.Text ?? "";
        var number = ParseNumber(text);
        return cell.Kind switch
        {
            // A new workbook has no formats of the file: their meaning stands in the text.
            CellKind.Date when cell.Format?.Date is DatePrecision.Month or DatePrecision.Year =>
                (new($"{text[..4]}年{(cell.Format.Date == DatePrecision.Year ? "" : $"{text[5..7]}月")}"), null, null),
            CellKind.Number when cell.Format is { IsScaled: true } => (new($"{text}（缩小显示）"), null, null),
            CellKind.Number when cell.Format is { IsPercent: true } => (new($"{text}（百分数格式）"), null, null),
            CellKind.Number when cell.Format is { Unit: { } unit } => (new($"{text}{unit}"), null, null),
            CellKind.Date when DateTime.TryParseExact(
                text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) =>
                (new(day), null, SheetStyles.DateFormat),
            // The result of a formula stays one, so that it is refused again. A text file has the formula itself.
            CellKind.Formula when number is not null => (new(number), text, null),
            CellKind.Formula when text is not ['=', ..] && text.Length <= MaxTextInFormula =>
                (new(text), $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", null),
            _ when number is not null => (new(number), null, null),
            _ => (new(text.Length == 0 ? null : text), null, IsFormulaLike(text) ? SheetStyles.TextFormat : null),
        };
    }

    // A number only if it is written back as the same text: not 007, and not a code of twenty digits.
    private static decimal? ParseNumber(string text) =>
        decimal.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var number)
        && number.TrimZeros().ToString(CultureInfo.InvariantCulture) == text
        && text.Count(char.IsAsciiDigit) <= MaxDigits
            ? number
            : null;

    // Text format keeps a spreadsheet from turning such text into a formula when the cell is edited.
    private static bool IsFormulaLike(string text) =>
        CellParser.Normalize(text) is ['=' or '+' or '-' or '@', ..];

    private static string CreateSheetName(string sheet, IEnumerable<string> existing)
    {
        var name = sheet.Length is 0 or > MaxSheetNameLength
            || sheet.AsSpan().ContainsAny(InvalidSheetNameCharacters)
            || sheet.StartsWith('\'')
            || sheet.EndsWith('\'')
            || XmlCharacters.RemoveInvalid(sheet) != sheet
                ? SheetName
                : sheet;
        return Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? name : $"{SheetName} ({i})")
            .First(candidate => !existing.Contains(candidate, StringComparer.OrdinalIgnoreCase));
    }
}
