using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Recognition of column titles and forms: nothing with a meaning is dropped silently.</summary>
public sealed class ColumnReadingTests(ImportHost host) : IClassFixture<ImportHost>, IAsyncDisposable
{
    private readonly ImportHarness _harness = host.CreateHarness();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Theory]
    [InlineData("单位\u200B", "万元", "50000")]
    [InlineData("金额单位", "万元", "50000")]
    [InlineData(" 单 位*", "万元", "50000")]
    public async Task Invisible_characters_of_headers_do_not_matter(string title, string unit, string value)
    {
        var check = await _harness.Check(
            ImportForm.Events, ["市", "指标", "数值", title, "日期"], ["淄博市", "质押融资登记金额", 5, unit, "2026-03-01"]);
        Assert.Empty(check.Questions);
        Assert.Equal(value, Assert.Single(await _harness.ReadStagedRows()).Value);
    }

    [Theory]
    [InlineData("口 径\u200B", "累计", "ytd")]
    [InlineData("当期/累计", "累计", "ytd")]
    public async Task The_basis_is_read_under_its_common_titles(string title, string basis, string expected)
    {
        await _harness.Check(
            ImportForm.Events, ["市", "指标", "数值", title, "日期"], ["淄博市", "走访企业", 5, basis, "2026-03-01"]);
        Assert.Equal(expected, Assert.Single(await _harness.ReadStagedRows()).Basis);
    }

    [Fact]
    public async Task A_district_under_a_common_title_is_the_unit()
    {
        await _harness.Check(
            ImportForm.Events, ["市", "所属区县", "指标", "数值", "日期"], ["淄博市", "张店区", "走访企业", 5, "2026-03-01"]);
        Assert.Equal("370303", Assert.Single(await _harness.ReadStagedRows()).Unit);
    }

    [Fact]
    public async Task A_column_with_data_that_is_not_understood_is_asked_about()
    {
        object?[][] rows =
        [
            ["市", "指标", "数值", "日期", "所在区县名", null, "联系人", "空列"],
            ["淄博市", "走访企业", 5, "2026-03-01", "张店区", "x", "张三", null],
        ];
        var file = WorkbookBuilder.Create(rows);
        var check = await _harness.Check(ImportForm.Events, file);
        Assert.Equal(
            ["column:Sheet1!E", "column:Sheet1!F", "column:Sheet1!G"], check.Questions.Select(question => question.Id));
        Assert.Equal("unit", check.Questions[0].Choices[0].Value);
        Assert.Equal(["ignore"], check.Questions[2].Choices.Take(1).Select(choice => choice.Value));

        check = await _harness.Check(ImportForm.Events, file, answers: new() { ["column:Sheet1!E"] = "nothing" });
        Assert.Equal(3, check.Questions.Count);
        check = await _harness.Check(ImportForm.Events, file, answers: new()
        {
            ["column:Sheet1!E"] = "unit",
            ["column:Sheet1!F"] = "ignore",
            ["column:Sheet1!G"] = "note",
        });
        Assert.Empty(check.Questions);
        var row = Assert.Single(await _harness.ReadStagedRows());
        Assert.Equal(("370303", "张三"), (row.Unit, row.Note));
    }

    [Theory]
    [InlineData("2025年一月")]
    [InlineData("2025年1月份")]
    [InlineData("２０２５年１月")]
    public async Task A_month_may_be_written_in_words_or_full_width_digits(string title)
    {
        var check = await _harness.Check(ImportForm.History, ["市", "指标", title], ["淄博市", "走访企业", 5]);
        Assert.Empty(check.Questions);
        Assert.Equal("2025-01-31", Assert.Single(await _harness.ReadStagedRows()).Date);
    }

    [Theory]
    [InlineData("9999年12月")]
    [InlineData("1900年1月")]
    [InlineData("0000年1月")]
    public async Task A_month_out_of_range_is_refused(string title)
    {
        var exception = await Assert.ThrowsAsync<RequestRejectedException>(
            () => _harness.Check(ImportForm.History, ["市", "指标", title], ["淄博市", "走访企业", 5]));
        Assert.Equal((422, "period_out_of_range"), (exception.Status, exception.Code));
    }

    [Fact]
    public async Task An_export_of_events_is_refused()
    {
        const string csv = """
            source,id,city,unit,metric,value,date,op,target_source,target_id,position,received,batch,state,share,aside
            rc,a22,370300,,consult.onsite,5,2026-03-01,add,,,21,2026-11-30T14:48:00+08:00,,counts,,

            """;
        var exception = await Assert.ThrowsAsync<RequestRejectedException>(
            () => _harness.Check(ImportForm.Events, csv));
        Assert.Equal("file_is_export", exception.Code);
    }

    [Theory]
    [InlineData(ImportForm.Events, "series", "市,指标,时期,本期累计\n淄博市,走访企业,2026年8月,5\n")]
    [InlineData(ImportForm.Series, "events", "市,指标,数值,日期\n淄博市,走访企业,5,2026-03-01\n")]
    [InlineData(ImportForm.Events, "history", "市,指标,2025年1月,2025年2月\n淄博市,走访企业,5,6\n")]
    [InlineData(ImportForm.History, "events", "市,指标,数值,日期\n淄博市,走访企业,5,2026-03-01\n")]
    internal async Task A_file_of_another_form_is_recognized(ImportForm form, string other, string csv)
    {
        var check = await _harness.Check(form, csv);
        var question = Assert.Single(check.Questions);
        Assert.Equal(("form_other", other), (question.Code, question.Choices[0].Value));
    }

    [Fact]
    public async Task A_header_of_two_lines_is_read()
    {
        var check = await _harness.Check(
            ImportForm.History, ["市", "指标", "2025年", null, "说明"], [null, null, "1月", "2月", null],
            ["淄博市", "走访企业", 5, 6, null]);
        Assert.Empty(check.Problems);
        Assert.Empty(check.Questions);
        Assert.Equal(
            ["2025-01-31 5", "2025-02-28 6"],
            (await _harness.ReadStagedRows()).Select(row => $"{row.Date} {row.Value}"));
        check = await _harness.Check(
            ImportForm.Events, ["市", "指标", "数值", null, "日期"], [null, null, "数值（万元）", "说明", null],
            ["淄博市", "质押融资登记金额", 5, "首笔", "2026-03-01"]);
        Assert.Equal("50000", Assert.Single(await _harness.ReadStagedRows()).Value);
    }
}
