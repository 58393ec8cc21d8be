using System.Diagnostics;
using System.IO.Compression;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;
using IpMonitor.Testing.Import;

namespace IpMonitor.UnitTests.Import;

/// <summary>Workbooks that a spreadsheet did not write, and what ours are like.</summary>
public sealed class WorkbookTests
{
    private static readonly object?[][] Good = [["市", "指标"], ["淄博市", 1]];

    [Fact]
    public void A_workbook_is_read_as_a_spreadsheet_shows_it()
    {
        var parts = WorkbookBuilder.CreateParts(["甲", 0.1 + 0.2, new DateOnly(2026, 4, 20), new FormulaCell("1+1", 2)], [], [null, "乙"]);
        parts[WorkbookBuilder.SheetPart] = parts[WorkbookBuilder.SheetPart].Replace("</sheetData>", """<row r="7"><c t="inlineStr"><is><r><t>一</t></r><r><t xml:space="preserve"> 二</t></r><rPh><t>yi</t></rPh></is></c><c/><c t="b"><v>1</v></c></row></sheetData>""", StringComparison.Ordinal);
        var rows = Rows(WorkbookBuilder.Pack(parts));
        Assert.Equal([1, 3, 7], rows.Select(row => row.Number));
        Assert.Equal([new("甲"), new("0.3", CellKind.Number), new("2026-04-20", CellKind.Date), new("2", CellKind.Formula)], rows[0].Cells);
        Assert.Equal((true, "乙"), (rows[1][0].IsBlank, rows[1][1].Text));
        Assert.Equal(("一 二", "TRUE", "A7"), (rows[2][0].Text, rows[2][2].Text, rows[2].GetAddress(0)));
        Assert.Equal("AB9", new SpreadsheetRow("", 9, []).GetAddress(27));
    }

    [Fact]
    public void Hidden_sheets_are_passed_over()
    {
        var parts = WorkbookBuilder.CreateParts(Good);
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].Replace("sheetId", "state=\"hidden\" sheetId", StringComparison.Ordinal);
        Assert.Empty(Rows(WorkbookBuilder.Pack(parts)));
    }

    public static TheoryData<string, Func<Dictionary<string, string>, byte[]>> MaliciousFiles => new()
    {
        { "workbook_broken", parts => Corrupt(parts, sheet => $"<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>{sheet}") },
        { "workbook_broken", parts => Corrupt(parts, sheet => sheet.Replace("<sheetData>", $"<!--{new string('x', 100)}--><sheetData>", StringComparison.Ordinal)) },
        { "workbook_broken", parts => Corrupt(parts, sheet => sheet.Replace("<v>", $"<v>{new string('9', 600_000)}", StringComparison.Ordinal)) },
        { "workbook_broken", parts => Corrupt(parts, sheet => sheet.Replace("r=\"A1\"", $"r=\"{new string('A', 600_000)}1\"", StringComparison.Ordinal)) },
        { "workbook_broken", parts => Corrupt(parts, sheet => sheet.Replace("<sheetData>", string.Concat(Enumerable.Repeat("<a>", 100_000)), StringComparison.Ordinal)) },
        { "workbook_broken", parts => Corrupt(parts, sheet => sheet.Replace("<sheetData>", $"{string.Concat(Enumerable.Range(0, 10_000).Select(i => $"<a{i}/>"))}<sheetData>", StringComparison.Ordinal)) },
        { "workbook_broken", parts => Corrupt(parts, sheet => sheet[..^20]) },
        { "too_many_columns", parts => Corrupt(parts, sheet => sheet.Replace("r=\"A1\"", "r=\"ZZZZZZZZZZZZZZ1\"", StringComparison.Ordinal)) },
        { "too_many_columns", parts => Corrupt(parts, sheet => sheet.Replace("r=\"B2\"", "r=\"XFD2\"", StringComparison.Ordinal)) },
        { "workbook_broken", parts => Corrupt(parts, sheet => sheet.Replace("<sheetData>", $"<sheetData>{string.Concat(Enumerable.Repeat("<row/>", 1_048_577))}", StringComparison.Ordinal)) },
        { "workbook_too_large", parts => Corrupt(parts, sheet => sheet.Replace("<sheetData>", $"{string.Concat(Enumerable.Repeat($"<a b=\"{new string('x', 1000)}\"/>", 100_000))}<sheetData>", StringComparison.Ordinal)) },
        { "workbook_too_large", parts => Corrupt(parts, "xl/sharedStrings.xml", _ => $"<sst>{string.Concat(Enumerable.Repeat("<si/>", 2_000_001))}</sst>") },
        { "workbook_broken", parts => WorkbookBuilder.Pack(parts)[..^30] },
        { "workbook_broken", parts => [.. WorkbookBuilder.Pack(parts)[..300], .. new byte[300]] },
        { "workbook_broken", parts => { parts.Remove("xl/workbook.xml"); return WorkbookBuilder.Pack(parts); } },
        { "workbook_broken", parts => { for (var i = 0; i < 2_100; i++) parts[$"x{i}"] = ""; return WorkbookBuilder.Pack(parts); } },
    };

    [Theory]
    [MemberData(nameof(MaliciousFiles))]
    public void What_no_spreadsheet_writes_is_refused_soon_and_in_little_memory(string code, Func<Dictionary<string, string>, byte[]> make)
    {
        var file = make(WorkbookBuilder.CreateParts(Good));
        var good = WorkbookBuilder.Create([["市", "指标"], .. Enumerable.Range(0, 20_000).Select(i => (object?[])["淄博市", i])]);
        var usual = Measure(() => Rows(good));
        var evil = Measure(() => Assert.Equal(code, Assert.Throws<RequestRejectedException>(() => Rows(file)).Code));
        Assert.True(evil.Time < 60 * usual.Time, $"{evil.Time} is too long beside {usual.Time} for a usual file.");
        Assert.InRange(evil.Megabytes, 0, 200);
    }

    [Fact]
    public async Task Old_and_locked_workbooks_are_told_from_broken_ones() => Assert.Equal("workbook_old", (await Assert.ThrowsAsync<RequestRejectedException>(() =>
        ImportFile.Receive(new MemoryStream([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]), new(), TestContext.Current.CancellationToken))).Code);

    [Fact]
    public void What_is_written_is_read_again_and_cannot_run()
    {
        using var file = new MemoryStream();
        Cell[] cells = [new("=HYPERLINK(\"http://x\")"), new("12.5", CellKind.Number), new("2026-04-20", CellKind.Date), new("两行\n\u0001字"), new("-5 度")];
        using (var book = new XlsxWriter(file)) book.WriteSheet("表", [10], 1, [(3, [.. cells.Select(cell => (cell, CellStyle.Plain))])]);
        var row = Assert.Single(Rows(file.ToArray()));
        Assert.Equal(("表", 3), (row.Sheet, row.Number));
        Assert.Equal([cells[0], cells[1], cells[2], new("两行\n字"), cells[4]], row.Cells);
        using var zip = new ZipArchive(file);
        using var sheet = new StreamReader(zip.GetEntry(WorkbookBuilder.SheetPart)!.Open());
        var xml = sheet.ReadToEnd();
        Assert.DoesNotContain("<f>", xml);
        Assert.Contains($"<c r=\"A3\" s=\"{(int)CellStyle.Quoted}\" t=\"inlineStr\">", xml);
    }

    // Of this thread alone, whatever other tests do meanwhile.
    private static (TimeSpan Time, long Megabytes) Measure(Action act)
    {
        var (began, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        act();
        return (Stopwatch.GetElapsedTime(began), (GC.GetAllocatedBytesForCurrentThread() - before) >> 20);
    }

    private static byte[] Corrupt(Dictionary<string, string> parts, Func<string, string> spoil) => Corrupt(parts, WorkbookBuilder.SheetPart, spoil);

    private static byte[] Corrupt(Dictionary<string, string> parts, string part, Func<string, string> spoil)
    {
        parts[part] = spoil(parts[part]);
        return WorkbookBuilder.Pack(parts);
    }

    private static List<SpreadsheetRow> Rows(byte[] file)
    {
        using var grid = new XlsxSpreadsheet(new MemoryStream(file), new(), TestContext.Current.CancellationToken);
        return [.. grid.ReadRows()];
    }
}
