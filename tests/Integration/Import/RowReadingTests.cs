using System.Diagnostics;
using System.Text;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Rows and sheets that could be misread or left out: each is refused, asked about or named.</summary>
public sealed class RowReadingTests(ImportHost host) : IClassFixture<ImportHost>, IAsyncDisposable
{
    private static readonly object?[] Header = ["市", "指标", "数值", "日期", "说明"];
    private static readonly object?[] Row = ["淄博市", "走访企业", 5, "2026-03-01", null];
    private readonly ImportHarness _harness = host.CreateHarness();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Theory]
    [InlineData("5²")]
    [InlineData("123①")]
    [InlineData("12㋂")]
    public async Task Compatibility_digits_are_no_digits_of_a_number(string value)
    {
        var check = await _harness.Check(ImportForm.Events, [.. Header], ["淄博市", "走访企业", value, "2026-03-01", null]);
        Assert.Equal("number_invalid", Assert.Single(check.Problems).Code);
    }

    [Theory]
    [InlineData("<vertAlign val=\"superscript\"/>")]
    [InlineData("<strike/>")]
    public async Task A_footnote_or_a_struck_figure_is_no_digit_of_a_number(string format)
    {
        var parts = WorkbookBuilder.CreateParts([.. Header], [.. Row]);
        parts[WorkbookBuilder.SheetPart] = parts[WorkbookBuilder.SheetPart].Replace(
            "<c r=\"C2\"><v>5</v></c>",
            $"<c r=\"C2\" t=\"inlineStr\"><is><r><t>5</t></r><r><rPr>{format}</rPr><t>2</t></r></is></c>");
        var check = await _harness.Check(ImportForm.Events, WorkbookBuilder.Pack(parts));
        Assert.Equal("number_invalid", Assert.Single(check.Problems).Code);
    }

    [Theory]
    [InlineData("1,234元")]
    [InlineData("约1,234")]
    [InlineData("+1,234")]
    [InlineData("１,２３４")]
    [InlineData("1,\"234,5\"")]
    public async Task A_number_that_a_comma_split_is_refused_whatever_follows(string cells)
    {
        var check = await _harness.Check(
            ImportForm.Events, $"市,指标,日期,数值,说明\n淄博市,走访企业,2026-03-01,{cells}\n");
        Assert.Equal("thousands_split", Assert.Single(check.Problems).Code);
    }

    [Fact]
    public async Task A_split_number_is_found_beside_weights_and_in_short_rows_of_months()
    {
        var check = await _harness.Check(
            ImportForm.Events, "市,指标,日期,数值,权重\n淄博市,走访企业,2026-03-01,1,234\n");
        Assert.Equal("thousands_split", Assert.Single(check.Problems).Code);
        const string months = "市,指标,2025年1月,2025年2月,2025年3月\n";
        check = await _harness.Check(ImportForm.History, $"{months}淄博市,走访企业,1,234\n");
        Assert.Equal("thousands_split", Assert.Single(check.Problems).Code);
        check = await _harness.Check(ImportForm.History, $"{months}淄博市,走访企业,1,234,5\n");
        Assert.Empty(check.Problems);
    }

    [Theory]
    [InlineData("编号,市,指标,数值,日期\n370300-enterprise.visited-20260301-0123456789ab,淄博市,走访企业,5,2026-03-01\n")]
    public async Task A_row_with_an_id_of_the_program_is_refused(string csv)
    {
        var check = await _harness.Check(ImportForm.Events, csv);
        Assert.Equal("id_of_export", Assert.Single(check.Problems).Code);
    }

    [Fact]
    public async Task An_export_with_renamed_columns_is_recognized() =>
        Assert.Equal("file_is_export", (await Assert.ThrowsAsync<RequestRejectedException>(() => _harness.Check(
            ImportForm.Events, "市,指标,数值,日期,操作,状态\n淄博市,走访企业,5,2026-03-01,add,counts\n"))).Code);

    [Fact]
    public async Task Hidden_sheets_with_data_are_asked_about()
    {
        var parts = WorkbookBuilder.CreateParts([.. Header], [.. Row]);
        parts["xl/worksheets/sheet2.xml"] = parts[WorkbookBuilder.SheetPart];
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].Replace(
            "</Types>",
            "<Override PartName=\"/xl/worksheets/sheet2.xml\" ContentType=\"application/"
                + "vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>");
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].Replace(
            "</Relationships>",
            "<Relationship Id=\"rId9\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
                + "worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>");
        var workbook = parts["xl/workbook.xml"];
        parts["xl/workbook.xml"] = workbook.Replace(
            "</sheets>", "<sheet name=\"补报\" sheetId=\"2\" state=\"veryHidden\" r:id=\"rId9\"/></sheets>");
        var file = WorkbookBuilder.Pack(parts);
        var check = await _harness.Check(ImportForm.Events, file);
        Assert.Equal(("sheet:补报", "sheet_hidden"), (Assert.Single(check.Questions).Id, check.Questions[0].Code));
        Assert.Equal(1, check.NewValues);
        Assert.Empty(
            (await _harness.Check(ImportForm.Events, file, answers: new() { ["sheet:补报"] = "ignore" })).Questions);

        parts["xl/workbook.xml"] = workbook.Replace(
            "</sheets>", "<sheet name=\"sheet1\" sheetId=\"2\" r:id=\"rId9\"/></sheets>");
        Assert.Equal("workbook_broken", (await Assert.ThrowsAsync<RequestRejectedException>(
            () => _harness.Check(ImportForm.Events, WorkbookBuilder.Pack(parts)))).Code);
    }

    [Theory]
    [InlineData("代码表")]
    [InlineData("填写说明")]
    [InlineData("问题")]
    public async Task Data_in_a_sheet_named_like_one_of_a_template_is_read(string name)
    {
        var parts = WorkbookBuilder.CreateParts([.. Header], [.. Row]);
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].Replace("Sheet1", name);
        Assert.Equal(1, (await _harness.Check(ImportForm.Events, WorkbookBuilder.Pack(parts))).NewValues);
    }

    [Fact]
    public async Task A_row_is_no_total_for_a_word_in_another_column()
    {
        var check = await _harness.Check(
            ImportForm.Events, ["文号", "市", "指标", "数值", "日期", "说明"],
            ["鲁知〔2026〕1号汇总", "淄博市", "走访企业", 5, "2026-03-01", "全年合计"],
            ["合计（16市）", null, null, 5, null, null], [null, "山东省", "走访企业", 5, null, null]);
        Assert.Equal((1, 2), (check.NewValues, check.Sheets[0].SkippedRows.Length));
    }

    [Theory]
    [InlineData("<sheetData>", "<sheetFormatPr zeroHeight=\"1\"/><sheetData>", "hidden:Sheet1")]
    [InlineData("<sheetData>", "<cols><col min=\"5\" max=\"5\" width=\"0\"/></cols><sheetData>", "hidden:Sheet1!E")]
    [InlineData("<row r=\"2\">", "<row r=\"2\" ht=\"0\">", "hidden:Sheet1")]
    public async Task Rows_and_columns_without_height_or_width_are_hidden(string text, string replacement, string id)
    {
        var parts = WorkbookBuilder.CreateParts([.. Header], [.. Row[..4], "x"]);
        parts[WorkbookBuilder.SheetPart] = parts[WorkbookBuilder.SheetPart].Replace(text, replacement);
        Assert.Equal(
            id, Assert.Single((await _harness.Check(ImportForm.Events, WorkbookBuilder.Pack(parts))).Questions).Id);
    }

    [Fact]
    public async Task Texts_in_a_column_of_row_numbers_are_asked_about()
    {
        object?[] header = ["序号", .. Header];
        Assert.Empty((await _harness.Check(ImportForm.Events, header, [1, .. Row])).Questions);
        Assert.Equal(
            "column:Sheet1!A",
            Assert.Single((await _harness.Check(ImportForm.Events, header, ["张店区", .. Row])).Questions).Id);
    }

    [Fact]
    public async Task Escaped_and_invisible_characters_do_not_matter()
    {
        var check = await _harness.Check(
            ImportForm.Events, ["市", "指标\uFE0F", "数值", "日期", "说明"],
            ["淄博市_x000D_", "走访\uDB40\uDD00企业", 5, "2026-03-01", null], ["\u2800", "\u3164", null, null, null]);
        Assert.Empty(check.Problems);
        Assert.Equal(1, check.NewValues);
    }

    [Fact]
    public async Task An_error_value_is_refused_in_every_column()
    {
        var parts = WorkbookBuilder.CreateParts([.. Header], [.. Row]);
        parts[WorkbookBuilder.SheetPart] = parts[WorkbookBuilder.SheetPart].Replace(
            "</row></sheetData>", "<c r=\"E2\" t=\"e\"><v>#REF!</v></c></row></sheetData>");
        var check = await _harness.Check(ImportForm.Events, WorkbookBuilder.Pack(parts));
        var problem = Assert.Single(check.Problems);
        Assert.Equal("E2 cell_error", $"{problem.Cell} {problem.Code}");
    }

    [Fact]
    public async Task Overlapping_merged_ranges_are_refused_at_once()
    {
        var parts = WorkbookBuilder.CreateParts([.. Enumerable.Repeat(Row, 500).Prepend(Header)]);
        parts[WorkbookBuilder.SheetPart] = parts[WorkbookBuilder.SheetPart].Replace(
            "</sheetData>",
            $"</sheetData><mergeCells>{string.Concat(
                Enumerable.Range(0, 50_000).Select(i => $"<mergeCell ref=\"A1:IV{600 + i}\"/>"))}</mergeCells>");
        var start = Stopwatch.GetTimestamp();
        var exception = await Assert.ThrowsAsync<RequestRejectedException>(
            () => _harness.Check(ImportForm.Events, WorkbookBuilder.Pack(parts)));
        Assert.Equal("workbook_broken", exception.Code);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 6);
    }

    [Fact]
    public async Task The_separator_is_that_of_the_header_not_of_a_title()
    {
        var file = Encoding.UTF8.GetBytes("走访企业,按月\n市\t指标\t数值\t日期\n淄博市\t走访企业\t5\t2026-03-01\n\u001A");
        Assert.Equal(1, (await _harness.Check(ImportForm.Events, file)).NewValues);
    }
}
