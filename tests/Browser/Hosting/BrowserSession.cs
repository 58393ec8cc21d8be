using Microsoft.Playwright;
using Xunit.Sdk;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>Opens the pages of a test class; closes those of a test when the next test opens its first page.</summary>
/// <remarks>So the pages of an earlier test send no requests to its server any more.</remarks>
public sealed class BrowserSession(ChromiumFixture chromium) : IAsyncDisposable
{
    private readonly List<IBrowserContext> _contexts = [];
    private ITest? _test;

    /// <summary>Opens a page in a browser context of its own, by default in Chinese and in desktop size.</summary>
    public async Task<IPage> Open(Uri address, int width = 1920, int height = 1080, string locale = "zh-CN")
    {
        Assert.SkipWhen(chromium.Browser is null, "No Chromium: run dotnet ipm.cs doctor");
        if (_test != TestContext.Current.Test) await DisposeAsync();
        _test = TestContext.Current.Test;
        var context = await chromium.Browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            Locale = locale,
            TimezoneId = "Asia/Shanghai",
            // Tests of proxies use a certificate of their own.
            IgnoreHTTPSErrors = true,
        });
        _contexts.Add(context);
        await context.AddInitScriptAsync($"try {{ localStorage.setItem('ipm.language', '{locale}') }} catch {{ }}");
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>Waits until a page receives live updates.</summary>
    /// <remarks>Waits with Playwright's default time-out instead of the five seconds of an assertion.</remarks>
    public static Task WaitUntilLive(IPage page) => page.Locator("[data-live='live']").First.WaitForAsync();

    /// <summary>Lets a page connect by itself when it is loaded next, as in a browser without shared workers.</summary>
    /// <remarks>Playwright sees and interrupts only the connections that a page opens itself.</remarks>
    public static Task UseOwnConnection(IPage page) => page.AddInitScriptAsync("delete globalThis.SharedWorker");

    /// <summary>Saves a screenshot in the folder IPM_SHOTS if that is set.</summary>
    public static async Task TakeScreenshot(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("IPM_SHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts) await context.CloseAsync();
        _contexts.Clear();
    }
}
