using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Api;

/// <summary>ISO 8601 weeks as periods over HTTP: figures, comparisons, trends, targets, events and exports.</summary>
public sealed class WeekRoutesTests : RouteTestBase
{
    // 2024-W17 lasts from 22 to 28 April 2024, and 2023-W17 from 24 to 30 April 2023.
    private const string Week = "period=2024-W17";

    [Fact]
    public async Task A_week_has_figures_comparisons_and_evidence()
    {
        await ReportWeeks();
        Assert.Equal(
            await Http.GetStringAsync($"/api/v1/rankings/pledge.count?{Week}"),
            await Http.GetStringAsync("/api/v1/rankings/pledge.count?period=2024W17"));
        var row = (await Http.GetJson($"/api/v1/rankings/pledge.count?{Week}")).GetProperty("rows")[0];
        Assert.Equal(
            (5, 25), (GetNumber(row, "value"), GetNumber(row.GetProperty("yoy"), "percent")));
        foreach (var path in (string[])["cities/370300", "province"])
        {
            var figure = (await Http.GetJson($"/api/v1/{path}?{Week}")).GetProperty("metrics").EnumerateArray()
                .Single(item => item.GetProperty("metric").GetString() == "pledge.count");
            Assert.Equal(
                (5, 25, -95),
                (
                    GetNumber(figure, "value"), GetNumber(figure.GetProperty("yoy"), "percent"),
                    GetNumber(figure.GetProperty("mom"), "percent")));
        }
        Assert.Equal("2023-W17", await GetBaseline("lastYear"));
        Assert.Equal("2024-W16", await GetBaseline("previous"));
        var events = (await Http.GetJson($"/api/v1/events?city=370300&metric=pledge.count&{Week}"))
            .GetProperty("events").EnumerateArray();
        Assert.Equal(5, events.Sum(item => GetNumber(item, "share")));
        var csv = await Http.GetStringAsync($"/api/v1/events.csv?city=370300&metric=pledge.count&{Week}");
        Assert.Equal(3, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        async Task<string?> GetBaseline(string baseline) => (await Http.GetJson(
            $"/api/v1/rankings/pledge.count/explanations?{Week}&baseline={baseline}"))
                .GetProperty("baselinePeriod").GetString();
    }

    [Fact]
    public async Task A_week_has_daily_steps_and_a_quarter_weekly_ones()
    {
        await ReportWeeks();
        var days = await Http.GetJson($"/api/v1/rankings/pledge.count/trend?{Week}");
        Assert.Equal(
            ("2024-04-22", "2024-04-28", 7),
            (Steps(days)[0], Steps(days)[^1], Steps(days).Length));
        Assert.Equal([2, null, null, null, null, null, 3], Values(days));
        foreach (var asOf in (string[])["", "&asOf=9999-12-31"])
        {
            var weeks = await Http.GetJson($"/api/v1/rankings/pledge.count/trend?period=2024Q2&step=week{asOf}");
            Assert.Equal(["2024-W14", "2024-W15", "2024-W16", "2024-W17", "2024-W18"], Steps(weeks)[..5]);
            Assert.Equal([null, null, 100, 5, null], Values(weeks)[..5]);
        }
        var months = await Http.GetJson("/api/v1/rankings/pledge.count/trend?period=2024Q2&step=month");
        Assert.Equal(["2024-04", "2024-05", "2024-06"], Steps(months));
        var history = await Http.GetJson($"/api/v1/rankings/pledge.count/history?{Week}");
        Assert.Equal(7, history.GetProperty("points").GetArrayLength());
        Assert.Equal(
            (400, "period_too_long"),
            await (await Http.GetAsync("/api/v1/rankings/pledge.count/trend?period=2022-01-01..2024-12-31&step=week"))
                .ReadProblem());
        Assert.Equal(
            (400, "step_invalid"),
            await (await Http.GetAsync($"/api/v1/rankings/pledge.count/trend?{Week}&step=hour")).ReadProblem());
    }

    [Fact]
    public async Task A_target_of_a_week_has_its_own_pace()
    {
        await ReportWeeks();
        (await Put(
            "targets.csv",
            "city,metric,period,goal,value,against,base,curve,note\n*,pledge.count,2024W17,reach,10,,,,\n"))
                .EnsureSuccessStatusCode();
        var target = (await Http.GetJson($"/api/v1/cities/370300/targets/pledge.count?{Week}")).GetProperty("target");
        Assert.Equal(
            ("2024-W17", 50), (target.GetProperty("period").GetString(), GetNumber(target, "done")));
        var stage = (await Http.GetJson("/api/v1/cities/370300/targets/pledge.count?period=2024"))
            .GetProperty("stages")[0];
        Assert.Equal(("2024-W17", 5), (stage.GetProperty("period").GetString(), GetNumber(stage, "now")));
        var course = (await Http.GetJson($"/api/v1/cities/370300/course?metric=pledge.count&{Week}"))
            .GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal((7, 10), (course.Count, GetNumber(course[^1], "due")));
    }

    private async Task ReportWeeks()
    {
        (string Date, int Value)[] reports =
            [("2024-04-21", 100), ("2024-04-22", 2), ("2024-04-28", 3), ("2023-04-24", 4), ("2023-04-23", 50)];
        using var response = await Http.PostEvents([
            .. reports.Select(report => (object)new
            {
                id = report.Date,
                source = "t",
                city = "370300",
                metric = "pledge.count",
                value = report.Value,
                date = report.Date,
            })
        ]);
        response.EnsureSuccessStatusCode();
    }

    private static string[] Steps(JsonElement trend) =>
        [.. trend.GetProperty("steps").EnumerateArray().Select(step => step.GetString()!)];

    private static decimal?[] Values(JsonElement trend) =>
    [
        .. trend.GetProperty("cities")[0].GetProperty("values").EnumerateArray()
            .Select(value => value.ValueKind == JsonValueKind.Null ? null : (decimal?)value.GetDecimal()),
    ];
}
