using System.Diagnostics;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;
using IpMonitor.Testing.Import;

namespace IpMonitor.UnitTests.Import;

/// <summary>Tests of reading workbooks, malicious ones among them.</summary>
public sealed class XlsxSpreadsheetTests
{
    private static readonly object?[][] ValidRows = [["市", "指标"], ["淄博市", 1]];

    [Fact]
    public void Cells_are_read_as_a_spreadsheet_shows_them()
    {
        var parts = WorkbookBuilder.CreateParts(
            ["甲", 0.1 + 0.2, new DateOnly(2026, 4, 20), new FormulaCell("1+1", 2)], [], [null, "乙"]);
        const string richTextRow = """
            <!-- made by a tool, < & > --><row r="7">
              <c t="inlineStr"><is><r><t>一</t></r><r><t xml:space="preserve"> 二</t></r><rPh><t>yi</t></rPh></is></c>
              <c/><c t="b"><v>1</v></c>
            </row></sheetData>
            """;
        parts[WorkbookBuilder.SheetPart] = parts[WorkbookBuilder.SheetPart]
            .Replace("</sheetData>", richTextRow, StringComparison.Ordinal);
        var rows = Rows(WorkbookBuilder.Pack(parts));
        Assert.Equal([1, 3, 7], rows.Select(row => row.Number));
        Assert.Equal(
            [
                new("甲"), new("0.3", CellKind.Number),
                new("2026-04-20", CellKind.Date, CellNumberFormat.Parse("yyyy-m-d")), new("2", CellKind.Formula),
            ],
            rows[0].Cells);
        Assert.Equal((true, "乙"), (rows[1][0].IsBlank, rows[1][1].Text));
        Assert.Equal(("一 二", "TRUE", "A7"), (rows[2][0].Text, rows[2][2].Text, rows[2].GetAddress(0)));
        Assert.Equal("AB9", new SpreadsheetRow("", 9, []).GetAddress(27));
    }

    [Fact]
    public void Hidden_sheets_are_skipped()
    {
        var parts = WorkbookBuilder.CreateParts(ValidRows);
        parts["xl/workbook.xml"] =
            parts["xl/workbook.xml"].Replace("sheetId", "state=\"hidden\" sheetId", StringComparison.Ordinal);
        Assert.Empty(Rows(WorkbookBuilder.Pack(parts)));
    }

    public static TheoryData<string, Func<Dictionary<string, string>, byte[]>> MaliciousFiles => new()
    {
        {
            "workbook_broken",
            parts => Corrupt(parts, sheet => $"<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>{sheet}")
        },
        { "workbook_broken", parts => Replace(parts, "<sheetData>", $"<!--{Repeat("<x ", 300_000)}--><sheetData>") },
        { "workbook_broken", parts => Replace(parts, "<sheetData>", $"<?x {Repeat("<x ", 300_000)}?><sheetData>") },
        {
            "workbook_broken",
            parts => Corrupt(parts, "_rels/.rels", rels => rels.Replace(">", $">{new string(' ', 5_000_000)}"))
        },
        { "workbook_broken", parts => Replace(parts, "<v>", $"<v>{new string('9', 600_000)}") },
        { "workbook_broken", parts => Replace(parts, "r=\"A1\"", $"r=\"{new string('A', 600_000)}1\"") },
        { "workbook_broken", parts => Replace(parts, "<sheetData>", Repeat("<a>", 100_000)) },
        {
            "workbook_broken",
            parts =>
                Replace(
                    parts, "<sheetData>",
                    $"{string.Concat(Enumerable.Range(0, 10_000).Select(i => $"<a{i}/>"))}<sheetData>")
        },
        { "workbook_broken", parts => Corrupt(parts, sheet => sheet[..^20]) },
        { "too_many_columns", parts => Replace(parts, "r=\"A1\"", "r=\"ZZZZZZZZZZZZZZ1\"") },
        { "too_many_columns", parts => Replace(parts, "r=\"B2\"", "r=\"XFD2\"") },
        { "workbook_broken", parts => Replace(parts, "<sheetData>", $"<sheetData>{Repeat("<row/>", 1_048_577)}") },
        {
            "workbook_too_large",
            parts =>
                Replace(parts, "<sheetData>", $"{Repeat($"<a b=\"{new string('x', 1000)}\"/>", 100_000)}<sheetData>")
        },
        {
            "workbook_too_large",
            parts => Corrupt(
                parts, "xl/sharedStrings.xml",
                _ => $"<sst xmlns=\"{WorkbookBuilder.MainNamespace}\">{Repeat("<si/>", 2_000_001)}</sst>")
        },
        { "workbook_broken", parts => WorkbookBuilder.Pack(parts)[..^30] },
        { "workbook_broken", parts => [.. WorkbookBuilder.Pack(parts)[..300], .. new byte[300]] },
        { "workbook_broken", parts => { parts.Remove("xl/workbook.xml"); return WorkbookBuilder.Pack(parts); } },
        {
            "workbook_broken",
            parts => { for (var i = 0; i < 2_100; i++) parts[$"x{i}"] = ""; return WorkbookBuilder.Pack(parts); }
        },
    };

    [Theory]
    [MemberData(nameof(MaliciousFiles))]
    public void A_malicious_workbook_is_rejected_fast_and_with_little_memory(
        string code, Func<Dictionary<string, string>, byte[]> create)
    {
        var file = create(WorkbookBuilder.CreateParts(ValidRows));
        var validFile =
            WorkbookBuilder.Create([["市", "指标"], .. Enumerable.Range(0, 20_000).Select(i => (object?[])["淄博市", i])]);
        var typical = Measure(() => Rows(validFile));
        var malicious =
            Measure(() => Assert.Equal(code, Assert.Throws<RequestRejectedException>(() => Rows(file)).Code));
        Assert.True(
            malicious.Time < 60 * typical.Time,
            $"{malicious.Time} is too long compared with {typical.Time} for a valid file.");
        // Allocated in all, not at once: elements are short-lived.
        Assert.InRange(malicious.Megabytes, 0, 800);
    }

    // Measures this thread only; other tests run in parallel.
    private static (TimeSpan Time, long Megabytes) Measure(Action action)
    {
        var (start, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        action();
        return (Stopwatch.GetElapsedTime(start), (GC.GetAllocatedBytesForCurrentThread() - allocated) >> 20);
    }

    private static byte[] Replace(Dictionary<string, string> parts, string text, string replacement) =>
        Corrupt(parts, sheet => sheet.Replace(text, replacement, StringComparison.Ordinal));

    private static byte[] Corrupt(Dictionary<string, string> parts, Func<string, string> change) =>
        Corrupt(parts, WorkbookBuilder.SheetPart, change);

    private static byte[] Corrupt(Dictionary<string, string> parts, string part, Func<string, string> change)
    {
        parts[part] = change(parts[part]);
        return WorkbookBuilder.Pack(parts);
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static List<SpreadsheetRow> Rows(byte[] file)
    {
        using var content = new MemoryStream(file);
        Assert.Equal(FileFormat.Xlsx, FileFormatDetector.Detect(content));
        using var spreadsheet = new XlsxSpreadsheet(content, new(), TestContext.Current.CancellationToken);
        return [.. spreadsheet.ReadRows()];
    }
}
