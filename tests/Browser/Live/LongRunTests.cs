using System.Diagnostics;
using System.Globalization;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.BrowserTests.Screens;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Live;

/// <summary>Tests that pages that stay open leak nothing over the updates of a day, one each five seconds.</summary>
/// <remarks>A test run sends a small part of the updates, <c>dotnet ipm.cs bench day</c> all of them.</remarks>
public sealed class LongRunTests(BrowserSession browser, ITestOutputHelper output) : IClassFixture<BrowserSession>
{
    private const string Metric = "activity.count";
    private const string Campaign = "publicity-week-2025";
    private const int UpdatesPerDay = 24 * 60 * 60 / 5;
    private const int WarmUpUpdates = 1000;

    // The code 371200 is not in use.
    private static readonly string[] Cities =
        [.. Enumerable.Range(1, 17).Where(number => number != 12).Select(number => $"37{number:00}00")];

    [Fact]
    public async Task A_few_seconds_of_updates_leak_no_nodes_or_listeners()
    {
        foreach (var screen in await RunUpdates(UpdatesPerDay / 80, TimeSpan.FromSeconds(8), samples: 5))
        {
            AssertSteady(screen, sample => sample.Nodes, 0.1);
            AssertSteady(screen, sample => sample.Listeners, 0.1);
        }
    }

    [Fact(Explicit = true)]
    public async Task A_day_of_updates_changes_neither_heap_nor_frame_times()
    {
        var setting = Environment.GetEnvironmentVariable("IPM_DAY_MINUTES") ?? "10";
        var minutes = double.Parse(setting, CultureInfo.InvariantCulture);
        foreach (var screen in await RunUpdates(UpdatesPerDay, TimeSpan.FromMinutes(minutes), samples: 10))
        {
            AssertSteady(screen, sample => sample.Nodes, 0.1);
            AssertSteady(screen, sample => sample.Listeners, 0.1);
            AssertSteady(screen, sample => sample.Heap, 0.1);
            AssertSteady(screen, sample => sample.Frame, 0.2);
        }
    }

    /// <summary>Rotates the scenes of a day as fast as the page allows.</summary>
    [Fact(Explicit = true)]
    public Task A_day_of_a_playlist_leaks_no_nodes_or_listeners() =>
        PlaylistTests.RunPlaylist(browser, 24 * 60 * 2);

    private async Task<List<ObservedPage>> RunUpdates(int updates, TimeSpan duration, int samples)
    {
        // So short that each report gets an update of its own, as on a real day.
        await using var server = await DashboardHost.Start("--Live:FlushInterval=00:00:00.02");
        foreach (var city in Cities) await Send("before", city, WarmUpUpdates);
        var ranking = await Open("ranking", $"/?metric={Metric}&period=2025");
        var campaign = await Open("campaign", $"/campaigns/{Campaign}");

        var values = Cities.ToDictionary(city => city, _ => WarmUpUpdates);
        var clock = Stopwatch.StartNew();
        for (int sent = 0, sampled = 0; sent < updates;)
        {
            var (city, value) = (Cities[sent * 7 % Cities.Length], 1 + sent % 3);
            await Send($"{sent}", city, value);
            values[city] += value;
            var due = ++sent * duration / updates;
            if (due > clock.Elapsed) await Task.Delay(due - clock.Elapsed, TestContext.Current.CancellationToken);
            if (sent * samples / updates == sampled) continue;
            sampled++;
            clock.Stop(); // Otherwise the updates due during the sample would follow in one burst.
            await Task.WhenAll(
                ranking.AddSample($"tr[data-city='{city}'] [data-value='{values[city]}']"),
                campaign.AddSample($"[data-testid='counters'] [data-value='{values.Values.Sum()}']"));
            foreach (var screen in (ObservedPage[])[ranking, campaign])
            {
                output.WriteLine(
                    $"{clock.Elapsed:mm\\:ss} {sent,6} updates  {screen.Name,-8} {screen.Samples[^1]}");
            }
            clock.Start();
        }
        return [ranking, campaign];

        Task Send(string id, string city, int value) =>
            Post(server, $"{city}-{id}", city, Metric, value, "2025-04-21", Campaign);

        async Task<ObservedPage> Open(string name, string path)
        {
            var page = await browser.Open(new Uri(server.Address, path));
            await BrowserSession.WaitUntilLive(page);
            await page.EvaluateAsync("""
                () => {
                  window.frames = []
                  let last = performance.now()
                  const frame = now => {
                    window.frames.push(now - last)
                    last = now
                    requestAnimationFrame(frame)
                  }
                  requestAnimationFrame(frame)
                }
                """);
            return new(name, page, await page.Context.NewCDPSessionAsync(page));
        }
    }

    // Compares the last fifth with the second; the first is the warm-up.
    private static void AssertSteady(ObservedPage screen, Func<Sample, double> value, double maxGrowth)
    {
        var samples = screen.Samples;
        var fifth = samples.Count / 5;
        var (second, last) = (samples[fifth..(2 * fifth)].Average(value), samples[^fifth..].Average(value));
        Assert.True(
            last <= second * (1 + maxGrowth),
            $"{screen.Name}: {second:0.0} became {last:0.0}\n{string.Join('\n', samples)}");
    }

    private sealed record ObservedPage(string Name, IPage Page, ICDPSession Protocol)
    {
        public List<Sample> Samples { get; } = [];

        /// <summary>
        /// Adds the frame time since the last sample, and the resources once the last update is shown and at rest.
        /// </summary>
        public async Task AddSample(string lastUpdate)
        {
            var frame = await Page.EvaluateAsync<double>("""
                () => {
                  const times = window.frames.splice(0).sort((a, b) => a - b)
                  return times[Math.floor(times.length * 0.95)]
                }
                """);
            await Expect(Page.Locator(lastUpdate)).ToBeVisibleAsync(new() { Timeout = 30_000 });
            await DemoServerFixture.WaitForAnimations(Page);
            var resources = await PageResources.Measure(Protocol);
            var usage = (await Protocol.SendAsync("Runtime.getHeapUsage"))!.Value;
            var heap = usage.GetProperty("usedSize").GetDouble() / 1e6;
            await Page.EvaluateAsync("() => { window.frames.length = 0 }");
            Samples.Add(new(heap, resources.Nodes, resources.Listeners, frame));
        }
    }

    private sealed record Sample(double Heap, double Nodes, double Listeners, double Frame)
    {
        public override string ToString() =>
            $"heap {Heap:0.0} MB, {Nodes} nodes, {Listeners} listeners, p95 frame {Frame:0.0} ms";
    }
}
