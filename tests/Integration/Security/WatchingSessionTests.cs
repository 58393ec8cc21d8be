using System.Net.Http.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Sessions of users that only watch become idle; the live connection ends with the session.</summary>
public sealed class WatchingSessionTests(AccountServerFixture fixture) : AccountServerTestBase(fixture)
{
    [Fact]
    public async Task Watching_is_no_activity_and_the_connection_ends_with_the_idle_session()
    {
        using var watcher = await Admin.CreateAccountAndSignIn(Server, "watcher", "auditor");
        using var worker = await Admin.CreateAccountAndSignIn(Server, "worker", "auditor");
        using var checking = await Admin.CreateAccountAndSignIn(Server, "check", "auditor");
        var (screen, screenId) = await Admin.PairScreen();
        using var _ = screen;
        await using var wall = await MonitorConnection.Connect(Server, screen);
        await wall.Subscribe($"screen/{screenId}");
        await using var working = await MonitorConnection.Connect(Server, worker);
        await working.Subscribe("feed");
        await using var watching = await MonitorConnection.Connect(Server, watcher);
        await watching.Subscribe("feed");

        // Later than the time stamp of the last use is renewed (5 minutes).
        Server.Clock.Offset += TimeSpan.FromMinutes(119);
        await using (var again = await MonitorConnection.Connect(Server, watcher)) await again.Subscribe("feed");
        using var refresh = new HttpRequestMessage(HttpMethod.Get, "/api/v1/metrics");
        refresh.Headers.Add("X-Background", "true");
        using (var refreshed = await watcher.Http.SendAsync(refresh)) Assert.True(refreshed.IsSuccessStatusCode);
        using (var used = await worker.Http.GetAsync("/api/v1/metrics")) Assert.True(used.IsSuccessStatusCode);
        await WaitForCheck();

        Server.Clock.Offset += TimeSpan.FromMinutes(2);
        await watching.Closed;
        Assert.False((await watcher.GetSession()).TryGetProperty("session", out var _));
        await WaitForCheck();
        await working.Subscribe("province/2024");
        await wall.Subscribe($"screen/{screenId}");
    }

    [Theory]
    [InlineData("sign-out")]
    [InlineData("another sign-in")]
    [InlineData("new role")]
    [InlineData("disabled")]
    public async Task The_connection_ends_with_the_session(string reason)
    {
        var name = reason.Replace(' ', '-');
        using var user = await Admin.CreateAccountAndSignIn(Server, name, "auditor");
        await using var live = await MonitorConnection.Connect(Server, user);
        await live.Subscribe("feed");
        using var response = reason switch
        {
            "sign-out" => await user.Http.DeleteAsync("/api/v1/session"),
            "another sign-in" => await user.SignIn("admin", DashboardServer.AdminPassword),
            "new role" => await Update("organizer", disabled: false),
            _ => await Update("auditor", disabled: true),
        };
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        await live.Closed;

        Task<HttpResponseMessage> Update(string role, bool disabled) => Admin.Http.PutAsJsonAsync(
            $"/api/v1/accounts/{name}", new { title = name, role, isDisabled = disabled });
    }

    [Fact]
    public async Task The_connection_ends_with_the_API_key()
    {
        using var client = await Admin.CreateApiKeyClient(["board"], []);
        var keys = await Admin.Http.GetJson("/api/v1/keys");
        await using var live = await MonitorConnection.Connect(Server, client);
        var id = keys.EnumerateArray().Single().GetProperty("id").GetString();
        using var revoked = await Admin.Http.DeleteAsync($"/api/v1/keys/{id}");
        Assert.True(revoked.IsSuccessStatusCode, await revoked.Content.ReadAsStringAsync());
        await live.Closed;
    }

    [Fact]
    public async Task A_screen_and_a_desk_in_one_browser_connect_each_as_themselves()
    {
        var (browser, screenId) = await Admin.PairScreen();
        using var _ = browser;
        using var user = await Admin.CreateAccountAndSignIn(Server, "desk", "bureau", "370300");
        using var signedIn = await browser.SignIn("desk", ApiClient.Password);
        Assert.True(signedIn.IsSuccessStatusCode);
        await using var wall = await MonitorConnection.Connect(Server, browser, "credential=screen");
        await wall.Subscribe($"screen/{screenId}");
        await using var desk = await MonitorConnection.Connect(Server, browser, "account=desk");
        await desk.Subscribe("feed");
        Assert.Contains("not_allowed", await desk.SubscribeExpectingError($"screen/{screenId}"));
        using var signedOut = await browser.Http.DeleteAsync("/api/v1/session");
        await desk.Closed;
        await wall.Subscribe($"screen/{screenId}");
        // The screen remains, but it is not the account that the page of the desk names.
        using var other = await browser.SignIn("admin", DashboardServer.AdminPassword);
        await using var later = await MonitorConnection.Connect(Server, browser, "account=desk");
        Assert.Contains("not_allowed", await later.SubscribeExpectingError("screens"));
    }

    // The server verifies the credentials of a connection every two seconds.
    private async Task WaitForCheck()
    {
        using var user = await ApiClient.CreateSignedIn(Server, "check", ApiClient.Password);
        await using var live = await MonitorConnection.Connect(Server, user);
        using var ended = await user.Http.DeleteAsync("/api/v1/session");
        await live.Closed;
    }
}
