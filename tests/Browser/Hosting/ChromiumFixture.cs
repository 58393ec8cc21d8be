using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(IpMonitor.BrowserTests.Hosting.ChromiumFixture))]

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>The Chromium of all tests, started from the path in IPM_CHROMIUM, which <c>ipm.cs test</c> sets.</summary>
/// <remarks>Without it the tests are skipped.</remarks>
public sealed class ChromiumFixture : IAsyncLifetime
{
    // The first two spare each new window of a full Chromium two renderers for its address bar. The others are disabled
    // by Playwright too, whose argument this one replaces.
    private const string DisabledFeatures =
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
        + "HttpsUpgrades,MediaRouter,OptimizationHints,Translate";

    private IPlaywright? _playwright;

    internal IBrowser? Browser { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("IPM_CHROMIUM") is not { Length: > 0 } chromium) return;
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", DisabledFeatures,
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
