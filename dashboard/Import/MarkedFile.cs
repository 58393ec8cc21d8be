using System.Globalization;
using System.Text;
using CsvHelper;

namespace IpMonitor.Dashboard.Import;

/// <summary>A file given back as it came, but for a first column 问题 that says what is wrong with each row, and the cells marked.</summary>
internal sealed class MarkedFile
{
    private const string ProblemColumnTitle = "问题";
    private const double ProblemColumnWidth = 48;
    private const double ColumnWidth = 16;

    private readonly ISpreadsheet _grid;
    private readonly Dictionary<string, SpreadsheetRow> _headers;
    private readonly ILookup<(string Sheet, int Row), ImportProblem> _problems;

    public MarkedFile(ISpreadsheet grid, IEnumerable<SpreadsheetRow> headers, IEnumerable<ImportProblem> problems)
    {
        _grid = grid;
        _headers = headers.ToDictionary(header => header.Sheet);
        _problems = problems.ToLookup(problem => (problem.Sheet, problem.Row));
    }

    public void WriteWorkbook(Stream to)
    {
        using var book = new XlsxWriter(to);
        using var rows = _grid.ReadRows().GetEnumerator();
        for (var isMore = rows.MoveNext(); isMore;)
        {
            var sheet = rows.Current.Sheet;
            var header = _headers.GetValueOrDefault(sheet);
            book.WriteSheet(sheet, [header is null ? ColumnWidth : ProblemColumnWidth, .. Enumerable.Repeat(ColumnWidth, 20)], header?.Number ?? 0, OfSheet());

            IEnumerable<(int, IReadOnlyList<(Cell, CellStyle)>)> OfSheet()
            {
                for (; isMore && rows.Current.Sheet == sheet; isMore = rows.MoveNext()) yield return (rows.Current.Number, MarkRow(rows.Current, header));
            }
        }
    }

    public void WriteCsv(Stream to)
    {
        using var text = new StreamWriter(to, new UTF8Encoding(true), leaveOpen: true);
        using var csv = CsvWriter.Create(text, new CsvWriterOptions { Separator = ',', Injection = CsvInjection.Escape, ValidateFieldCount = false }, true);
        var header = _headers.GetValueOrDefault("");
        foreach (var row in _grid.ReadRows()) csv.WriteRecord([.. MarkRow(row, header).Select(one => one.Cell.Text ?? "")]);
    }

    private List<(Cell Cell, CellStyle Style)> MarkRow(SpreadsheetRow row, SpreadsheetRow? header)
    {
        var cells = new List<(Cell, CellStyle)>();
        var isHeader = row.Number == header?.Number;
        var problems = _problems[(row.Sheet, row.Number)].ToList();
        if (isHeader) cells.Add((new(ProblemColumnTitle), CellStyle.Head));
        else if (header is not null) cells.Add((new(string.Join('\n', problems.Select(problem => FormatProblem(problem, header)))), problems.Count > 0 ? CellStyle.Wrong : CellStyle.Plain));
        // A file that was given back before has the column already.
        for (var at = header?[0].Text == ProblemColumnTitle ? 1 : 0; at < row.Cells.Count; at++)
            cells.Add((ToOutputCell(row[at]), isHeader ? CellStyle.Head : problems.Exists(problem => problem.Cell == row.GetAddress(at)) ? CellStyle.Wrong : CellStyle.Plain));
        return cells;
    }

    private static string FormatProblem(ImportProblem problem, SpreadsheetRow header) =>
        Enumerable.Range(0, header.Cells.Count).FirstOrDefault(at => problem.Cell == $"{SpreadsheetRow.GetColumnLetters(at)}{problem.Row}", -1) is >= 0 and var column
            ? $"{header[column].Text}：{problem.Message}"
            : problem.Message;

    private static Cell ToOutputCell(Cell cell) => cell.Kind == CellKind.Formula && decimal.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? cell with { Kind = CellKind.Number } : cell;
}
