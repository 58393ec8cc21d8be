using System.Net;
using System.Net.Http.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>API keys of machines.</summary>
public sealed class ApiKeyTests(AccountServerFixture fixture) : AccountServerTestBase(fixture)
{
    [Fact]
    public async Task A_key_reports_only_its_sources_and_cities()
    {
        using var keyClient = await Admin.CreateApiKeyClient(["zibo-system"], ["370300"]);
        using var response = await keyClient.Http.PostEvents(
            Event("1"), Event("2") with { Source = "other" }, Event("3") with { City = "370100" });
        var result = await response.ReadJson();
        Assert.Equal(1, result.GetProperty("accepted").GetInt32());
        Assert.Equal([(2, "source_not_yours"), (3, "city_not_yours")],
            result.GetProperty("rejected")
                .EnumerateArray()
                .Select(row => (row.GetProperty("row").GetInt32(), row.GetProperty("code").GetString()!)));
    }

    [Fact]
    public async Task A_rotated_key_works_for_its_grace_period_and_a_revoked_one_not_at_all()
    {
        using var keyClient = await Admin.CreateApiKeyClient(["rotated"], []);
        var id = (await Admin.Http.GetJson("/api/v1/keys")).EnumerateArray()
            .Single(key => key.GetProperty("sources")[0].GetString() == "rotated").GetProperty("id").GetString();
        var second = await Rotate(id!, 1);
        foreach (var client in (ApiClient[])[keyClient, second])
            Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync("/api/v1/metrics")).StatusCode);
        var third = await Rotate(id!, 0);
        foreach (var (client, status) in ((ApiClient, int)[])[
            (keyClient, 401), (second, 401), (third, 200)
        ]) Assert.Equal(
            status, (int)(await client.Http.GetAsync("/api/v1/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await Admin.Http.DeleteAsync($"/api/v1/keys/{id}")).StatusCode);
        Assert.Equal((401, "key_wrong"), await (await third.Http.PostEvents(Event("1"))).ReadProblem());
    }

    [Fact]
    public async Task Requests_are_limited_per_key()
    {
        using ApiClient busy = await Admin.CreateApiKeyClient(
            ["a"], [], perMinute: 2), other = await Admin.CreateApiKeyClient(["b"], []);
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await busy.Http.GetAsync("/api/v1/metrics")).StatusCode);
        Assert.Equal((429, "too_many_requests"), await (await busy.Http.GetAsync("/api/v1/metrics")).ReadProblem());
        Assert.Equal(HttpStatusCode.OK, (await other.Http.GetAsync("/api/v1/metrics")).StatusCode);
    }

    [Fact]
    public async Task Invalid_key_settings_are_refused_with_their_codes()
    {
        foreach (var (code, body) in new (string, object)[]
        {
            ("key_name_invalid", new { name = "", sources = new[] { "s" } }),
            ("key_sources_invalid", new { name = "n" }),
            ("key_cities_invalid", new { name = "n", sources = new[] { "s" }, cities = new[] { "999999" } }),
            ("key_rate_invalid", new { name = "n", sources = new[] { "s" }, perMinute = 0 }),
            ("key_sources_invalid", new { name = "n", sources = new[] { "s" }, scopes = new[] { "read" } }),
            ("key_sources_invalid", new { name = "n", scopes = Array.Empty<string>() }),
            ("key_topics_invalid", new { name = "n", sources = new[] { "s" }, topics = new[] { "feed" } }),
            ("key_topics_invalid", new { name = "n", scopes = new[] { "read" }, topics = new[] { "screens" } }),
            ("key_until_invalid", new { name = "n", sources = new[] { "s" }, until = "2020-01-01T00:00:00+08:00" }),
        })
            Assert.Equal((422, code), await (await Admin.Http.PostAsJsonAsync("/api/v1/keys", body)).ReadProblem());
    }

    [Fact]
    public async Task Keys_and_sessions_survive_a_restart_and_are_stored_as_hashes()
    {
        await using var server = await DashboardProcess.Start(new TestServerOptions { IsPublic = false });
        using var admin = await ApiClient.CreateAdmin(server);
        using var keyClient = await admin.CreateApiKeyClient(["s"], []);
        await server.Restart();
        Assert.Equal(HttpStatusCode.OK, (await keyClient.Http.GetAsync("/api/v1/metrics")).StatusCode);
        Assert.Equal("admin", (await admin.GetSession()).GetProperty("name").GetString());
        await server.Stop();
        foreach (var file in Directory.EnumerateFiles(server.DataFolder))
        {
            var content = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain(keyClient.Http.DefaultRequestHeaders.Authorization!.Parameter!, content);
            Assert.All(admin.CookieValues, token => Assert.DoesNotContain(token, content));
            Assert.DoesNotContain(DashboardServer.AdminPassword, content);
        }
    }

    private async Task<ApiClient> Rotate(string id, int hours)
    {
        using var response = await Admin.Http.PostAsync($"/api/v1/keys/{id}/rotate?hours={hours}", null);
        return new(Server.Address, (await response.ReadJson()).GetProperty("secret").GetString());
    }

    private static Row Event(string id) => new(id, "zibo-system", "370300", "pledge.count", 1, "2025-01-02");

    private sealed record Row(string Id, string Source, string City, string Metric, decimal Value, string Date);
}
