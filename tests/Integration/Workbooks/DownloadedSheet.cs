using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using IpMonitor.Dashboard.Import;
using IpMonitor.Testing.Import;
using SheetCell = DocumentFormat.OpenXml.Spreadsheet.Cell;

namespace IpMonitor.IntegrationTests.Workbooks;

/// <summary>A sheet of a downloaded workbook: its cells with their number formats, and its frozen rows.</summary>
internal sealed class DownloadedSheet
{
    private readonly List<Dictionary<int, DownloadedCell>> _rows;

    private DownloadedSheet(string name, Worksheet sheet, Stylesheet styles)
    {
        Name = name;
        FrozenRows = (int)(sheet.Descendants<Pane>().SingleOrDefault()?.VerticalSplit?.Value ?? 0);
        Widths = [.. sheet.Descendants<Column>().Select(column => column.Width!.Value)];
        var formats = styles.NumberingFormats?.Elements<NumberingFormat>()
            .ToDictionary(format => format.NumberFormatId!.Value, format => format.FormatCode!.Value!) ?? [];
        List<CellFormat> cellFormats = [.. styles.CellFormats!.Elements<CellFormat>()];
        _rows =
        [
            .. sheet.Descendants<Row>().Select(row => row.Elements<SheetCell>()
                .Select((cell, index) => (Index: cell.CellReference?.Value is { } address
                    ? SpreadsheetRow.ParseAddress(address).Column
                    : index, Cell: Read(cell)))
                .ToDictionary(pair => pair.Index, pair => pair.Cell)),
        ];

        DownloadedCell Read(SheetCell cell)
        {
            var format = cell.StyleIndex is { } style
                ? formats.GetValueOrDefault(cellFormats[(int)style.Value].NumberFormatId!.Value)
                : null;
            var isText = cell.DataType?.Value is { } type && type != CellValues.Number;
            return isText || cell.CellValue is null
                ? new(cell.InnerText, null, format, cell.CellFormula is not null)
                : new("", decimal.Parse(cell.CellValue.Text, NumberStyles.Float, CultureInfo.InvariantCulture), format,
                    cell.CellFormula is not null);
        }
    }

    public string Name { get; }

    public int FrozenRows { get; }

    public double[] Widths { get; }

    /// <summary>The titles of the columns: the last of the frozen rows, or a title that spans it.</summary>
    public string[] Header => [.. _rows[FrozenRows - 1].Values.Select(cell => cell.Text)];

    /// <summary>The rows between header and foot.</summary>
    public IReadOnlyList<Dictionary<int, DownloadedCell>> Body =>
        [.. _rows.Skip(FrozenRows).TakeWhile(row => row.Count > 0)];

    /// <summary>The lines below the rows.</summary>
    public string[] Foot =>
        [.. _rows.Skip(FrozenRows).SkipWhile(row => row.Count > 0).Skip(1).Select(row => row[0].Text)];

    /// <summary>The title above the header.</summary>
    public string Title => _rows[0][0].Text;

    public DownloadedCell this[int row, string title] =>
        Body[row].GetValueOrDefault(Array.FindIndex(Header, name => name == title));

    public IEnumerable<DownloadedCell> Column(string title) =>
        Enumerable.Range(0, Body.Count).Select(row => this[row, title]);

    public DownloadedCell Find(string key, string title, int keyColumn = 0) =>
        Body.Single(row => row[keyColumn].Text == key)[Array.FindIndex(Header, name => name == title)];

    public static List<DownloadedSheet> Read(byte[] file)
    {
        Assert.Empty(WorkbookEditor.Validate(file));
        return WorkbookEditor.Read(file, workbook => workbook.Workbook!.Descendants<Sheet>()
            .Select(sheet => new DownloadedSheet(
                sheet.Name!.Value!, ((WorksheetPart)workbook.GetPartById(sheet.Id!.Value!)).Worksheet!,
                workbook.WorkbookStylesPart!.Stylesheet!))
            .ToList());
    }
}

/// <summary>A cell: a text or a number, its format, and whether it is a formula.</summary>
internal readonly record struct DownloadedCell(string Text, decimal? Number, string? Format, bool IsFormula);
