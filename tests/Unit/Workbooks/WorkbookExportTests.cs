using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Testing.Import;

namespace IpMonitor.UnitTests.Workbooks;

public sealed class WorkbookExportTests
{
    [Fact]
    public async Task Texts_of_any_kind_and_names_of_any_kind_make_a_valid_workbook()
    {
        string[] texts = ["=1+1", "<&>\"'", "行\n二", "\u0001控制", "😀", new('长', 40_000), "-5", "@a", "", "＝1"];
        var rows = texts.Select(text => (ExportCell[])[text, ExportCell.FromNumber(-1.5m, NumberFormats.Change)]);
        ExportTable Create(string name) => new(
            name, "a", [new("甲"), new("乙", IsEnd: true, "组")], rows, ["脚"]);
        using var file = new MemoryStream();
        await WorkbookExport.Write(
            file, [Create("一/二:[三]'&<"), Create("一/二:[三]'&<"), Create(new string('x', 60))],
            TestContext.Current.CancellationToken);
        Assert.Empty(WorkbookEditor.Validate(file.ToArray()));
        var names = WorkbookEditor.Read(file.ToArray(), workbook => workbook.Workbook!
            .Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Select(sheet => sheet.Name!.Value!).ToList());
        Assert.Equal(["一 二  三 '&<", "一 二  三 '&< (2)", new('x', 31)], names);
        var cells = WorkbookEditor.ReadTexts(file.ToArray(), names[0]);
        Assert.Equal("=1+1", cells[3][0]);
        Assert.Equal("行\n二", cells[5][0]);
    }

    [Fact]
    public async Task A_table_without_rows_has_its_header_and_foot()
    {
        using var file = new MemoryStream();
        await WorkbookExport.Write(
            file, [new ExportTable("a", null, [new("甲")], AsyncEnumerable.Empty<IEnumerable<ExportCell[]>>(), ["脚"])],
            TestContext.Current.CancellationToken);
        Assert.Empty(WorkbookEditor.Validate(file.ToArray()));
        Assert.Equal([["甲"], ["脚"]], WorkbookEditor.ReadTexts(file.ToArray(), "a"));
    }
}
