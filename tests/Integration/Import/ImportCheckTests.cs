using System.Text;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Import;
using IpMonitor.Testing.Import;

namespace IpMonitor.IntegrationTests.Import;

/// <summary>Reading of import files: common spellings are understood, and each problem has its cell.</summary>
public sealed class ImportCheckTests(ImportHost host) : IClassFixture<ImportHost>, IAsyncDisposable
{
    private static readonly object?[] Header = ["市", "填报单位", "指标", "数值", "单位", "日期", "口径", "说明"];
    private readonly ImportHarness _harness = host.CreateHarness();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Common_spellings_of_names_money_units_and_dates_are_read()
    {
        var check = await _harness.Check(ImportForm.Events,
            ["淄博市知识产权工作明细表"],
            [],
            ["日期 ", "指标名称", "金额（万元）", "城市", "区县", "备注"],
            [new DateOnly(2026, 4, 20), "质押融资登记金额", 195.6, "淄博", "张店区", null],
            ["2026年4月21日", "pledge.amount", "１，２３４．５", "370300", "370303", "大额"],
            ["2026/4/22", "质押融资登记金额", "21.3亿元", "淄博市", null, null],
            ["2026.4.3", "质押融资登记金额", "约3余", "淄博市", "全市", null],
            ["20260424 ", "Pledge financing amount registered", 0.1 + 0.2, "Zibo", "张店", null]);
        Assert.Equal(
            "C6 unit_twice",
            Assert.Single(check.Problems) is var duplicate ? $"{duplicate.Cell} {duplicate.Code}" : "");

        check = await _harness.Check(ImportForm.Events,
            [.. Header],
            ["淄博", "张店区", "质押融资登记金额", 195.6, "万元", new DateOnly(2026, 4, 20), null, null],
            ["370300", "370303", "pledge.amount", "１，２３４．５", "万元", "2026年4月21日", "当期", "大额"],
            ["淄博市", null, "质押融资登记金额", "21.3亿元", null, "2026/4/22", null, "年内最大一笔"],
            ["Zibo", "张店", "质押融资登记笔数", "4万余", "笔", "2026.4.3", "本期", "汇总"]);
        Assert.Empty(check.Problems);
        Assert.Equal((4, 4, 0), (check.Rows, check.NewValues, check.Duplicates));
        Assert.Equal(
            [
                ("370303", "1956000", "2026-04-20", null), ("370303", "12345000", "2026-04-21", null),
                (null, "2130000000", "2026-04-22", null), ("370303", "40000", "2026-04-03", "over")
            ],
            (await _harness.ReadStagedRows()).Select(draft => (draft.Unit, draft.Value, draft.Date, draft.Qualifier)));
    }

    public static TheoryData<string, string, string, object?[]> Wrong => new()
    {
        { "A2", "field_missing", "必填", [null, null, "专利授权量", 1, null, "2026-04-20"] },
        { "A2", "city_unknown", "是否为“淄博市”", ["溜博市", null, "专利授权量", 1, null, "2026-04-20"] },
        { "B2", "unit_unknown", "是否为“张店区”", ["淄博市", "张殿区", "专利授权量", 1, null, "2026-04-20"] },
        { "B2", "unit_unknown", "济南市没有名为“张店区”", ["济南市", "张店区", "专利授权量", 1, null, "2026-04-20"] },
        { "C2", "metric_unknown", "是否为“专利授权量”", ["淄博市", null, "专利授权数量", 1, null, "2026-04-20"] },
        { "C2", "metric_derived", "“有效发明专利拥有量”", ["淄博市", null, "每万人口发明专利拥有量", 1, null, "2026-04-20"] },
        { "D2", "field_missing", "请填 0", ["淄博市", null, "专利授权量", null, null, "2026-04-20"] },
        { "D2", "number_invalid", "“暂无”不是数", ["淄博市", null, "专利授权量", "暂无", null, "2026-04-20"] },
        { "D2", "number_invalid", "不是数", ["淄博市", null, "专利授权量", "1,23", null, "2026-04-20"] },
        { "D2", "number_is_date", "日期格式", ["淄博市", null, "专利授权量", new DateOnly(2026, 1, 1), null, "2026-04-20"] },
        { "D2", "value_negative", "不能为负", ["淄博市", null, "专利授权量", -3, null, "2026-04-20"] },
        { "D2", "value_decimals", "四位小数", ["淄博市", null, "专利授权量", 1.23456, null, "2026-04-20"] },
        { "D2", "value_too_large", "上限", ["淄博市", null, "pledge.amount", "99999999999999999", "万亿元", "2026-04-20"] },
        { "D2", "formula", "粘贴为数值", ["淄博市", null, "专利授权量", new FormulaCell("SUM(A1:A2)", 3), null, "2026-04-20"] },
        { "E2", "unit_mismatch", "以件计", ["淄博市", null, "专利授权量", 1, "万元", "2026-04-20"] },
        { "D2", "unit_mismatch", "以件计", ["淄博市", null, "专利授权量", "3个", null, "2026-04-20"] },
        { "F2", "field_missing", "必填", ["淄博市", null, "专利授权量", 1, null, null] },
        { "F2", "date_invalid", "不是日期", ["淄博市", null, "专利授权量", 1, null, "4月20日"] },
        { "F2", "date_invalid", "不是日期", ["淄博市", null, "专利授权量", 1, null, "2026-02-30"] },
        { "F2", "date_out_of_range", "2026-11-21", ["淄博市", null, "专利授权量", 1, null, "2042年1月1日"] },
        { "G2", "basis_unknown", "“累计”", ["淄博市", null, "专利授权量", 1, null, "2026-04-20", "总共"] },
        { "G2", "basis_not_for_metric", "累加类", ["淄博市", null, "有效发明专利拥有量", 1, null, "2026-04-20", "累计"] },
        { "H2", "text_invalid", "说明", ["淄博市", null, "专利授权量", 1, null, "2026-04-20", null, new string('长', 1001)] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Each_problem_has_its_cell_and_remedy(
        string cell, string code, string remedy, object?[] row)
    {
        var check = await _harness.Check(
            ImportForm.Events, [.. Header], row, ["淄博市", null, "专利授权量", 7, "件", "2026-04-20"]);
        var problem = Assert.Single(check.Problems);
        Assert.Equal((cell, code, 2, "Sheet1"), (problem.Cell, problem.Code, problem.Row, problem.Sheet));
        Assert.Contains(remedy, problem.Message);
        Assert.Equal((2, 1, 1), (check.Rows, check.NewValues, check.Rejected));
    }

    [Fact]
    public async Task All_problems_of_a_row_are_reported_together()
    {
        var check = await _harness.Check(ImportForm.Events, [.. Header], ["火星", null, "水量", "多", null, "昨天"]);
        Assert.Equal(
            ["A2 city_unknown", "C2 metric_unknown", "D2 number_invalid", "F2 date_invalid"],
            check.Problems.Select(problem => $"{problem.Cell} {problem.Code}").Order());
    }

    [Fact]
    public async Task A_bureau_submits_only_rows_of_its_own_city()
    {
        _harness.AccountCity = "370300";
        var check = await _harness.Check(
            ImportForm.Events,
            [.. Header],
            ["济南市", null, "专利授权量", 1, null, "2026-04-20"],
            [null, null, "专利授权量", 1, null, "2026-04-20"]);
        Assert.Equal(("A2", "city_not_yours"), (Assert.Single(check.Problems).Cell, check.Problems[0].Code));
        check = await _harness.Check(ImportForm.Events, [.. Header], [null, null, "专利授权量", 1, null, "2026-04-20"]);
        Assert.Equal("370300", Assert.Single(await _harness.ReadStagedRows()).City);
        Assert.Empty(check.Problems);
    }

    [Fact]
    public async Task Repeated_rows_of_a_file_are_refused_unless_a_column_distinguishes_them()
    {
        object?[] head = ["市", "指标", "数值", "日期", "口径", "文号", "编号"];
        var check = await _harness.Check(ImportForm.Events, head,
            ["淄博市", "宣传活动", 1, "2026-04-20", null, null, null],
            ["淄博市", "宣传活动", 1, "2026-04-20", null, null, null],
            ["淄博市", "宣传活动", 1, "2026-04-20", null, "甲1号", null],
            ["淄博市", "宣传活动", 1, "2026-04-20", null, null, "a"], ["淄博市", "宣传活动", 2, "2026-04-20", null, null, "a"],
            ["淄博市", "有效发明专利拥有量", 10, "2026-04-20", null, null, null],
            ["淄博市", "有效发明专利拥有量", 11, "2026-04-20", null, null, null],
            ["淄博市", "发放宣传资料", 10, "2026-04-20", null, null, null],
            ["淄博市", "发放宣传资料", 20, "2026-04-25", "累计", null, null]);
        Assert.Equal(
            ["C3 row_twice", "C6 id_twice", "C8 reading_twice", "C10 basis_mixed"],
            check.Problems.Select(problem => $"{problem.Cell} {problem.Code}"));
        Assert.Contains("与第 2 行完全相同", check.Problems[0].Message);
    }

    [Fact]
    public async Task CSV_is_read_in_UTF_8_and_GB18030_with_every_common_separator()
    {
        const string text = "市,指标,数值,日期\n淄博市,专利授权量,\"1,234\",2026-04-20\n\n济南市,专利授权量,=1+1,2026-04-20\n";
        var chinese = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        foreach (var file in new[]
        {
            Encoding.UTF8.GetBytes(text),
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            chinese.GetBytes(text),
            Encoding.UTF8.GetBytes(text.Replace("1,234", "1234").Replace(',', '\t')),
        })
        {
            var check = await _harness.Check(ImportForm.Events, file);
            Assert.Equal(
                ("C4", "formula", ""),
                (Assert.Single(check.Problems).Cell, check.Problems[0].Code, check.Problems[0].Sheet));
            Assert.Equal((2, 1), (check.Rows, check.NewValues));
        }
    }

    [Theory]
    [InlineData("header_missing", "甲,乙\n1,2\n")]
    [InlineData("column_missing", "市,指标,数值\n淄博市,专利授权量,1\n")]
    [InlineData("column_twice", "市,城市,指标,数值,日期\n淄博市,淄博市,专利授权量,1,2026-04-20\n")]
    [InlineData("import_empty", "市,指标,数值,日期\n\n")]
    [InlineData("csv_broken", "市,指标,数值,日期\n淄博市,\"专利授权量,1,2026-04-20\n")]
    public async Task A_file_without_the_form_s_columns_is_refused_as_a_whole(string code, string csv) =>
        Assert.Equal(
            code,
            (await Assert.ThrowsAsync<RequestRejectedException>(() => _harness.Check(ImportForm.Events, csv))).Code);

    [Fact]
    public async Task Ignored_columns_are_reported()
    {
        var check = await _harness.Check(ImportForm.Events, "市,指标,数值,日期,联系人,序号\n淄博市,专利授权量,1,2026-04-20,张三,1\n");
        Assert.Equal(["E1 联系人", "F1 序号"], check.IgnoredColumns);
        Assert.Equal("column:!E", Assert.Single(check.Questions).Id);
        Assert.Equal(1, check.NewValues);
    }

    [Fact]
    public async Task More_rows_than_allowed_are_refused() =>
        Assert.Equal("too_many_rows", (await Assert.ThrowsAsync<RequestRejectedException>(() => _harness.Check(
            ImportForm.Events,
            Encoding.UTF8.GetBytes("市,指标,数值,日期\n淄博市,专利授权量,1,2026-04-20\n淄博市,专利授权量,2,2026-04-20\n"),
            limits: new() { MaxRows = 1 }))).Code);
}
