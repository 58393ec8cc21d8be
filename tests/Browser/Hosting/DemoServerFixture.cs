using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(IpMonitor.BrowserTests.Hosting.DemoServerFixture))]

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>One server with the demo for all tests that only read, and the checks of a page.</summary>
public sealed class DemoServerFixture : IAsyncDisposable
{
    // axe-core comes with the client's own packages.
    private static readonly string AxeScript = Path.Combine(RepositoryRoot, "dashboard", "client", "node_modules", "axe-core", "axe.min.js");

    private static string RepositoryRoot
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "ipm.cs"))) folder = folder.Parent;
            return folder.FullName;
        }
    }

    private readonly Lazy<Task> _started;
    private DashboardServer? _server;
    private Cookie _administrator = null!;

    public DemoServerFixture() => _started = new(Start);

    /// <summary>Completes when the server is there; the first test that asks starts it.</summary>
    internal Task StartTask => _started.Value;

    internal DashboardServer Server =>
        _server ?? throw new InvalidOperationException($"Await {nameof(StartTask)} first.");

    internal ControlRoomClient ControlRoom => new(Server);

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    /// <summary>A page of this server's, still empty, where nothing moves; it belongs to the administrator or to nobody.</summary>
    internal async Task<IPage> OpenPage(BrowserSession browser, string language, int width, int height, bool signedIn = false)
    {
        await StartTask;
        var page = await browser.Open(new Uri("about:blank"), width, height, language);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        if (signedIn) await page.Context.AddCookiesAsync([_administrator]);
        return page;
    }

    /// <summary>Shows it an address, and waits until all of that is there.</summary>
    internal async Task Navigate(IPage page, string path, string theme)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        await page.GotoAsync(new Uri(Server.Address, $"{path}{separator}theme={theme}").ToString());
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await WaitUntilLoaded(page);
        await WaitForAnimations(page);
    }

    /// <summary>Waits until a page shows something and nothing of it is still loading.</summary>
    internal static Task WaitUntilLoaded(IPage page) => page.WaitForFunctionAsync("""
        () => {
          const shown = document.querySelector('main')
          return shown?.innerText.trim() && !shown.querySelector('[data-answer=loading]')
        }
        """);

    /// <summary>Waits until what moves on a page has arrived.</summary>
    internal static Task WaitForAnimations(IPage page) => page.EvaluateAsync("""
        () => Promise.allSettled(document.getAnimations()
          .filter(one => one.effect.getComputedTiming().endTime < 5000)
          .map(one => one.finished))
        """);

    /// <summary>What axe finds serious on a page that is at rest.</summary>
    internal static async Task<IEnumerable<string>> FindAccessibilityViolations(IPage page, string where)
    {
        // What fades in has too little contrast until it is there.
        await WaitForAnimations(page);
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window")) await page.EvaluateAsync(await File.ReadAllTextAsync(AxeScript));
        var found = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter((one) => ['serious', 'critical'].includes(one.impact))
              .flatMap((one) => one.nodes.slice(0, 3)
                .map((node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary.split('\n').pop().trim()}`))
            """);
        return found.Select(fault => $"{where}: {fault}");
    }

    private async Task Start()
    {
        _server = await DashboardHost.Start("--demo");
        await ControlRoom.AddNextCampaign();
        using var visitors = new TestAccounts(_server);
        _administrator = await visitors.GetAdministratorCookie();
    }
}
