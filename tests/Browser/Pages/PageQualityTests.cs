using IpMonitor.BrowserTests.Hosting;

namespace IpMonitor.BrowserTests.Pages;

/// <summary>What holds of every page, whatever it shows: axe finds nothing serious, nothing sticks out, nothing forbidden is tried.</summary>
public sealed class PageQualityTests(BrowserSession browser, DemoServerFixture look) : IClassFixture<BrowserSession>
{
    [Theory]
    [InlineData(0, "light", "zh-CN", 1920, 1080)]
    [InlineData(1, "dark", "en", 390, 844)]
    [InlineData(2, "light", "en", 1366, 768)]
    [InlineData(3, "dark", "zh-CN", 390, 844)]
    public async Task Pages_are_clean_to_axe_and_nothing_sticks_out(int turn, string theme, string language, int width, int height)
    {
        await look.StartTask;
        var screen = await look.ControlRoom.PairScreen($"大屏 {theme} {width}", language, ControlRoomClient.SampleScenes);
        string[] paths =
        [
            "/", "/?period=2019", "/?metric=patent.invention.granted&why=370300", "/?metric=pledge.amount&city=370300", "/?group=副省级", "/?asOf=20", "/cities/370300?period=2024",
            "/cities/370300?more=pledge.amount", "/cities/370300?period=2024&with=370100", "/cities/370300?period=2024&events=patent.invention.granted", "/cities/999999", "/campaigns",
            "/campaigns/publicity-week-2025", "/control", $"/control?screen={screen}", "/nowhere", "/screens", "/sign-in?why=ended",
        ];
        string[] own = ["/account", "/accounts", "/accounts?open=admin", "/accounts?new", "/accounts?show=keys", "/accounts?show=keys&new", "/audit", "/control",
            "/data", "/review", "/review?show=unreported", "/corrections", "/corrections?city=370300&metric=pledge.count&source=demo&id=none", "/reference", "/reference?document=targets.csv", "/reference?document=rules.json"];
        var (faults, shown) = (new List<string>(), "");
        var pages = new[] { await look.OpenPage(browser, language, width, height), await look.OpenPage(browser, language, width, height, signedIn: true) };
        // What the browser was told to refuse, for one.
        foreach (var page in pages)
            page.Console += (_, message) =>
            {
                if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) faults.Add($"{shown}: {message.Text}");
            };
        // Each page in half of the turns, once wide and once narrow: all of them in each would take ten minutes.
        foreach (var (i, (path, page)) in paths.Select(path => (path, pages[0])).Concat(own.Select(path => (path, pages[1]))).Index().Where(one => (one.Index - turn) % 4 is 0 or 1 or -3))
        {
            shown = path;
            await look.Navigate(page, path, theme);
            faults.AddRange(await DemoServerFixture.FindAccessibilityViolations(page, path));
            if (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth") is > 0 and var by) faults.Add($"{path}: {by}px wider than the window");
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Theory]
    [InlineData(1920, 1080)]
    [InlineData(3840, 2160)]
    [InlineData(390, 844)]
    public async Task No_page_overflows_sideways_or_writes_an_error(int width, int height)
    {
        await look.StartTask;
        var errors = new List<string>();
        var page = await browser.Open(new Uri("about:blank"), width, height);
        page.Console += (_, message) => { if (message.Type == "error") errors.Add(message.Text); };
        page.Response += (_, response) => { if (response.Status >= 400) errors.Add($"{response.Status} {response.Url}"); };
        page.PageError += (_, error) => errors.Add(error);
        foreach (var path in (string[])["/", "/cities/370300?period=2024", "/campaigns", "/campaigns/publicity-week-2025", "/nowhere"])
        {
            await page.GotoAsync(new Uri(look.Server.Address, path).ToString());
            await DemoServerFixture.WaitUntilLoaded(page);
            await page.EvaluateAsync("() => document.fonts.ready");
            Assert.Equal(0, await page.EvaluateAsync<int>("() => Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
            Assert.Empty(errors);
        }
    }
}
