using IpMonitor.Dashboard.Import;
using IpMonitor.Grains.Metrics;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Periods wherever a sheet tells them: two that differ are asked about, a doubtful cell is refused.</summary>
public sealed class PeriodReadingTests(ImportHost host) : IClassFixture<ImportHost>, IAsyncDisposable
{
    private const decimal August2026 = 46_235;
    private readonly ImportHarness _harness = host.CreateHarness();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Theory]
    [InlineData("2026-08,2026-09", null, "2026年8月走访情况", "制表时间：2026年9月")]
    [InlineData("2026-08,2026-07", null, "2026年8月走访情况，上期：2026年7月")]
    [InlineData("2026-08,2026-07", "2026-07", "26年8月")]
    [InlineData("2026-08,2026-07", "2026-07", "八月份走访情况")]
    [InlineData("2026-08,2026-07", "2026-07", "二〇二六年八月")]
    [InlineData("2026-ytd@08-31,2026-08", "2026-08", "2026年1-8月")]
    [InlineData("2024,2026-08", "2026-08", "2024年各市情况")]
    [InlineData("", "2026-08", "2026年各市情况")]
    [InlineData("", "2026-08", "8月份走访情况")]
    [InlineData("", "2026-08", "数据截至2026年8月31日")]
    [InlineData("2026-ytd@08-31,2026-07", "2026-07", "数据截至2026年8月31日")]
    [InlineData("", "2026-08", "制表日期：2026年9月3日")]
    public async Task Periods_of_titles_and_the_upload_that_differ_are_asked_about(
        string choices, string? requested, params string[] titles)
    {
        object?[][] rows = [.. titles.Select(title => new object?[] { title }), ["市", "指标", "当期"], ["淄博市", "走访企业", 5]];
        await AssertPeriodQuestion(choices, WorkbookBuilder.Create(rows), requested);
    }

    [Fact]
    public async Task A_date_cell_above_the_header_names_a_period() => await AssertPeriodQuestion(
        "2026-08,2026-07",
        WorkbookBuilder.Create(
            ["期间：", new StyledCell(August2026, "yyyy\"年\"m\"月\"")], ["市", "指标", "当期"], ["淄博市", "走访企业", 5]),
        "2026-07");

    [Theory]
    [InlineData("2026-07,2026-08", "2026-08")]
    [InlineData("", "2026-07")]
    [InlineData("", null)]
    public async Task The_name_of_a_sheet_names_a_period(string choices, string? requested)
    {
        await AssertPeriodQuestion(choices, CreateNamed("2026年7月", ["市", "指标", "当期"], ["淄博市", "走访企业", 5]), requested);
        var expected = requested == "2026-08" ? "2026-08-31" : "2026-07-31";
        Assert.Equal(expected, Assert.Single(await _harness.ReadStagedRows()).Date);
    }

    [Fact]
    public async Task Current_and_cumulative_titles_of_one_end_do_not_differ() => await AssertPeriodQuestion(
        "", WorkbookBuilder.Create(["2026年1-8月"], ["市", "指标", "本期累计"], ["淄博市", "走访企业", 5]), "2026-08");

    [Theory]
    [InlineData("2024年各市情况", "Sheet1")]
    [InlineData("各市情况", "2024年")]
    public async Task The_year_of_months_is_asked_about(string title, string sheet)
    {
        var file = CreateNamed(sheet, [title], ["市", "指标", "1月"], ["淄博市", "走访企业", 5]);
        await AssertPeriodQuestion("2024,2025", file, "2025", ImportForm.History);
        await _harness.Check(ImportForm.History, file);
        Assert.Equal("2024-01-31", Assert.Single(await _harness.ReadStagedRows()).Date);
    }

    [Theory]
    [InlineData("2026-ytd@08-31", "走访情况")]
    [InlineData(null, "2026年1-8月")]
    public async Task A_period_since_January_is_none_of_a_current_value(string? requested, string title)
    {
        var check = await _harness.Check(
            ImportForm.Series,
            WorkbookBuilder.Create([title], ["市", "指标", "当期"], ["淄博市", "走访企业", 5]),
            requested is null ? null : ReportingPeriod.Parse(requested));
        var problem = Assert.Single(check.Problems);
        Assert.Equal(("C3", "period_unclear"), (problem.Cell, problem.Code));
        Assert.Contains("本期累计", problem.Message);
    }

    [Theory]
    [InlineData(ImportForm.Series, "2026年1-8月累计报表", "数值", null)]
    [InlineData(ImportForm.Series, "2026年8月累计走访情况", "数值", null)]
    [InlineData(ImportForm.History, "2025年各月累计数", "2025年1月", null)]
    [InlineData(ImportForm.Events, "走访情况", "数值", "累计")]
    internal async Task A_title_of_cumulative_values_is_asked_about(
        ImportForm form, string title, string column, string? label)
    {
        var file = WorkbookBuilder.Create(
            [title], ["市", "指标", column, form == ImportForm.Events ? "日期" : null, label],
            ["淄博市", "走访企业", 5, form == ImportForm.Events ? "2026-03-02" : null]);
        var question = Assert.Single((await _harness.Check(form, file)).Questions);
        Assert.Equal(("basis_unclear", label is null ? "A1" : "E2"), (question.Code, question.Cell));
        var check = await _harness.Check(form, file, answers: new() { [question.Id] = "ytd" });
        Assert.Empty(check.Questions);
        Assert.Empty(check.Problems);
        Assert.Equal("ytd", Assert.Single(await _harness.ReadStagedRows()).Basis);
        check = await _harness.Check(form, file, answers: new() { [question.Id] = "period" });
        Assert.Empty(check.Questions);
        Assert.DoesNotContain(await _harness.ReadStagedRows(), row => row.Basis == "ytd");
    }

    public static TheoryData<string, string, object?> PeriodCells => new()
    {
        { "当期", "2025-09-30", new StyledCell(45_901, "Q\\ yyyy") },
        { "当期", "2025-09-30", new StyledCell(45_901, "\"Q\"Q YYYY") },
        { "当期", "period_invalid 2025-09-01", new StyledCell(45_901, "YYYY\"年第\"WW\"周\"") },
        { "当期", "period_unclear 2026.1", 2026.1m }, { "当期", "period_unclear 2026.1", new StyledCell(2026.1m, "0.00") },
        { "当期", "2026-08-31", "2026.8" }, { "当期", "2026-08-31", "二〇二六年八月" },
        { "当期", "period_unclear 2026-08-01", new StyledCell(August2026, ";;;") },
        { "当期", "period_unclear 2026-08-01", August2026 },
        { "当期", "2026-08-31", new StyledCell(August2026, "[>40000]yyyy\"年\"m\"月\";0") },
        { "累计", "period_unclear 2026-08-01", new StyledCell(August2026, "m/d") },
        { "累计", "2026-08-31", new StyledCell(August2026, "yy/m") },
        { "累计", "2026-08-01", "2026年8月1日" }, { "累计", "2026-06-30", "2026上半年" },
        { "累计", "2026-08-02", new StyledCell(August2026 + 1, "m/d") },
    };

    [Theory]
    [MemberData(nameof(PeriodCells))]
    public async Task A_cell_is_the_period_that_it_shows_or_is_refused(string column, string expected, object? cell)
    {
        var check = await _harness.Check(ImportForm.Series, ["市", "指标", "时期", column], ["淄博市", "走访企业", cell, 5]);
        if (check.Problems.Count == 0)
            Assert.Equal(expected, Assert.Single(await _harness.ReadStagedRows()).Date);
        else
        {
            var problem = Assert.Single(check.Problems);
            Assert.Equal(expected.Split(' ')[0], problem.Code);
            Assert.Contains($"“{expected.Split(' ')[1]}”", problem.Message);
        }
    }

    [Theory]
    [InlineData("2026.1", 0)]
    [InlineData("2026.10", 1)]
    public async Task A_period_of_CSV_may_have_lost_its_zero(string period, int values) => Assert.Equal(
        values, (await _harness.Check(ImportForm.Series, $"市,指标,时期,当期\n淄博市,走访企业,{period},5\n")).NewValues);

    [Theory]
    [InlineData("yyyy\"年\"m\"月\"", "2026年8月")]
    [InlineData("yyyy", "2026年")]
    public async Task A_month_or_a_year_is_no_date_of_an_event(string format, string shown)
    {
        var check = await _harness.Check(
            ImportForm.Events, ["市", "指标", "数值", "日期"], ["淄博市", "走访企业", 5, new StyledCell(August2026, format)]);
        var problem = Assert.Single(check.Problems);
        Assert.Equal(("D2", "date_invalid"), (problem.Cell, problem.Code));
        Assert.Contains($"“{shown}”", problem.Message);
    }

    [Fact]
    public async Task A_month_that_is_not_over_is_reported_at_its_cell()
    {
        var check = await _harness.Check(
            ImportForm.History, WorkbookBuilder.Create(["市", "指标", "12月"], ["淄博市", "走访企业", 5]),
            ReportingPeriod.Parse("2026"));
        Assert.Equal("C2", Assert.Single(check.Problems).Cell);
    }

    [Fact]
    public async Task A_title_of_a_date_over_periods_is_the_period()
    {
        var check = await _harness.Check(ImportForm.Series, ["市", "指标", "时间", "数值"], ["淄博市", "走访企业", "2026年8月", 5]);
        Assert.Empty(check.Questions);
        Assert.Equal("2026-08-31", Assert.Single(await _harness.ReadStagedRows()).Date);
        check = await _harness.Check(ImportForm.Series, ["市", "指标", "时间", "数值"], ["淄博市", "走访企业", "2026-08-02", 5]);
        Assert.Equal("form_other", Assert.Single(check.Questions).Code);
    }

    [Theory]
    [InlineData("累计数", "ytd")]
    [InlineData("本月", null)]
    public async Task The_basis_has_common_names(string basis, string? expected)
    {
        await _harness.Check(
            ImportForm.Events, ["市", "指标", "数值", "日期", "口径"], ["淄博市", "走访企业", 5, "2026-03-01", basis]);
        Assert.Equal(expected, Assert.Single(await _harness.ReadStagedRows()).Basis);
    }

    private async Task AssertPeriodQuestion(
        string choices, byte[] file, string? requested, ImportForm form = ImportForm.Series)
    {
        var period = requested is null ? null : ReportingPeriod.Parse(requested);
        var check = await _harness.Check(form, file, period);
        if (choices.Length == 0) Assert.Empty(check.Problems);
        if (choices.Length == 0) Assert.Empty(check.Questions);
        else
        {
            var question = Assert.Single(check.Questions);
            Assert.Equal("period_differs", question.Code);
            Assert.Equal(choices, string.Join(',', question.Choices.Select(choice => choice.Value)));
        }
    }

    private static byte[] CreateNamed(string sheet, params object?[][] rows)
    {
        var parts = WorkbookBuilder.CreateParts(rows);
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].Replace("\"Sheet1\"", $"\"{sheet}\"");
        return WorkbookBuilder.Pack(parts);
    }
}
