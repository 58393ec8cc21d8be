using System.Diagnostics;
using System.Text.Json;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Live;

/// <summary>Pages that are asleep while the server restarts.</summary>
public sealed class SuspendedPageTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    // Longer than a page trusts a silent connection (12 s); the rest of the minute passes by the page's clock alone.
    private static readonly TimeSpan Asleep = TimeSpan.FromSeconds(15);
    private const string Ahead = "45_000";

    // One page is told that it freezes, as a tab is; the other hears of nothing, as under a closed lid. Playwright
    // keeps its pages in front, where Chromium freezes none: the debugger stops both.
    [Fact]
    public async Task After_a_minute_asleep_no_page_shows_an_old_number_as_live()
    {
        await using var server = await DashboardProcess.Start();
        await Post(server, "1", "370300", "pledge.count", 10);
        var sleepers = new List<(IPage Page, ICDPSession Protocol)>();
        foreach (var _ in (int[])[1, 2])
        {
            var page = await browser.Open(new Uri("about:blank"));
            await page.AddInitScriptAsync(
                "const now = Date.now; window.ahead = 0; Date.now = () => now.call(Date) + window.ahead");
            await page.GotoAsync(new Uri(server.Address, "/?metric=pledge.count&period=2024").ToString());
            await BrowserSession.WaitUntilLive(page);
            await page.EvaluateAsync("""
                () => {
                  window.frames = []
                  let last = Date.now()
                  const look = () => {
                    const at = Date.now()
                    window.frames.push({
                      slept: at - last,
                      live: document.querySelector('[data-live]').dataset.live,
                      dim: !!document.querySelector('[data-testid=ranking].stale'),
                      value: document.querySelector('tr[data-city="370300"] [data-value]').dataset.value,
                    })
                    last = at
                  }
                  const frame = () => { look(); requestAnimationFrame(frame) }
                  frame()
                }
                """);
            sleepers.Add((page, await page.Context.NewCDPSessionAsync(page)));
        }
        await sleepers[0].Page.EvaluateAsync("() => document.dispatchEvent(new Event('freeze'))");
        foreach (var (page, protocol) in sleepers)
        {
            await protocol.SendAsync("Debugger.enable");
            // What follows the statement is the first that runs when the page wakes.
            await page.EvaluateAsync($"() => {{ setTimeout(() => {{ debugger; window.ahead = {Ahead} }}) }}");
        }

        var asleep = Stopwatch.StartNew();
        await Post(server, "2", "370300", "pledge.count", 5);
        await server.KillAndRestart();
        await Post(server, "3", "370300", "pledge.count", 7);
        if (Asleep > asleep.Elapsed) await Task.Delay(Asleep - asleep.Elapsed, TestContext.Current.CancellationToken);

        foreach (var (_, protocol) in sleepers) await protocol.SendAsync("Debugger.resume");
        var awake = Stopwatch.StartNew();
        await sleepers[0].Page.EvaluateAsync("() => document.dispatchEvent(new Event('resume'))");
        foreach (var (page, _) in sleepers)
        {
            var value = page.Locator("tr[data-city='370300'] [data-value='22']");
            await Expect(value).ToBeVisibleAsync(new() { Timeout = 5000 });
            await Expect(page.Locator("[data-live]").First).ToHaveAttributeAsync("data-live", "live");
        }
        Assert.True(awake.Elapsed < TimeSpan.FromSeconds(5), awake.Elapsed.ToString());
        foreach (var (page, _) in sleepers)
        {
            var all = await page.EvaluateAsync<JsonElement>("() => window.frames");
            var frames = all.EnumerateArray().SkipWhile(frame => frame.GetProperty("slept").GetDouble() < 50_000).ToList();
            var old = frames.TakeWhile(frame => frame.GetProperty("value").GetString() != "22").ToList();
            Assert.NotEmpty(old);
            Assert.All(old, frame => Assert.Equal((false, true), (IsLive(frame), IsDim(frame))));
        }
    }

    private static bool IsLive(JsonElement frame) => frame.GetProperty("live").GetString() == "live";

    private static bool IsDim(JsonElement frame) => frame.GetProperty("dim").GetBoolean();
}
