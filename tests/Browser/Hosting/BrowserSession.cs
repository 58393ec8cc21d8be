using Microsoft.Playwright;
using Xunit.Sdk;

[assembly: AssemblyFixture(typeof(IpMonitor.BrowserTests.Hosting.ChromiumFixture))]

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>A real Chromium, the one that <c>ipm.cs test</c> found (IPM_CHROMIUM), for all tests; without it they are skipped, visibly.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    // Each new window of a full Chromium would start two renderers for its address bar. The other features are some of
    // those that Playwright switches off itself: this argument replaces its own.
    private const string DisabledFeatures =
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,HttpsUpgrades,MediaRouter,OptimizationHints,Translate";

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

/// <summary>The pages of a class of tests; those of one test are gone when the next opens its own, and ask its server for nothing any more.</summary>
public sealed class BrowserSession(ChromiumFixture chromium) : IAsyncDisposable
{
    private readonly List<IBrowserContext> _contexts = [];
    private ITest? _test;

    /// <summary>A page of its own, in Chinese and of a desk's size unless told otherwise.</summary>
    public async Task<IPage> Open(Uri address, int width = 1920, int height = 1080, string locale = "zh-CN")
    {
        Assert.SkipWhen(chromium.Browser is null, "no Chromium: dotnet ipm.cs doctor tells how to get it");
        if (_test != TestContext.Current.Test) await DisposeAsync();
        _test = TestContext.Current.Test;
        var context = await chromium.Browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            Locale = locale,
            TimezoneId = "Asia/Shanghai",
        });
        _contexts.Add(context);
        await context.AddInitScriptAsync($"try {{ localStorage.setItem('ipm.language', '{locale}') }} catch {{ }}");
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>Waits until a page that was opened follows its server.</summary>
    /// <remarks>Opening a page asserts nothing about speed, so this is no assertion and has no five seconds.</remarks>
    public static Task WaitUntilLive(IPage page) => page.Locator("[data-live='live']").First.WaitForAsync();

    /// <summary>Keeps what a page looks like in the folder IPM_SHOTS, if one is named.</summary>
    public static async Task TakeScreenshot(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("IPM_SHOTS") is { Length: > 0 } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts) await context.CloseAsync();
        _contexts.Clear();
    }
}
