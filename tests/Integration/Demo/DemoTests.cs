using System.Globalization;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Demo;

/// <summary>The data of the demo, whatever the date.</summary>
public sealed class DemoTests
{
    private const string LateCity = "371500";

    [Theory]
    [InlineData("2027-01-01T00:10+08:00")]
    [InlineData("2028-02-29T15:00+08:00")]
    public async Task The_demo_opens_in_the_midst_of_the_work_of_its_day(string start)
    {
        var at = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture);
        await using var server = await DashboardHost.Start(
            new TestServerOptions { StartAt = at, Arguments = ["--demo"] });
        var today = DateOnly.FromDateTime(at.DateTime);
        var year = today.Year;

        Assert.True((await server.Http.GetJson("/api/v1/about")).GetProperty("demo").GetBoolean());
        await CheckCampaign(server, today);
        // A new year has no ranking of yesterday but those of levels.
        await CheckMovedRanking(server, "patent.highvalue.valid", year);
        if (today.DayOfYear > 1) await CheckMovedRanking(server, "patent.invention.granted", year);
        await CheckLights(server, year);
        await CheckOverdue(server, today);
        await CheckHistory(server, today);
        await CheckScreens(server);
        await DemoWork.HandInPreviousMonth(server, today);
        await DemoWork.PublishWaitingSubmission(server);
        Assert.DoesNotContain("rejected", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("clock was ahead", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_adds_the_days_since_and_keeps_the_work_of_users()
    {
        var start = new DateTimeOffset(2027, 3, 9, 10, 0, 0, TimeSpan.FromHours(8));
        await using var server = await DashboardHost.Start(
            new TestServerOptions { StartAt = start, Arguments = ["--demo"] });
        var before = await ReadTargets(server);
        Assert.All(
            before.Skip(1),
            row => Assert.EndsWith(
                row.StartsWith("370000", StringComparison.Ordinal) ? "以上" : "演示目标", row, StringComparison.Ordinal));
        var history = await ReadYears(server);
        await DemoWork.HandInPreviousMonth(server, new(2027, 3, 9));
        using (var stored = await server.Http.PutAsync(
            new Uri("/api/v1/reference/targets.csv", UriKind.Relative),
            new StringContent($"{before[0]}\n370300,pledge.count,2027,reach,40,,,,\n")))
            stored.EnsureSuccessStatusCode();

        // A running silo that misses a month declares itself dead.
        await server.Stop();
        server.Clock.Offset += TimeSpan.FromDays(32);
        await server.Run();
        Assert.Equal(2, (await ReadTargets(server)).Count);
        Assert.Equal(history, await ReadYears(server));
        await CheckCampaign(server, new(2027, 4, 10));
        await CheckOverdue(server, new(2027, 4, 10));
        await CheckScreens(server);
        await DemoWork.HandInPreviousMonth(server, new(2027, 4, 10));
        Assert.DoesNotContain("rejected", server.Output, StringComparison.Ordinal);

        // The published figures of the samples are kept.
        var zibo = await server.Http.GetJson("/api/v1/cities/370300?period=2024");
        Assert.Equal(2_130_000_000m, zibo.GetProperty("metrics").EnumerateArray()
            .Single(figure => figure.GetProperty("metric").GetString() == "pledge.amount")
            .GetProperty("value")
            .GetDecimal());
    }

    private static async Task<List<string>> ReadTargets(DashboardServer server) =>
    [
        .. (await server.Http.GetStringAsync(new Uri("/api/v1/reference/targets.csv", UriKind.Relative)))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    ];

    // The figures of the closed years, which later reports leave as they are.
    private static async Task<List<string>> ReadYears(DashboardServer server)
    {
        var rows = new List<string>();
        foreach (var year in new[] { 2025, 2026 })
        {
            var ranking = await server.Http.GetJson($"/api/v1/rankings/patent.granted?period={year}");
            rows.AddRange(ranking.GetProperty("rows").EnumerateArray()
                .Select(row => $"{year} {row.GetProperty("city")} {row.GetProperty("value")}"));
        }
        return rows;
    }

    private static async Task CheckCampaign(DashboardServer server, DateOnly today)
    {
        var day = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var id = (await server.Http.GetJson("/api/v1/campaigns")).EnumerateArray()
            .Single(one => string.CompareOrdinal(one.GetProperty("start").GetString(), day) <= 0
                && string.CompareOrdinal(one.GetProperty("end").GetString(), day) >= 0)
            .GetProperty("id").GetString()!;
        var campaign = await server.Http.GetJson($"/api/v1/campaigns/{id}");
        Assert.Contains("演示", campaign.GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            campaign.GetProperty("plan").EnumerateArray(), one => one.GetProperty("date").GetString() == day);
        Assert.Equal(16, campaign.GetProperty("cities").GetArrayLength());
        Assert.True(campaign.GetProperty("byCity").GetArrayLength() > 10);
        await using var client = await MonitorConnection.Connect(server);
        await client.Subscribe($"campaign/{id}");
        var live = await client.NextUpdate(
            $"campaign/{id}", update => update.GetProperty("changes").TryGetProperty("latest", out _));
        var latest = live.GetProperty("changes").GetProperty("latest")[0];
        Assert.StartsWith("live-", latest.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("demo", latest.GetProperty("source").GetString());
        Assert.Equal("演示数据", latest.GetProperty("note").GetString());
        Assert.Equal(day, latest.GetProperty("date").GetString());
    }

    private static async Task CheckMovedRanking(DashboardServer server, string metric, int year)
    {
        var explanations = await server.Http.GetJson($"/api/v1/rankings/{metric}/explanations?period={year}");
        Assert.Contains(
            explanations.GetProperty("cities").EnumerateArray(),
            city => city.TryGetProperty("change", out var change) && change.GetInt32() > 0
                && city.GetProperty("parts").GetProperty("events").GetDecimal() > 0
                && city.GetProperty("passed").GetArrayLength() > 0
                && city.GetProperty("sentence").GetProperty("zh").GetString()!.Contains('超'));
    }

    private static async Task CheckLights(DashboardServer server, int year)
    {
        var lights = new HashSet<string>();
        var cities = await server.Http.GetJson("/api/v1/cities");
        foreach (var city in cities.EnumerateArray())
        {
            var page = await server.Http.GetJson($"/api/v1/cities/{city.GetProperty("code")}?period={year}");
            foreach (var figure in page.GetProperty("metrics").EnumerateArray())
                if (figure.TryGetProperty("target", out var target) && target.TryGetProperty("light", out var light))
                    lights.Add(light.GetString()!);
        }
        Assert.Equal(["green", "red", "yellow"], lights.Order());
    }

    private static async Task CheckOverdue(DashboardServer server, DateOnly today)
    {
        var unreported = await server.Http.GetJson("/api/v1/reporting");
        var due = DateOnly.ParseExact(
            unreported.GetProperty("due").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.True(due < today, $"{due} is not before {today}");
        var late = unreported.GetProperty("cities").EnumerateArray()
            .Single(city => city.GetProperty("city").GetString() == LateCity);
        Assert.Equal(3, late.GetProperty("metrics").GetArrayLength());
    }

    // Each day of two years has its own past, as it was known at its end.
    private static async Task CheckHistory(DashboardServer server, DateOnly today)
    {
        foreach (var year in new[] { today.Year - 2, today.Year - 1 })
        {
            var totals = new List<decimal>();
            foreach (var month in new[] { 3, 6, 9, 12 })
            {
                var ranking = await server.Http.GetJson(
                    $"/api/v1/rankings/patent.granted?period={year}&asOf={year}-{month:00}-20");
                Assert.InRange(ranking.GetProperty("rows").GetArrayLength(), 15, 16);
                totals.Add(ranking.GetProperty("rows").EnumerateArray()
                    .Sum(row => row.GetProperty("value").GetDecimal()));
            }
            Assert.Equal(totals.Distinct().Order(), totals);
        }
    }

    private static async Task CheckScreens(DashboardServer server)
    {
        var screens = (await server.Http.GetJson("/api/v1/screens")).GetProperty("screens");
        Assert.Equal(2, screens.GetArrayLength());
        Assert.All(screens.EnumerateArray(), screen =>
        {
            Assert.Contains(
                "模拟", screen.GetProperty("screen").GetProperty("name").GetString(), StringComparison.Ordinal);
            Assert.True(screen.GetProperty("status").GetProperty("isLive").GetBoolean());
        });
        var (id, scenes) = (screens[0].GetProperty("id").GetString()!, screens[0].GetProperty("screen"));
        var last = scenes.GetProperty("scenes").EnumerateArray().Last().GetProperty("id").GetString()!;
        await DemoWork.SendOrder(server, id, last);
        await Eventually.BecomesTrue(async () => (await server.Http.GetJson("/api/v1/screens"))
            .GetProperty("screens").EnumerateArray()
            .Single(screen => screen.GetProperty("id").GetString() == id)
            .GetProperty("status").TryGetProperty("scene", out var scene) && scene.GetString() == last);
    }
}
