using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Screens;

/// <summary>Screens over REST and the hub of a real server.</summary>
public sealed class ScreenRoutesTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly DashboardServer _server = fixture.Server;

    [Fact]
    public async Task A_paired_screen_receives_its_settings_and_commands_immediately()
    {
        var (_, pairing) = await SendRequest(HttpMethod.Post, "/codes", null);
        var (code, secret) = (pairing.GetProperty("code").GetString()!, pairing.GetProperty("secret").GetString()!);
        Assert.Equal("{}", (await SendRequest(HttpMethod.Post, $"/codes/{code}", new { secret })).Body.GetRawText());
        var (paired, screen) = await SendRequest(HttpMethod.Post, "", new { code, name = "一楼大厅", group = "一楼" }, Key);
        Assert.Equal(HttpStatusCode.OK, paired);
        var id = screen.GetProperty("id").GetString()!;
        using var screenClient = new HttpClient { BaseAddress = _server.Address };
        using (var claimed = await screenClient.PostAsJsonAsync($"/api/v1/screens/codes/{code}", new { secret }))
            Assert.Equal($$"""{"id":"{{id}}"}""", await claimed.Content.ReadAsStringAsync());

        await using var wall = await MonitorConnection.Connect(_server);
        await using var controlRoom = await MonitorConnection.Connect(_server, DashboardServer.Key);
        Assert.Equal(
            "一楼大厅", (await wall.Subscribe($"screen/{id}")).GetProperty("data").GetProperty("name").GetString());
        await controlRoom.Subscribe("screens");
        var (_, orders) = await SendRequest(
            HttpMethod.Post,
            "/orders",
            new { screens = new[] { id, "gone" }, order = new { kind = "show", scene = "feed-1" } },
            Key);
        Assert.Equal(
            (id, "screen_unknown"),
            (orders.GetProperty("obeyed")[0].GetString(),
                orders.GetProperty("refused")[0].GetProperty("code").GetString()));
        Assert.Equal(
            "feed-1", (await wall.NextUpdate($"screen/{id}")).GetProperty("changes").GetProperty("shown").GetString());
        Assert.Equal(
            "feed-1",
            (await controlRoom.NextUpdate("screens"))
                .GetProperty("changes")
                .GetProperty("screens")[0]
                .GetProperty("screen")
                .GetProperty("shown")
                .GetString());
        await SendRequest(
            HttpMethod.Post, "/orders", new { screens = new[] { id }, order = new { kind = "play" } }, Key);
        Assert.Equal(
            JsonValueKind.Null,
            (await wall.NextUpdate($"screen/{id}")).GetProperty("changes").GetProperty("shown").ValueKind);

        var status = new { build = "index-1", scene = "feed-1", isLive = true, width = 1920, height = 1080 };
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await screenClient.PostAsJsonAsync($"/api/v1/screens/{id}/status", status)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendRequest(HttpMethod.Post, $"/{id}/status", status)).Status);
        var screensUpdate = await controlRoom.NextUpdate(
            "screens",
            update => update.GetProperty("changes").GetProperty("screens")[0].TryGetProperty("status", out _));
        Assert.Equal(
            1920,
            screensUpdate.GetProperty("changes")
                .GetProperty("screens")[0]
                .GetProperty("status")
                .GetProperty("width")
                .GetInt32());

        var (stale, problem) = await SendRequest(
            HttpMethod.Put,
            $"/{id}",
            new
            {
                version = 1,
                name = "x",
                group = "",
                scenes = screen.GetProperty("scenes"),
                language = "en",
                safeArea = 0,
            },
            Key);
        Assert.Equal((HttpStatusCode.Conflict, "screen_changed"), (stale, problem.GetProperty("code").GetString()));
        var (statusCode, now) = await SendRequest(
            HttpMethod.Put,
            $"/{id}",
            new
            {
                version = 3,
                name = "x",
                group = "",
                scenes = screen.GetProperty("scenes"),
                language = "en",
                safeArea = 0,
            },
            Key);
        Assert.Equal((HttpStatusCode.OK, "en"), (statusCode, now.GetProperty("language").GetString()));

        Assert.Equal(HttpStatusCode.NoContent, (await SendRequest(HttpMethod.Delete, $"/{id}", null, Key)).Status);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await screenClient.PostAsJsonAsync($"/api/v1/screens/{id}/status", status)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendRequest(HttpMethod.Get, $"/{id}", null)).Status);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "")]
    [InlineData("POST", "/orders")]
    [InlineData("PUT", "/s1")]
    [InlineData("DELETE", "/s1")]
    public async Task The_control_room_requires_an_account(string method, string path)
    {
        var (status, problem) = await SendRequest(new(method), path, method is "GET" or "DELETE" ? null : new { });
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "sign_in_needed"), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task An_invalid_screen_command_is_refused_with_its_field()
    {
        var (status, problem) = await SendRequest(
            HttpMethod.Post, "/orders", new { screens = Array.Empty<string>(), order = new { kind = "play" } }, Key);
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "screens_missing"), (status, problem.GetProperty("code").GetString()));
        (status, problem) = await SendRequest(HttpMethod.Post, "", new { code = "000000", name = "", group = "" }, Key);
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "name_invalid", "name"),
            (status, problem.GetProperty("code").GetString(), problem.GetProperty("field").GetString()));
        (status, _) = await SendRequest(
            HttpMethod.Post, "/orders", new { screens = new[] { "x" }, order = new { kind = "explode" } }, Key);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        (status, problem) = await SendRequest(HttpMethod.Post, "/codes/000000", new { secret = "x" });
        Assert.Equal((HttpStatusCode.NotFound, "code_expired"), (status, problem.GetProperty("code").GetString()));
    }

    private const string Key = $"ApiKey {DashboardServer.Key}";

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendRequest(
        HttpMethod method, string path, object? body, string? authorization = null)
    {
        using var http = new HttpClient { BaseAddress = _server.Address };
        using var request = new HttpRequestMessage(
            method,
            new Uri($"/api/v1/screens{path}", UriKind.Relative))
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        if (authorization is not null) request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }
}
