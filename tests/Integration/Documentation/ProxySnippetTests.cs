using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Security;
using IpMonitor.Testing.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace IpMonitor.IntegrationTests.Documentation;

/// <summary>Everything works behind the proxies of <c>docs/operations/deployment.md</c> as written.</summary>
public sealed class ProxySnippetTests : IAsyncLifetime
{
    private readonly TestCertificate _certificate = new();
    private readonly int _port = TestPort.FindFree();
    private DashboardHost _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await DashboardHost.StartPrivate("--Security:TrustedProxies:0=127.0.0.1");

    public async ValueTask DisposeAsync()
    {
        _certificate.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("server_name ipm.example", "/", "__Host-ipm", "/")]
    [InlineData("server_name portal.example", "/ipm/", "__Secure-ipm", "/ipm")]
    public async Task The_nginx_of_the_document_passes_everything(
        string snippet, string path, string cookie, string cookiePath)
    {
        Prerequisite.SkipIfMissing(NginxProcess.MissingReason);
        await using var nginx = await DocumentedProxy.StartNginx(snippet, _server, _certificate, _port);
        await AssertWorks(path, cookie, cookiePath);
    }

    [Fact]
    public async Task The_Caddy_of_the_document_passes_everything()
    {
        // Not every system has a package of Caddy, so that CI does not require it.
        Assert.SkipUnless(HasCaddy(), "没有 There is no caddy: dotnet ipm.cs doctor");
        using var caddy = await DocumentedProxy.StartCaddy(_server, _certificate, _port);
        try
        {
            await AssertWorks("/", "__Host-ipm", "/");
        }
        finally
        {
            caddy.Kill();
            await caddy.WaitForExitAsync();
        }
    }

    private async Task AssertWorks(string path, string cookie, string cookiePath)
    {
        var origin = $"https://127.0.0.1:{_port}";
        using var browser = CreateClient(new Uri(origin + path));
        browser.DefaultRequestHeaders.Add("Origin", origin);
        // A browser that does not send Sec-Fetch-Site needs the forwarded host.
        using var signedIn = await browser.PostAsJsonAsync(
            "api/v1/session", new { name = "admin", password = DashboardServer.AdminPassword });
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        Assert.All(signedIn.Headers.GetValues("Set-Cookie"), one =>
        {
            Assert.StartsWith(cookie, one, StringComparison.Ordinal);
            Assert.Contains($"path={cookiePath};", one, StringComparison.Ordinal);
            Assert.Contains("secure", one, StringComparison.Ordinal);
        });
        Assert.True(signedIn.Headers.Contains("Strict-Transport-Security"));
        using var sessions = await browser.GetAsync("api/v1/session/all");
        Assert.Equal("127.0.0.1", (await sessions.ReadJson())[0].GetProperty("from").GetString());
        var document = await browser.GetFromJsonAsync<JsonElement>("openapi/v1.json");
        Assert.Equal(
            cookiePath == "/" ? [] : [cookiePath],
            document.TryGetProperty("servers", out var servers)
                ? servers.EnumerateArray().Select(server => server.GetProperty("url").GetString())
                : []);

        using var key = CreateClient(new Uri(origin + path));
        key.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", DashboardServer.Key);
        // Above the limit of nginx as it comes.
        var rows = Enumerable.Range(0, 40_000).Select(row => $"{row},s,370300,pledge.count,1,2025-01-02");
        using var reported = await key.PostAsync(
            "api/v1/events",
            new StringContent(
                $"id,source,city,metric,value,date\n{string.Join('\n', rows)}", new MediaTypeHeaderValue("text/csv")));
        Assert.Equal(HttpStatusCode.OK, reported.StatusCode);

        await using var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(origin + path + "hubs/monitor"), HttpTransportType.WebSockets, options =>
            {
                options.Headers["Authorization"] = $"ApiKey {DashboardServer.Key}";
                options.HttpMessageHandlerFactory = _ => CreateHandler();
                options.WebSocketConfiguration = socket =>
                    socket.RemoteCertificateValidationCallback = _certificate.IsTrusted;
            })
            .Build();
        await hub.StartAsync(TestContext.Current.CancellationToken);
        var snapshot = await hub.InvokeAsync<JsonElement>(
            "Subscribe", "ranking/pledge.count/2025", TestContext.Current.CancellationToken);
        Assert.True(snapshot.GetProperty("live").GetBoolean());
    }

    private HttpClient CreateClient(Uri address) => new(CreateHandler()) { BaseAddress = address };

    private HttpClientHandler CreateHandler() =>
        new() { ServerCertificateCustomValidationCallback = _certificate.IsTrusted };

    private static bool HasCaddy()
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("caddy", "version") { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
