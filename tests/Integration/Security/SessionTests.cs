using System.Net;
using System.Net.Http.Json;
using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Accounts;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Sign-in, sign-out and sessions on a server that requires an account.</summary>
public sealed class SessionTests(AccountServerFixture fixture) : AccountServerTestBase(fixture)
{
    [Fact]
    public async Task The_session_cookie_is_HttpOnly_and_SameSite_Strict()
    {
        using var client = new ApiClient(Server.Address);
        using var response = await client.SignIn(" Admin ", DashboardServer.AdminPassword);
        foreach (var cookie in response.Headers.GetValues("Set-Cookie").Select(one => one.Split("; ")))
        {
            Assert.Contains("httponly", cookie);
            Assert.Contains("samesite=strict", cookie);
            Assert.Contains("path=/", cookie);
        }
        Assert.Equal("province", (await client.GetSession()).GetProperty("role").GetString());
    }

    [Fact]
    public async Task A_session_is_recognized_beside_a_proxy_s_Basic_credentials()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/session");
        request.Headers.Authorization = new("Basic", "eDp4");
        using var response = await Admin.Http.SendAsync(request);
        Assert.Equal("admin", (await response.ReadJson()).GetProperty("name").GetString());
        Assert.True((await response.ReadJson()).TryGetProperty("session", out _));
    }

    [Fact]
    public async Task A_refused_sign_in_does_not_reveal_account_names()
    {
        using var client = new ApiClient(Server.Address);
        var wrong = await (await client.SignIn("admin", "not the password")).ReadJson();
        var unknown = await (await client.SignIn("nobody", "not the password")).ReadJson();
        Assert.Equal(
            ("sign_in_refused", wrong.GetProperty("detail").GetString()),
            (unknown.GetProperty("code").GetString(), unknown.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_an_account_until_its_password_is_reset()
    {
        using var _ = await Admin.CreateAccountAndSignIn(Server, "locked", "reviewer");
        using var client = new ApiClient(Server.Address);
        await Task.WhenAll(
            Enumerable.Range(0, 8).Select(async _ => (await client.SignIn("locked", "guess")).Dispose()));
        Assert.Equal((401, "sign_in_refused"), await (await client.SignIn("locked", ApiClient.Password)).ReadProblem());

        var password = (await (await Admin.Http.PostAsync("/api/v1/accounts/locked/password", null)).ReadJson())
            .GetProperty("password").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await client.SignIn("locked", password)).StatusCode);
    }

    [Fact]
    public async Task A_new_account_may_only_change_its_password()
    {
        var password = await Admin.CreateAccount("newcomer", "reviewer");
        using var client = await ApiClient.CreateSignedIn(Server, "newcomer", password);
        Assert.Equal((403, "not_allowed"), await (await client.Http.GetAsync("/api/v1/metrics")).ReadProblem());
        Assert.Equal(
            (422, "password_length"),
            await (await client.Http.PutAsJsonAsync(
                "/api/v1/session/password", new { before = password, password = "short" })).ReadProblem());
        Assert.Equal(
            (422, "password_common"),
            await (await client.Http.PutAsJsonAsync(
                "/api/v1/session/password", new { before = password, password = "1qaz2wsx3edc4rfv" })).ReadProblem());
        Assert.Equal(
            (422, "password_like_name"),
            await (await client.Http.PutAsJsonAsync(
                "/api/v1/session/password", new { before = password, password = "I am the NewComer" })).ReadProblem());
        Assert.Equal(
            (422, "password_wrong"),
            await (await client.Http.PutAsJsonAsync(
                "/api/v1/session/password", new { before = "x", password = ApiClient.Password })).ReadProblem());
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await client.Http.PutAsJsonAsync(
                "/api/v1/session/password", new { before = password, password = ApiClient.Password })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync("/api/v1/metrics")).StatusCode);
    }

    [Fact]
    public async Task An_ended_session_is_refused_and_its_live_connection_closed()
    {
        using var client = await Admin.CreateAccountAndSignIn(Server, "ended", "auditor");
        await using var live = await MonitorConnection.Connect(Server, client);
        await live.Subscribe("feed");
        Assert.Equal(
            1,
            (await (await Admin.Http.DeleteAsync("/api/v1/accounts/ended/sessions")).ReadJson())
                .GetProperty("ended").GetInt32());
        Assert.Equal(401, (int)(await client.Http.GetAsync("/api/v1/metrics")).StatusCode);
        await live.Closed;
    }

    [Fact]
    public async Task A_role_change_takes_effect_at_once_and_the_last_administrator_is_kept()
    {
        using var client = await Admin.CreateAccountAndSignIn(Server, "moved", "reviewer");
        Assert.Equal(
            HttpStatusCode.OK,
            (await Admin.Http.PutAsJsonAsync(
                "/api/v1/accounts/moved", new { title = "调岗", role = "organizer" })).StatusCode);
        Assert.Equal(401, (int)(await client.Http.GetAsync("/api/v1/metrics")).StatusCode);
        // No administrator demotes itself, and the grain keeps the last one if two demote each other.
        Assert.Equal(
            (403, "own_account"),
            await (await Admin.Http.PutAsJsonAsync("/api/v1/accounts/admin", new { title = "管理员", role = "auditor" }))
                .ReadProblem());
        var accounts = Server.Services.GetRequiredService<IdentityGrains>().Accounts;
        Assert.Equal(
            "account_last_administrator",
            (await accounts.Update("admin", new("管理员", Role.Auditor, null, null, false))).Error!.Code);
        Assert.Equal(
            (422, "account_city_missing"),
            await (await Admin.Http.PostAsJsonAsync(
                "/api/v1/accounts", new { name = "zb", title = "淄博", role = "bureau" })).ReadProblem());
        Assert.Equal(
            (422, "account_name_taken"),
            await (await Admin.Http.PostAsJsonAsync(
                "/api/v1/accounts", new { name = " ADMIN", title = "又一个", role = "auditor" })).ReadProblem());
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://example.org")]
    public async Task Cross_site_requests_that_change_state_are_refused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/session");
        request.Headers.Add(header, value);
        Assert.Equal((403, "other_origin"), await (await Admin.Http.SendAsync(request)).ReadProblem());
        using var hub = new HttpRequestMessage(HttpMethod.Post, "/hubs/monitor/negotiate");
        hub.Headers.Add(header, value);
        Assert.Equal((403, "other_origin"), await (await Admin.Http.SendAsync(hub)).ReadProblem());
        Assert.Equal("admin", (await Admin.GetSession()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Sign_in_attempts_are_limited_per_address()
    {
        await using var strict = await DashboardHost.StartPrivate("--Security:SignInAttemptsPerAddress=3");
        using var client = new ApiClient(strict.Address);
        for (var i = 0; i < 3; i++) Assert.Equal(401, (int)(await client.SignIn($"somebody{i}", "guess")).StatusCode);
        using var refused = await client.SignIn("admin", DashboardServer.AdminPassword);
        Assert.Equal((429, "too_many_requests"), await refused.ReadProblem());
        Assert.Equal("60", Assert.Single(refused.Headers.GetValues("Retry-After")));
    }

    [Fact]
    public async Task A_removed_screen_is_refused_and_disconnected()
    {
        var (screen, id) = await Admin.PairScreen();
        using var _ = screen;
        await using var live = await MonitorConnection.Connect(Server, screen);
        await live.Subscribe($"screen/{id}");
        Assert.Equal(HttpStatusCode.NoContent, (await Admin.Http.DeleteAsync($"/api/v1/screens/{id}")).StatusCode);
        Assert.Equal(401, (int)(await screen.Http.GetAsync("/api/v1/metrics")).StatusCode);
        await live.Closed;
    }

    [Fact]
    public async Task Log_and_API_output_contain_no_secret()
    {
        // A separate process: its console output is checked too, with all properties of each line.
        await using var server = await DashboardProcess.Start(
            new TestServerOptions
            {
                IsPublic = false,
                Arguments = ["--IPM_LOGS=json", "--Serilog:MinimumLevel:Default=Debug"],
            });
        using var admin = await ApiClient.CreateAdmin(server);
        var password = await admin.CreateAccount("quiet", "auditor");
        using var keyClient = await admin.CreateApiKeyClient(["quiet"], []);
        using var client = new ApiClient(server.Address);
        using var wrong = await client.SignIn("quiet", "a wrong password that was typed");
        Assert.True(await server.WaitForOutput("\"@l\":\"Debug\""), server.Output);
        var output = server.Output + await admin.Http.GetStringAsync("/api/v1/audit")
            + await admin.Http.GetStringAsync("/api/v1/accounts") + await admin.Http.GetStringAsync("/api/v1/keys");
        foreach (var secret in (string[])[
            password, keyClient.Http.DefaultRequestHeaders.Authorization!.Parameter!, "a wrong password",
            DashboardServer.AdminPassword, .. admin.CookieValues
        ])
            Assert.DoesNotContain(secret, output);
    }
}
