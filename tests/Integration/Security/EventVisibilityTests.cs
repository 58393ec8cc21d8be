using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Dashboard.Security;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.SignalR;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>A topic and its REST address show single events to the same callers.</summary>
public sealed class EventVisibilityTests
{
    private const string Campaign = "publicity-week-2025";

    [Fact]
    public async Task Single_events_are_shown_to_the_readers_of_the_event_list_only()
    {
        await using var server = await DashboardHost.StartPrivate(
            "--Security:Public:0=Figures", "--Security:Public:1=Campaigns", "--Security:Public:2=Screens");
        using var admin = await ApiClient.CreateAdmin(server);
        using var bureau = await admin.CreateAccountAndSignIn(server, "zibo", Roles.Bureau, "370300");
        using var reader = await admin.CreateReadingKeyClient();
        using var campaignReader = await admin.CreateReadingKeyClient([], "campaign/");
        using var feedReader = await admin.CreateReadingKeyClient([], "campaign/", "feed");
        using var anonymous = new ApiClient(server.Address);
        using var reporter = new ApiClient(server.Address, DashboardServer.Key);
        using var _ = await reporter.Http.PostEvents(Event("z1", "370300"), Event("j1", "370100"));

        foreach (var (name, client, expected) in new[]
        {
            ("province", admin, "j1 z1"), ("bureau", bureau, "z1"), ("key", reader, "j1 z1"),
            ("feed key", feedReader, "j1 z1"), ("campaign key", campaignReader, ""), ("anonymous", anonymous, ""),
        })
        {
            var campaign = await client.Http.GetJson($"/api/v1/campaigns/{Campaign}");
            Assert.Equal((name, expected), (name, Ids(campaign, "latest")));
            Assert.Equal(2, campaign.GetProperty("totals")[0].GetProperty("value").GetInt32());
            await using var hub = await MonitorConnection.Connect(server, client);
            var topic = await hub.Subscribe($"campaign/{Campaign}");
            Assert.Equal((name, expected), (name, Ids(topic.GetProperty("data"), "latest")));

            using var list = await client.Http.GetAsync("/api/v1/events?city=370300");
            var feed = await Subscribe(hub, "feed");
            Assert.Equal(
                (name, list.StatusCode == HttpStatusCode.OK, expected),
                (name, feed is not null, feed is { } data ? Ids(data, "events") : ""));
        }
    }

    [Fact]
    public async Task A_paired_screen_sees_the_events_of_its_scenes_only()
    {
        await using var server = await DashboardHost.StartPrivate(
            "--Security:Public:0=Figures", "--Security:Public:1=Campaigns");
        using var admin = await ApiClient.CreateAdmin(server);
        using var reporter = new ApiClient(server.Address, DashboardServer.Key);
        using var _ = await reporter.Http.PostEvents(Event("z1", "370300"));
        var (screen, id) = await admin.PairScreen();
        using var __ = screen;
        await SetScene(admin, id, new { id = "r", kind = "ranking", seconds = 30, metric = "pledge.count" });
        await using var hub = await MonitorConnection.Connect(server, screen);
        Assert.Null(await Subscribe(hub, $"campaign/{Campaign}"));
        Assert.Null(await Subscribe(hub, "feed"));
        Assert.Equal("", Ids(await screen.Http.GetJson($"/api/v1/campaigns/{Campaign}"), "latest"));

        await SetScene(admin, id, new { id = "c", kind = "campaign", seconds = 30, campaign = Campaign });
        Assert.Equal("z1", Ids((await Subscribe(hub, $"campaign/{Campaign}"))!.Value, "latest"));
    }

    private static async Task<JsonElement?> Subscribe(MonitorConnection hub, string topic)
    {
        try
        {
            return (await hub.Subscribe(topic)).GetProperty("data");
        }
        catch (HubException refusal)
        {
            Assert.Contains("not_allowed", refusal.Message);
            return null;
        }
    }

    private static async Task SetScene(ApiClient admin, string id, object scene)
    {
        var version = (await admin.Http.GetJson("/api/v1/screens")).GetProperty("screens").EnumerateArray()
            .Single(one => one.GetProperty("id").GetString() == id)
            .GetProperty("screen").GetProperty("version").GetInt32();
        using var stored = await admin.Http.PutAsJsonAsync(
            $"/api/v1/screens/{id}",
            new { version, name = "大厅", group = "", language = "zh-CN", safeArea = 2, scenes = new[] { scene } });
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync());
    }

    private static string Ids(JsonElement data, string list) => string.Join(' ', data.GetProperty(list).EnumerateArray()
        .Select(row => row.GetProperty("id").GetString()).Order(StringComparer.Ordinal));

    private static object Event(string id, string city) => new
    {
        id,
        city,
        source = "s",
        metric = "pledge.count",
        value = 1,
        date = "2025-04-21",
        campaign = Campaign,
        note = "说明",
    };
}
