using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Reads the visible sheets of a workbook (.xlsx) row by row; holds only the shared strings in memory.
/// </summary>
internal sealed class XlsxSpreadsheet : ISpreadsheet
{
    private const int MaxParts = 2_000;
    private const int MaxSharedStrings = 2_000_000;
    private const int MaxSharedStringCharacters = 32_000_000;
    private const int MaxDepth = 32;
    // The rows of a sheet in the format's own limit, blank ones included.
    private const int MaxRows = 1_048_576;

    private readonly ZipArchive _zip;
    private readonly XlsxPartStream.UnpackedSizeLimit _sizeLimit;
    private readonly List<string> _sharedStrings = [];
    private readonly XlsxCellConverter _converter = new();
    private readonly List<(string Name, string Part)> _sheets = [];

    public XlsxSpreadsheet(Stream file, ImportOptions limits, CancellationToken cancellation)
    {
        CheckParts(file);
        // A sheet unpacks to about ten times its size; two hundred times indicates a decompression bomb.
        _sizeLimit = new(
            Math.Min(limits.MaxUnpackedMegabytes * 1048576L, Math.Max(10 * 1048576L, 200 * file.Length)), cancellation);
        _zip = TranslateExceptions(() => new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true));
        TranslateExceptions(() => ReadWorkbook(limits));
    }

    public IEnumerable<SpreadsheetRow> ReadRows() =>
        _sheets.SelectMany(sheet => TranslateExceptions(ReadSheet(sheet.Name, sheet.Part)));

    public void Dispose() => _zip.Dispose();

    // Counts entries before opening the archive, which would hold them all in memory.
    private static void CheckParts(Stream file)
    {
        var (bytes, parts) = (new byte[81920], 0);
        file.Position = 0;
        for (int read; (read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)) > 0;)
        {
            parts += bytes.AsSpan(0, read).Count("PK\x01\x02"u8);
            if (parts > MaxParts) throw XlsxPartStream.CreateException();
        }
        file.Position = 0;
    }

    private bool ReadWorkbook(ImportOptions limits)
    {
        var workbookPart = ReadRelationships("", "officeDocument").FirstOrDefault().Part;
        if (workbookPart is null || _zip.GetEntry(workbookPart) is null) throw XlsxPartStream.CreateException();
        var relationships = ReadRelationships(workbookPart, "").ToList();
        var sheets = new List<(string Name, string Id)>();
        foreach (var xml in ReadElements(workbookPart))
        {
            if (xml.LocalName == "workbookPr")
                _converter.Is1904DateSystem = xml.GetAttribute("date1904") is "1" or "true";
            else if (xml.LocalName == "sheet" && xml.GetAttribute("state") is null or "visible")
                sheets.Add((xml.GetAttribute("name") ?? "", GetRelationshipId(xml)));
        }
        if (sheets.Count > limits.MaxSheets)
            throw new RequestRejectedException(413, "too_many_sheets", sheets.Count, limits.MaxSheets);
        foreach (var (name, id) in sheets)
        {
            var target = relationships.FirstOrDefault(relationship => relationship.Id == id);
            if (target.Type == "worksheet") _sheets.Add((name, target.Part));
        }
        if (FindPart("styles") is { } styles) _converter.ReadStyles(ReadElements(styles));
        if (FindPart("sharedStrings") is { } sharedStrings) ReadSharedStrings(sharedStrings);
        return true;

        string? FindPart(string type) =>
            relationships.FirstOrDefault(relationship => relationship.Type == type).Part;
    }

    private static string GetRelationshipId(XmlReader sheet)
    {
        while (sheet.MoveToNextAttribute())
            if (sheet.LocalName == "id" && sheet.Prefix.Length > 0) return sheet.Value;
        return "";
    }

    private IEnumerable<(string Id, string Type, string Part)> ReadRelationships(string part, string type)
    {
        var slash = part.LastIndexOf('/') + 1;
        var folder = part[..slash];
        foreach (var xml in ReadElements($"{folder}_rels/{part[slash..]}.rels"))
            if (xml is { LocalName: "Relationship" }
                && xml.GetAttribute("Type") is { } fullType
                && fullType.EndsWith(type, StringComparison.Ordinal)
                && xml.GetAttribute("Target") is { } target)
                yield return (
                    xml.GetAttribute("Id") ?? "", fullType[(fullType.LastIndexOf('/') + 1)..],
                    target.StartsWith('/') ? target[1..] : folder + target);
    }

    private void ReadSharedStrings(string part)
    {
        using var xml = Open(part);
        if (xml is null) return;
        var (text, characters) = (new StringBuilder(), 0);
        while (Read(xml))
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" })
            {
                text.Clear();
                if (!xml.IsEmptyElement) ReadText(xml, "si", text);
                if (_sharedStrings.Count >= MaxSharedStrings || (characters += text.Length) > MaxSharedStringCharacters)
                    throw new RequestRejectedException(413, "workbook_too_large.text");
                _sharedStrings.Add(text.ToString());
            }
        }
    }

    private IEnumerable<SpreadsheetRow> ReadSheet(string sheet, string part)
    {
        using var xml = Open(part) ?? throw XlsxPartStream.CreateException();
        var (number, cells) = (0, new List<Cell>());
        while (Read(xml))
        {
            switch (xml.NodeType, xml.LocalName)
            {
                case (XmlNodeType.Element, "row"):
                    var hasNumber = int.TryParse(
                        xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var rowNumber);
                    number = hasNumber && rowNumber > number ? rowNumber : number + 1;
                    if (number > MaxRows) throw XlsxPartStream.CreateException();
                    cells = [];
                    break;
                case (XmlNodeType.Element, "c"):
                    ReadCell(xml, cells);
                    break;
                case (XmlNodeType.EndElement, "row"):
                    var row = new SpreadsheetRow(sheet, number, cells);
                    if (!row.IsBlank) yield return row;
                    break;
            }
        }
    }

    private void ReadCell(XmlReader xml, List<Cell> cells)
    {
        var column = xml.GetAttribute("r") is { } address ? ParseColumn(address) : cells.Count;
        if (column >= ISpreadsheet.MaxColumns)
            throw new RequestRejectedException(422, "too_many_columns", ISpreadsheet.MaxColumns);
        while (cells.Count <= column) cells.Add(default);
        var (type, style) = (xml.GetAttribute("t") ?? "n", xml.GetAttribute("s"));
        if (xml.IsEmptyElement) return;
        var (value, isFormula, depth) = (new StringBuilder(), false, xml.Depth);
        while (Read(xml) && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            isFormula |= xml.LocalName == "f";
            if (xml.LocalName is "v" or "is" && !xml.IsEmptyElement) ReadText(xml, xml.LocalName, value);
        }
        var cell = _converter.Convert(value.ToString(), type, style, _sharedStrings);
        cells[column] = isFormula ? cell with { Text = cell.Text ?? "", Kind = CellKind.Formula } : cell;
    }

    // Reads an element's text without its phonetic guides (rPh).
    private static void ReadText(XmlReader xml, string element, StringBuilder text)
    {
        var isPhonetic = false;
        while (Read(xml) && !(xml.NodeType == XmlNodeType.EndElement && xml.LocalName == element))
        {
            if (xml.LocalName == "rPh") isPhonetic = xml is { NodeType: XmlNodeType.Element, IsEmptyElement: false };
            else if (!isPhonetic
                && xml.NodeType is XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
                text.Append(xml.Value);
            if (text.Length > ISpreadsheet.MaxCellLength) throw XlsxPartStream.CreateException();
        }
    }

    private static int ParseColumn(string address)
    {
        var column = 0;
        foreach (var c in address.TakeWhile(char.IsAsciiLetterUpper))
            if ((column = column * 26 + c - 'A' + 1) > 16_384) break;
        return column - 1 is >= 0 and var index ? index : throw XlsxPartStream.CreateException();
    }

    private IEnumerable<XmlReader> ReadElements(string part)
    {
        using var xml = Open(part);
        while (xml is not null && Read(xml))
            if (xml.NodeType == XmlNodeType.Element) yield return xml;
    }

    private XmlReader? Open(string part) =>
        _zip.GetEntry(part) is { } entry ? XlsxPartStream.Open(entry, _sizeLimit) : null;

    private static bool Read(XmlReader xml) =>
        xml.Read() && (xml.Depth <= MaxDepth ? true : throw XlsxPartStream.CreateException());

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
            is InvalidDataException or XmlException or DecoderFallbackException or IOException or NotSupportedException)
        {
            throw XlsxPartStream.CreateException();
        }
    }
}
