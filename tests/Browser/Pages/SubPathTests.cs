using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Pages;

/// <summary>The pages work under a path of a TLS proxy.</summary>
public sealed class SubPathTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string City = "/cities/370300?period=2024";

    private readonly string _site = $"https://127.0.0.1:{TestPort.FindFree()}/ipm";

    // The proxy removes the path and tells it, or leaves it and the setting names it.
    [Theory]
    [InlineData("--Security:TotpRequirement=Offered", "/", "proxy_set_header X-Forwarded-Prefix /ipm;")]
    [InlineData("--PathBase=/ipm", "", "")]
    public async Task Pages_sign_in_go_live_and_reload_under_a_path(string setting, string root, string header)
    {
        if (NginxProcess.MissingReason is { } missing)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is "true" or "1", missing);
            Assert.Skip(missing);
        }
        await using var server = await DashboardHost.StartPrivate("--Security:TrustedProxies:0=127.0.0.1", setting);
        await using var nginx = await StartNginx(server, root, header);
        var page = await browser.Open(new Uri("about:blank"));
        var outside = new ConcurrentBag<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith($"{_site}/", StringComparison.Ordinal)) outside.Add(request.Url);
        };
        await page.GotoAsync(_site + City);
        var form = page.GetByTestId("sign-in");
        await form.GetByLabel("账号", new() { Exact = true }).FillAsync("admin");
        await form.GetByLabel("密码", new() { Exact = true }).FillAsync(DashboardServer.AdminPassword);
        await form.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await page.WaitForURLAsync(_site + City);
        await BrowserSession.WaitUntilLive(page);
        await page.ReloadAsync();
        await BrowserSession.WaitUntilLive(page);

        await page.GotoAsync($"{_site}/?period=2024");
        await BrowserSession.WaitUntilLive(page);
        await page.GotoAsync($"{_site}/audit");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "导出 CSV" }))
            .ToHaveAttributeAsync("href", "/ipm/api/v1/audit.csv");
        await page.GotoAsync($"{_site}/control");
        await Expect(page.GetByText($"{new Uri(_site).Authority}/ipm/screens").First).ToBeVisibleAsync();
        await page.GotoAsync($"{_site}/docs/");
        // Reading the document takes some seconds.
        await page.GetByText("Get information about this server").First.WaitForAsync();
        Assert.Empty(outside);
        Assert.All(await page.Context.CookiesAsync(), cookie => Assert.Equal("/ipm", cookie.Path));
    }

    private Task<NginxProcess> StartNginx(DashboardServer server, string root, string header)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ipmonitor.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return NginxProcess.Start(
            $$"""
              server { listen {{new Uri(_site).Authority}} ssl; ssl_certificate cert.pem; ssl_certificate_key key.pem;
                location /ipm/ { proxy_pass http://{{server.Address.Authority}}{{root}}; proxy_http_version 1.1;
                  proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header Connection "upgrade"; proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; {{header}} } }
            """,
            ("cert.pem", certificate.ExportCertificatePem()),
            ("key.pem", key.ExportPkcs8PrivateKeyPem()));
    }
}
