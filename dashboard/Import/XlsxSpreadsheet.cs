using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Reads the visible sheets of a workbook (.xlsx) row by row; holds only the shared strings in memory.
/// </summary>
internal sealed class XlsxSpreadsheet : ISpreadsheet
{
    private const int MaxSharedStrings = 2_000_000;
    private const int MaxSharedStringCharacters = 32_000_000;

    private readonly SpreadsheetDocument _document;
    private FileStream? _copy;
    private readonly XlsxPackageLimits _limits;
    private readonly List<string> _sharedStrings = [];
    private readonly XlsxCellConverter _converter = new();
    private readonly List<(string Name, WorksheetPart Part)> _sheets = [];
    private readonly List<(string Name, WorksheetPart Part)> _hiddenSheets = [];
    private readonly Dictionary<string, XlsxSheetLayout> _layouts = [];

    public XlsxSpreadsheet(Stream file, ImportOptions options, CancellationToken cancellation)
    {
        _limits = new(file, options, cancellation);
        _document = TranslateExceptions(() => Open(file, options, cancellation));
        try
        {
            TranslateExceptions(() => ReadWorkbook(options));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> HiddenSheets =>
        [.. _hiddenSheets.Where(sheet => TranslateExceptions(() => ReadSheet(sheet.Name, sheet.Part).Any()))
            .Select(sheet => sheet.Name)];

    public IEnumerable<SpreadsheetRow> ReadRows() =>
        _sheets.SelectMany(sheet => TranslateExceptions(ReadSheet(sheet.Name, sheet.Part)));

    public SheetLayout GetLayout(string sheet) =>
        _sheets.Find(candidate => candidate.Name == sheet).Part is { } part
            ? TranslateExceptions(() => GetLayout(sheet, part)).ToSheetLayout()
            : SheetLayout.None;

    public void Dispose()
    {
        _document.Dispose();
        _copy?.Dispose();
    }

    private SpreadsheetDocument Open(Stream file, ImportOptions options, CancellationToken cancellation)
    {
        _copy = PackageRewriter.CopyIfIncomplete(file, options, cancellation);
        var content = _copy ?? file;
        content.Position = 0;
        return SpreadsheetDocument.Open(content, isEditable: false);
    }

    private bool ReadWorkbook(ImportOptions options)
    {
        var workbook = _document.WorkbookPart ?? throw XlsxPartReader.CreateException();
        var sheets = new List<(string Name, string Id, bool IsVisible)>();
        using (var xml = _limits.Open(workbook))
            while (xml.Read())
                if (xml.IsStart<WorkbookProperties>())
                    _converter.DateSystem = xml["date1904"] is "1" or "true"
                        ? DateSystem.From1904
                        : DateSystem.From1900;
                else if (xml.IsStart<Sheet>())
                    sheets.Add((xml["name"] ?? "", xml["id"] ?? "", xml["state"] is null or "visible"));
        if (sheets.Count > options.MaxSheets)
            throw new RequestRejectedException(413, "too_many_sheets", sheets.Count, options.MaxSheets);
        // A spreadsheet writes no two sheets of one name; problems could not be told apart.
        if (sheets.DistinctBy(sheet => sheet.Name, StringComparer.OrdinalIgnoreCase).Count() < sheets.Count)
            throw XlsxPartReader.CreateException();
        foreach (var (name, id, isVisible) in sheets)
            if (workbook.TryGetPartById(id, out var part) && part is WorksheetPart worksheet)
                (isVisible ? _sheets : _hiddenSheets).Add((name, worksheet));
        if (workbook.WorkbookStylesPart is { } styles)
        {
            using var xml = _limits.Open(styles);
            _converter.ReadStyles(xml);
        }
        if (workbook.SharedStringTablePart is { } sharedStrings) ReadSharedStrings(sharedStrings);
        return true;
    }

    private void ReadSharedStrings(SharedStringTablePart part)
    {
        using var xml = _limits.Open(part);
        var (text, characters) = (new StringBuilder(), 0);
        while (xml.Read())
        {
            if (!xml.IsStart<SharedStringItem>()) continue;
            text.Clear();
            ReadText(xml, text);
            if (_sharedStrings.Count >= MaxSharedStrings || (characters += text.Length) > MaxSharedStringCharacters)
                throw new RequestRejectedException(413, "workbook_too_large.text");
            _sharedStrings.Add(text.ToString());
        }
    }

    private XlsxSheetLayout GetLayout(string sheet, WorksheetPart part)
    {
        if (_layouts.TryGetValue(sheet, out var layout)) return layout;
        using var xml = _limits.Open(part);
        return _layouts[sheet] = XlsxSheetLayout.Read(xml);
    }

    private IEnumerable<SpreadsheetRow> ReadSheet(string sheet, WorksheetPart part)
    {
        var layout = GetLayout(sheet, part);
        var merged = new MergedRanges(layout.MergedRanges);
        using var xml = _limits.Open(part);
        var (number, isHidden, cells) = (0, false, new List<Cell>());
        while (xml.Read())
        {
            if (xml.IsStart<Row>())
            {
                var hasNumber = int.TryParse(
                    xml["r"], NumberStyles.None, CultureInfo.InvariantCulture, out var rowNumber);
                number = hasNumber && rowNumber > number ? rowNumber : number + 1;
                if (number > XlsxSheetLayout.MaxRows) throw XlsxPartReader.CreateException();
                (isHidden, cells) = (layout.IsHiddenRow(xml["hidden"], xml["ht"]), []);
            }
            else if (xml.IsStart<DocumentFormat.OpenXml.Spreadsheet.Cell>()) ReadCell(xml, number, cells, layout);
            else if (xml.IsEnd<Row>())
            {
                var row = new SpreadsheetRow(sheet, number, cells)
                {
                    IsHidden = isHidden,
                    DateSystem = _converter.DateSystem,
                };
                if (row.IsBlank) continue;
                yield return merged.Read(number, cells) is { } mergedCells
                    ? row with { MergedCells = mergedCells }
                    : row;
            }
        }
    }

    private void ReadCell(XlsxPartReader xml, int row, List<Cell> cells, XlsxSheetLayout layout)
    {
        var column = xml["r"] is { } address
            ? CellRange.ParseColumn(address) ?? throw XlsxPartReader.CreateException()
            : cells.Count;
        if (column >= ISpreadsheet.MaxColumns)
            throw new RequestRejectedException(422, "too_many_columns", ISpreadsheet.MaxColumns);
        while (cells.Count <= column) cells.Add(default);
        var (type, style, depth) = (xml["t"] ?? "n", xml["s"], xml.Depth);
        var (value, isFormula) = (new StringBuilder(), false);
        while (xml.Read() && !(xml.IsEnd<DocumentFormat.OpenXml.Spreadsheet.Cell>() && xml.Depth <= depth))
        {
            if (xml.IsStart<CellFormula>()) isFormula = true;
            else if (xml.IsStart<CellValue>()) AppendText(xml, value);
            else if (xml.IsStart<InlineString>()) ReadText(xml, value);
        }
        var cell = _converter.Convert(value.ToString(), type, style, _sharedStrings);
        // The other cells of an array formula have a result only.
        isFormula = isFormula || (!cell.IsBlank && layout.IsInArrayFormula(column, row));
        cells[column] = isFormula ? cell with { Text = cell.Text ?? "", Kind = CellKind.Formula } : cell;
    }

    // Reads the text up to the end of the current element, without its phonetic guides.
    private static void ReadText(XlsxPartReader xml, StringBuilder text)
    {
        var depth = xml.Depth;
        var isPhonetic = false;
        while (xml.Read() && !(xml.IsEndElement && xml.Depth <= depth))
        {
            if (xml.IsStart<PhoneticRun>()) isPhonetic = true;
            else if (xml.IsEnd<PhoneticRun>()) isPhonetic = false;
            // A footnote or a deleted figure in a number is no digit of it: 5² must not become 52.
            else if (xml.IsStart<VerticalTextAlignment>() && xml["val"] is "superscript" or "subscript")
                text.Append('^');
            else if (xml.IsStart<Strike>() && xml["val"] is not ("0" or "false")) text.Append('~');
            else if (!isPhonetic && xml.IsStart<Text>()) AppendText(xml, text);
        }
    }

    private static void AppendText(XlsxPartReader xml, StringBuilder text)
    {
        var part = xml.GetText();
        // Spreadsheets write control characters as _x000D_.
        text.Append(part.Contains("_x", StringComparison.Ordinal) ? XmlConvert.DecodeName(part) : part);
        if (text.Length > ISpreadsheet.MaxCellLength) throw XlsxPartReader.CreateException();
    }

    private static IEnumerable<SpreadsheetRow> TranslateExceptions(IEnumerable<SpreadsheetRow> rows)
    {
        using var enumerator = rows.GetEnumerator();
        while (TranslateExceptions(enumerator.MoveNext)) yield return enumerator.Current;
    }

    private static T TranslateExceptions<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception
            is InvalidDataException or XmlException or DecoderFallbackException or IOException or NotSupportedException
            or OpenXmlPackageException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw XlsxPartReader.CreateException();
        }
    }
}
