namespace IpMonitor.Tests.Server;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_says_so_fills_every_city_and_moves_and_keeps_the_published_figures()
    {
        await using var server = await DashboardProcess.Start(withKey: true, "--demo");
        Assert.True((await server.Http.Get("/api/v1/about")).GetProperty("demo").GetBoolean());
        var year = $"{DateTime.UtcNow.AddHours(8).Year}";
        await using var client = await HubClient.Connect(server);
        await client.Subscribe($"province/{year}");
        for (var rows = 0; rows < 16;)
        {
            await client.Pushed("update");
            rows = (await server.Http.Get($"/api/v1/rankings/pledge.amount?period={year}")).GetProperty("rows").GetArrayLength();
        }
        await client.Subscribe("feed");
        var live = await client.Pushed("update", told => told.GetProperty("topic").GetString() == "feed"
            && told.GetProperty("changes").GetProperty("events")[0].GetProperty("id").GetString()!.StartsWith("live-", StringComparison.Ordinal));
        Assert.Equal("演示数据", live.GetProperty("changes").GetProperty("events")[0].GetProperty("note").GetString());
        Assert.DoesNotContain("was refused", server.Output, StringComparison.Ordinal);
        var zibo = await server.Http.Get("/api/v1/cities/370300?period=2024");
        Assert.Equal(2_130_000_000m, zibo.GetProperty("metrics").EnumerateArray()
            .Single(figure => figure.GetProperty("metric").GetString() == "pledge.amount").GetProperty("value").GetDecimal());
    }
}
