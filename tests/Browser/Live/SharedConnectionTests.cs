using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Live;

/// <summary>Tests that tabs of a browser share one connection, by the transport that a proxy lets through.</summary>
public sealed class SharedConnectionTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    // A browser opens six connections to a server by HTTP/1.1.
    private const int Tabs = 8;
    private const string Ranking = "/?metric=pledge.count&period=2024";

    // The server allows one connection, so that a second one would be refused.
    private const string OneConnection = "--Live:Limits:ConnectionsPerAddress=1";

    /// <param name="hubSettings">Further settings of the proxy for the hub.</param>
    [Theory]
    [InlineData("", "serverSentEvents", "服务器推送（SSE）")]
    [InlineData("proxy_ignore_headers X-Accel-Buffering;", "longPolling", "长轮询")]
    public async Task Tabs_behind_a_proxy_as_it_is_installed_share_one_connection(
        string hubSettings, string transport, string name)
    {
        SkipIfMissing(NginxProcess.MissingReason);
        await using var server = await DashboardHost.Start(OneConnection);
        var proxy = new Uri($"http://127.0.0.1:{TestPort.FindFree()}");
        await using var nginx = await NginxProcess.Start($$"""
            server {
              listen {{proxy.Authority}};
              proxy_set_header Host $http_host;
              location / { proxy_pass http://{{server.Address.Authority}}; }
              location /hubs/ { proxy_pass http://{{server.Address.Authority}}; {{hubSettings}} }
            }
            """);
        await Post(server, "1", "370300", "pledge.count", 10);
        var first = await browser.Open(new Uri(proxy, Ranking));
        await BrowserSession.WaitUntilLive(first);
        var status = first.Locator("[data-transport]").First;
        await Expect(status).ToHaveAttributeAsync("data-transport", transport);
        await Expect(status).ToHaveAttributeAsync("title", $"连接方式：{name}");

        List<IPage> tabs = [first, .. await OpenTabs(first, new Uri(proxy, Ranking), Tabs - 1)];
        await Post(server, "2", "370300", "pledge.count", 5);
        foreach (var tab in tabs)
        {
            await Expect(Value(tab, "15")).ToBeVisibleAsync();
            await Expect(tab.Locator("[data-live]").First).ToHaveAttributeAsync("data-live", "live");
        }
    }

    [Fact]
    public async Task The_connection_outlives_the_tab_that_opened_it_and_ends_with_the_last()
    {
        await using var server = await DashboardHost.Start(OneConnection);
        await Post(server, "1", "370300", "pledge.count", 10);
        var first = await browser.Open(new Uri(server.Address, Ranking));
        await BrowserSession.WaitUntilLive(first);
        await Expect(first.Locator("[data-transport]").First).ToHaveAttributeAsync("data-transport", "webSockets");
        var second = (await OpenTabs(first, new Uri(server.Address, Ranking), 1)).Single();
        await first.CloseAsync();
        await Post(server, "2", "370300", "pledge.count", 5);
        await Expect(Value(second, "15")).ToBeVisibleAsync();
        await second.CloseAsync();

        // Another browser gets the place of the connection.
        var other = await browser.Open(new Uri(server.Address, Ranking));
        await BrowserSession.WaitUntilLive(other);
    }

    [Fact]
    public async Task Signing_out_in_one_tab_ends_the_connection_of_all()
    {
        await using var server = await DashboardHost.StartPrivate(OneConnection);
        var first = await browser.Open(new Uri("about:blank"));
        await TestAccounts.SignIn(first, server);
        await first.GotoAsync(new Uri(server.Address, "/cities/370300?period=2024").ToString());
        await BrowserSession.WaitUntilLive(first);
        var address = new Uri(server.Address, "/cities/370300?period=2024");
        var second = (await OpenTabs(first, address, 1)).Single();
        await BrowserSession.WaitUntilLive(second);
        await first.GetByTestId("me").GetByText("系统管理员").ClickAsync();
        await first.GetByText("退出", new() { Exact = true }).ClickAsync();
        await Expect(second.GetByTestId("sign-in")).ToContainTextAsync("登录已结束", new() { Timeout = 10_000 });
    }

    private static async Task<List<IPage>> OpenTabs(IPage first, Uri address, int count)
    {
        var tabs = new List<IPage>();
        for (var i = 0; i < count; i++) tabs.Add(await first.Context.NewPageAsync());
        await Task.WhenAll(tabs.Select(tab => tab.GotoAsync(address.ToString())));
        foreach (var tab in tabs) await BrowserSession.WaitUntilLive(tab);
        return tabs;
    }

    private static ILocator Value(IPage page, string value) =>
        page.Locator($"tr[data-city='370300'] [data-value='{value}']");

    private static void SkipIfMissing(string? missing)
    {
        if (missing is null) return;
        Assert.False(Environment.GetEnvironmentVariable("CI") is "true" or "1", missing);
        Assert.Skip(missing);
    }
}
