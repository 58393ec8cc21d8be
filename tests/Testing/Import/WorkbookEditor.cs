using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using IpMonitor.Dashboard.Import;
using SheetCell = DocumentFormat.OpenXml.Spreadsheet.Cell;

namespace IpMonitor.Testing.Import;

/// <summary>Edits and inspects workbooks by Open XML, as a clerk does in a spreadsheet program.</summary>
internal static class WorkbookEditor
{
    /// <summary>Types values into the cells of a sheet; a new cell has the format of its column.</summary>
    public static byte[] Type(byte[] file, string sheet, params IEnumerable<(string Address, object Value)> cells) =>
        Edit(file, workbook =>
        {
            var worksheet = FindSheet(workbook, sheet).Worksheet!;
            foreach (var (address, value) in cells)
            {
                var cell = GetCell(worksheet, address);
                cell.RemoveAllChildren();
                cell.DataType = value is string ? CellValues.InlineString : null;
                if (value is string text) cell.InlineString = new(new Text(text));
                else cell.CellValue = new(((IFormattable)(value is DateOnly day ? ToSerialDate(day) : value))
                    .ToString(null, CultureInfo.InvariantCulture));
            }
        });

    public static byte[] Edit(byte[] file, Action<WorkbookPart> edit)
    {
        using var stream = new MemoryStream();
        stream.Write(file);
        using (var document = SpreadsheetDocument.Open(stream, isEditable: true)) edit(document.WorkbookPart!);
        return stream.ToArray();
    }

    public static T Read<T>(byte[] file, Func<WorkbookPart, T> read)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        return read(document.WorkbookPart!);
    }

    /// <summary>The violations of the Open XML schema, each with its place.</summary>
    public static List<string> Validate(byte[] file)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        return
        [
            .. new OpenXmlValidator(FileFormatVersions.Microsoft365).Validate(document)
                .Select(error => $"{error.Part?.Uri} {error.Path?.XPath}: {error.Description}"),
        ];
    }

    public static WorksheetPart FindSheet(WorkbookPart workbook, string name) =>
        (WorksheetPart)workbook.GetPartById(
            workbook.Workbook!.Descendants<Sheet>().Single(sheet => sheet.Name == name).Id!.Value!);

    /// <summary>The comments of a sheet by address.</summary>
    public static Dictionary<string, string> ReadComments(byte[] file, string sheet) => Read(file, workbook =>
        FindSheet(workbook, sheet).WorksheetCommentsPart?.Comments!.Descendants<Comment>()
            .ToDictionary(comment => comment.Reference!.Value!, comment => comment.InnerText) ?? []);

    /// <summary>The rows of a sheet of inline or shared texts, without blank rows.</summary>
    public static List<string[]> ReadTexts(byte[] file, string sheet) => Read(file, workbook =>
    {
        var shared = workbook.SharedStringTablePart?.SharedStringTable!.Elements<SharedStringItem>().ToList() ?? [];
        return FindSheet(workbook, sheet).Worksheet!.Descendants<Row>()
            .Select(row => row.Elements<SheetCell>()
                .Select(cell => cell.DataType?.Value == CellValues.SharedString
                    ? shared[int.Parse(cell.InnerText, CultureInfo.InvariantCulture)].InnerText
                    : cell.InnerText).ToArray())
            .Where(row => row.Any(text => text.Length > 0)).ToList();
    });

    public static SheetCell GetCell(Worksheet worksheet, string address)
    {
        var (column, number) = SpreadsheetRow.ParseAddress(address);
        var data = worksheet.GetFirstChild<SheetData>()!;
        var row = data.Elements<Row>().FirstOrDefault(row => row.RowIndex! == (uint)number);
        if (row is null)
        {
            row = new() { RowIndex = (uint)number };
            data.InsertBefore(row, data.Elements<Row>().FirstOrDefault(other => other.RowIndex! > (uint)number));
        }
        if (row.Elements<SheetCell>().FirstOrDefault(cell => cell.CellReference == address) is { } existing)
            return existing;
        var format = worksheet.Descendants<Column>()
            .FirstOrDefault(item => item.Min! <= (uint)column + 1 && item.Max! >= (uint)column + 1)?.Style;
        var cell = new SheetCell { CellReference = address, StyleIndex = format?.Value };
        row.InsertBefore(cell, row.Elements<SheetCell>().FirstOrDefault(other =>
            SpreadsheetRow.ParseAddress(other.CellReference!.Value!).Column > column));
        return cell;
    }

    private static double ToSerialDate(DateOnly day) => day.ToDateTime(TimeOnly.MinValue).ToOADate();
}
