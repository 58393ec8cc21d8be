using System.Text;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;
using IpMonitor.Grains.Metrics;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Recognition of sheets as offices make them: nothing with a meaning is dropped silently.</summary>
public sealed class SheetReadingTests(ImportHost host) : IClassFixture<ImportHost>, IAsyncDisposable
{
    private const decimal August2026 = 46_235;
    private static readonly object?[] Header = ["市", "填报单位", "指标", "数值", "单位", "日期", "口径", "说明"];
    private static readonly object?[] Row = ["淄博市", null, "走访企业", 5, "家", "2026-03-01", null, null];
    private readonly ImportHarness _harness = host.CreateHarness();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_first_of_a_month_is_no_period_of_a_current_value()
    {
        var check = await _harness.Check(
            ImportForm.Series, ["市", "指标", "时期", "当期"],
            ["淄博市", "走访企业", new StyledCell(August2026, "yyyy-mm-dd"), 30],
            ["淄博市", "走访企业", new StyledCell(August2026 + 14, "yyyy-mm-dd"), 4],
            ["淄博市", "走访企业", new StyledCell(August2026 - 300, "yyyy"), 4]);
        Assert.Equal(["C2 period_unclear"], check.Problems.Select(problem => $"{problem.Cell} {problem.Code}"));
        Assert.Equal(2, check.NewValues);
    }

    [Theory]
    [InlineData("1,234", "D2 row_longer", "市,指标,日期,数值\n淄博市,走访企业,2026-03-01,1,234\n")]
    [InlineData("原因", "E2 row_longer", "市,指标,日期,数值,说明\n淄博市,走访企业,2026-03-01,12,同比下降,原因见文件\n")]
    [InlineData("1,234", "D2 thousands_split", "市,指标,日期,数值,说明\n淄博市,走访企业,2026-03-01,1,234\n")]
    public async Task A_row_that_a_comma_split_is_refused(string shown, string problem, string csv)
    {
        var check = await _harness.Check(ImportForm.Events, csv);
        var found = Assert.Single(check.Problems);
        Assert.EndsWith(problem.Split(' ')[1], $"{found.Code}");
        Assert.Equal(0, check.NewValues);
        Assert.Contains(shown.Split(',')[^1], found.Message);
        Assert.Contains("引号", found.Message);
    }

    [Fact]
    public async Task A_unit_above_the_header_counts()
    {
        object?[][] rows =
        [
            ["质押融资统计表"], [null, null, null, "单位：万元"], ["市", "指标", "金额", "日期"],
            ["淄博市", "质押融资登记金额", 5, "2026-03-01"],
        ];
        var check = await _harness.Check(ImportForm.Events, rows);
        Assert.Equal("50000", Assert.Single(await _harness.ReadStagedRows()).Value);
        Assert.Equal(new("万元", "D2"), Assert.Single(check.Sheets).MeasureUnit);
        rows[1][3] = "填报单位：淄博市知识产权局";
        await _harness.Check(ImportForm.Events, rows);
        Assert.Equal("5", Assert.Single(await _harness.ReadStagedRows()).Value);
    }

    public static TheoryData<string, string?, object?, object?[]> Units => new()
    {
        { "50000", null, new StyledCell(5, "0\"万元\""), ["市", "指标", "金额", "日期"] },
        { "50000", null, 5, ["市", "指标", "金额/万元", "日期"] },
        { "50000", null, 5, ["市", "指标", "金额（单位：万元）", "日期"] },
        { "50000", "unit_twice", new StyledCell(5, "0\"元\""), ["市", "指标", "金额（万元）", "日期"] },
        { "", "number_format_scaled", new StyledCell(50_000, "0!.0,\"万元\""), ["市", "指标", "金额", "日期"] },
    };

    [Theory]
    [MemberData(nameof(Units))]
    public async Task A_unit_counts_wherever_it_is_told(string value, string? problem, object? cell, object?[] header)
    {
        var check = await _harness.Check(
            ImportForm.Events, header, ["淄博市", "质押融资登记金额", cell, "2026-03-01"]);
        Assert.Equal(problem, check.Problems.SingleOrDefault()?.Code);
        if (problem is null) Assert.Equal(value, Assert.Single(await _harness.ReadStagedRows()).Value);
    }

    [Fact]
    public async Task Digits_of_other_scripts_are_no_digits()
    {
        var exception = await Assert.ThrowsAsync<RequestRejectedException>(
            () => _harness.Check(ImportForm.History, ["市", "指标", "\u0661月"], ["淄博市", "走访企业", 5]));
        Assert.Equal(422, exception.Status);
        var check = await _harness.Check(
            ImportForm.Events, [.. Header], ["淄博市", null, "走访企业", "\u0661\u0662", null, "2026-03-0\u0661"]);
        Assert.Equal(["number_invalid", "date_invalid"], check.Problems.Select(problem => problem.Code));
    }

    [Fact]
    public async Task A_serial_number_is_read_in_the_date_system_of_the_workbook()
    {
        var parts = WorkbookBuilder.CreateParts([.. Header], ["淄博市", null, "走访企业", 5, null, 44_621, null, null]);
        await _harness.Check(ImportForm.Events, WorkbookBuilder.Pack(parts));
        Assert.Equal("2022-03-01", Assert.Single(await _harness.ReadStagedRows()).Date);
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].Replace("<workbookPr/>", "<workbookPr date1904=\"1\"/>");
        await _harness.Check(ImportForm.Events, WorkbookBuilder.Pack(parts));
        Assert.Equal("2026-03-02", Assert.Single(await _harness.ReadStagedRows()).Date);
    }

    public static TheoryData<string, object?> Misfits => new()
    {
        { "percent_unexpected", new StyledCell(0.5m, "0%") }, { "value_not_whole", 5.5m },
        { "value_not_whole", "5.5家" }, { "unit_mismatch", "50%" }, { "formula", new FormulaCell("\"5\"", 5) },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public async Task A_value_that_does_not_fit_the_unit_is_refused(string code, object? value)
    {
        var check = await _harness.Check(
            ImportForm.Events, [.. Header], ["淄博市", null, "走访企业", value, null, "2026-03-01"]);
        Assert.Equal(("D2", code), (Assert.Single(check.Problems).Cell, check.Problems[0].Code));
    }

    [Fact]
    public async Task A_formula_hides_no_other_problem_of_its_row()
    {
        var check = await _harness.Check(
            ImportForm.Events, [.. Header], ["溜博市", null, "走访企业", new FormulaCell("1+1", 2), null, "昨天"]);
        Assert.Equal(
            ["A2 city_unknown", "D2 formula", "F2 date_invalid"],
            check.Problems.Select(problem => $"{problem.Cell} {problem.Code}").Order());
    }

    [Fact]
    public async Task Free_text_is_kept_as_typed()
    {
        var check = await _harness.Check(
            ImportForm.Events, ["市", "指标", "数值", "日期", "文号", "说明"],
            ["淄博市", "走访企业", 5, "2026-03-01", " （2024）鲁01民初1号", "原因：（见附件）；～＝１"]);
        Assert.Empty(check.Problems);
        var row = Assert.Single(await _harness.ReadStagedRows());
        Assert.Equal(("（2024）鲁01民初1号", "原因：（见附件）；～＝１"), (row.Ref, row.Note));
    }

    [Fact]
    public async Task Hidden_rows_are_asked_about()
    {
        var parts = WorkbookBuilder.CreateParts([.. Header], [.. Row], [.. Row[..3], 6, .. Row[4..]]);
        parts[WorkbookBuilder.SheetPart] =
            parts[WorkbookBuilder.SheetPart].Replace("<row r=\"3\">", "<row r=\"3\" hidden=\"1\">");
        var file = WorkbookBuilder.Pack(parts);
        var check = await _harness.Check(ImportForm.Events, file);
        Assert.Equal("hidden:Sheet1", Assert.Single(check.Questions).Id);
        Assert.Equal((2, 1), (check.NewValues, check.Sheets[0].HiddenRows));
        check = await _harness.Check(ImportForm.Events, file, answers: new() { ["hidden:Sheet1"] = "exclude" });
        Assert.Equal((1, 0), (check.NewValues, check.Questions.Count));
    }

    [Fact]
    public async Task Totals_remarks_and_repeated_headers_are_skipped_and_named()
    {
        var check = await _harness.Check(
            ImportForm.Events, [.. Header], [.. Row], ["合 计", null, "走访企业", 5, null, null, null, null], [.. Header],
            ["淄博市", "小计：", "走访企业", 5, null, "2026-03-01", null, null],
            ["注：数据截至8月31日"], ["填表人：张三"]);
        Assert.Empty(check.Problems);
        Assert.Equal((1, 1), (check.Rows, check.NewValues));
        Assert.Equal(
            ["3 total", "4 header", "5 total", "6 remark", "7 remark"],
            check.Sheets[0].SkippedRows.Select(row => $"{row.Row} {row.Kind}"));
    }

    [Fact]
    public async Task Merged_cities_are_filled_and_merged_values_refused()
    {
        var parts = WorkbookBuilder.CreateParts(
            ["市", "指标", "数值", "日期"], ["淄博市", "走访企业", 5, "2026-03-01"], [null, "宣传活动", 6, "2026-03-01"],
            ["济南市", "走访企业", 7, "2026-03-01"], ["济南市", "宣传活动", null, "2026-03-01"]);
        parts[WorkbookBuilder.SheetPart] = parts[WorkbookBuilder.SheetPart].Replace(
            "</sheetData>",
            "</sheetData><mergeCells count=\"2\"><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"C4:C5\"/></mergeCells>");
        var check = await _harness.Check(ImportForm.Events, WorkbookBuilder.Pack(parts));
        Assert.Equal(["C5 value_merged"], check.Problems.Select(problem => $"{problem.Cell} {problem.Code}"));
        Assert.Equal((3, 1), (check.NewValues, check.Sheets[0].FilledCells));
        Assert.Equal(["370100", "370300"], check.Cities);
    }

    [Fact]
    public async Task The_period_of_a_title_is_used_and_named()
    {
        object?[][] rows = [["2026年8月走访情况"], ["市", "指标", "本期累计"], ["淄博市", "走访企业", 5]];
        var check = await _harness.Check(ImportForm.Series, rows);
        Assert.Equal(new("2026-08", "A1"), check.Sheets[0].Period);
        Assert.Equal("2026-08-31", Assert.Single(await _harness.ReadStagedRows()).Date);
        var requested = ReportingPeriod.Parse("2026-07");
        check = await _harness.Check(ImportForm.Series, WorkbookBuilder.Create(rows), requested);
        Assert.Equal("period_differs", Assert.Single(check.Questions).Code);
        check = await _harness.Check(
            ImportForm.Series, WorkbookBuilder.Create(rows), requested,
            answers: new() { ["period:Sheet1"] = "2026-08" });
        Assert.Empty(check.Questions);
        Assert.Equal("2026-08-31", Assert.Single(await _harness.ReadStagedRows()).Date);
    }

    [Theory]
    [InlineData("2026年1-8月", "2026-08-31")]
    [InlineData("2026年1—6月", "2026-06-30")]
    [InlineData("2026年上半年", "2026-06-30")]
    [InlineData("2026年前三季度", "2026-09-30")]
    [InlineData("2026年第40周", "2026-10-04")]
    [InlineData(202_608, "2026-08-31")]
    [InlineData(2025, "2025-12-31")]
    public async Task A_period_may_be_written_in_words_or_digits(object period, string date)
    {
        var check = await _harness.Check(
            ImportForm.Series, ["市", "指标", "时期", "本期累计"], ["淄博市", "走访企业", period, 5]);
        Assert.Empty(check.Problems);
        Assert.Equal(date, Assert.Single(await _harness.ReadStagedRows()).Date);
    }

    [Fact]
    public async Task CSV_of_UTF_16_is_read()
    {
        byte[] file = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("市\t指标\t数值\t日期\n淄博市\t走访企业\t5\t2026-03-01\n")];
        Assert.Equal(1, (await _harness.Check(ImportForm.Events, file)).NewValues);
    }
}
