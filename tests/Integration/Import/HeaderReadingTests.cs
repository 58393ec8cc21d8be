using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;
using IpMonitor.Grains.Metrics;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Headers of two lines, and titles that only resemble a field.</summary>
public sealed class HeaderReadingTests(ImportHost host) : IClassFixture<ImportHost>, IAsyncDisposable
{
    private readonly ImportHarness _harness = host.CreateHarness();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Theory]
    [InlineData("上年同期", "数量")]
    [InlineData("全年计划", "金额（万元）")]
    [InlineData("罚没", "本年")]
    public async Task The_upper_line_of_a_header_counts(string top, string below)
    {
        var file = WorkbookBuilder.Create(
            ["市", "指标", top, "日期"], [null, null, below, null], ["淄博市", "走访企业", 5, "2026-03-02"]);
        await AssertUnclear(ImportForm.Events, "C", file);
    }

    [Fact]
    public async Task Values_of_the_year_before_or_of_a_plan_are_asked_about()
    {
        await AssertUnclear(
            ImportForm.Series, "C",
            WorkbookBuilder.Create(
                ["市", "指标", "上年", null, "时期"], [null, null, "累计", "当期", null], ["淄博市", "走访企业", 5, null, "2026年8月"]));
        var check = await _harness.Check(
            ImportForm.History,
            WorkbookBuilder.Create(
                ["市", "指标", "计划", null, "完成", null], [null, null, "1月", "2月", "3月", "4月"],
                ["淄博市", "走访企业", 5, 6, 7, 8]),
            ReportingPeriod.Parse("2025"));
        Assert.Equal(
            ["column:Sheet1!C", "column:Sheet1!D"], check.Questions.Select(question => question.Id));
        Assert.Equal(["2025-03-31", "2025-04-30"], (await _harness.ReadStagedRows()).Select(row => row.Date));
    }

    [Theory]
    [InlineData("2025年度")]
    [InlineData("2025")]
    public async Task A_year_above_months_counts(string year)
    {
        await _harness.Check(
            ImportForm.History,
            WorkbookBuilder.Create(["市", "指标", year], [null, null, "1月"], ["淄博市", "走访企业", 5]),
            ReportingPeriod.Parse("2024"));
        Assert.Equal("2025-01-31", Assert.Single(await _harness.ReadStagedRows()).Date);
    }

    [Fact]
    public async Task A_year_above_a_value_is_compared_with_the_period()
    {
        var check = await _harness.Check(
            ImportForm.Series,
            WorkbookBuilder.Create(["市", "指标", "2025年"], [null, null, "累计"], ["淄博市", "走访企业", 5]),
            ReportingPeriod.Parse("2026-08"));
        Assert.Equal("period_differs", Assert.Single(check.Questions).Code);
    }

    [Fact]
    public async Task A_number_above_the_header_is_no_title_of_a_month()
    {
        var check = await _harness.Check(
            ImportForm.Events, ["合计", 2025.5], ["市", "指标", "数值", "日期"], ["淄博市", "走访企业", 5, "2026-03-02"]);
        Assert.Equal(1, check.NewValues);
    }

    [Theory]
    [InlineData("万元")]
    [InlineData("（万元）")]
    [InlineData("单位：万元")]
    public async Task A_unit_in_the_second_line_counts(string unit)
    {
        await _harness.Check(
            ImportForm.Events, ["市", "指标", "数值", "日期"], [null, null, unit, null],
            ["淄博市", "质押融资登记金额", 5, "2026-03-02"]);
        Assert.Equal("50000", Assert.Single(await _harness.ReadStagedRows()).Value);
    }

    [Theory]
    [InlineData("罚没金额（万元）")]
    [InlineData("数值（累计）")]
    public async Task A_column_like_the_missing_one_is_asked_about(string title)
    {
        var file = WorkbookBuilder.Create(["市", "指标", title, "日期"], ["淄博市", "质押融资登记金额", 5, "2026-03-02"]);
        var question = await AssertUnclear(ImportForm.Events, "C", file);
        Assert.Equal("value", question.Choices[0].Value);
        var exception = await Assert.ThrowsAsync<RequestRejectedException>(() => _harness.Check(
            ImportForm.Events, file, answers: new() { [question.Id] = "ignore" }));
        Assert.Equal("column_missing", exception.Code);
    }

    [Fact]
    public async Task A_column_like_the_missing_one_without_data_is_missing()
    {
        var exception = await Assert.ThrowsAsync<RequestRejectedException>(() => _harness.Check(
            ImportForm.Events, ["市", "指标", "罚没金额合计数", "日期"], ["淄博市", "走访企业", null, "2026-03-02"]));
        Assert.Equal("column_missing", exception.Code);
    }

    [Theory]
    [InlineData("8月数值")]
    [InlineData("当期（8月）")]
    public async Task The_month_in_a_title_counts(string title)
    {
        var file = WorkbookBuilder.Create(["市", "指标", title], ["淄博市", "走访企业", 5]);
        var july = ReportingPeriod.Parse("2026-07");
        var question = await AssertUnclear(ImportForm.Series, "C", file, july);
        var check = await _harness.Check(ImportForm.Series, file, july, answers: new() { [question.Id] = "value" });
        Assert.Equal(["period_differs"], check.Questions.Select(other => other.Code));
    }

    [Fact]
    public async Task The_basis_in_a_title_counts()
    {
        var file = WorkbookBuilder.Create(["市", "指标", "数值（累计）", "日期"], ["淄博市", "走访企业", 5, "2026-03-02"]);
        var check = await _harness.Check(
            ImportForm.Events, file, answers: new() { ["column:Sheet1!C"] = "value" });
        Assert.Equal(["basis_unclear"], check.Questions.Select(question => question.Code));
    }

    [Theory]
    [InlineData(2025.1)]
    [InlineData(2025.11)]
    public async Task A_number_is_no_title_of_a_month(double title)
    {
        var exception = await Assert.ThrowsAsync<RequestRejectedException>(() => _harness.Check(
            ImportForm.History, ["市", "指标", title], ["淄博市", "走访企业", 5]));
        Assert.Equal("period_unclear", exception.Code);
    }

    private async Task<ImportQuestion> AssertUnclear(
        ImportForm form, string column, byte[] file, ReportingPeriod? period = null)
    {
        var check = await _harness.Check(form, file, period);
        var question = Assert.Single(check.Questions);
        Assert.Equal(($"column:Sheet1!{column}", "column_unclear"), (question.Id, question.Code));
        Assert.Equal(0, check.NewValues);
        return question;
    }
}
