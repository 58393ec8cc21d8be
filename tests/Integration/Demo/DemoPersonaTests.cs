using System.Net;
using System.Net.Http.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Demo;

/// <summary>The sign-in as a persona without a password.</summary>
public sealed class DemoPersonaTests
{
    private const string Path = "/api/v1/demo/session";

    // Without it, a forwarded request is refused before the route.
    private const string PlainHttp = "--Security:AllowPlainHttp=true";

    [Fact]
    public async Task A_persona_signs_in_from_the_same_machine_only()
    {
        await using var server = await DashboardHost.Start("--demo", PlainHttp);
        foreach (var (persona, role, city) in new[]
        {
            ("leader", "auditor", null), ("clerk", "bureau", "370700"), ("reviewer", "reviewer", null),
            ("organizer", "organizer", null), ("administrator", "province", (string?)null),
        })
        {
            using var client = await DemoWork.SignIn(server, persona);
            var session = await client.GetSession();
            Assert.Equal(role, session.GetProperty("role").GetString());
            Assert.Equal(city, session.TryGetProperty("city", out var own) ? own.GetString() : null);
            Assert.Contains("演示", session.GetProperty("title").GetString(), StringComparison.Ordinal);
            Assert.True(session.GetProperty("demoHere").GetBoolean());
        }

        Assert.Equal((404, "not_found"), await Post(server, persona: "intruder"));
        Assert.Equal((404, "not_found"), await Post(server, ("X-Forwarded-For", "203.0.113.7")));
        Assert.Equal((404, "not_found"), await Post(server, ("Forwarded", "for=203.0.113.7")));
        // A site of another name that resolves to this machine is of the same origin.
        Assert.Equal(
            (404, "not_found"), await Post(server, ("Host", "rebound.example"), ("Origin", "http://rebound.example")));
        Assert.Equal((403, "other_origin"), await Post(server, ("Origin", "https://other.example")));
        Assert.Equal((403, "other_origin"), await Post(server, ("Sec-Fetch-Site", "cross-site")));
        using var stranger = new ApiClient(server.Address);
        // Nor are the pages and the control room open under that name.
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/api/v1/screens");
        rebound.Headers.Host = "rebound.example";
        using var refused = await stranger.Http.SendAsync(rebound);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        // The accounts have no password.
        using var signedIn = await stranger.SignIn("demo-administrator", "");
        Assert.Equal(HttpStatusCode.Unauthorized, signedIn.StatusCode);
    }

    [Fact]
    public async Task Without_the_demo_there_is_no_persona()
    {
        await using var server = await DashboardHost.Start(PlainHttp);
        Assert.Equal((404, "not_found"), await Post(server));
        Assert.Equal((404, "not_found"), await Post(server, ("X-Forwarded-For", "203.0.113.7")));
        using var client = new ApiClient(server.Address);
        Assert.False((await client.GetSession()).GetProperty("demoHere").GetBoolean());
    }

    private static Task<(int Status, string? Code)> Post(
        DashboardServer server, params (string Name, string Value)[] headers) => Post(server, "administrator", headers);

    private static async Task<(int Status, string? Code)> Post(
        DashboardServer server, string persona, params (string Name, string Value)[] headers)
    {
        using var client = new ApiClient(server.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = JsonContent.Create(new { persona }),
        };
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await client.Http.SendAsync(request);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        return await response.ReadProblem();
    }
}
