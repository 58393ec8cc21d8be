using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Live;

/// <summary>Tests that a page never shows old figures as live when its server, connection or source fails.</summary>
public sealed class LiveStatusTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string Topic = "ranking/pledge.count/2024";
    private const string Ranking = "/?metric=pledge.count&period=2024";
    private const string Campaign = "publicity-week-2025";

    [Fact]
    public async Task A_stalled_server_dims_all_figures_within_nine_seconds_until_it_recovers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGSTOP");
        await using var server = await DashboardProcess.Start();
        await Post(server, "1", "370300", "pledge.count", 10);
        await Post(server, "2", "370300", "activity.count", 500, "2025-04-21", Campaign);
        (string Path, string Figure, string AsOf)[] views =
        [
            (Ranking, "[data-testid='ranking'] [data-value='10']", "[data-testid='as-of']"),
            ("/cities/370300?period=2024", "[data-metric='pledge.count'] [data-value='10']",
                "#financing [data-testid='stale-as-of']"),
            ($"/campaigns/{Campaign}", "[data-testid='counters'] [data-value='500']",
                "[data-testid='counters'] [data-testid='stale-as-of']"),
        ];
        var pages = new List<(IPage Page, ILocator Figure, ILocator AsOf)>();
        foreach (var (path, figure, asOf) in views)
        {
            var page = await browser.Open(new Uri(server.Address, path));
            pages.Add((page, page.Locator(figure), page.Locator(asOf)));
            await BrowserSession.WaitUntilLive(page);
        }
        var liveColors = await Task.WhenAll(pages.Select(view => ReadColor(view.Figure)));

        await SendSignal(server, "STOP");
        foreach (var (i, ((page, figure, asOf), color)) in pages.Zip(liveColors).Index())
        {
            await ExpectLive(page, "lost", 9);
            await Expect(page.GetByTestId("stale")).ToContainTextAsync("连接已断开");
            await Expect(asOf).ToContainTextAsync("数据截至");
            await Expect(figure).Not.ToHaveCSSAsync("color", color);
            await BrowserSession.TakeScreenshot(page, $"stalled-{i}");
            await page.SetViewportSizeAsync(390, 844);
            await BrowserSession.TakeScreenshot(page, $"stalled-{i}-phone");
        }

        await SendSignal(server, "CONT");
        foreach (var ((page, figure, _), color) in pages.Zip(liveColors))
        {
            await ExpectLive(page, "live", 15);
            await Expect(page.GetByTestId("stale")).ToBeHiddenAsync();
            await Expect(figure).ToHaveCSSAsync("color", color);
        }
        await Post(server, "3", "370300", "pledge.count", 5);
        await Expect(Value(pages[0].Page, "15")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("a lost update")]
    [InlineData("another epoch")]
    public async Task A_page_recovers_from_a_lost_update_and_from_another_epoch(string fault)
    {
        await using var server = await DashboardHost.Start();
        await Post(server, "1", "370300", "pledge.count", 10);
        var page = await browser.Open(new Uri("about:blank"));
        var interceptor = await HubMessageInterceptor.Attach(page);
        await page.GotoAsync(new Uri(server.Address, Ranking).ToString());
        await BrowserSession.WaitUntilLive(page);

        var faulted = new TaskCompletionSource();
        interceptor.Transform = message =>
        {
            if (faulted.Task.IsCompleted || !IsUpdate(message)) return message;
            faulted.SetResult();
            return fault == "a lost update"
                ? null
                : message.Replace("\"epoch\":\"", "\"epoch\":\"not-", StringComparison.Ordinal);
        };
        await Post(server, "2", "370300", "pledge.count", 5);
        await faulted.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        if (fault == "a lost update")
        {
            await Expect(Value(page, "10")).ToBeVisibleAsync();
            await Post(server, "3", "370300", "pledge.count", 0.5m);
        }
        await Expect(Value(page, fault == "a lost update" ? "15.5" : "15")).ToBeVisibleAsync(new() { Timeout = 2000 });
        await ExpectLive(page, "live");
    }

    [Fact]
    public async Task A_silent_source_a_lost_connection_and_no_news_are_shown_differently()
    {
        await using var server = await DashboardHost.Start();
        await Post(server, "1", "370300", "pledge.count", 10);
        var page = await browser.Open(new Uri("about:blank"));
        var interceptor = await HubMessageInterceptor.Attach(page);
        var longAgo = DateTimeOffset.UtcNow.AddMinutes(-2);
        interceptor.Transform = message =>
            message.Contains(Topic, StringComparison.Ordinal) ? WithTimestamp(message, longAgo) : message;
        await page.GotoAsync(new Uri(server.Address, Ranking).ToString());
        var (status, banner) = (page.Locator("[data-live]").First, page.GetByTestId("stale"));

        await page.Locator("[data-quiet='true']").First.WaitForAsync();
        await Expect(status).ToContainTextAsync("此后无新数据");
        await Expect(banner).ToBeHiddenAsync();

        interceptor.Send(SourceMessage(live: false));
        await ExpectLive(page, "silent");
        await Expect(banner).ToContainTextAsync("数据源没有响应");
        await BrowserSession.TakeScreenshot(page, "silent");
        interceptor.Send(SourceMessage(live: true));
        await ExpectLive(page, "live");
        await Expect(banner).ToBeHiddenAsync();

        await server.Stop();
        await ExpectLive(page, "lost");
        await Expect(banner).ToContainTextAsync("连接已断开");
    }

    [Fact]
    public async Task A_short_disconnection_does_not_dim_any_figure()
    {
        await using var server = await DashboardHost.Start();
        await Post(server, "1", "370300", "pledge.count", 10);
        var page = await browser.Open(new Uri("about:blank"));
        var interceptor = await HubMessageInterceptor.Attach(page);
        await page.Clock.InstallAsync();
        await page.GotoAsync(new Uri(server.Address, Ranking).ToString());
        await BrowserSession.WaitUntilLive(page);
        await page.EvaluateAsync("""
            () => {
              window.seen = []
              const record = () => window.seen.push({
                live: document.querySelector('[data-live]').dataset.live,
                stale: document.querySelectorAll('.stale, [data-testid=stale]').length,
              })
              const changes = { subtree: true, childList: true, attributes: true }
              new MutationObserver(record).observe(document.body, changes)
            }
            """);
        // By the page's clock the connection is lost for half a second, independently of the machine's speed.
        await page.Clock.PauseAtAsync(DateTime.UtcNow.AddSeconds(1));
        await interceptor.CloseConnection();
        await page.WaitForFunctionAsync("() => window.seen.some(entry => entry.live === 'connecting')");
        await page.Clock.RunForAsync(500);
        await ExpectLive(page, "live");
        Assert.Equal(0, await page.EvaluateAsync<int>("() => Math.max(...window.seen.map(entry => entry.stale))"));
        await page.Clock.ResumeAsync();
        await Post(server, "2", "370300", "pledge.count", 5);
        await Expect(Value(page, "15")).ToBeVisibleAsync();
    }

    private static ILocator Value(IPage page, string value) =>
        page.Locator($"tr[data-city='370300'] [data-value='{value}']");

    private static Task ExpectLive(IPage page, string status, int seconds = 5)
    {
        var indicator = page.Locator("[data-live]").First;
        return Expect(indicator).ToHaveAttributeAsync("data-live", status, new() { Timeout = seconds * 1000 });
    }

    private static Task<string> ReadColor(ILocator figure) =>
        figure.EvaluateAsync<string>("figure => getComputedStyle(figure).color");

    private static bool IsUpdate(string message) =>
        message.Contains("\"target\":\"update\"", StringComparison.Ordinal)
        && message.Contains(Topic, StringComparison.Ordinal);

    private static string SourceMessage(bool live)
    {
        var argument = new { topic = Topic, live, at = DateTimeOffset.UtcNow };
        var message = new { type = 1, target = "source", arguments = new[] { argument } };
        return JsonSerializer.Serialize(message, JsonSerializerOptions.Web);
    }

    private static string WithTimestamp(string message, DateTimeOffset at) =>
        Regex.Replace(message, "\"at\":\"[^\"]*\"", $"\"at\":\"{at:O}\"");

    private static async Task SendSignal(DashboardProcess server, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{server.ProcessId}"]);
        await kill.WaitForExitAsync();
    }
}
