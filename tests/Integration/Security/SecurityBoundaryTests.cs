using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using IpMonitor.Dashboard.Security;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.Http;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Attempts to exceed the permissions of an account or to misuse its session.</summary>
public sealed class SecurityBoundaryTests : IAsyncLifetime
{
    private DashboardServer _server = null!;
    private ApiClient _admin = null!;
    private ApiClient _bureau = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DashboardHost.StartPrivate(
            "--Security:SignInAttemptsPerAddress=100000",
            "--Security:PairingCodesPerAddress=2",
            "--Security:TrustedProxies:0=127.0.0.1");
        _admin = await ApiClient.CreateAdmin(_server);
        _bureau = await _admin.CreateAccountAndSignIn(_server, "zibo", Roles.Bureau, "370300");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _bureau.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_correction_does_not_reveal_another_city_s_event()
    {
        using var key = new ApiClient(_server.Address, DashboardServer.Key);
        using var there = await key.Http.PostEvents(
            new { id = "z1", source = "s", city = "370300", metric = "pledge.count", value = 3, date = "2025-01-02" },
            new { id = "j1", source = "s", city = "370100", metric = "pledge.count", value = 5, date = "2025-01-02" });
        using var created = await _bureau.Http.PostAsJsonAsync(
            "/api/v1/submissions",
            new { id = "look", title = "更正", rows = new[] { Correcting("z1"), Correcting("j1") } });
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync());
        var rows = (await _bureau.Http.GetJson("/api/v1/submissions/look/rows")).GetProperty("rows");
        Assert.Equal(3, rows[0].GetProperty("before").GetInt32());
        Assert.False(rows[1].TryGetProperty("before", out _));
        Assert.False(rows[1].TryGetProperty("beforePeriod", out _));

        static object Correcting(string id) =>
            new
            {
                city = "370300",
                metric = "pledge.count",
                source = "s",
                op = "replace",
                value = 1,
                date = "2025-01-02",
                note = "改",
                target = new { source = "s", id },
            };
    }

    [Fact]
    public async Task A_body_above_the_limit_of_its_route_is_not_read()
    {
        using var anonymous = new ApiClient(_server.Address);
        foreach (var path in (string[])[
            "/api/v1/session", "/api/v1/screens/codes/123456", "/api/v1/screens/none/status"
        ])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = JsonContent.Create(new { password = new string('x', 300_000) }),
            };
            request.Headers.ExpectContinue = true;
            Assert.Equal(
                (path, HttpStatusCode.RequestEntityTooLarge),
                (path, (await anonymous.Http.SendAsync(request)).StatusCode));
        }
    }

    [Fact]
    public async Task A_new_sign_in_ends_the_browser_s_previous_session()
    {
        using var client = await _admin.CreateAccountAndSignIn(_server, "again", Roles.Auditor);
        var before = client.CookieHeader;
        Assert.Equal(HttpStatusCode.OK, (await client.SignIn("again", ApiClient.Password)).StatusCode);
        Assert.NotEqual(before, client.CookieHeader);
        Assert.Single((await client.Http.GetJson("/api/v1/session/all")).EnumerateArray());
        using var old = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = _server.Address };
        old.DefaultRequestHeaders.Add("Cookie", before);
        Assert.Equal((401, "sign_in_needed"), await (await old.GetAsync("/api/v1/metrics")).ReadProblem());
    }

    [Fact]
    public async Task Cross_site_sign_in_is_refused_and_Basic_credentials_bypass_no_check()
    {
        using var start = new HttpRequestMessage(HttpMethod.Get, "/api/v1/session/office");
        start.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal((403, "other_origin"), await (await _bureau.Http.SendAsync(start)).ReadProblem());
        using var end = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/session");
        end.Headers.Add("Sec-Fetch-Site", "same-site");
        end.Headers.Authorization = new AuthenticationHeaderValue("Basic", "eDp4");
        Assert.Equal((403, "other_origin"), await (await _bureau.Http.SendAsync(end)).ReadProblem());
    }

    [Fact]
    public async Task Behind_a_TLS_proxy_HSTS_is_sent_and_cookies_are_host_only()
    {
        using var client = new ApiClient(_server.Address);
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var response = await client.SignIn("admin", DashboardServer.AdminPassword);
        Assert.Equal(
            "max-age=31536000; includeSubDomains",
            Assert.Single(response.Headers.GetValues("Strict-Transport-Security")));
        var cookies = response.Headers.GetValues("Set-Cookie").ToArray();
        Assert.Equal(["__Host-ipm", "__Host-ipm-browser"], cookies.Select(cookie => cookie.Split('=')[0]));
        Assert.All(cookies, cookie => Assert.Contains("; secure", cookie));
    }

    [Fact]
    public async Task Each_refused_request_is_logged_in_one_line()
    {
        Assert.Equal(403, (int)(await _bureau.Http.GetAsync("/api/v1/cities/370100%0Aforged/corrections")).StatusCode);
        using var anonymous = new ApiClient(_server.Address);
        using var wrong = await anonymous.SignIn("no such name", "not the password");
        foreach (var line in (string[])[
            "Refused with 403: GET /api/v1/cities/370100%0Aforged/corrections, by zibo (bureau) from ",
            "Refused with 401: POST /api/v1/session, by "
        ])
            Assert.True(await _server.WaitForOutput(line), line);
        Assert.DoesNotContain("no such name", _server.Output);
    }

    [Fact]
    public async Task Pairing_codes_are_limited_per_address()
    {
        using var anonymous = new ApiClient(_server.Address);
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await anonymous.Http.PostAsync("/api/v1/screens/codes", null)).StatusCode);
        Assert.Equal(
            (429, "too_many_requests"),
            await (await anonymous.Http.PostAsync("/api/v1/screens/codes", null)).ReadProblem());
    }

    [Theory]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    public void Addresses_of_one_IPv6_network_share_a_limit(string first, string second) =>
        Assert.Equal(LimitedAddress(first), LimitedAddress(second));

    private static string LimitedAddress(string address) =>
        RateLimits.GetAddressPartition(
            new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } });
}
