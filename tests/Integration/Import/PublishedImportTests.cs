using IpMonitor.Dashboard.Import;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Import files that are read again after their rows were published.</summary>
public sealed class PublishedImportTests : IAsyncLifetime
{
    private const decimal August2026 = 46_235;
    private static readonly object?[] Header = ["市", "填报单位", "指标", "数值", "单位", "日期", "口径", "说明"];
    private ImportHarness _harness = null!;

    public async ValueTask InitializeAsync() => _harness = await ImportHarness.Start();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_resent_file_has_only_duplicates_and_a_changed_value_is_a_correction()
    {
        object?[][] rows = [
            [.. Header], ["淄博市", null, "专利授权量", 5, null, "2026-04-20"], ["淄博市", null, "专利授权量", 6, null, "2026-04-20"],
            ["淄博市", "张店区", "宣传活动", 1, null, "2026-04-20"]
        ];
        Assert.Equal(3, (await _harness.Check(ImportForm.Events, rows)).NewValues);
        var first = await _harness.ReadStagedRows();
        await _harness.Check(ImportForm.Events, rows);
        Assert.Equal(first, await _harness.ReadStagedRows());
        await _harness.Publish();

        var again = await _harness.Check(ImportForm.Events, rows);
        Assert.Equal((0, 3, 0), (again.NewValues, again.Duplicates, again.Rejected));
        rows[2][3] = 60;
        var changed = await _harness.Check(ImportForm.Events, rows);
        Assert.Equal(("D3", "id_reused"), (Assert.Single(changed.Problems).Cell, changed.Problems[0].Code));
        Assert.Contains("已报过另一个数（6件）：请走更正", changed.Problems[0].Message);
    }

    [Fact]
    public async Task A_withdrawn_row_may_be_reported_again()
    {
        object?[][] rows = [[.. Header], ["淄博市", null, "专利授权量", 5, null, "2026-04-20"]];
        await _harness.Check(ImportForm.Events, rows);
        var reported = Assert.Single(await _harness.ReadStagedRows());
        await _harness.Publish();
        await _harness.Report([
            reported with { Id = $"undo-{reported.Id}", Op = "withdraw", Target = reported.Id, Value = null }
        ]);

        rows[1][3] = 6;
        Assert.Equal(
            (1, 0),
            (await _harness.Check(ImportForm.Events, rows)) is var check ? (check.NewValues, check.Rejected) : default);
        await _harness.Publish();
        Assert.Equal(1, (await _harness.Check(ImportForm.Events, rows)).Duplicates);
    }

    [Theory]
    [InlineData("当期")]
    [InlineData("本期累计")]
    public async Task A_month_typed_as_a_date_is_the_month(string column)
    {
        object?[] header = ["市", "指标", "时期", column];
        await _harness.Check(ImportForm.Series, header, ["淄博市", "走访企业", "2026年8月", 30]);
        var text = Assert.Single(await _harness.ReadStagedRows());
        var date = await _harness.Check(
            ImportForm.Series, header, ["淄博市", "走访企业", new StyledCell(August2026, "yyyy\"年\"m\"月\""), 30]);
        Assert.Empty(date.Problems);
        Assert.Equal(text, Assert.Single(await _harness.ReadStagedRows()));
        Assert.Equal("2026-08-31", text.Date);
        await _harness.Publish();
        Assert.Equal(1, (await _harness.Check(ImportForm.Series, header, ["淄博市", "走访企业", "2026-08", 30])).Duplicates);
    }

    [Fact]
    public async Task The_preview_shows_the_value_on_record()
    {
        object?[] header = ["市", "指标", "时期", "本期累计"];
        await _harness.Check(ImportForm.Series, header, ["淄博市", "走访企业", "2026年7月", 20]);
        await _harness.Publish();
        var check = await _harness.Check(ImportForm.Series, header, ["淄博市", "走访企业", "2026年8月", 30]);
        Assert.Equal((30, 20), (check.Preview[0].Value, check.Preview[0].Recorded));
    }
}
