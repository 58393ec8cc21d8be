using System.Text;
using System.Text.Json;
using IpMonitor.Dashboard.Import;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Api;

/// <summary>Figures, counted units and event exports over HTTP.</summary>
public sealed class FigureRoutesTests : RouteTestBase
{
    [Fact]
    public async Task A_final_year_accepts_only_corrections_until_it_is_reopened()
    {
        await Report(("370300", "1", 10));
        using (var final = await Http.PostEvents(
            new
            {
                id = "f",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                date = "2024-12-31",
                op = "final",
            }))
            final.EnsureSuccessStatusCode();
        Assert.True((await Figure()).GetProperty("final").GetBoolean());
        using var late = await Http.PostEvents(
            new { id = "2", source = "t", city = "370300", metric = "pledge.count", value = 5, date = "2024-02-01" });
        Assert.Equal("year_final", (await late.ReadJson()).GetProperty("rejected")[0].GetProperty("code").GetString());
        using (var same = await Http.PostEvents(
            new { id = "1", source = "t", city = "370300", metric = "pledge.count", value = 10, date = "2024-05-01" }))
            Assert.Equal(1, (await same.ReadJson()).GetProperty("duplicates").GetInt32());
        using (var corrected = await Http.PostEvents(
            new
            {
                id = "3",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                value = 12,
                date = "2024-05-01",
                op = "replace",
                target = "1",
            }))
            corrected.EnsureSuccessStatusCode();
        // The replaced event and its replacement both count as corrections of the figure.
        Assert.Equal((12, 2), (GetNumber(await Figure(), "value"), GetNumber(await Figure(), "corrected")));
        using (var opened = await Http.PostEvents(
            new
            {
                id = "o",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                date = "2024-12-31",
                op = "withdraw",
                target = "f",
            }))
            opened.EnsureSuccessStatusCode();
        Assert.False((await Figure()).TryGetProperty("final", out _));
        await Report(("370300", "2", 5));
        Assert.Equal(17, await Value("370300"));
        using var early = await Http.PostEvents(
            new
            {
                id = "g",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                date = "2024-06-30",
                op = "final",
            });
        Assert.Equal("final_date", (await early.ReadJson()).GetProperty("rejected")[0].GetProperty("code").GetString());

        async Task<JsonElement> Figure() =>
            (await Http.GetJson("/api/v1/cities/370300?period=2024"))
                .GetProperty("metrics")
                .EnumerateArray()
                .Single(row => row.GetProperty("metric").GetString() == "pledge.count");
    }

    [Fact]
    public async Task An_export_contains_every_row_and_escapes_formulas()
    {
        object[] rows = [
            .. Enumerable.Range(0, 6_000).Select(
                i => (object)new
                {
                    id = $"{i}",
                    source = "t",
                    city = "370300",
                    metric = "pledge.count",
                    value = 1,
                    date = "2024-05-01",
                    note = i == 0 ? "=1+1" : i == 1 ? "甲,“乙”\"丙\"" : null,
                })
        ];
        using (var posted = await Http.PostAsync(
            new Uri("/api/v1/events?batch=年报.csv", UriKind.Relative),
            System.Net.Http.Json.JsonContent.Create(rows)))
            posted.EnsureSuccessStatusCode();
        foreach (var filter in (string[])["city=370300&metric=pledge.count&period=2024", "batch=年报.csv"])
        {
            var bytes = await Http.GetByteArrayAsync(new Uri($"/api/v1/events.csv?{filter}", UriKind.Relative));
            Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
            var lines = Encoding.UTF8.GetString(bytes[3..]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(6_001, lines.Length);
            Assert.Single(lines, line => line.Contains("\"甲,“乙”\"\"丙\"\"\"", StringComparison.Ordinal));
            Assert.DoesNotContain(lines, line => line.Contains(",=1+1", StringComparison.Ordinal));
            Assert.All(lines[1..], line => Assert.Contains("年报.csv", line, StringComparison.Ordinal));

            var workbook = await Http.GetByteArrayAsync(new Uri($"/api/v1/events.xlsx?{filter}", UriKind.Relative));
            using var spreadsheet = new XlsxSpreadsheet(
                new MemoryStream(workbook), new(), TestContext.Current.CancellationToken);
            var cells = spreadsheet.ReadRows().ToList();
            Assert.Equal(6_001, cells.Count);
            Assert.Equal(
                (CellKind.Number, CellKind.Date, CellKind.Text),
                (cells[1][5].Kind, cells[1][7].Kind, cells[1][0].Kind));
            Assert.Single(cells, row => row[11].Text == "=1+1");
        }
    }

    [Fact]
    public async Task A_unit_figure_is_the_sum_of_its_events_even_if_whole_city_events_count()
    {
        var unit = await FindUnit();
        using (var posted = await Http.PostEvents(
            new
            {
                id = "1",
                source = "t",
                city = "370300",
                unit,
                metric = "pledge.count",
                value = 30,
                date = "2024-05-01",
            },
            new
            {
                id = "2",
                source = "t",
                city = "370300",
                unit,
                metric = "pledge.count",
                value = 12,
                date = "2024-05-02",
            }))
            posted.EnsureSuccessStatusCode();
        await Report(("370300", "3", 20));
        var figure = (await Http.GetJson($"/api/v1/units/{unit}?period=2024"))
            .GetProperty("metrics")
            .EnumerateArray()
            .Single(row => row.GetProperty("metric").GetString() == "pledge.count");
        var rows = (await Http.GetJson($"/api/v1/events?city=370300&unit={unit}&metric=pledge.count&period=2024"))
            .GetProperty("events");
        Assert.Equal(
            GetNumber(figure, "value"), rows.EnumerateArray().Sum(row => row.GetProperty("share").GetDecimal()));
    }

    [Fact]
    public async Task Counted_units_of_a_campaign_depend_on_the_years_of_its_events()
    {
        var unit = await FindUnit();
        using (var posted = await Http.PostEvents(
            new
            {
                id = "1",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                value = 30,
                date = "2024-04-21",
                campaign = "publicity-week-2024",
            },
            new
            {
                id = "2",
                source = "t",
                city = "370300",
                unit,
                metric = "pledge.count",
                value = 12,
                date = "2025-05-02",
            }))
            posted.EnsureSuccessStatusCode();
        foreach (var (period, counted) in new[]
        {
            ("publicity-week-2024", 1),
            ("2024", 1),
            ("2025", 1),
            ("2024-01-01..2025-12-31", 2),
        })
            Assert.Equal(
                counted,
                (await Http.GetJson($"/api/v1/cities/370300/units?metric=pledge.count&period={period}"))
                    .GetProperty("units")
                    .EnumerateArray()
                    .Count(row => row.GetProperty("counted").GetBoolean()));
    }

    private async Task<string> FindUnit() =>
        (await Http.GetJson("/api/v1/units"))
            .EnumerateArray()
            .First(unitRow => unitRow.GetProperty("city").GetString() == "370300")
            .GetProperty("code")
            .GetString()!;
}
