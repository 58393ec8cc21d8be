using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Demo;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_is_labelled_fills_every_city_and_keeps_the_published_figures()
    {
        await using var server = await DashboardHost.Start("--demo");
        Assert.True((await server.Http.GetJson("/api/v1/about")).GetProperty("demo").GetBoolean());
        var year = $"{DateTime.UtcNow.AddHours(8).Year}";
        await using var client = await MonitorConnection.Connect(server);
        await client.Subscribe($"province/{year}");
        for (var rows = 0; rows < 16;)
        {
            await client.NextUpdate($"province/{year}");
            rows = (await server.Http.GetJson($"/api/v1/rankings/pledge.amount?period={year}"))
                .GetProperty("rows").GetArrayLength();
        }
        await client.Subscribe("feed");
        var live = await client.NextUpdate(
            "feed",
            update => update.GetProperty("changes")
                .GetProperty("events")[0]
                .GetProperty("id")
                .GetString()!
                .StartsWith("live-", StringComparison.Ordinal));
        Assert.Equal("演示数据", live.GetProperty("changes").GetProperty("events")[0].GetProperty("note").GetString());
        Assert.DoesNotContain("was refused", server.Output, StringComparison.Ordinal);
        var zibo = await server.Http.GetJson("/api/v1/cities/370300?period=2024");
        Assert.Equal(2_130_000_000m, zibo.GetProperty("metrics").EnumerateArray()
            .Single(figure => figure.GetProperty("metric").GetString() == "pledge.amount")
            .GetProperty("value")
            .GetDecimal());
    }

    [Fact]
    public async Task The_demo_sets_labelled_targets_of_each_kind_once_with_all_three_lights()
    {
        await using var server = await DashboardHost.Start("--demo");
        while ((await Zibo()).GetProperty("metrics").GetArrayLength() < 50) await Task.Delay(200);
        Assert.All(
            await Targets(),
            row => Assert.EndsWith(
                row.StartsWith("370000", StringComparison.Ordinal) ? "以上" : "演示目标", row, StringComparison.Ordinal));
        var targetRows = (await Zibo())
            .GetProperty("metrics")
            .EnumerateArray()
            .Where(figure => figure.TryGetProperty("target", out _))
            .Select(figure => figure.GetProperty("target"))
            .ToList();
        Assert.Equal(
            ["benchmark", "floor", "reach"],
            targetRows.Select(target => target.GetProperty("goal").GetString()).Distinct().Order());
        Assert.Equal(
            ["green", "red", "yellow"],
            targetRows.Select(target => target.TryGetProperty("light", out var light) ? light.GetString() : null)
                .OfType<string>().Distinct().Order());

        // Targets that a user set are kept.
        var shipped = string.Join(
            '\n', (await Targets()).Where(row => !row.EndsWith("演示目标", StringComparison.Ordinal)));
        using (var stored = await server.Http.PutAsync(
            new Uri("/api/v1/reference/targets.csv", UriKind.Relative),
            new StringContent($"{await Head()}\n{shipped}\n370300,pledge.count,2024,reach,40,,,,\n")))
            stored.EnsureSuccessStatusCode();
        await server.Restart();
        // A new event shows that the start is complete.
        for (var before = await Newest(); await Newest() == before;) await Task.Delay(100);
        Assert.DoesNotContain(await Targets(), row => row.EndsWith("演示目标", StringComparison.Ordinal));

        async Task<string?> Newest() =>
            (await server.Http.GetJson("/api/v1/events")).GetProperty("events")[0].GetProperty("id").GetString();
        async Task<string> Text() =>
            await server.Http.GetStringAsync(new Uri("/api/v1/reference/targets.csv", UriKind.Relative));
        async Task<string> Head() => (await Text()).Split('\n')[0];
        async Task<List<string>> Targets() =>
            [
                .. (await Text())
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1)
            ];
        async Task<System.Text.Json.JsonElement> Zibo() =>
            await server.Http.GetJson("/api/v1/cities/370300?period=2024");
    }
}
