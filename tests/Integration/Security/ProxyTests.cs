using System.Net;
using System.Net.Http.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Signing in behind TLS proxies that pass more or fewer headers (nginx).</summary>
public sealed class ProxyTests : IDisposable
{
    private const string Forwarded = """
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;
        """;

    private static readonly Dictionary<string, string> Servers = new()
    {
        ["complete"] = $"proxy_set_header Host $http_host; {Forwarded}",
        ["two headers"] = Forwarded,
        ["host without port"] = $"proxy_set_header Host $host; {Forwarded}",
        ["forwarded host"] = $"proxy_set_header X-Forwarded-Host $http_host; {Forwarded}",
    };

    private readonly TestCertificate _certificate = new();
    private readonly Dictionary<string, int> _ports =
        Servers.Keys.ToDictionary(name => name, _ => TestPort.FindFree());

    public void Dispose() => _certificate.Dispose();

    // Browsers send Sec-Fetch-Site to https addresses since 2020 to 2023; older ones send the origin alone.
    [Theory]
    [InlineData("complete", true, true)]
    [InlineData("two headers", true, false)]
    [InlineData("host without port", true, false)]
    [InlineData("forwarded host", true, true)]
    public async Task A_browser_signs_in_behind_a_TLS_proxy(string proxy, bool current, bool older)
    {
        await using var server = await DashboardHost.StartPrivate("--Security:TrustedProxies:0=127.0.0.1");
        await using var nginx = await StartNginx(server);
        Assert.Equal(current ? null : "other_origin", await SignIn(proxy, "same-origin"));
        Assert.Equal(older ? null : "other_origin.X-Forwarded-Host", await SignIn(proxy, null));
        Assert.Equal("other_origin", await SignIn(proxy, "cross-site"));
        Assert.StartsWith("other_origin", await SignIn(proxy, null, "https://elsewhere.example.org"));
    }

    [Fact]
    public async Task A_public_origin_stands_in_for_the_host_that_a_proxy_does_not_pass()
    {
        foreach (var proxy in (string[])["two headers", "host without port"])
        {
            await using var server = await DashboardHost.StartPrivate(
                "--Security:TrustedProxies:0=127.0.0.1", $"--Security:PublicOrigins:0={Origin(proxy)}");
            await using var nginx = await StartNginx(server);
            Assert.Null(await SignIn(proxy, null));
            Assert.Equal("other_origin", await SignIn(proxy, null, "https://elsewhere.example.org"));
        }
    }

    [Fact]
    public async Task A_forwarded_host_counts_from_trusted_proxies_and_for_permitted_hosts_only()
    {
        await using var server = await DashboardHost.StartPrivate();
        Assert.Equal("tls_required", await SignInWithForwardedHost(server));
        await using var limited = await DashboardHost.StartPrivate(
            "--Security:TrustedProxies:0=127.0.0.1", "--AllowedHosts=ipm.example.org;127.0.0.1");
        Assert.Equal("other_origin.X-Forwarded-Host", await SignInWithForwardedHost(limited));
    }

    private static async Task<string?> SignInWithForwardedHost(DashboardServer server)
    {
        using var client = new ApiClient(server.Address);
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-Host", "other.example.org");
        return await SignIn(client.Http, "https://other.example.org", null);
    }

    private async Task<string?> SignIn(string proxy, string? site, string? origin = null)
    {
        using var http = new HttpClient(
            new HttpClientHandler { ServerCertificateCustomValidationCallback = _certificate.IsTrusted })
        { BaseAddress = new Uri(Origin(proxy)) };
        return await SignIn(http, origin ?? Origin(proxy), site);
    }

    // Returns the code of the refusal, with the header that its text names, or null.
    private static async Task<string?> SignIn(HttpClient http, string origin, string? site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session")
        {
            Content = JsonContent.Create(new { name = "admin", password = DashboardServer.AdminPassword }),
        };
        request.Headers.Add("Origin", origin);
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        using var response = await http.SendAsync(request);
        if (response.StatusCode == HttpStatusCode.OK) return null;
        var problem = await response.ReadJson();
        var names = problem.GetProperty("detail").GetString()!.Contains("X-Forwarded-Host", StringComparison.Ordinal);
        return problem.GetProperty("code").GetString() + (names ? ".X-Forwarded-Host" : "");
    }

    private string Origin(string proxy) => $"https://127.0.0.1:{_ports[proxy]}";

    private async Task<NginxProcess> StartNginx(DashboardServer server)
    {
        Prerequisite.SkipIfMissing(NginxProcess.MissingReason);
        var servers = Servers.Select(one => $$"""
              server { listen 127.0.0.1:{{_ports[one.Key]}} ssl;
                ssl_certificate cert.pem; ssl_certificate_key key.pem;
                location / { proxy_pass {{server.Address.ToString().TrimEnd('/')}}; {{one.Value}} } }
            """);
        return await NginxProcess.Start(
            string.Join('\n', servers),
            ("cert.pem", await File.ReadAllTextAsync(_certificate.Path)),
            ("key.pem", await File.ReadAllTextAsync(_certificate.KeyPath)));
    }
}
