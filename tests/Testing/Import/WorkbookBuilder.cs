using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace IpMonitor.Testing.Import;

/// <summary>
/// Builds workbooks laid out as by Excel, with shared strings and dates as styled numbers, without the server's writer.
/// </summary>
internal static class WorkbookBuilder
{
    public const string SheetPart = "xl/worksheets/sheet1.xml";
    public const string MainNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string RelationshipNamespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string PackageNamespace = "http://schemas.openxmlformats.org/package/2006/";

    public static byte[] Create(params object?[][] rows) => Pack(CreateParts(rows));

    /// <summary>Creates the parts of a workbook with one sheet, by path.</summary>
    public static Dictionary<string, string> CreateParts(params object?[][] rows)
    {
        var texts = rows.SelectMany(row => row).OfType<string>().Distinct().ToList();
        var indexes = texts.Index().ToDictionary(text => text.Item, text => text.Index);
        var strings = string.Concat(texts.Select(text => $"<si><t>{SecurityElement.Escape(text)}</t></si>"));
        string[] formats =
        [
            "yyyy\"年\"m\"月\"d\"日\"",
            .. rows.SelectMany(row => row).OfType<StyledCell>().Select(cell => cell.FormatCode).Distinct(),
        ];
        return new()
        {
            ["[Content_Types].xml"] = CreateContentTypes(),
            ["_rels/.rels"] = Relationships(Relationship(1, "officeDocument", "xl/workbook.xml")),
            ["xl/workbook.xml"] = string.Concat(
                $"""<workbook xmlns="{MainNamespace}" xmlns:r="{RelationshipNamespace}"><workbookPr/>""",
                """<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
            ["xl/_rels/workbook.xml.rels"] = Relationships(
                Relationship(1, "worksheet", "worksheets/sheet1.xml"),
                Relationship(2, "styles", "styles.xml"),
                Relationship(3, "sharedStrings", "/xl/sharedStrings.xml")),
            ["xl/styles.xml"] = CreateStyles(formats),
            ["xl/sharedStrings.xml"] = $"<sst xmlns=\"{MainNamespace}\">{strings}</sst>",
            [SheetPart] = $"<worksheet xmlns=\"{MainNamespace}\"><sheetData>{string.Concat(rows.Select(CreateRow))}"
                + "</sheetData></worksheet>",
        };

        string CreateRow(object?[] row, int index)
        {
            var cells = row.Select((cell, column) => CreateCell(cell, $"{(char)('A' + column)}{index + 1}"));
            return $"<row r=\"{index + 1}\">{string.Concat(cells)}</row>";
        }

        string CreateCell(object? cell, string reference) => cell switch
        {
            null => "",
            string text => $"<c r=\"{reference}\" t=\"s\"><v>{indexes[text]}</v></c>",
            DateOnly day => $"<c r=\"{reference}\" s=\"1\"><v>{Format(ToSerialDate(day))}</v></c>",
            StyledCell styled => string.Concat(
                $"<c r=\"{reference}\" s=\"{Array.IndexOf(formats, styled.FormatCode) + 1}\">",
                $"<v>{Format(styled.Value)}</v></c>"),
            FormulaCell formula => $"<c r=\"{reference}\"><f>{formula.Text}</f><v>{Format(formula.Value)}</v></c>",
            _ => $"<c r=\"{reference}\"><v>{Format((IFormattable)cell)}</v></c>",
        };
    }

    public static byte[] Pack(Dictionary<string, string> parts)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in parts)
            {
                var entry = zip.CreateEntry(name);
                // A fixed time makes equal parts equal files.
                entry.LastWriteTime = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var part = entry.Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return packed.ToArray();
    }

    private static string CreateStyles(string[] formats) => string.Concat(
        $"<styleSheet xmlns=\"{MainNamespace}\"><numFmts count=\"{formats.Length}\">",
        string.Concat(formats.Select((code, index) =>
            $"<numFmt numFmtId=\"{180 + index}\" formatCode=\"{SecurityElement.Escape(code)}\"/>")),
        $"</numFmts><cellXfs count=\"{formats.Length + 1}\"><xf numFmtId=\"0\"/>",
        string.Concat(formats.Select((_, index) => $"<xf numFmtId=\"{180 + index}\"/>")),
        "</cellXfs></styleSheet>");

    private static string CreateContentTypes()
    {
        const string spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        return $"""
            <Types xmlns="{PackageNamespace}content-types">
              <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
              <Default Extension="xml" ContentType="application/xml"/>
              <Override PartName="/xl/workbook.xml" ContentType="{spreadsheet}sheet.main+xml"/>
              <Override PartName="/xl/styles.xml" ContentType="{spreadsheet}styles+xml"/>
              <Override PartName="/xl/sharedStrings.xml" ContentType="{spreadsheet}sharedStrings+xml"/>
              <Override PartName="/{SheetPart}" ContentType="{spreadsheet}worksheet+xml"/>
            </Types>
            """;
    }

    private static string Relationships(params string[] relationships) =>
        $"<Relationships xmlns=\"{PackageNamespace}relationships\">{string.Concat(relationships)}</Relationships>";

    private static string Relationship(int id, string type, string target) =>
        $"""<Relationship Id="rId{id}" Type="{RelationshipNamespace}/{type}" Target="{target}"/>""";

    private static double ToSerialDate(DateOnly day) => day.ToDateTime(TimeOnly.MinValue).ToOADate();

    private static string Format(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
