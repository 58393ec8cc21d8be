using System.Text.Json;
using IpMonitor.Dashboard.Security;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>A correction that names an event of another city before it arrives reveals nothing of it.</summary>
public sealed class EventScopeTests
{
    [Fact]
    public async Task An_early_correction_of_another_city_s_event_reveals_nothing_and_is_void()
    {
        // Its disposal verifies the store.
        await using var server = await DashboardHost.StartPrivate();
        using var admin = await ApiClient.CreateAdmin(server);
        using var reporter = new ApiClient(server.Address, DashboardServer.Key);
        using var zibo = await admin.CreateAccountAndSignIn(server, "zibo", Roles.Bureau, "370300");
        using var jinan = await admin.CreateAccountAndSignIn(server, "jinan", Roles.Bureau, "370100");
        await Report(Event("w", "370300", new { op = "withdraw", target = "x" }));
        await Report(Event("r", "370300", new { op = "replace", value = 1, target = "y" }));
        Assert.Equal("waiting", (await GetRows(zibo, "w"))[0].GetProperty("state").GetString());
        await Report(Event("x", "370100", new { value = 4711, note = "机密说明" }));
        await Report(Event("y", "370100", new { value = 4712, note = "机密说明" }));

        foreach (var id in (string[])["w", "r"])
        {
            var own = Assert.Single(await GetRows(zibo, id));
            Assert.Equal((id, "void"), (own.GetProperty("id").GetString(), own.GetProperty("state").GetString()));
        }
        var corrections = await zibo.Http.GetJson("/api/v1/cities/370300/corrections");
        Assert.Equal(2, corrections.GetProperty("corrections").GetArrayLength());
        Assert.All(corrections.GetProperty("corrections").EnumerateArray(), row =>
        {
            Assert.False(row.TryGetProperty("corrected", out _));
            Assert.Equal("void", row.GetProperty("event").GetProperty("state").GetString());
        });
        foreach (var path in (string[])["events?city=370300", "events.csv?city=370300",
            "events?city=370300&metric=pledge.count&period=2025", "cities/370300/corrections",
            "events/history?source=s&id=w", "submissions"])
        {
            var text = await (await zibo.Http.GetAsync($"/api/v1/{path}")).Content.ReadAsStringAsync();
            Assert.DoesNotContain("机密说明", text);
            Assert.DoesNotContain("471", text);
        }
        using var key = await admin.CreateReadingKeyClient(["370300"]);
        foreach (var path in (string[])["cities/370300/corrections", "events/history?source=s&id=w"])
        {
            using var read = await key.Http.GetAsync($"/api/v1/{path}");
            Assert.True(read.IsSuccessStatusCode, $"{path}: {read.StatusCode}");
            Assert.DoesNotContain("471", await read.Content.ReadAsStringAsync());
        }
        using var refused = await zibo.Http.GetAsync("/api/v1/events/history?source=s&id=x");
        Assert.Equal((403, "city_not_yours"), await refused.ReadProblem());

        // The other city sees its own event, which counts and can be corrected.
        Assert.Equal(["x"], (await GetRows(jinan, "x")).Select(row => row.GetProperty("id").GetString()));
        await Report(Event("x2", "370100", new { op = "withdraw", target = "x" }));
        Assert.Equal(2, (await GetRows(jinan, "x")).Count);
        Assert.Equal(4712, (await jinan.Http.GetJson("/api/v1/figures/pledge.count?city=370100&period=2025"))
            .GetProperty("value").GetInt32());
        // An event that is not stored shows the caller's corrections of it only.
        await Report(Event("early", "370100", new { op = "withdraw", target = "never" }));
        using var unknown = await zibo.Http.GetAsync("/api/v1/events/history?source=s&id=never");
        Assert.Equal((404, "event_unknown"), await unknown.ReadProblem());
        Assert.Single(await GetRows(jinan, "never"));

        async Task Report(Dictionary<string, object?> fields)
        {
            using var response = await reporter.Http.PostEvents(fields);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    private static async Task<IReadOnlyList<JsonElement>> GetRows(ApiClient client, string id) =>
        [.. (await client.Http.GetJson($"/api/v1/events/history?source=s&id={id}")).EnumerateArray()];

    private static Dictionary<string, object?> Event(string id, string city, object more) => JsonSerializer
        .SerializeToElement(more)
        .EnumerateObject()
        .Select(member => KeyValuePair.Create(member.Name, (object?)member.Value))
        .Concat([new("id", id), new("source", "s"), new("city", city), new("metric", "pledge.count"),
            new("date", "2025-01-02")])
        .ToDictionary();
}
