using System.Collections.Concurrent;
using IpMonitor.Testing;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(IpMonitor.BrowserTests.Hosting.DemoServerFixture))]

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>A server with the demo, shared by the tests that only read, and checks for its pages.</summary>
public sealed class DemoServerFixture : IAsyncDisposable
{
    // axe-core is a development dependency of the client.
    private static readonly string AxeScript =
        Path.Combine(Repository.Root, "dashboard", "client", "node_modules", "axe-core", "axe.min.js");

    private const string BlankPage = "about:blank";

    private readonly Lazy<Task> _started;
    private DashboardServer? _server;
    private Cookie _administrator = null!;

    public DemoServerFixture() => _started = new(Start);

    /// <summary>Completes when the server is ready; the first access starts it.</summary>
    internal Task StartTask => _started.Value;

    internal DashboardServer Server =>
        _server ?? throw new InvalidOperationException($"Await {nameof(StartTask)} first.");

    internal ControlRoomClient ControlRoom => new(Server);

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    /// <summary>Opens an empty page with reduced motion, optionally signed in as the administrator.</summary>
    internal async Task<IPage> OpenPage(
        BrowserSession browser, string language, int width, int height, bool signedIn = false)
    {
        await StartTask;
        var page = await browser.Open(new Uri(BlankPage), width, height, language);
        // Playwright reports the request of a shared worker's script as open while the worker runs.
        await BrowserSession.UseOwnConnection(page);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        if (signedIn) await page.Context.AddCookiesAsync([_administrator]);
        return page;
    }

    /// <summary>Loads a path in a page and waits until its content has loaded and is at rest.</summary>
    internal Task Load(IPage page, string path, string theme) =>
        RunUntilAtRest(page, () => page.GotoAsync(GetAddress(path, theme)));

    /// <summary>Opens a path in a loaded page, as the back button does, and waits like <see cref="Load"/>.</summary>
    internal Task Navigate(IPage page, string path, string theme) =>
        page.Url == BlankPage ? Load(page, path, theme) : RunUntilAtRest(page, () => page.EvaluateAsync("""
            address => {
              history.pushState(null, '', address)
              dispatchEvent(new PopStateEvent('popstate'))
            }
            """, GetAddress(path, theme)));

    /// <summary>Waits until a page shows content and nothing in it is loading.</summary>
    internal static Task WaitUntilLoaded(IPage page) => page.WaitForFunctionAsync("""
        () => {
          const main = document.querySelector('main')
          return main?.innerText.trim() && !main.querySelector('[data-answer=loading], [data-live=connecting]')
        }
        """);

    /// <summary>Waits until the finite animations of a page have ended.</summary>
    internal static Task WaitForAnimations(IPage page) => page.EvaluateAsync("""
        () => Promise.allSettled(document.getAnimations()
          .filter(animation => animation.effect.getComputedTiming().endTime < 5000)
          .map(animation => animation.finished))
        """);

    /// <summary>Returns the serious and critical violations that axe finds on a page.</summary>
    internal static async Task<IEnumerable<string>> FindAccessibilityViolations(IPage page, string where)
    {
        // Content that fades in has too little contrast until the animation ends.
        await WaitForAnimations(page);
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(await File.ReadAllTextAsync(AxeScript));
        var violations = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter((violation) => ['serious', 'critical'].includes(violation.impact))
              .flatMap((violation) => violation.nodes.slice(0, 3).map((node) => {
                const summary = node.failureSummary.split('\n').pop().trim()
                return `${violation.id}: ${node.target.join(' ')} ${summary}`
              }))
            """);
        return violations.Select(violation => $"{where}: {violation}");
    }

    private string GetAddress(string path, string theme)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return new Uri(Server.Address, $"{path}{separator}theme={theme}").ToString();
    }

    // At rest: two frames after its content has loaded, no request of the page is open.
    private static async Task RunUntilAtRest(IPage page, Func<Task> open)
    {
        var requests = new ConcurrentDictionary<Microsoft.Playwright.IRequest, bool>();
        page.Request += Add;
        page.RequestFinished += Remove;
        page.RequestFailed += Remove;
        try
        {
            await open();
            do
            {
                await WaitForFrames(page);
                await WaitUntilLoaded(page);
                await WaitForFrames(page);
            }
            while (!requests.IsEmpty);
        }
        finally
        {
            page.Request -= Add;
            page.RequestFinished -= Remove;
            page.RequestFailed -= Remove;
        }
        await WaitForAnimations(page);

        void Add(object? sender, Microsoft.Playwright.IRequest request) => requests[request] = true;
        void Remove(object? sender, Microsoft.Playwright.IRequest request) => requests.TryRemove(request, out _);
    }

    private static async Task WaitForFrames(IPage page) => await page.EvaluateAsync(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    private async Task Start()
    {
        _server = await DashboardHost.Start("--demo");
        await ControlRoom.AddNextCampaign();
        using var accounts = new TestAccounts(_server);
        _administrator = await accounts.GetAdministratorCookie();
    }
}
