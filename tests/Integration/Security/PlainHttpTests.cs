using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using IpMonitor.Dashboard.Security;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.Http;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Requests without TLS: loopback, trusted proxies and the setting that allows all.</summary>
public sealed class PlainHttpTests
{
    // A non-loopback address of this machine; null without one.
    private static readonly IPAddress? ExternalAddress = NetworkInterface.GetAllNetworkInterfaces()
        .Where(networkInterface => networkInterface.OperationalStatus == OperationalStatus.Up)
        .SelectMany(networkInterface => networkInterface.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(
            address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));

    [Fact]
    public async Task Plain_HTTP_is_served_to_loopback_only_except_liveness()
    {
        await using var server = await DashboardHost.StartExposed();
        using var client = CreateExternalClient(server);
        foreach (var path in (string[])[
            "/", "/favicon.svg", "/api/v1/about", "/api/v1/none", "/hubs/monitor/negotiate", "/metrics",
            "/health/details"
        ])
            Assert.Equal((403, "tls_required"), await (await client.GetAsync(path)).ReadProblem());
        using (var browser = new HttpRequestMessage(HttpMethod.Get, "/"))
        {
            browser.Headers.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");
            using var page = await client.SendAsync(browser);
            Assert.Equal(
                (403, "text/html; charset=utf-8"),
                ((int)page.StatusCode, page.Content.Headers.ContentType!.ToString()));
            Assert.Contains("请把地址改为 https:// 开头", await page.Content.ReadAsStringAsync());
        }
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        Assert.Equal((403, "tls_required"), await (await client.GetAsync("/api/v1/about")).ReadProblem());
        Assert.Equal("ok", await client.GetStringAsync("/health/live"));
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/api/v1/about")).StatusCode);
        // The missing setting is logged once.
        Assert.True(await server.WaitForOutput("AllowedHosts"));
        Assert.Single(server.Output.Split("AllowedHosts").Skip(1));
        Assert.DoesNotContain("Security:AllowPlainHttp", server.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/32")]
    public async Task A_trusted_proxy_is_served_if_it_forwards_TLS_requests(string network)
    {
        await using var server = await DashboardHost.StartExposed(
            $"--Security:TrustedProxies:0={ExternalAddress}{network}");
        using var proxy = CreateExternalClient(server);
        foreach (var (scheme, status) in ((string?, int)[])[(null, 403), ("http", 403), ("https", 200)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/about");
            request.Headers.Add("X-Forwarded-For", "10.1.2.3");
            if (scheme is not null) request.Headers.Add("X-Forwarded-Proto", scheme);
            Assert.Equal((scheme, status), (scheme, (int)(await proxy.SendAsync(request)).StatusCode));
        }
        // Forwarded headers of untrusted addresses are ignored, including loopback.
        using var local = new HttpRequestMessage(HttpMethod.Get, "/api/v1/about");
        local.Headers.Add("X-Forwarded-Proto", "https");
        Assert.Equal((403, "tls_required"), await (await server.Http.SendAsync(local)).ReadProblem());
    }

    [Fact]
    public async Task Plain_HTTP_can_be_allowed_for_all_and_is_logged_as_one_warning()
    {
        await using var server = await DashboardHost.StartExposed(
            "--Security:AllowPlainHttp=true", "--AllowedHosts=ipm.example.cn;127.0.0.1");
        using var client = CreateExternalClient(server);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/api/v1/about")).StatusCode);
        client.DefaultRequestHeaders.Host = "ipm.example.cn";
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/about")).StatusCode);
        Assert.True(await server.WaitForOutput("Security:AllowPlainHttp"));
        Assert.Single(server.Output.Split("Security:AllowPlainHttp").Skip(1));
        Assert.DoesNotContain("AllowedHosts", server.Output);
    }

    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("::1", null, true)]
    [InlineData("::ffff:127.0.0.1", null, true)]
    [InlineData("10.1.2.3", null, false)]
    [InlineData(null, null, false)]
    [InlineData("127.0.0.1", "X-Forwarded-For", false)]
    [InlineData("127.0.0.1", "x-forwarded-proto", false)]
    [InlineData("127.0.0.1", "X-Original-For", false)]
    [InlineData("127.0.0.1", "Forwarded", false)]
    public void Loopback_is_determined_by_the_address_unless_a_proxy_forwards(
        string? address, string? header, bool isLocal)
    {
        var context = new DefaultHttpContext
        {
            Connection = { RemoteIpAddress = address is null ? null : IPAddress.Parse(address) },
        };
        if (header is not null) context.Request.Headers[header] = "x";
        Assert.Equal(isLocal, CurrentUser.IsLocal(context));
    }

    private static HttpClient CreateExternalClient(DashboardServer server)
    {
        Assert.SkipWhen(ExternalAddress is null, "This machine has no network.");
        return new() { BaseAddress = new UriBuilder(server.Address) { Host = $"{ExternalAddress}" }.Uri };
    }
}
