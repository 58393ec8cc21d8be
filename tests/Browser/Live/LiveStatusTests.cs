using System.Diagnostics;
using System.Text.Json;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Live;

/// <summary>What a page shows while the server, the wire or the page itself stands still: never an old number as a live one.</summary>
public sealed class LiveStatusTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string Topic = "ranking/pledge.count/2024";
    private const string Ranking = "/?metric=pledge.count&period=2024";
    private const string Campaign = "publicity-week-2025";

    [Fact]
    public async Task A_stalled_server_is_shown_as_lost_in_nine_seconds_every_number_dims_and_says_of_when_it_is_and_all_recover()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGSTOP");
        await using var server = await DashboardProcess.Start();
        await Post(server, "1", "370300", "pledge.count", 10);
        await Post(server, "2", "370300", "activity.count", 500, "2025-04-21", Campaign);
        var faces = new List<(IPage Page, ILocator Number, ILocator AsOf)>();
        foreach (var (path, number, asOf) in new[]
        {
            (Ranking, "[data-testid='ranking'] [data-value='10']", "[data-testid='as-of']"),
            ("/cities/370300?period=2024", "[data-metric='pledge.count'] [data-value='10']", "#financing [data-testid='stale-as-of']"),
            ($"/campaigns/{Campaign}", "[data-testid='counters'] [data-value='500']", "[data-testid='counters'] [data-testid='stale-as-of']"),
        })
        {
            var page = await browser.Open(new Uri(server.Address, path));
            faces.Add((page, page.Locator(number), page.Locator(asOf)));
            await BrowserSession.WaitUntilLive(page);
        }
        var bright = await Task.WhenAll(faces.Select(face => Colour(face.Number)));

        await SendSignal(server, "STOP");
        foreach (var ((page, number, asOf), colour) in faces.Zip(bright))
        {
            await ExpectLive(page, "lost", 9);
            await Expect(page.GetByTestId("stale")).ToContainTextAsync("连接已断开");
            await Expect(asOf).ToContainTextAsync("数据截至");
            await Expect(number).Not.ToHaveCSSAsync("color", colour);
            await BrowserSession.TakeScreenshot(page, $"stalled-{faces.FindIndex(face => face.Page == page)}");
            await page.SetViewportSizeAsync(390, 844);
            await BrowserSession.TakeScreenshot(page, $"stalled-{faces.FindIndex(face => face.Page == page)}-phone");
        }

        await SendSignal(server, "CONT");
        foreach (var ((page, number, _), colour) in faces.Zip(bright))
        {
            await ExpectLive(page, "live", 15);
            await Expect(page.GetByTestId("stale")).ToBeHiddenAsync();
            await Expect(number).ToHaveCSSAsync("color", colour);
        }
        await Post(server, "3", "370300", "pledge.count", 5);
        await Expect(Value(faces[0].Page, "15")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("a lost update")]
    [InlineData("another epoch")]
    public async Task After_a_message_that_does_not_follow_the_page_ends_with_the_servers_numbers(string fault)
    {
        await using var server = await DashboardHost.Start();
        await Post(server, "1", "370300", "pledge.count", 10);
        var page = await browser.Open(new Uri("about:blank"));
        var wire = await HubMessageInterceptor.Attach(page);
        await page.GotoAsync(new Uri(server.Address, Ranking).ToString());
        await BrowserSession.WaitUntilLive(page);

        var met = new TaskCompletionSource();
        wire.Transform = message =>
        {
            if (met.Task.IsCompleted || !message.Contains("\"target\":\"update\"", StringComparison.Ordinal) || !message.Contains(Topic, StringComparison.Ordinal)) return message;
            met.SetResult();
            return fault == "a lost update" ? null : message.Replace("\"epoch\":\"", "\"epoch\":\"not-", StringComparison.Ordinal);
        };
        await Post(server, "2", "370300", "pledge.count", 5);
        await met.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        if (fault == "a lost update")
        {
            await Expect(Value(page, "10")).ToBeVisibleAsync();
            await Post(server, "3", "370300", "pledge.count", 0.5m);
        }
        await Expect(Value(page, fault == "a lost update" ? "15.5" : "15")).ToBeVisibleAsync(new() { Timeout = 2000 });
        await ExpectLive(page, "live");
    }

    [Fact]
    public async Task A_silent_source_a_lost_link_and_nothing_new_are_three_signs()
    {
        await using var server = await DashboardProcess.Start();
        await Post(server, "1", "370300", "pledge.count", 10);
        var page = await browser.Open(new Uri("about:blank"));
        var wire = await HubMessageInterceptor.Attach(page);
        var longAgo = DateTimeOffset.UtcNow.AddMinutes(-2);
        wire.Transform = message => message.Contains(Topic, StringComparison.Ordinal) ? WithTimestamp(message, longAgo) : message;
        await page.GotoAsync(new Uri(server.Address, Ranking).ToString());
        var (sign, banner) = (page.Locator("[data-live]").First, page.GetByTestId("stale"));

        await page.Locator("[data-quiet='true']").First.WaitForAsync();
        await Expect(sign).ToContainTextAsync("此后无新数据");
        await Expect(banner).ToBeHiddenAsync();

        wire.Send(SourceMessage(live: false));
        await ExpectLive(page, "silent");
        await Expect(banner).ToContainTextAsync("数据源没有响应");
        await BrowserSession.TakeScreenshot(page, "silent");
        wire.Send(SourceMessage(live: true));
        await ExpectLive(page, "live");
        await Expect(banner).ToBeHiddenAsync();

        await server.Kill();
        await ExpectLive(page, "lost");
        await Expect(banner).ToContainTextAsync("连接已断开");
    }

    [Fact]
    public async Task A_link_lost_for_a_moment_changes_no_numbers_look()
    {
        await using var server = await DashboardHost.Start();
        await Post(server, "1", "370300", "pledge.count", 10);
        var page = await browser.Open(new Uri("about:blank"));
        var wire = await HubMessageInterceptor.Attach(page);
        await page.Clock.InstallAsync();
        await page.GotoAsync(new Uri(server.Address, Ranking).ToString());
        await BrowserSession.WaitUntilLive(page);
        await page.EvaluateAsync("""
            () => {
              window.seen = []
              const look = () => window.seen.push({
                live: document.querySelector('[data-live]').dataset.live,
                stale: document.querySelectorAll('.stale, [data-testid=stale]').length,
              })
              new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
            }
            """);
        // By the page's clock the link is lost for half a second, however long the machine takes to connect again.
        await page.Clock.PauseAtAsync(DateTime.UtcNow.AddSeconds(1));
        await wire.CloseConnection();
        await page.WaitForFunctionAsync("() => window.seen.some(one => one.live === 'connecting')");
        await page.Clock.RunForAsync(500);
        await ExpectLive(page, "live");
        Assert.Equal(0, await page.EvaluateAsync<int>("() => Math.max(...window.seen.map(one => one.stale))"));
        await page.Clock.ResumeAsync();
        await Post(server, "2", "370300", "pledge.count", 5);
        await Expect(Value(page, "15")).ToBeVisibleAsync();
    }

    private static ILocator Value(IPage page, string value) => page.Locator($"tr[data-city='370300'] [data-value='{value}']");

    private static Task ExpectLive(IPage page, string liveness, int seconds = 5) =>
        Expect(page.Locator("[data-live]").First).ToHaveAttributeAsync("data-live", liveness, new() { Timeout = seconds * 1000 });

    private static Task<string> Colour(ILocator number) => number.EvaluateAsync<string>("number => getComputedStyle(number).color");

    private static string SourceMessage(bool live) =>
        JsonSerializer.Serialize(new { type = 1, target = "source", arguments = new[] { new { topic = Topic, live, at = DateTimeOffset.UtcNow } } }, JsonSerializerOptions.Web);

    private static string WithTimestamp(string message, DateTimeOffset at) =>
        System.Text.RegularExpressions.Regex.Replace(message, "\"at\":\"[^\"]*\"", $"\"at\":\"{at:O}\"");

    private static async Task SendSignal(DashboardProcess server, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{server.ProcessId}"]);
        await kill.WaitForExitAsync();
    }
}
