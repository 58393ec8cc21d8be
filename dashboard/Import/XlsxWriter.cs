using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Writes a workbook row by row without holding it in memory; no text in it can be evaluated as a formula.
/// </summary>
internal sealed class XlsxWriter : IDisposable
{
    private const string MainNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string RelationshipsNamespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string PackageNamespace = "http://schemas.openxmlformats.org/package/2006/";
    private readonly ZipArchive _zip;
    private readonly List<string> _names = [];

    public XlsxWriter(Stream file) => _zip = new(file, ZipArchiveMode.Create, leaveOpen: true);

    /// <summary>
    /// Writes a sheet: column widths, the number of frozen rows, the rows, and lists of choices for cell ranges.
    /// </summary>
    public void WriteSheet(
        string name, IEnumerable<double> widths, int frozenRows,
        IEnumerable<(int Number, IReadOnlyList<(Cell Cell, CellStyle Style)> Cells)> rows,
        IEnumerable<(string Range, string Choices)>? choices = null)
    {
        _names.Add(name);
        using var xml = CreatePart($"xl/worksheets/sheet{_names.Count}.xml");
        xml.WriteStartElement("worksheet", MainNamespace);
        xml.WriteStartElement("sheetViews");
        xml.WriteStartElement("sheetView");
        xml.WriteAttributeString("workbookViewId", "0");
        if (frozenRows > 0)
            WriteElement(
                xml, "pane", ("ySplit", $"{frozenRows}"), ("topLeftCell", $"A{frozenRows + 1}"),
                ("activePane", "bottomLeft"), ("state", "frozen"));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteStartElement("cols");
        foreach (var (width, i) in widths.Select((width, i) => (width, i + 1)))
            WriteElement(
                xml, "col", ("min", $"{i}"), ("max", $"{i}"), ("width", width.ToString(CultureInfo.InvariantCulture)),
                ("customWidth", "1"));
        xml.WriteEndElement();
        xml.WriteStartElement("sheetData");
        foreach (var (number, cells) in rows)
        {
            xml.WriteStartElement("row");
            xml.WriteAttributeString("r", $"{number}");
            for (var i = 0; i < cells.Count; i++)
                if (cells[i].Cell.Text is { Length: > 0 } || cells[i].Style != CellStyle.Plain)
                    Write(xml, $"{SpreadsheetRow.GetColumnLetters(i)}{number}", cells[i].Cell, cells[i].Style);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        WriteChoices(xml, [.. choices ?? []]);
        xml.WriteEndElement();
    }

    public void Dispose()
    {
        using (var xml = CreatePart("xl/workbook.xml"))
        {
            xml.WriteStartElement("workbook", MainNamespace);
            xml.WriteAttributeString("xmlns", "r", null, RelationshipsNamespace);
            xml.WriteStartElement("sheets");
            for (var i = 1; i <= _names.Count; i++)
            {
                xml.WriteStartElement("sheet");
                xml.WriteAttributeString("name", _names[i - 1]);
                xml.WriteAttributeString("sheetId", $"{i}");
                xml.WriteAttributeString("id", RelationshipsNamespace, $"rId{i}");
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        WriteTextPart("xl/styles.xml", XlsxStyles.StyleSheetXml);
        WritePackageParts();
        _zip.Dispose();
    }

    private void WritePackageParts()
    {
        WriteTextPart("_rels/.rels", $"""
            <Relationships xmlns="{PackageNamespace}relationships">
              <Relationship Id="rId1" Type="{RelationshipsNamespace}/officeDocument" Target="xl/workbook.xml"/>
            </Relationships>
            """);
        const string worksheet = RelationshipsNamespace + "/worksheet";
        var relationships = ForEachSheet(i =>
            $"""<Relationship Id="rId{i}" Type="{worksheet}" Target="worksheets/sheet{i}.xml"/>""");
        WriteTextPart("xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="{PackageNamespace}relationships">
              {relationships}
              <Relationship Id="rStyles" Type="{RelationshipsNamespace}/styles" Target="styles.xml"/>
            </Relationships>
            """);
        const string spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        const string package = "application/vnd.openxmlformats-package.";
        var sheets = ForEachSheet(i =>
            $"""<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{spreadsheet}worksheet+xml"/>""");
        WriteTextPart("[Content_Types].xml", $"""
            <Types xmlns="{PackageNamespace}content-types">
              <Default Extension="rels" ContentType="{package}relationships+xml"/>
              <Default Extension="xml" ContentType="application/xml"/>
              <Override PartName="/xl/workbook.xml" ContentType="{spreadsheet}sheet.main+xml"/>
              <Override PartName="/xl/styles.xml" ContentType="{spreadsheet}styles+xml"/>
              {sheets}
            </Types>
            """);
    }

    private string ForEachSheet(Func<int, string> format) =>
        string.Concat(Enumerable.Range(1, _names.Count).Select(format));

    private static void Write(XmlWriter xml, string address, Cell cell, CellStyle style)
    {
        xml.WriteStartElement("c");
        xml.WriteAttributeString("r", address);
        var text = cell.Text ?? "";
        var number = cell.Kind switch
        {
            CellKind.Date => ToSerialDate(text),
            CellKind.Number => text,
            _ => null,
        };
        style = (number is not null && cell.Kind == CellKind.Date, IsFormulaLike(text) && number is null, style) switch
        {
            (true, _, CellStyle.Wrong) => CellStyle.WrongDay,
            (true, _, CellStyle.Plain) => CellStyle.Day,
            (_, true, CellStyle.Wrong) => CellStyle.WrongQuoted,
            (_, true, CellStyle.Plain) => CellStyle.Quoted,
            _ => style,
        };
        if (style != CellStyle.Plain) xml.WriteAttributeString("s", $"{(int)style}");
        if (number is not null) xml.WriteElementString("v", MainNamespace, number);
        else if (text.Length > 0)
        {
            xml.WriteAttributeString("t", "inlineStr");
            xml.WriteStartElement("is");
            xml.WriteStartElement("t");
            xml.WriteAttributeString("xml", "space", null, "preserve");
            xml.WriteString(RemoveInvalidCharacters(text));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static string? ToSerialDate(string text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToOADate().ToString(CultureInfo.InvariantCulture)
            : null;

    private static bool IsFormulaLike(string text) => text is ['=' or '+' or '-' or '@' or '\t', ..];

    // XML allows neither control characters nor unpaired surrogates.
    private static string RemoveInvalidCharacters(string text)
    {
        if (text.All(XmlConvert.IsXmlChar)) return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (XmlConvert.IsXmlChar(text[i])) result.Append(text[i]);
            else if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) result.Append(text, i++, 2);
        return result.ToString();
    }

    private static void WriteChoices(XmlWriter xml, List<(string Range, string Choices)> choices)
    {
        if (choices.Count == 0) return;
        xml.WriteStartElement("dataValidations");
        xml.WriteAttributeString("count", $"{choices.Count}");
        foreach (var (range, formula) in choices)
        {
            xml.WriteStartElement("dataValidation");
            // Offers choices without enforcing them: other values are checked on import.
            xml.WriteAttributeString("type", "list");
            xml.WriteAttributeString("allowBlank", "1");
            xml.WriteAttributeString("showErrorMessage", "0");
            xml.WriteAttributeString("sqref", range);
            xml.WriteElementString("formula1", MainNamespace, formula);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteElement(XmlWriter xml, string name, params (string Name, string Value)[] attributes)
    {
        xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes) xml.WriteAttributeString(attribute, value);
        xml.WriteEndElement();
    }

    private XmlWriter CreatePart(string name) =>
        XmlWriter.Create(
            _zip.CreateEntry(name, CompressionLevel.Fastest).Open(),
            new XmlWriterSettings { Encoding = new UTF8Encoding(false), CloseOutput = true });

    private void WriteTextPart(string name, string text)
    {
        using var part =
            new StreamWriter(_zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
        part.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        part.Write(text);
    }
}
