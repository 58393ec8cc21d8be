using Microsoft.Playwright;

namespace IpMonitor.BrowserTests;

/// <summary>A real Chromium, the one that <c>ipm.cs test</c> found (IPM_CHROMIUM); without it the tests are skipped, visibly.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("IPM_CHROMIUM") is not { Length: > 0 } chromium) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A page of its own, in Chinese and of a desk's size unless told otherwise.</summary>
    public async Task<IPage> Open(Uri address, int width = 1920, int height = 1080, string locale = "zh-CN")
    {
        Assert.SkipWhen(_browser is null, "no Chromium: dotnet ipm.cs doctor tells how to get it");
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            Locale = locale,
            TimezoneId = "Asia/Shanghai",
        });
        await context.AddInitScriptAsync($"try {{ localStorage.setItem('ipm.language', '{locale}') }} catch {{ }}");
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>Keeps what a page looks like in the folder IPM_SHOTS, if one is named.</summary>
    public static async Task Shot(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("IPM_SHOTS") is { Length: > 0 } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
