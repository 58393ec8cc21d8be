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

    internal async Task<IPage> Open(Browser browser, string path, string theme, string language, int width, int height, Action<string>? complain = null, bool signedIn = false)
    {
        var page = await browser.Open(new Uri("about:blank"), width, height, language);
        if (signedIn) await page.Context.AddCookiesAsync([_administrator]);
        // What the browser was told to refuse, for one.
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) complain?.Invoke(message.Text);
        };
        await page.GotoAsync(new Uri(Server.Address, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}theme={theme}").ToString());
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.WaitForTimeoutAsync(700);
        return page;
    }

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
