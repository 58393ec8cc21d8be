using IpMonitor.BrowserTests.Hosting;
using Microsoft.Playwright;

namespace IpMonitor.BrowserTests.Pages;

/// <summary>Tests each page for accessibility violations, overflow and errors in the console.</summary>
public sealed class PageQualityTests(BrowserSession browser, DemoServerFixture demo) : IClassFixture<BrowserSession>
{
    // Answers 404 with a page.
    private const string UnknownPath = "/nowhere";

    private static readonly string[] PublicPaths =
    [
        "/", "/?period=2019", "/?metric=patent.invention.granted&why=370300", "/?metric=pledge.amount&city=370300",
        "/?group=副省级", "/?asOf=20", "/cities/370300?period=2024", "/cities/370300?more=pledge.amount",
        "/cities/370300?period=2024&with=370100", "/cities/370300?period=2024&events=patent.invention.granted",
        "/cities/999999", "/campaigns", "/campaigns/publicity-week-2025", "/control", UnknownPath, "/screens",
        "/sign-in?why=ended", "/?metric=patent.invention.valid&order=yearEnd",
    ];

    private static readonly string[] SignedInPaths =
    [
        "/account", "/accounts", "/accounts?open=admin", "/accounts?new", "/accounts?show=keys",
        "/accounts?show=keys&new", "/audit", "/control", "/data", "/review", "/review?show=unreported", "/corrections",
        "/corrections?city=370300&metric=pledge.count&source=demo&id=none", "/reference",
        "/reference?document=targets.csv", "/reference?document=rules.json",
    ];

    [Theory]
    [InlineData(0, "light", "zh-CN", 1920, 1080)]
    [InlineData(1, "dark", "en", 390, 844)]
    [InlineData(2, "light", "en", 1366, 768)]
    [InlineData(3, "dark", "zh-CN", 390, 844)]
    public async Task Pages_have_no_accessibility_violations_and_no_overflow(
        int turn, string theme, string language, int width, int height)
    {
        await demo.StartTask;
        var screen = await demo.ControlRoom.PairScreen($"大屏 {theme} {width}", language, ControlRoomClient.SampleScenes);
        string[] publicPaths = [.. PublicPaths, $"/control?screen={screen}"];
        var (faults, currentPath) = (new List<string>(), "");
        var publicPage = await demo.OpenPage(browser, language, width, height);
        var signedInPage = await demo.OpenPage(browser, language, width, height, signedIn: true);
        foreach (var page in new[] { publicPage, signedInPage }) page.Console += AddError;
        var views = publicPaths.Select(path => (Path: path, Page: publicPage))
            .Concat(SignedInPaths.Select(path => (Path: path, Page: signedInPage)));
        foreach (var (i, (path, page)) in views.Index())
        {
            // Visits each page in two of the four turns, a wide and a narrow one: all of them would take ten minutes.
            if ((i - turn) % 4 is not (0 or 1 or -3)) continue;
            currentPath = path;
            // The wide turns load each page; the narrow ones open it from another page, which is quicker.
            await (width > 1000 ? demo.Load(page, path, theme) : demo.Navigate(page, path, theme));
            faults.AddRange(await DemoServerFixture.FindAccessibilityViolations(page, path));
            if (await MeasureOverflow(page) is > 0 and var overflow)
                faults.Add($"{path}: {overflow}px wider than the window");
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));

        // Includes violations of the content security policy.
        void AddError(object? sender, IConsoleMessage message)
        {
            var isFailedRequest = message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal);
            if (message.Type == "error" && !isFailedRequest) faults.Add($"{currentPath}: {message.Text}");
        }
    }

    [Fact]
    public async Task No_page_overflows_horizontally_or_logs_an_error_in_any_width()
    {
        await demo.StartTask;
        var errors = new List<string>();
        var page = await browser.Open(new Uri("about:blank"));
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Location.Contains(UnknownPath, StringComparison.Ordinal))
                errors.Add(message.Text);
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400 && !response.Url.EndsWith(UnknownPath, StringComparison.Ordinal))
                errors.Add($"{response.Status} {response.Url}");
        };
        page.PageError += (_, error) => errors.Add(error);
        string[] paths =
            ["/", "/cities/370300?period=2024", "/campaigns", "/campaigns/publicity-week-2025", UnknownPath];
        (int Width, int Height)[] sizes = [(3840, 2160), (390, 844), (1920, 1080)];
        foreach (var path in paths)
        {
            await page.GotoAsync(new Uri(demo.Server.Address, path).ToString());
            await DemoServerFixture.WaitUntilLoaded(page);
            await page.EvaluateAsync("() => document.fonts.ready");
            foreach (var (width, height) in sizes)
            {
                await page.SetViewportSizeAsync(width, height);
                Assert.InRange(await MeasureOverflow(page), int.MinValue, 0);
            }
            Assert.Empty(errors);
        }
    }

    private static Task<int> MeasureOverflow(IPage page) =>
        page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");
}
