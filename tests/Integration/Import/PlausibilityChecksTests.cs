using IpMonitor.Dashboard.Import;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>
/// Plausibility checks of values against those on record, and the import forms for series and history.
/// </summary>
public sealed class PlausibilityChecksTests : IAsyncLifetime
{
    private static readonly object?[] Series = ["市", "指标", "单位", "时期", "上期累计", "本期累计", "当期", "说明"];
    private ImportHarness _harness = null!;

    public async ValueTask InitializeAsync() => _harness = await ImportHarness.Start();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_value_of_unusual_magnitude_needs_a_note()
    {
        await Report("pledge.amount", ("2026-01-10", "2000000"), ("2026-02-10", "1500000"), ("2026-03-10", "3000000"));
        object?[] head = ["市", "指标", "数值", "单位", "日期", "说明"];
        var check = await _harness.Check(ImportForm.Events, head,
            ["淄博市", "质押融资登记金额", 195.6, null, "2026-04-20", null], ["淄博市", "质押融资登记金额", 195.6, "万元", "2026-04-21", null],
            ["淄博市", "质押融资登记金额", 195.6, "亿元", "2026-04-22", null],
            ["淄博市", "质押融资登记金额", 195.6, "亿元", "2026-04-23", "全省最大一笔"]);
        Assert.Equal(
            ["C2 unit_suspect", "C4 unit_suspect"], check.Problems.Select(problem => $"{problem.Cell} {problem.Code}"));
        Assert.Contains("是平常数（约200万元）", check.Problems[0].Message);
    }

    [Fact]
    public async Task A_cumulative_series_is_checked_by_its_increments()
    {
        await Report("patent.granted", "ytd", ("2026-01-31", "100"), ("2026-02-28", "200"), ("2026-03-31", "300"));
        foreach (var (ytd, code) in new[]
        {
            (400, null),
            (449, null),
            (451, "swing_unexplained"),
            (340, "swing_unexplained"),
            (290, "ytd_falls"),
            (31_000, "unit_suspect"),
        })
        {
            var check = await _harness.Check(
                ImportForm.Series, [.. Series], ["淄博市", "专利授权量", "件", "2026年4月", 300, ytd, null, null]);
            Assert.Equal(code, check.Problems.SingleOrDefault()?.Code);
            Assert.Equal(code is null ? 1 : 0, check.NewValues);
        }
        Assert.Equal(
            1,
            (await _harness.Check(
                ImportForm.Series, [.. Series], ["淄博市", "专利授权量", "件", "2026年4月", 300, 900, null, "专项行动"])).NewValues);
        Assert.Equal(
            ("ytd", "2026-04-30"),
            (Assert.Single(await _harness.ReadStagedRows()).Basis, (await _harness.ReadStagedRows())[0].Date));
    }

    [Fact]
    public async Task A_series_must_be_of_an_ended_period_not_yet_reported()
    {
        await Report("patent.granted", ("2026-03-10", "10"), ("2026-03-20", "20"));
        var check = await _harness.Check(ImportForm.Series, [.. Series],
            ["淄博市", "专利授权量", null, "2026-03", null, null, 30, null],
            ["淄博市", "专利授权量", null, "2026-04", null, null, null, null],
            ["济南市", "专利授权量", null, "2026年二季度", null, null, 7, null]);
        Assert.Equal((0, 1, 1), (check.Problems.Count, check.Duplicates, check.NewValues));
        check = await _harness.Check(ImportForm.Series, [.. Series],
            ["淄博市", "专利授权量", null, "2026-03", null, null, 31, null],
            ["济南市", "专利授权量", null, "2026-11", null, 7, null, null],
            ["济南市", "专利授权量", null, "上个月", null, 7, null, null],
            ["济南市", "专利授权量", null, "2026-05", null, 7, 8, null],
            ["济南市", "商标案件平均办理周期", null, "2026-05", null, 7, null, null],
            ["淄博市", "专利授权量", null, "2026-05", null, 70, null, null]);
        Assert.Equal(
            [
                "D3 period_running", "D4 period_invalid", "F5 value_twice", "F6 basis_not_for_metric",
                "F7 basis_mixed", "G2 period_reported"
            ],
            check.Problems.Select(problem => $"{problem.Cell} {problem.Code}").Order());
    }

    [Fact]
    public async Task Periods_beyond_the_bounds_or_in_other_digits_are_problems_of_their_cells()
    {
        var check = await _harness.Check(ImportForm.Series, [.. Series],
            ["淄博市", "专利授权量", null, "9999年12月", null, 7, null, null],
            ["淄博市", "专利授权量", null, "9999Q4", null, 7, null, null],
            ["淄博市", "专利授权量", null, "٢٠٢٦年٦月", null, 7, null, null],
            ["淄博市", "专利授权量", null, "2025年第53周", null, 7, null, null],
            ["淄博市", "专利授权量", null, "２０２６年６月", null, null, 7, null],
            ["济南市", "专利授权量", null, "2026年第４6周", null, null, 8, null]);
        Assert.Equal(
            ["D2 period_invalid", "D3 period_invalid", "D4 period_invalid", "D5 period_invalid"],
            check.Problems.Select(problem => $"{problem.Cell} {problem.Code}").Order());
        check = await _harness.Check(ImportForm.Series, [.. Series],
            ["淄博市", "专利授权量", null, "２０２６年６月", null, null, 7, null],
            ["济南市", "专利授权量", null, "2026年第４6周", null, null, 8, null]);
        Assert.Empty(check.Problems);
        Assert.Equal(
            ["2026-06-30 7", "2026-11-15 8"],
            (await _harness.ReadStagedRows()).Select(draft => $"{draft.Date} {draft.Value}"));
        check = await _harness.Check(
            ImportForm.History, ["市", "指标", "٢٠٢٥年٦月", "2025年1月"], ["淄博市", "专利授权量", 1, 2]);
        Assert.Equal((0, 1, 1), (check.Problems.Count, check.NewValues, check.Questions.Count));
    }

    [Fact]
    public async Task History_fills_missing_months_and_keeps_reported_ones()
    {
        await Report("patent.granted", ("2025-01-10", "10"), ("2025-02-20", "20"));
        object?[] head = ["市", "指标", "2025年1月", new DateOnly(2025, 2, 1), "3月", "2025-04", "说明"];
        var check = await _harness.Check(
            ImportForm.History,
            WorkbookBuilder.Create(
                head, ["淄博市", "专利授权量", 10, 21, 30, 4000, null], ["淄博市", "有效发明专利拥有量", 100, 110, null, 120, null]),
            ReportingPeriod.ForYear(2025));
        Assert.Equal(
            ["D2 period_reported", "F2 unit_suspect"],
            check.Problems.Select(problem => $"{problem.Cell} {problem.Code}"));

        check = await _harness.Check(
            ImportForm.History,
            WorkbookBuilder.Create(
                head, ["淄博市", "专利授权量", 10, 20, 30, 40, null], ["淄博市", "有效发明专利拥有量", 100, 110, null, 120, null]),
            ReportingPeriod.ForYear(2025));
        Assert.Equal((2, 5, 2), (check.Rows, check.NewValues, check.Duplicates));
        Assert.Equal(
            ["2025-03-31 30", "2025-04-30 40", "2025-01-31 100", "2025-02-28 110", "2025-04-30 120"],
            (await _harness.ReadStagedRows()).Select(draft => $"{draft.Date} {draft.Value}"));
        await _harness.Publish();
        check = await _harness.Check(
            ImportForm.History,
            WorkbookBuilder.Create(
                head, ["淄博市", "专利授权量", 10, 20, 30, 40, null], ["淄博市", "有效发明专利拥有量", 100, 110, null, 120, null]),
            ReportingPeriod.ForYear(2025));
        Assert.Equal((0, 7), (check.NewValues, check.Duplicates));
    }

    private Task Report(string metric, params (string Date, string Value)[] events) => Report(metric, "period", events);

    private Task Report(string metric, string basis, params (string Date, string Value)[] events) =>
        _harness.Report(events.Select(reported =>
            new EventInput(
                $"{metric}-{reported.Date}",
                "zibo",
                "370300",
                null,
                metric,
                reported.Value,
                null,
                reported.Date,
                basis,
                null,
                null,
                null,
                null,
                null,
                null)));
}
