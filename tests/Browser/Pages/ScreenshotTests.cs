using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Pages;

/// <summary>Takes screenshots of every page and scene: <c>dotnet ipm.cs shots</c>.</summary>
public sealed class ScreenshotTests(BrowserSession browser, ITestOutputHelper output) : IClassFixture<BrowserSession>
{
    private static readonly string[] Languages = ["zh-CN", "en"];
    private static readonly string[] Themes = ["light", "dark"];
    private static readonly (int Width, int Height)[] DesktopSizes =
        [(1366, 768), (1920, 1080), (3840, 2160), (390, 844)];
    private static readonly (int Width, int Height)[] KioskSizes =
        [(1920, 1080), (3840, 2160), (6656, 1792), (1080, 1920)];
    private static readonly (int Width, int Height)[] PrintSizes = [(794, 1123)];

    [Fact(Explicit = true)]
    public async Task Every_page_and_scene_in_both_themes_and_languages()
    {
        var folder = Environment.GetEnvironmentVariable("IPM_SHOTS") ?? "artifacts/shots";
        var only = Environment.GetEnvironmentVariable("IPM_SHOTS_ONLY");
        Directory.CreateDirectory(folder);
        using var map = new SampleMapFile(SampleMapFile.Province);
        await using var server = await DashboardHost.Start(["--demo", .. map.Settings]);
        await using var empty = await DashboardHost.Start();
        var controlRoom = new ControlRoomClient(server);
        await controlRoom.AddNextCampaign();
        var past = await WaitForLiveEvent(server);
        var count = 0;
        foreach (var language in Languages)
        {
            var screens = new Dictionary<string, string>();
            foreach (dynamic scene in ControlRoomClient.SampleScenes)
                screens[scene.id] = await controlRoom.PairScreen($"{scene.id} {language}", language, scene);
            screens["rehearsal"] = await PairRehearsal(controlRoom, language);
            View[] views =
            [
                .. GetViews(past, screens["ranking"]),
                .. screens.Select(screen => new View($"screen-{screen.Key}", $"/screens/{screen.Value}", KioskSizes)),
                new("screen-lost", $"/screens/{screens["ranking"]}", KioskSizes, DisconnectPage),
                new("first", $"{empty.Address}", DesktopSizes),
                new("sign-in", $"{empty.Address}sign-in", DesktopSizes),
                new("sign-in-ended", $"{empty.Address}sign-in?why=ended", DesktopSizes),
            ];
            foreach (var view in views)
            {
                if (only is not null && !view.Name.StartsWith(only, StringComparison.Ordinal)) continue;
                foreach (var theme in Themes) count += await TakeScreenshots(server, view, theme, language, folder);
            }
        }
        Assert.True(count > 0, $"There is no page {only}");
        output.WriteLine($"{count} 张截图 screenshots: {Path.GetFullPath(folder)}");
    }

    private static async Task<string> PairRehearsal(ControlRoomClient controlRoom, string language)
    {
        var id = await controlRoom.PairScreen($"rehearsal {language}", language, ControlRoomClient.SampleScenes[0]);
        await controlRoom.SendOrder(new { kind = "rehearse" }, id);
        var notice = new
        {
            kind = "notify",
            title = "今日17时闭馆",
            text = "请各位观众有序离场",
            url = "https://example.org/",
            minutes = 60,
        };
        await controlRoom.SendOrder(notice, id);
        return id;
    }

    // Returns the number of screenshots.
    private async Task<int> TakeScreenshots(
        DashboardServer server, View view, string theme, string language, string folder)
    {
        var separator = view.Path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var address = new Uri(server.Address, $"{view.Path}{separator}theme={theme}");
        var page = await browser.Open(address, view.Sizes[0].Width, view.Sizes[0].Height, language);
        if (view.IsSignedIn)
        {
            await TestAccounts.SignIn(page, server);
            await page.GotoAsync(address.ToString());
        }
        if (view.Prepare is not null) await view.Prepare(page);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        foreach (var (width, height) in view.Sizes)
        {
            await page.SetViewportSizeAsync(width, height);
            await page.WaitForTimeoutAsync(1200); // For charts and transitions.
            await page.ScreenshotAsync(new()
            {
                Path = Path.Combine(folder, $"{view.Name}-{width}x{height}-{theme}-{language}.png"),
                FullPage = view.Sizes != KioskSizes,
            });
        }
        await page.Context.CloseAsync();
        return view.Sizes.Length;
    }

    private static IEnumerable<View> GetViews(long past, string screen) =>
    [
        new("ranking", "/?view=tiles", DesktopSizes),
        new("ranking-map", "/", DesktopSizes),
        new("ranking-composite", "/?metric=score.overall&period=2024", DesktopSizes),
        new("ranking-why", "/?metric=patent.invention.granted&why=370300", DesktopSizes),
        new("ranking-city", "/?metric=pledge.amount&city=370300", DesktopSizes),
        new("ranking-group", "/?group=副省级", DesktopSizes),
        new("ranking-past", $"/?asOf={past}", DesktopSizes),
        new("ranking-empty", "/?period=2019", DesktopSizes),
        new("ranking-print", "/?metric=pledge.amount", PrintSizes,
            page => page.EmulateMediaAsync(new() { Media = Media.Print })),
        new("city", "/cities/370300", DesktopSizes),
        new("city-open", "/cities/370300?more=pledge.amount", DesktopSizes),
        new("city-with", "/cities/370300?period=2024&with=370100", DesktopSizes),
        new("city-events", "/cities/370300?period=2024&events=patent.invention.granted", DesktopSizes),
        new("city-unknown", "/cities/999999", DesktopSizes),
        new("campaigns", "/campaigns", DesktopSizes),
        new("campaign", "/campaigns/publicity-week-2025", DesktopSizes),
        new("campaign-empty", "/campaigns/publicity-week-2024", DesktopSizes),
        new("control", "/control", DesktopSizes, IsSignedIn: true),
        new("control-setup", $"/control?screen={screen}", DesktopSizes, IsSignedIn: true),
        new("account", "/account", DesktopSizes, IsSignedIn: true),
        new("accounts", "/accounts", DesktopSizes, IsSignedIn: true),
        new("accounts-setup", "/accounts?open=admin", DesktopSizes, IsSignedIn: true),
        new("accounts-keys", "/accounts?show=keys&new", DesktopSizes, IsSignedIn: true),
        new("audit", "/audit", DesktopSizes, IsSignedIn: true),
        new("review", "/review", DesktopSizes, IsSignedIn: true),
        new("unreported", "/review?show=unreported", DesktopSizes, IsSignedIn: true),
        new("corrections", "/corrections?city=370300&metric=pledge.count", DesktopSizes, IsSignedIn: true),
        new("data", "/data", DesktopSizes, IsSignedIn: true),
        new("reference", "/reference", DesktopSizes, IsSignedIn: true),
        new("reference-table", "/reference?document=targets.csv", DesktopSizes, IsSignedIn: true),
        new("not-found", "/nowhere", DesktopSizes),
        new("pair", "/screens", KioskSizes),
    ];

    // Waits for the demo's first live event and returns its position, to which the past ranking is replayed.
    private static async Task<long> WaitForLiveEvent(DashboardServer server)
    {
        while (true)
        {
            var response = await server.Http.GetFromJsonAsync<JsonElement>("/api/v1/events");
            foreach (var newest in response.GetProperty("events").EnumerateArray().Take(1))
                if (newest.GetProperty("id").GetString()!.StartsWith("live-", StringComparison.Ordinal))
                    return newest.GetProperty("position").GetInt64();
            await Task.Delay(200);
        }
    }

    // Drops all further messages to the page.
    private static async Task DisconnectPage(IPage page)
    {
        var interceptor = await HubMessageInterceptor.Attach(page);
        await page.ReloadAsync();
        await Expect(page.Locator("[data-live='live']").First).ToBeVisibleAsync(new() { Timeout = 15_000 });
        interceptor.Transform = _ => null;
        await Expect(page.Locator("[data-live='lost']").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    private sealed record View(
        string Name, string Path, (int Width, int Height)[] Sizes, Func<IPage, Task>? Prepare = null,
        bool IsSignedIn = false);
}
