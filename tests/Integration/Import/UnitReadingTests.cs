using IpMonitor.Dashboard.Import;
using IpMonitor.Grains.Metrics;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>A unit counts wherever it is told; units that disagree or are not understood are refused.</summary>
public sealed class UnitReadingTests(ImportHost host) : IClassFixture<ImportHost>, IAsyncDisposable
{
    private const string Fine = "罚没金额", Days = "商标案件平均办理周期", Day = "2026-08-03";
    private static readonly object?[] Header = ["市", "指标", "数值", "日期"];
    private readonly ImportHarness _harness = host.CreateHarness();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Theory]
    [InlineData("万元", "数值（元）", Fine)]
    [InlineData("元", "数值（万元）", Fine)]
    [InlineData("万元", "数值", Fine + "（元）")]
    [InlineData("元", "数值", Fine + "（万元）")]
    public async Task Two_units_that_disagree_are_refused(string unit, string title, string metric) =>
        await ExpectProblem("unit_twice", ["市", "指标", title, "日期", "单位"], ["济南市", metric, 5, Day, unit]);

    [Theory]
    [InlineData("万元", "元")]
    [InlineData("元", "万元")]
    public async Task A_number_format_that_disagrees_is_refused(string format, string unit)
    {
        var cell = new StyledCell(5, $"0.00\"{format}\"");
        await ExpectProblem("unit_twice", [.. Header, "单位"], ["济南市", Fine, cell, Day, unit]);
        await ExpectProblem("unit_twice", [$"单位：{unit}"], Header, ["济南市", Fine, cell, Day]);
    }

    [Fact]
    public async Task Two_lines_above_the_header_that_disagree_are_refused() =>
        await ExpectProblem("unit_twice", ["单位：万元"], ["单位：元"], Header, ["济南市", Fine, 5, Day]);

    [Theory]
    [InlineData("4万", "笔", "40000", null)]
    [InlineData("5万元", "元", null, "unit_twice")]
    [InlineData("5万", "万元", "50000", null)]
    public async Task Only_a_scale_in_the_number_goes_with_another_unit(
        string number, string unit, string? value, string? problem)
    {
        object?[][] rows =
            [[.. Header, "单位"], ["济南市", unit == "笔" ? "质押融资登记笔数" : Fine, number, Day, unit]];
        if (problem is null) await ExpectValue(value!, rows);
        else await ExpectProblem(problem, rows);
    }

    [Theory]
    [InlineData("0\"（万元）\"")]
    [InlineData("0\"萬元\"")]
    [InlineData("0\"万 元\"")]
    [InlineData("0.00\"万元人民币\"")]
    [InlineData("#,##0.00[$万元-804]")]
    [InlineData("\"万元 \"0.00")]
    [InlineData("0\"万元\ufe00\"")]
    [InlineData("0\"万元\";-0\"万元\";\"无\"")]
    public async Task A_unit_in_a_number_format_counts(string format) =>
        await ExpectValue("50000", Header, ["济南市", Fine, new StyledCell(5, format), Day]);

    [Theory]
    [InlineData("[$$-409]#,##0.00", Fine)]
    [InlineData("$#,##0.00", Fine)]
    [InlineData("0\"余万元\"", Fine)]
    [InlineData("0\"万元以上\"", Fine)]
    [InlineData("0\"亿\"0\"万元\"", Fine)]
    [InlineData("[<1]0.00\"元\";0\"万元\"", Fine)]
    [InlineData("[<1]0;0\"万元\"", Fine)]
    [InlineData("0\"小时\"", Days)]
    [InlineData("0\"‰\"", Days)]
    public async Task A_unit_in_a_number_format_that_does_not_fit_is_refused(string format, string metric) =>
        await ExpectProblem("unit_mismatch", Header, ["济南市", metric, new StyledCell(5, format), Day]);

    [Fact]
    public async Task A_number_format_of_yuan_tells_nothing_new() =>
        await ExpectValue(
            "50000", ["市", "指标", "数值（万元）", "日期"], ["济南市", Fine, new StyledCell(5, "[$¥-804]#,##0.00"), Day]);

    [Fact]
    public async Task A_number_format_for_text_counts_for_text()
    {
        var parts = WorkbookBuilder.CreateParts(
            Header, ["济南市", Fine, "5", Day], ["青岛市", Fine, new StyledCell(5, "0;-0;0;@\"万元\""), Day]);
        parts[WorkbookBuilder.SheetPart] =
            parts[WorkbookBuilder.SheetPart].Replace("<c r=\"C2\" ", "<c r=\"C2\" s=\"2\" ");
        var check = await _harness.Check(ImportForm.Events, WorkbookBuilder.Pack(parts));
        Assert.Empty(check.Problems);
        Assert.Equal(["50000", "5"], (await _harness.ReadStagedRows()).Select(row => row.Value));
    }

    [Theory]
    [InlineData("aaaa", 46_235)]
    [InlineData("[h]\"小时\"", 0.5)]
    [InlineData("h:mm", 0.5)]
    public async Task A_day_or_time_is_no_number(string format, double value) =>
        await ExpectProblem("number_is_date", Header, ["济南市", Days, new StyledCell((decimal)value, format), Day]);

    [Theory]
    [InlineData("单  位：万元")]
    [InlineData("单\u00a0位：万元")]
    [InlineData("罚没情况\n（单位\n：万元）")]
    [InlineData("单位：人民币万元")]
    [InlineData("单位：个、万元、平方米")]
    [InlineData(null, null, null, "单位 万元")]
    [InlineData("（以万元为单位）")]
    [InlineData(null, null, null, "万元")]
    [InlineData("单位：", "万元")]
    [InlineData("单位：人民币（万元）")]
    [InlineData("金额单位：万元，下同")]
    [InlineData("填报单位：济南市市场监管局 单位：万元")]
    public async Task A_unit_above_the_header_counts_in_each_form(params string?[] title) =>
        await ExpectValue("50000", title, Header, ["济南市", Fine, 5, Day]);

    [Theory]
    [InlineData("填报单位：济南市市场监督管理局")]
    [InlineData("单位：济南市知识产权局")]
    [InlineData("填报单位：", "济南")]
    [InlineData("单位：济南")]
    [InlineData("单位：人民币（元）")]
    [InlineData("统计表（2024年）（试行）")]
    [InlineData("主办单位（盖章）：某某")]
    public async Task A_title_without_a_unit_does_not_disturb(params string?[] title) =>
        await ExpectValue("5", title, Header, ["济南市", Fine, 5, Day]);

    [Fact]
    public async Task A_foreign_currency_is_refused()
    {
        await ExpectProblem("unit_mismatch", ["单位：万美元"], Header, ["济南市", Fine, 5, Day]);
        await ExpectProblem(
            "unit_mismatch", ["单位：", "万美元"], [.. Header, "单位"], ["济南市", Fine, 5, Day, "元"]);
        await ExpectProblem("unit_mismatch", [.. Header, "单位"], ["济南市", Fine, 5, Day, "美元"]);
        var check = await _harness.Check(
            ImportForm.Events, WorkbookBuilder.Create(["市", "指标", "罚没（美元）", "日期"], ["济南市", Fine, 5, Day]),
            answers: new() { ["column:Sheet1!C"] = "value" });
        Assert.Equal("unit_mismatch", Assert.Single(check.Problems).Code);
    }

    [Theory]
    [InlineData("单位：平方米")]
    [InlineData("单位：处")]
    [InlineData("单位：万部")]
    public async Task An_unknown_unit_above_the_header_is_asked_about(string unit)
    {
        var file = WorkbookBuilder.Create([unit], Header, ["济南市", Fine, 5, Day]);
        var question = Assert.Single((await _harness.Check(ImportForm.Events, file)).Questions);
        Assert.Equal(("unit:Sheet1!A1", "unit_unclear"), (question.Id, question.Code));
        Assert.Equal("ignore", Assert.Single(question.Choices).Value);
        var check = await _harness.Check(ImportForm.Events, file, answers: new() { [question.Id] = "ignore" });
        Assert.Empty(check.Questions);
    }

    [Theory]
    [InlineData("注：金额单位为万元")]
    [InlineData("备注：单位：万元")]
    public async Task A_unit_in_a_remark_is_asked_about(string remark)
    {
        var file = WorkbookBuilder.Create(Header, ["济南市", Fine, 5, Day], [remark]);
        var question = Assert.Single((await _harness.Check(ImportForm.Events, file)).Questions);
        Assert.Equal(("unit:Sheet1!A3", "unit_unclear"), (question.Id, question.Code));
        Assert.Equal(["万元", "ignore"], question.Choices.Select(choice => choice.Value));
        foreach (var (answer, value) in (IEnumerable<(string, string)>)[("万元", "50000"), ("ignore", "5")])
        {
            var check = await _harness.Check(ImportForm.Events, file, answers: new() { [question.Id] = answer });
            Assert.Empty(check.Questions);
            Assert.Equal(value, Assert.Single(await _harness.ReadStagedRows()).Value);
        }
    }

    [Theory]
    [InlineData("unit:Sheet1!A3", "亿元", "unit:Sheet1!A3")]
    [InlineData("unit:Sheet1!A9", "万元", "unit:Sheet1!A9")]
    public async Task An_answer_that_is_no_choice_leaves_the_unit_open(string id, string answer, string open)
    {
        var file = WorkbookBuilder.Create(Header, ["济南市", Fine, 5, Day], ["注：金额单位为万元"]);
        var check = await _harness.Check(ImportForm.Events, file, answers: new() { [id] = answer });
        Assert.Contains(open, check.Questions.Select(question => question.Id));
    }

    [Fact]
    public async Task A_unit_in_the_name_of_the_sheet_counts()
    {
        var parts = WorkbookBuilder.CreateParts(Header, ["济南市", Fine, 5, Day]);
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].Replace("\"Sheet1\"", "\"罚没（万元）\"");
        await _harness.Check(ImportForm.Events, WorkbookBuilder.Pack(parts));
        Assert.Equal("50000", Assert.Single(await _harness.ReadStagedRows()).Value);
    }

    [Theory]
    [InlineData("单位：万元")]
    [InlineData("万元")]
    [InlineData("计量单位（万元）")]
    [InlineData("权重（万元）")]
    public async Task A_unit_in_the_title_of_another_column_counts(string title) =>
        await ExpectValue("50000", [.. Header, title], ["济南市", Fine, 5, Day]);

    [Fact]
    public async Task A_unit_in_the_title_of_the_metrics_counts()
    {
        await ExpectValue("50000", ["市", "指标（万元）", "数值", "日期"], ["济南市", Fine, 5, Day]);
        await ExpectProblem("unit_twice", ["市", "指标（万元）", "数值（元）", "日期"], ["济南市", Fine, 5, Day]);
    }

    [Fact]
    public async Task A_unit_above_two_columns_counts() =>
        await ExpectValue(
            "50000", ["市", "指标", "金额（万元）", null, "日期"], [null, null, "数值", "说明", null],
            ["济南市", Fine, 5, null, Day]);

    [Fact]
    public async Task Units_of_other_columns_stay_with_them() =>
        await ExpectValue(
            "5", [.. Header, "件数（件）", "同比（%）", "区(县)"], ["济南市", Days, 5, Day, 2, null, null]);

    [Theory]
    [InlineData("万 元")]
    [InlineData("人民币万元")]
    [InlineData("（万元）")]
    [InlineData("单位：万元")]
    public async Task A_unit_column_may_be_written_in_each_form(string unit) =>
        await ExpectValue("50000", [.. Header, "单位"], ["济南市", Fine, 5, Day, unit]);

    [Theory]
    [InlineData("罚没金额（万元）")]
    [InlineData("罚没（人民币万元）")]
    [InlineData("罚没万元")]
    public async Task An_answered_column_keeps_the_unit_of_its_title(string title)
    {
        var file = WorkbookBuilder.Create(["市", "指标", "本期累计", title], ["济南市", Fine, null, 5]);
        await _harness.Check(
            ImportForm.Series, file, ReportingPeriod.Parse("2026-08"),
            answers: new() { ["column:Sheet1!D"] = "value" });
        Assert.Equal("50000", Assert.Single(await _harness.ReadStagedRows()).Value);
    }

    [Fact]
    public async Task A_column_with_another_meaning_in_brackets_is_no_value()
    {
        var file = WorkbookBuilder.Create(["市", "指标", "本期累计", "当期（含税）"], ["济南市", Fine, null, 5]);
        var check = await _harness.Check(
            ImportForm.Series, file, ReportingPeriod.Parse("2026-07"),
            answers: new() { ["column:Sheet1!D"] = "value" });
        var question = Assert.Single(check.Questions);
        Assert.Equal("column:Sheet1!D", question.Id);
        Assert.DoesNotContain("value", question.Choices.Select(choice => choice.Value));
    }

    [Theory]
    [InlineData("专利授权量（发明）")]
    [InlineData("审结知识产权刑事案件（人数）")]
    [InlineData("专利授权量（累计）")]
    [InlineData("罚没金额（万美元）")]
    [InlineData("罚没金额（万元，不含商标）")]
    public async Task A_metric_with_another_meaning_in_brackets_is_unknown(string metric)
    {
        var check = await _harness.Check(ImportForm.Events, Header, ["济南市", metric, 5, Day]);
        var problem = Assert.Single(check.Problems);
        Assert.Equal(("B2", "metric_unknown"), (problem.Cell, problem.Code));
    }

    private async Task ExpectValue(string value, params object?[][] rows)
    {
        var check = await _harness.Check(ImportForm.Events, rows);
        Assert.Empty(check.Problems);
        Assert.Empty(check.Questions);
        Assert.Equal(value, Assert.Single(await _harness.ReadStagedRows()).Value);
    }

    private async Task ExpectProblem(string code, params object?[][] rows)
    {
        var check = await _harness.Check(ImportForm.Events, rows);
        Assert.Equal(code, Assert.Single(check.Problems).Code);
        Assert.Equal(0, check.NewValues);
    }
}
