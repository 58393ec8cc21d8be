using IpMonitor.Tests.Server;
using Microsoft.Playwright;

namespace IpMonitor.BrowserTests;

/// <summary>The demo with a campaign ahead, and what is looked for on each of its pages.</summary>
public sealed class Look : IAsyncLifetime
{
    // axe-core comes with the client's own packages.
    private static readonly string Axe = Path.Combine(Repository, "dashboard", "client", "node_modules", "axe-core", "axe.min.js");

    private static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "ipm.cs"))) folder = folder.Parent;
            return folder.FullName;
        }
    }

    private Cookie _administrator = null!;

    internal DashboardProcess Server { get; private set; } = null!;

    internal Hall Hall => new(Server);

    public async ValueTask InitializeAsync()
    {
        Server = await DashboardProcess.Start(withKey: true, "--demo");
        await Hall.Schedule();
        using var visitors = new Visitors(Server);
        _administrator = await visitors.CookieOfAdministrator();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>A page of this server's, still empty, where nothing moves; it belongs to the administrator or to nobody.</summary>
    internal async Task<IPage> Open(Browser browser, string language, int width, int height, bool signedIn = false)
    {
        var page = await browser.Open(new Uri("about:blank"), width, height, language);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        if (signedIn) await page.Context.AddCookiesAsync([_administrator]);
        return page;
    }

    /// <summary>Shows it an address, and waits until all of that is there.</summary>
    internal async Task Show(IPage page, string path, string theme)
    {
        await page.GotoAsync(new Uri(Server.Address, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}theme={theme}").ToString());
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Settled(page);
    }

    /// <summary>Waits until what moves on a page has arrived.</summary>
    internal static Task Settled(IPage page) => page.EvaluateAsync("() => Promise.allSettled(document.getAnimations().filter(one => one.effect.getComputedTiming().endTime < 5000).map(one => one.finished))");

    internal static async Task<IEnumerable<string>> Faults(IPage page, string where)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window")) await page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        var found = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter((one) => ['serious', 'critical'].includes(one.impact))
              .flatMap((one) => one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary.split('\n').pop().trim()}`))
            """);
        return found.Select(fault => $"{where}: {fault}");
    }
}
