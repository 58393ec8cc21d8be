using System.Globalization;
using System.Text;
using CsvHelper;

namespace IpMonitor.Dashboard.Import;

/// <summary>Writes an imported file with its problems: a first column 问题 and marked cells.</summary>
internal sealed class MarkedFile
{
    private const string ProblemColumnTitle = "问题";
    private const double ProblemColumnWidth = 48;
    private const double ColumnWidth = 16;

    private readonly ISpreadsheet _spreadsheet;
    private readonly Dictionary<string, SpreadsheetRow> _headers;
    private readonly ILookup<(string Sheet, int Row), ImportProblem> _problems;

    public MarkedFile(
        ISpreadsheet spreadsheet, IEnumerable<SpreadsheetRow> headers, IEnumerable<ImportProblem> problems)
    {
        _spreadsheet = spreadsheet;
        _headers = headers.ToDictionary(header => header.Sheet);
        _problems = problems.ToLookup(problem => (problem.Sheet, problem.Row));
    }

    public void WriteWorkbook(Stream output)
    {
        using var workbook = new XlsxWriter(output);
        using var rows = _spreadsheet.ReadRows().GetEnumerator();
        for (var hasRow = rows.MoveNext(); hasRow;)
        {
            var sheet = rows.Current.Sheet;
            var header = _headers.GetValueOrDefault(sheet);
            workbook.WriteSheet(
                sheet, [header is null ? ColumnWidth : ProblemColumnWidth, .. Enumerable.Repeat(ColumnWidth, 20)],
                header?.Number ?? 0, MarkSheet());

            IEnumerable<(int, IReadOnlyList<(Cell, CellStyle)>)> MarkSheet()
            {
                for (; hasRow && rows.Current.Sheet == sheet; hasRow = rows.MoveNext())
                    yield return (rows.Current.Number, MarkRow(rows.Current, header));
            }
        }
    }

    public void WriteCsv(Stream output)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(true), leaveOpen: true);
        using var csv = CsvWriter.Create(
            text, new CsvWriterOptions { Separator = ',', Injection = CsvInjection.Escape, ValidateFieldCount = false },
            true);
        var header = _headers.GetValueOrDefault("");
        foreach (var row in _spreadsheet.ReadRows())
            csv.WriteRecord([.. MarkRow(row, header).Select(marked => marked.Cell.Text ?? "")]);
    }

    private List<(Cell Cell, CellStyle Style)> MarkRow(SpreadsheetRow row, SpreadsheetRow? header)
    {
        var cells = new List<(Cell, CellStyle)>();
        var isHeader = row.Number == header?.Number;
        var problems = _problems[(row.Sheet, row.Number)].ToList();
        if (isHeader) cells.Add((new(ProblemColumnTitle), CellStyle.Head));
        else if (header is not null)
            cells.Add((
                new(string.Join('\n', problems.Select(problem => FormatProblem(problem, header)))),
                problems.Count > 0 ? CellStyle.Wrong : CellStyle.Plain));
        // A marked file that is imported again already has the column.
        for (var index = header?[0].Text == ProblemColumnTitle ? 1 : 0; index < row.Cells.Count; index++)
            cells.Add((
                ToOutputCell(row[index]),
                isHeader ? CellStyle.Head
                    : problems.Exists(problem => problem.Cell == row.GetAddress(index)) ? CellStyle.Wrong
                    : CellStyle.Plain));
        return cells;
    }

    private static string FormatProblem(ImportProblem problem, SpreadsheetRow header) =>
        Enumerable.Range(0, header.Cells.Count)
            .FirstOrDefault(
                index => problem.Cell == $"{SpreadsheetRow.GetColumnLetters(index)}{problem.Row}",
                -1) is >= 0 and var column
            ? $"{header[column].Text}：{problem.Message}"
            : problem.Message;

    private static Cell ToOutputCell(Cell cell) =>
        cell.Kind == CellKind.Formula
            && decimal.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? cell with { Kind = CellKind.Number }
            : cell;
}
