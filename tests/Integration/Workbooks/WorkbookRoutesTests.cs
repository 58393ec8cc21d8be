using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.IntegrationTests.Hosting;
using static IpMonitor.IntegrationTests.Workbooks.WorkbookFixture;

namespace IpMonitor.IntegrationTests.Workbooks;

/// <summary>Workbooks hold the numbers of the JSON at their position.</summary>
public sealed class WorkbookRoutesTests(WorkbookFixture fixture) : WorkbookTestBase(fixture)
{
    [Fact]
    public async Task A_ranking_has_the_numbers_of_REST_at_its_position()
    {
        foreach (var (metric, value, yoy, ytd) in ((string, string, string, string)[])
        [
            ("pledge.amount", "数值（元）", "同比（%）", "本年累计（元）"),
            ("patent.invention.granted", "数值（件）", "同比（%）", "本年累计（件）"),
        ])
        {
            var sheet = Assert.Single(await Download($"rankings/{metric}?{Month}"));
            var json = await GetAtPosition(sheet, $"rankings/{metric}?{Month}");
            var rows = json.GetProperty("rows").EnumerateArray().ToList();
            Assert.Equal(3, rows.Count);
            Assert.Equal(16, sheet.Body.Count);
            foreach (var (index, row) in rows.Index())
            {
                Assert.Equal(GetText(row, "name"), sheet[index, "城市"].Text);
                Assert.Equal(GetNumber(row, "rank"), sheet[index, "位次"].Number);
                Assert.Equal(GetNumber(row, "value"), sheet[index, value].Number);
                Assert.Equal(GetNumber(row.GetProperty("yoy"), "percent"), sheet[index, yoy].Number!.Value, 8);
                Assert.Equal(GetNumber(row, "ytd"), sheet[index, ytd].Number);
                Assert.Equal(GetNumber(row.GetProperty("ytdYoy"), "percent"), sheet[index, "累计同比（%）"].Number!.Value, 8);
            }
            Assert.All(sheet.Body.Skip(3), row => Assert.Equal("未报送", row[2].Text));
            Assert.Equal(2, sheet.FrozenRows);
            Assert.All(sheet.Widths, width => Assert.True(width >= 7));
            Assert.EndsWith("2025年8月  各市排名", sheet.Title);
        }
    }

    [Fact]
    public async Task A_bulletin_has_month_year_to_date_growth_and_total_side_by_side()
    {
        const string Metric = "patent.invention.granted", All = "1985-01-01..2025-08-31";
        const string Ytd = "2025-01-01..2025-08-31";
        var sheet = Assert.Single(await Download($"rankings/{Metric}?{Month}&layout=bulletin"));
        Assert.Equal(3, sheet.FrozenRows);
        Assert.Equal(
            ["城市", "数值（件）", "位次", "同比（%）", "环比（%）", "数值（件）", "位次", "同比（%）", "数值（件）"],
            sheet.Header);
        var month = await GetAtPosition(sheet, $"rankings/{Metric}?{Month}");
        var year = await GetAtPosition(sheet, $"rankings/{Metric}?period={Ytd}");
        var all = await GetAtPosition(sheet, $"rankings/{Metric}?period={All}");
        foreach (var row in month.GetProperty("rows").EnumerateArray())
        {
            var cells = sheet.Body.Single(cells => cells[0].Text == GetText(row, "name"));
            var (running, total) = (FindRow(year, row), FindRow(all, row));
            Assert.Equal(
                [
                    GetNumber(row, "value"), GetNumber(row, "rank"), GetNumber(running, "value"),
                    GetNumber(running, "rank"),
                    GetNumber(total, "value"),
                ],
                new[] { 1, 2, 5, 6, 8 }.Select(column => cells[column].Number!.Value));
            Assert.Equal(GetNumber(row.GetProperty("mom"), "percent"), cells[4].Number!.Value, 8);
            Assert.Equal(GetNumber(running.GetProperty("yoy"), "percent"), cells[7].Number!.Value, 8);
        }
        var province = await GetAtPosition(sheet, $"province?period={Ytd}");
        Assert.Equal("山东省", sheet.Body[0][0].Text);
        Assert.Equal(GetNumber(FindMetric(province, Metric), "value"), sheet.Body[0][5].Number);
        Assert.Equal(17, sheet.Body.Count);
    }

    [Fact]
    public async Task A_bulletin_of_a_level_has_the_growth_on_the_end_of_the_year()
    {
        const string Metric = "patent.invention.valid";
        var sheet = Assert.Single(await Download($"rankings/{Metric}?{Month}&layout=bulletin&lang=en"));
        Assert.Equal(
            ["City", "Value", "Rank", "Year on year (%)", "On the period before (%)", "Change", "Growth (%)"],
            sheet.Header);
        var json = await GetAtPosition(sheet, $"rankings/{Metric}?{Month}");
        foreach (var row in json.GetProperty("rows").EnumerateArray())
        {
            var cells = sheet.Body.Single(cells => cells[0].Text == GetText(row, "nameEn"));
            Assert.Equal(GetNumber(row, "value"), cells[1].Number);
            Assert.Equal(GetNumber(row.GetProperty("yearEnd"), "change"), cells[5].Number);
            Assert.Equal(GetNumber(row.GetProperty("yearEnd"), "percent"), cells[6].Number!.Value, 8);
        }
    }

    [Fact]
    public async Task A_city_its_units_and_its_series_have_the_numbers_of_REST()
    {
        var city = Assert.Single(await Download($"cities/{Zibo}?{Month}"));
        var figures = (await GetAtPosition(city, $"cities/{Zibo}?{Month}"))
            .GetProperty("metrics").EnumerateArray().ToList();
        Assert.Equal(figures.Count, city.Body.Count);
        Assert.Equal(
            figures.Select(figure => Math.Round(GetNumber(figure, "value"), 8)).Order(),
            city.Column("数值").Select(cell => Math.Round(cell.Number!.Value, 8)).Order());
        var pledge = figures.Single(figure => GetText(figure, "metric") == "pledge.amount");
        Assert.Equal(GetNumber(pledge, "value"), city.Find("质押融资登记金额", "数值", 1).Number);
        Assert.Equal("+#,##0.0\"%\";-#,##0.0\"%\";0.0\"%\"", city.Find("质押融资登记金额", "同比", 1).Format);

        var units = Assert.Single(await Download($"cities/{Zibo}/units?metric=pledge.count&{Month}"));
        Assert.Equal([12m, 30m, 42m], units.Column("数值（笔）").Select(cell => cell.Number).Order());

        var trend = Assert.Single(await Download("rankings/pledge.amount/trend?period=2025"));
        var lines = await GetAtPosition(trend, "rankings/pledge.amount/trend?period=2025");
        foreach (var line in lines.GetProperty("cities").EnumerateArray())
        {
            var cells = trend.Body.Single(row => row[0].Text == GetText(line, "name"));
            foreach (var (index, value) in line.GetProperty("values").EnumerateArray().Index())
                Assert.Equal(
                    value.ValueKind == JsonValueKind.Null ? null : value.GetDecimal(),
                    cells.GetValueOrDefault(index + 1).Number);
        }

        var course = Assert.Single(await Download($"cities/{Zibo}/course?metric=pledge.amount&period=2025"));
        var steps = (await GetAtPosition(course, $"cities/{Zibo}/course?metric=pledge.amount&period=2025"))
            .GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal(steps.Count, course.Body.Count);
        foreach (var (index, step) in steps.Index())
            Assert.Equal(
                step.TryGetProperty("value", out var value) ? value.GetDecimal() : null, course[index, "实际（元）"].Number);
    }

    [Fact]
    public async Task A_composite_has_the_points_of_REST()
    {
        var sheet = Assert.Single(await Download($"rankings/score.overall/points?city={Zibo}&period=2025"));
        var json = await GetAtPosition(sheet, $"rankings/score.overall/points?city={Zibo}&period=2025");
        var points = json.GetProperty("indicators").EnumerateArray().ToList();
        Assert.Equal(points.Count + 1, sheet.Body.Count);
        foreach (var (index, row) in points.Index())
        {
            Assert.Equal(GetNumber(row, "points"), sheet[index, "得分"].Number!.Value, 8);
            Assert.Equal(GetNumber(row, "score"), sheet[index, "计入总分"].Number!.Value, 8);
        }
    }

    [Fact]
    public async Task A_campaign_has_totals_cities_plan_and_events()
    {
        var sheets = await Download("campaigns/publicity-week-2025");
        Assert.Equal(["合计", "各市", "活动安排", "报送记录"], sheets.Select(sheet => sheet.Name));
        var json = await GetAtPosition(sheets[0], "campaigns/publicity-week-2025");
        var total = Assert.Single(json.GetProperty("totals").EnumerateArray());
        Assert.Equal(GetNumber(total, "value"), sheets[0][0, "数值"].Number);
        Assert.Equal("#,##0\"余\"", sheets[0][0, "数值"].Format);
        Assert.Equal(17, sheets[1].Body.Count);
        Assert.Equal(4_200, sheets[1].Body.Single(row => row[0].Text == "淄博市")[1].Number);
        Assert.Equal(json.GetProperty("plan").GetArrayLength(), sheets[2].Body.Count);
        Assert.All(sheets[2].Column("日期"), cell => Assert.Equal(ExportCell.DayFormat, cell.Format));
        Assert.Equal(4_200, sheets[3][0, "数值"].Number);
    }

    [Fact]
    public async Task Every_page_of_a_list_is_in_the_workbook_and_a_formula_stays_a_text()
    {
        var events = Assert.Single(await Download($"events?city={Zibo}"));
        var count = 0;
        string? next = null;
        do
        {
            var page = await Http.GetJson($"/api/v1/events?city={Zibo}{(next is null ? "" : $"&cursor={next}")}");
            count += page.GetProperty("events").GetArrayLength();
            next = page.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }
        while (next is not null);
        Assert.Equal(count, events.Body.Count);
        var note = Assert.Single(events.Column("说明"), cell => cell.Text.StartsWith('='));
        Assert.False(note.IsFormula);
        Assert.All(events.Column("收到时间"), cell => Assert.Equal(ExportCell.TimeFormat, cell.Format));

        var corrections = Assert.Single(await Download($"cities/{Zibo}/corrections"));
        Assert.Equal(
            (3m, 5m, "更正"),
            (corrections[0, "原为"].Number, corrections[0, "改为"].Number, corrections[0, "方式"].Text));
        var history = Assert.Single(await Download("events/history?source=t&id=n1"));
        Assert.Equal(2, history.Body.Count);
    }

    [Fact]
    public async Task Lists_of_work_have_a_workbook()
    {
        using var created = await Http.PostAsJsonAsync("/api/v1/submissions", new
        {
            id = "april",
            title = "+淄博市4月",
            rows = new[] { new { city = Zibo, metric = "pledge.count", value = 12, date = "2025-09-30" } },
        });
        created.EnsureSuccessStatusCode();
        var list = Assert.Single(await Download("submissions"));
        Assert.Equal(("+淄博市4月", false, "草稿"), (list[0, "标题"].Text, list[0, "标题"].IsFormula, list[0, "现状"].Text));
        var rows = Assert.Single(await Download("submissions/april/rows"));
        Assert.Equal((12m, "淄博市"), (rows[0, "报送值"].Number, rows[0, "城市"].Text));
        Assert.NotEmpty(Assert.Single(await Download("reporting?period=2025-09")).Body);
        Assert.NotEmpty(Assert.Single(await Download($"cities/{Zibo}/reporting?period=2025")).Body);
        Assert.NotEmpty(Assert.Single(await Download("campaigns")).Body);
        var population = Assert.Single(await Download("reference/population.csv"));
        Assert.Equal(["city", "year", "population"], population.Header[..3]);
        Assert.NotNull(population[0, "population"].Number);
        Assert.Equal("370100", population[0, "city"].Text);
        Assert.Single(await Download("reference/cities.csv/versions"));
    }
}
