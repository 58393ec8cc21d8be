using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Api;

/// <summary>Ranking history and explanations of rank changes over HTTP.</summary>
public sealed class RankingHistoryRoutesTests : RouteTestBase
{
    [Fact]
    public async Task A_ranking_has_a_history_and_explained_changes()
    {
        await Report(("370300", "1", 10), ("370700", "2", 15), ("371300", "3", 12));
        var before = (await Http.GetJson("/api/v1/rankings/pledge.count?period=2024"))
            .GetProperty("position").GetInt64();
        await Report(("370300", "4", 7));
        using (var corrected = await Http.PostEvents(
            new
            {
                id = "5",
                source = "t",
                city = "370300",
                metric = "pledge.count",
                value = 9,
                date = "2024-05-01",
                op = "replace",
                target = new { source = "t", id = "1" },
            }))
            corrected.EnsureSuccessStatusCode();
        var explained = (await Http.GetJson(
            $"/api/v1/rankings/pledge.count/explanations?period=2024&baseline={before}")).GetProperty("cities")[0];
        Assert.Equal("370300", explained.GetProperty("city").GetString());
        Assert.Equal(
            (1, 3, 2),
            (explained.GetProperty("rank").GetInt32(),
                explained.GetProperty("previousRank").GetInt32(),
                explained.GetProperty("change").GetInt32()));
        Assert.Equal(
            "上升 2 位：自身 +6 笔，超过潍坊市、临沂市；其中更正 −1 笔", explained.GetProperty("sentence").GetProperty("zh").GetString());
        Assert.Equal(
            "Up 2 places: own +6, passed Weifang, Linyi; of which corrections −1",
            explained.GetProperty("sentence").GetProperty("en").GetString());
        var parts = explained.GetProperty("parts");
        Assert.Equal(
            (6, 0, -1, 7),
            (GetNumber(parts, "value"),
                GetNumber(parts, "denominator"),
                GetNumber(parts, "corrections"),
                GetNumber(parts, "events")));

        var today = (await Http.GetJson("/api/v1/about")).GetProperty("today").GetString()!;
        var history = await Http.GetJson($"/api/v1/rankings/pledge.count/history?period=2024&step=month");
        Assert.Equal(12, history.GetProperty("points").GetArrayLength());
        Assert.Equal(0, history.GetProperty("cities").GetArrayLength()); // no event of 2024 was known in 2024
        var thisYear = await Http.GetJson($"/api/v1/rankings/trademark.valid/history?period={today[..4]}");
        Assert.Equal(today, thisYear.GetProperty("points").EnumerateArray().Last().GetProperty("day").GetString());
        using var level = await Http.PostEvents(
            new
            {
                id = "l",
                source = "t",
                city = "370300",
                metric = "trademark.valid",
                value = 5,
                date = "2024-01-01",
            });
        thisYear = await Http.GetJson($"/api/v1/rankings/trademark.valid/history?period={today[..4]}");
        Assert.Equal(
            (JsonValueKind.Null, 1),
            (thisYear.GetProperty("cities")[0].GetProperty("ranks")[0].ValueKind,
                thisYear.GetProperty("cities")[0].GetProperty("ranks").EnumerateArray().Last().GetInt32()));
        Assert.Equal(
            (400, "step_invalid"),
            await (await Http.GetAsync("/api/v1/rankings/pledge.count/history?period=2024&step=hour")).ReadProblem());
        Assert.Equal(
            (400, "baseline_invalid"),
            await (await Http.GetAsync("/api/v1/rankings/pledge.count/explanations?baseline=soon")).ReadProblem());
    }

    [Fact]
    public async Task Rank_changes_of_a_ratio_are_explained_after_its_inputs_change()
    {
        using (var posted = await Http.PostEvents(
            new { id = "1", source = "t", city = "370300", metric = "court.closed", value = 8, date = "2024-05-01" },
            new
            {
                id = "2",
                source = "t",
                city = "370300",
                metric = "court.accepted",
                value = 10,
                date = "2024-05-01",
            }))
            posted.EnsureSuccessStatusCode();
        var before = (await Http.GetJson("/api/v1/rankings/court.closed.rate?period=2024"))
            .GetProperty("position").GetInt64();
        var metrics = (await Http.GetStringAsync("/api/v1/reference/metrics.csv")).TrimEnd();
        var rate = metrics.Split('\n').Single(line => line.StartsWith("court.closed.rate,", StringComparison.Ordinal));
        var added = "court.closed.other,x,x,enforcement,sum,件,higher,,,,";
        (await Put(
            "metrics.csv",
            metrics.Replace(
                rate,
                rate.Replace(",court.closed,", ",court.closed.other,", StringComparison.Ordinal),
                StringComparison.Ordinal) + "\n" + added + "\n")).EnsureSuccessStatusCode();
        using (var posted = await Http.PostEvents(
            new
            {
                id = "3",
                source = "t",
                city = "370300",
                metric = "court.closed.other",
                value = 9,
                date = "2024-05-01",
            }))
            posted.EnsureSuccessStatusCode();
        var parts = (await Http.GetJson(
            $"/api/v1/rankings/court.closed.rate/explanations?period=2024&baseline={before}"))
                .GetProperty("cities")[0]
                .GetProperty("parts");
        Assert.Equal((10, 0), (GetNumber(parts, "value"), GetNumber(parts, "corrections")));
    }
}
