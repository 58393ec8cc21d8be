using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>Pairs and directs the screens of a server through its REST API.</summary>
internal sealed class ControlRoomClient(DashboardServer server)
{
    /// <summary>A scene of each kind with the content of the demo.</summary>
    public static readonly object[] SampleScenes =
    [
        new { id = "ranking", kind = "ranking", seconds = 30, metric = "patent.invention.granted", period = "2026" },
        new { id = "campaign", kind = "campaign", seconds = 30, campaign = "publicity-week-2025" },
        new { id = "feed", kind = "feed", seconds = 30 },
        new { id = "city", kind = "city", seconds = 30, city = "370300", period = "2024" },
        new { id = "countdown", kind = "countdown", seconds = 30, campaign = NextCampaign },
        new { id = "theme", kind = "theme", seconds = 30, campaign = "publicity-week-2025" },
        new
        {
            id = "notice",
            kind = "notice",
            seconds = 30,
            title = "知识产权惠企政策宣讲会",
            text = "4月24日（周五）下午2时，二楼报告厅。\n扫码报名，额满为止。",
            url = "https://example.org/lecture/2026-04-24",
        },
        new { id = "visit", kind = "visit", seconds = 30, title = "热烈欢迎各位领导莅临指导", text = "山东省知识产权保护中心" },
    ];

    private const string NextCampaign = "publicity-week-next";

    /// <summary>Adds a campaign for the publicity week of next year, from 20 to 26 April.</summary>
    public async Task AddNextCampaign()
    {
        var path = new Uri("/api/v1/reference/campaigns.json", UriKind.Relative);
        var campaigns = JsonNode.Parse(await server.Http.GetStringAsync(path))!.AsArray();
        var year = DateTimeOffset.UtcNow.Year + 1;
        campaigns.Add(new JsonObject
        {
            ["id"] = NextCampaign,
            ["name"] = $"{year}年知识产权宣传周",
            ["nameEn"] = $"IP Publicity Week {year}",
            ["start"] = $"{year}-04-20",
            ["end"] = $"{year}-04-26",
            ["cities"] = new JsonArray(),
            ["plan"] = new JsonArray(),
        });
        using var response = await server.Http.PutAsync(path, new StringContent(campaigns.ToJsonString()));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Pairs a new screen and sets its scenes; returns its id.</summary>
    public async Task<string> PairScreen(string name, string language, params object[] scenes)
    {
        var offer = await SendRequest(HttpMethod.Post, "codes");
        return await PairScreenByCode(offer.GetProperty("code").GetString()!, name, language, scenes);
    }

    /// <summary>Pairs the screen that shows a code and sets its scenes; returns its id.</summary>
    public async Task<string> PairScreenByCode(string code, string name, string language, params object[] scenes)
    {
        var pairing = new { code = string.Concat(code.Where(char.IsAsciiDigit)), name, group = "" };
        var screen = await SendRequest(HttpMethod.Post, "", pairing);
        var id = screen.GetProperty("id").GetString()!;
        await SendRequest(HttpMethod.Put, id, new { version = 1, name, group = "", scenes, language, safeArea = 2 });
        return id;
    }

    /// <summary>Returns the status that a screen last reported, or null.</summary>
    public async Task<JsonElement?> GetStatus(string id)
    {
        var control = await SendRequest(HttpMethod.Get, "");
        return control.GetProperty("screens").EnumerateArray()
            .First(screen => screen.GetProperty("id").GetString() == id)
            .TryGetProperty("status", out var status) ? status : null;
    }

    /// <summary>Removes a screen.</summary>
    public Task RemoveScreen(string id) => SendRequest(HttpMethod.Delete, id);

    /// <summary>Sends an order to screens.</summary>
    public Task SendOrder(object order, params string[] screens) =>
        SendRequest(HttpMethod.Post, "orders", new { screens, order });

    private async Task<JsonElement> SendRequest(HttpMethod method, string path, object? body = null)
    {
        var address = new Uri($"/api/v1/screens/{path}".TrimEnd('/'), UriKind.Relative);
        using var request = new HttpRequestMessage(method, address)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("ApiKey", DashboardServer.Key);
        using var response = await server.Http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return response.StatusCode == HttpStatusCode.NoContent
            ? default
            : await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
