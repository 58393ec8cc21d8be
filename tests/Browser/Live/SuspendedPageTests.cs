using System.Diagnostics;
using System.Text.Json;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Live;

/// <summary>Tests pages that are suspended while the server restarts.</summary>
public sealed class SuspendedPageTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    // Longer than a page trusts a silent connection (12 s); the rest of the minute passes by the page's clock alone.
    private static readonly TimeSpan SuspendedTime = TimeSpan.FromSeconds(15);
    private const string ClockAdvance = "45_000";

    // One page receives the freeze event, as a background tab does; the other does not, as on a suspended computer.
    // Playwright keeps its pages in the foreground, where Chromium freezes none, so the debugger suspends both.
    [Fact]
    public async Task A_page_suspended_for_a_minute_never_shows_old_figures_as_live()
    {
        await using var server = await DashboardProcess.Start();
        await Post(server, "1", "370300", "pledge.count", 10);
        var pages = new List<(IPage Page, ICDPSession Protocol)>();
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
                  const record = () => {
                    const at = Date.now()
                    window.frames.push({
                      elapsed: at - last,
                      live: document.querySelector('[data-live]').dataset.live,
                      dim: !!document.querySelector('[data-testid=ranking].stale'),
                      value: document.querySelector('tr[data-city="370300"] [data-value]').dataset.value,
                    })
                    last = at
                  }
                  const frame = () => { record(); requestAnimationFrame(frame) }
                  frame()
                }
                """);
            pages.Add((page, await page.Context.NewCDPSessionAsync(page)));
        }
        await pages[0].Page.EvaluateAsync("() => document.dispatchEvent(new Event('freeze'))");
        foreach (var (page, protocol) in pages)
        {
            await protocol.SendAsync("Debugger.enable");
            // The clock is set as soon as the page resumes, before any other script.
            await page.EvaluateAsync($"() => {{ setTimeout(() => {{ debugger; window.ahead = {ClockAdvance} }}) }}");
        }

        var suspended = Stopwatch.StartNew();
        await Post(server, "2", "370300", "pledge.count", 5);
        await server.Restart();
        await Post(server, "3", "370300", "pledge.count", 7);
        if (SuspendedTime > suspended.Elapsed)
            await Task.Delay(SuspendedTime - suspended.Elapsed, TestContext.Current.CancellationToken);

        foreach (var (_, protocol) in pages) await protocol.SendAsync("Debugger.resume");
        var resumed = Stopwatch.StartNew();
        await pages[0].Page.EvaluateAsync("() => document.dispatchEvent(new Event('resume'))");
        foreach (var (page, _) in pages)
        {
            var value = page.Locator("tr[data-city='370300'] [data-value='22']");
            await Expect(value).ToBeVisibleAsync(new() { Timeout = 5000 });
            await Expect(page.Locator("[data-live]").First).ToHaveAttributeAsync("data-live", "live");
        }
        Assert.True(resumed.Elapsed < TimeSpan.FromSeconds(5), resumed.Elapsed.ToString());
        foreach (var (page, _) in pages)
        {
            var all = await page.EvaluateAsync<JsonElement>("() => window.frames");
            var frames = all.EnumerateArray()
                .SkipWhile(frame => frame.GetProperty("elapsed").GetDouble() < 50_000)
                .ToList();
            var old = frames.TakeWhile(frame => frame.GetProperty("value").GetString() != "22").ToList();
            Assert.NotEmpty(old);
            Assert.All(old, frame => Assert.Equal((false, true), (IsLive(frame), IsDim(frame))));
        }
    }

    private static bool IsLive(JsonElement frame) => frame.GetProperty("live").GetString() == "live";

    private static bool IsDim(JsonElement frame) => frame.GetProperty("dim").GetBoolean();
}
