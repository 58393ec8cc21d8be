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
    private const string RelationshipNamespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Create(params object?[][] rows) => Pack(CreateParts(rows));

    /// <summary>Creates the parts of a workbook with one sheet, by path.</summary>
    public static Dictionary<string, string> CreateParts(params object?[][] rows)
    {
        var texts = rows.SelectMany(row => row).OfType<string>().Distinct().ToList();
        var indexes = texts.Index().ToDictionary(text => text.Item, text => text.Index);
        var strings = string.Concat(texts.Select(text => $"<si><t>{SecurityElement.Escape(text)}</t></si>"));
        return new()
        {
            ["_rels/.rels"] = Relationships(Relationship(1, "officeDocument", "xl/workbook.xml")),
            ["xl/workbook.xml"] = string.Concat(
                $"""<workbook xmlns:r="{RelationshipNamespace}">""",
                """<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
            ["xl/_rels/workbook.xml.rels"] = Relationships(
                Relationship(1, "worksheet", "worksheets/sheet1.xml"),
                Relationship(2, "styles", "styles.xml"),
                Relationship(3, "sharedStrings", "/xl/sharedStrings.xml")),
            ["xl/styles.xml"] = string.Concat(
                """<styleSheet><numFmts count="1"><numFmt numFmtId="180" """,
                """formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>""",
                """<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="180"/></cellXfs></styleSheet>"""),
            ["xl/sharedStrings.xml"] = $"<sst>{strings}</sst>",
            [SheetPart] = $"<worksheet><sheetData>{string.Concat(rows.Select(CreateRow))}</sheetData></worksheet>",
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

    private static string Relationships(params string[] relationships) =>
        $"<Relationships>{string.Concat(relationships)}</Relationships>";

    private static string Relationship(int id, string type, string target) =>
        $"""<Relationship Id="rId{id}" Type="{RelationshipNamespace}/{type}" Target="{target}"/>""";

    private static double ToSerialDate(DateOnly day) => day.ToDateTime(TimeOnly.MinValue).ToOADate();

    private static string Format(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
