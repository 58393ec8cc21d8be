using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace IpMonitor.Testing.Import;

/// <summary>A cell that the spreadsheet works out.</summary>
internal sealed record FormulaCell(string Text, decimal Value);

/// <summary>Workbooks as Excel lays them out: shared texts, dates as styled numbers. Written apart from what the server writes with.</summary>
internal static class WorkbookBuilder
{
    public const string SheetPart = "xl/worksheets/sheet1.xml";
    private const string RelationshipNamespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Create(params object?[][] rows) => Pack(CreateParts(rows));

    /// <summary>The parts of a workbook of one sheet, to be packed as they are or spoilt before.</summary>
    public static Dictionary<string, string> CreateParts(params object?[][] rows)
    {
        var texts = rows.SelectMany(row => row).OfType<string>().Distinct().ToList();
        var places = texts.Select((text, i) => (text, i)).ToDictionary(pair => pair.text, pair => pair.i);
        return new()
        {
            ["_rels/.rels"] = $"""<Relationships><Relationship Id="rId1" Type="{RelationshipNamespace}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
            ["xl/workbook.xml"] = $"""<workbook xmlns:r="{RelationshipNamespace}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>""",
            ["xl/_rels/workbook.xml.rels"] = $"""<Relationships><Relationship Id="rId1" Type="{RelationshipNamespace}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{RelationshipNamespace}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{RelationshipNamespace}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>""",
            ["xl/styles.xml"] = """<styleSheet><numFmts count="1"><numFmt numFmtId="180" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="180"/></cellXfs></styleSheet>""",
            ["xl/sharedStrings.xml"] = $"<sst>{string.Concat(texts.Select(text => $"<si><t>{SecurityElement.Escape(text)}</t></si>"))}</sst>",
            [SheetPart] = $"<worksheet><sheetData>{string.Concat(rows.Select((row, r) => $"<row r=\"{r + 1}\">{string.Concat(row.Select((cell, c) => Cell(cell, $"{(char)('A' + c)}{r + 1}")))}</row>"))}</sheetData></worksheet>",
        };

        string Cell(object? cell, string at) => cell switch
        {
            null => "",
            string text => $"<c r=\"{at}\" t=\"s\"><v>{places[text]}</v></c>",
            DateOnly day => $"<c r=\"{at}\" s=\"1\"><v>{day.ToDateTime(TimeOnly.MinValue).ToOADate().ToString(CultureInfo.InvariantCulture)}</v></c>",
            FormulaCell formula => $"<c r=\"{at}\"><f>{formula.Text}</f><v>{formula.Value.ToString(CultureInfo.InvariantCulture)}</v></c>",
            _ => $"<c r=\"{at}\"><v>{((IFormattable)cell).ToString(null, CultureInfo.InvariantCulture)}</v></c>",
        };
    }

    public static byte[] Pack(Dictionary<string, string> parts)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create))
            foreach (var (name, text) in parts)
            {
                var entry = zip.CreateEntry(name);
                // The same parts are the same file, whenever they are packed.
                entry.LastWriteTime = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var part = entry.Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        return packed.ToArray();
    }
}
