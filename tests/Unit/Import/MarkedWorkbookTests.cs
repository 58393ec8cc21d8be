using System.IO.Packaging;
using System.Text;
using System.Xml.Linq;
using DocumentFormat.OpenXml.Spreadsheet;
using IpMonitor.Dashboard.Import;
using IpMonitor.Testing.Import;
using SheetCell = DocumentFormat.OpenXml.Spreadsheet.Cell;

namespace IpMonitor.UnitTests.Import;

/// <summary>Tests of marking problems in a workbook and of the new workbook for other formats.</summary>
public sealed partial class MarkedWorkbookTests
{
    private static readonly ImportProblem[] Problems =
    [
        Problem("A2", "没有名为“溜博市”的市"), Problem("A2", "第二个问题\u0001"), Problem("C3", "不能用公式"),
        Problem("A3", "与已有批注同格"),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Marks_are_added_and_nothing_else_changes(bool hasComment)
    {
        var original = ClerkWorkbook.Create(hasComment);
        var marked = Mark(original, Problems);
        Assert.Empty(WorkbookEditor.Validate(marked));
        var comments = WorkbookEditor.ReadComments(marked, ClerkWorkbook.Sheet);
        Assert.Equal(
            ("IpMonitor：\n没有名为“溜博市”的市\n第二个问题", "IpMonitor：\n不能用公式",
                $"{(hasComment ? $"{ClerkWorkbook.Comment}\n" : "")}IpMonitor：\n与已有批注同格", 3),
            (comments["A2"], comments["C3"], comments["A3"], comments.Count));
        Assert.Equal(3, ReadBoxes(marked).Count);
        Assert.Equal(
            [
                "工作表|单元格|栏目|问题", $"{ClerkWorkbook.Sheet}|A2|市|没有名为“溜博市”的市",
                $"{ClerkWorkbook.Sheet}|A2|市|第二个问题", $"{ClerkWorkbook.Sheet}|C3|市|不能用公式",
                $"{ClerkWorkbook.Sheet}|A3|市|与已有批注同格",
            ],
            ReadProblemSheet(marked));
        Assert.Equal("'四月 O''Neil'!C3", WorkbookEditor.Read(marked, workbook =>
            WorkbookEditor.FindSheet(workbook, "问题").Worksheet!.Descendants<Hyperlink>()
                .Single(link => link.Reference == "B4").Location!.Value));
        Assert.Equal(ReadRows(original), ReadRows(marked));

        var (before, after) = (ReadParts(original), ReadParts(marked));
        var sheet = WorkbookEditor.Read(original, workbook =>
            WorkbookEditor.FindSheet(workbook, ClerkWorkbook.Sheet).Uri.OriginalString);
        var changed = before.Where(part => after[part.Key] != part.Value).Select(part => part.Key).ToList();
        Assert.DoesNotContain(changed, part => part != sheet
            && !part.Contains("comments", StringComparison.Ordinal)
            && !part.EndsWith(".vml", StringComparison.Ordinal)
            && !part.EndsWith(".rels", StringComparison.Ordinal)
            && part is not "/xl/workbook.xml" and not "/xl/styles.xml");
        var worksheet = XElement.Parse(after[sheet], LoadOptions.PreserveWhitespace);
        var legacyDrawing = Assert.Single(worksheet.Elements(), item => item.Name.LocalName == "legacyDrawing");
        if (!hasComment) legacyDrawing.Remove();
        Assert.Equal(
            XElement.Parse(before[sheet], LoadOptions.PreserveWhitespace).ToString(SaveOptions.DisableFormatting),
            worksheet.ToString(SaveOptions.DisableFormatting));
        var workbookBefore = XElement.Parse(before["/xl/workbook.xml"]);
        var workbookAfter = XElement.Parse(after["/xl/workbook.xml"]);
        workbookAfter.Descendants().Single(item => (string?)item.Attribute("name") == "问题").Remove();
        Assert.Equal(Normalize(workbookBefore), Normalize(workbookAfter));
    }

    [Fact]
    public void A_further_check_replaces_the_marks()
    {
        var marked = Mark(Mark(ClerkWorkbook.Create(), Problems), [Problem("A2", "新的问题")]);
        Assert.Empty(WorkbookEditor.Validate(marked));
        Assert.Equal(
            new Dictionary<string, string> { ["A2"] = "IpMonitor：\n新的问题", ["A3"] = ClerkWorkbook.Comment },
            WorkbookEditor.ReadComments(marked, ClerkWorkbook.Sheet));
        Assert.Equal(2, ReadBoxes(marked).Count);
        Assert.Equal(2, ReadProblemSheet(marked).Count);
        var styles = ReadParts(marked)["/xl/styles.xml"];
        var without = Mark(marked, []);
        Assert.Equal(
            new Dictionary<string, string> { ["A3"] = ClerkWorkbook.Comment },
            WorkbookEditor.ReadComments(without, ClerkWorkbook.Sheet));
        Assert.Equal(styles, ReadParts(without)["/xl/styles.xml"]);
        Assert.Equal(3, WorkbookEditor.Read(without, workbook => workbook.Workbook!.Sheets!.Count()));
    }

    [Fact]
    public void Marks_saved_by_LibreOffice_are_replaced()
    {
        // It keeps no author, and splits the heading where the script changes.
        var saved = WorkbookEditor.Edit(Mark(ClerkWorkbook.Create(), Problems), workbook =>
        {
            var comments = WorkbookEditor.FindSheet(workbook, ClerkWorkbook.Sheet).WorksheetCommentsPart!.Comments!;
            foreach (var author in comments.Descendants<Author>()) author.Text = " ";
            var headings = comments.Descendants<Run>()
                .Where(run => run.InnerText.Contains("IpMonitor", StringComparison.Ordinal)).ToList();
            foreach (var heading in headings)
            {
                var texts = heading.InnerText.Split('：');
                heading.InsertBeforeSelf(new Run(new Text(texts[0])));
                heading.GetFirstChild<Text>()!.Text = $"：{texts[1]}";
            }
        });
        Assert.Equal(
            new Dictionary<string, string> { ["A2"] = "IpMonitor：\n新的问题", ["A3"] = ClerkWorkbook.Comment },
            WorkbookEditor.ReadComments(
                Mark(saved, [Problem("A2", "新的问题")]), ClerkWorkbook.Sheet));
    }

    [Fact]
    public void A_sheet_of_the_same_name_is_kept()
    {
        var original = WorkbookEditor.Edit(
            ClerkWorkbook.Create(),
            workbook => workbook.Workbook!.Descendants<Sheet>().Last().Name = ProblemSheet.Name);
        var marked = Mark(Mark(original, Problems), Problems);
        Assert.Equal([ClerkWorkbook.Sheet, "问题", "问题 (2)"], WorkbookEditor.Read(marked, workbook =>
            workbook.Workbook!.Descendants<Sheet>().Select(sheet => sheet.Name!.Value)));
        Assert.Equal(["选项一", "选项二"], Assert.Single(WorkbookEditor.ReadTexts(marked, "问题")));
    }

    [Fact]
    public void At_most_5_000_problems_are_marked_and_the_last_row_says_so()
    {
        var marked = Mark(
            ClerkWorkbook.Create(),
            [.. Enumerable.Range(1, 5_001).Select(row => Problem($"A{row}", "问题"))]);
        var list = ReadProblemSheet(marked);
        Assert.Equal(5_002, list.Count);
        Assert.StartsWith("||说明|共 5,001 个问题，只列出并标出前 5,000 个", list[^1]);
        Assert.Equal(5_000, WorkbookEditor.ReadComments(marked, ClerkWorkbook.Sheet).Count);
        Assert.Single(WorkbookEditor.ReadComments(Mark(marked, []), ClerkWorkbook.Sheet));
    }

    [Fact]
    public async Task The_rows_of_a_text_file_become_a_new_workbook()
    {
        const string text = "市,指标,数值,编号\n溜博市,＝1+1,-5,007\n\n 济南市,@cmd,12.50,12345678901234567890\n=1+1,-甲,1,\n";
        using var spreadsheet = new CsvSpreadsheet(Encoding.UTF8.GetBytes(text), default);
        using var output = new MemoryStream();
        await new MarkedWorkbook([Problem("A2", "问题一", ""), Problem("E4", "问题二", "")], new(), default)
            .Write(spreadsheet, output);
        var marked = output.ToArray();
        Assert.Empty(WorkbookEditor.Validate(marked));
        Assert.Equal(["A2", "E4"], WorkbookEditor.ReadComments(marked, "数据").Keys);
        Assert.StartsWith("||说明|原文件不是可以加批注的", ReadProblemSheet(marked)[1]);
        Assert.Equal("数据|A2|市|问题一", ReadProblemSheet(marked)[2]);
        WorkbookEditor.Read(marked, workbook =>
        {
            var worksheet = WorkbookEditor.FindSheet(workbook, "数据").Worksheet!;
            var formats = workbook.WorkbookStylesPart!.Stylesheet!;
            Assert.Equal("A1 B1 C1 D1 A2 B2 C2 D2 A4 B4 C4 D4 E4 A5 B5 C5 D5", string.Join(
                ' ', worksheet.Descendants<SheetCell>().Select(cell => cell.CellReference)));
            Assert.Empty(worksheet.Descendants<CellFormula>());
            foreach (var (address, isNumber, isTextFormat) in new[]
            {
                ("A2", false, false), ("B2", false, true), ("C2", true, false), ("D2", false, false),
                ("B4", false, true), ("C4", false, false), ("D4", false, false), ("A5", false, true),
                ("B5", false, true), ("C5", true, false),
            })
            {
                var cell = WorkbookEditor.GetCell(worksheet, address);
                var format = formats.CellFormats!.Elements<CellFormat>().ElementAt((int)(cell.StyleIndex?.Value ?? 0));
                var code = formats.NumberingFormats?.Elements<NumberingFormat>()
                    .FirstOrDefault(item => item.NumberFormatId! == format.NumberFormatId!)?.FormatCode?.Value;
                Assert.Equal(
                    (address, isNumber, isTextFormat),
                    (address, cell.DataType?.Value != CellValues.InlineString,
                        code == "@" || format.NumberFormatId?.Value == 49));
            }
            return true;
        });
    }

    [Theory]
    [InlineData("2", "2")]
    [InlineData("甲\"乙", "\"甲\"\"乙\"")]
    public async Task The_result_of_a_formula_stays_a_formula(string result, string formula)
    {
        using var output = new MemoryStream();
        using var rows = new Rows(new SpreadsheetRow("表:1", 2, [new(result, CellKind.Formula)]));
        await new MarkedWorkbook([Problem("A2", "不能用公式", "表:1")], new(), default).Write(rows, output);
        Assert.Equal(formula, WorkbookEditor.Read(output.ToArray(), workbook =>
            WorkbookEditor.FindSheet(workbook, "数据").Worksheet!.Descendants<CellFormula>().Single().Text));
    }

    private static ImportProblem Problem(string cell, string message, string sheet = ClerkWorkbook.Sheet) =>
        new(sheet, cell, SpreadsheetRow.ParseAddress(cell).Row, ImportFields.City, "x", message);

    private static byte[] Mark(byte[] file, IReadOnlyList<ImportProblem> problems)
    {
        using var output = new MemoryStream();
        Assert.True(new MarkedWorkbook(problems, new(), default).TryWrite(new MemoryStream(file), output));
        return output.ToArray();
    }

    private static List<string> ReadProblemSheet(byte[] file)
    {
        var name = WorkbookEditor.Read(file, workbook => workbook.Workbook!.Descendants<Sheet>().Last().Name!.Value!);
        return [.. WorkbookEditor.ReadTexts(file, name).Select(row => string.Join('|', row))];
    }

    private static List<string> ReadRows(byte[] file)
    {
        using var spreadsheet = new XlsxSpreadsheet(new MemoryStream(file), new(), default);
        return
        [
            .. spreadsheet.ReadRows().Where(row => !TemplateWriter.IsTemplateSheet(row.Sheet))
                .Select(row => $"{row.Sheet}{row.Number} {string.Join('|', row.Cells)}"),
        ];
    }

    private static List<XElement> ReadBoxes(byte[] file) =>
    [
        .. ReadParts(file).Where(part => part.Key.EndsWith(".vml", StringComparison.Ordinal))
            .SelectMany(part => XElement.Parse(part.Value).Elements())
            .Where(shape => shape.Name.LocalName == "shape"),
    ];

    private static Dictionary<string, string> ReadParts(byte[] file)
    {
        using var package = Package.Open(new MemoryStream(file), FileMode.Open, FileAccess.Read);
        return package.GetParts().ToDictionary(part => part.Uri.OriginalString, part =>
        {
            using var reader = new StreamReader(part.GetStream(FileMode.Open, FileAccess.Read));
            return reader.ReadToEnd();
        });
    }

    private sealed class Rows(params SpreadsheetRow[] rows) : ISpreadsheet
    {
        public IReadOnlyList<string> HiddenSheets => [];

        public IEnumerable<SpreadsheetRow> ReadRows() => rows;

        public SheetLayout GetLayout(string sheet) => SheetLayout.None;

        public void Dispose() { }
    }
}
