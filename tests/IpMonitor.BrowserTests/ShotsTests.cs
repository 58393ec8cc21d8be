using IpMonitor.Tests.Server;
using Microsoft.Playwright;

namespace IpMonitor.BrowserTests;

/// <summary>What every page and scene looks like: <c>dotnet ipm.cs shots</c>.</summary>
public sealed class ShotsTests(Browser browser, ITestOutputHelper output) : IClassFixture<Browser>
{
    private static readonly string[] Languages = ["zh-CN", "en"];
    private static readonly string[] Themes = ["light", "dark"];
    private static readonly (int Width, int Height)[] Desks = [(1920, 1080), (3840, 2160), (390, 844)];
    private static readonly (int Width, int Height)[] Walls = [(1920, 1080), (3840, 2160), (6656, 1792), (1080, 1920)];
    private static readonly (string Name, string Path)[] Pages =
    [
        ("ranking", "/"), ("ranking-composite", "/?metric=score.overall&period=2024"), ("ranking-why", "/?metric=patent.invention.granted&why=370300"), ("ranking-empty", "/?period=2019"),
        ("city", "/cities/370300?period=2024"), ("city-events", "/cities/370300?period=2024&events=patent.invention.granted"), ("city-unknown", "/cities/999999"),
        ("campaigns", "/campaigns"), ("campaign", "/campaigns/publicity-week-2025"), ("campaign-empty", "/campaigns/publicity-week-2024"), ("control", "/control"), ("not-found", "/nowhere"), ("pair", "/screens"),
    ];

    [Fact(Explicit = true)]
    public async Task Every_page_and_scene_in_both_themes_and_languages()
    {
        var folder = Environment.GetEnvironmentVariable("IPM_SHOTS") ?? "artifacts/shots";
        var only = Environment.GetEnvironmentVariable("IPM_SHOTS_ONLY");
        Directory.CreateDirectory(folder);
        await using var server = await DashboardProcess.Start(withKey: true, "--demo");
        var hall = new Hall(server);
        await hall.Schedule();
        var count = 0;
        foreach (var language in Languages)
        {
            var screens = new Dictionary<string, string>();
            foreach (dynamic scene in Hall.Scenes) screens[scene.id] = await hall.Pair($"{scene.id} {language}", language, scene);
            var rehearsal = await hall.Pair($"rehearsal {language}", language, Hall.Scenes[0]);
            await hall.Order(new { kind = "rehearse" }, rehearsal);
            await hall.Order(new { kind = "notify", title = "今日17时闭馆", text = "请各位观众有序离场", url = "https://example.org/", minutes = 60 }, rehearsal);
            var views = Pages.SelectMany(page => Desks.Select(size => (page.Name, page.Path, Size: size)))
                .Concat(screens.Append(new("rehearsal", rehearsal)).SelectMany(screen => Walls.Select(size => (Name: $"screen-{screen.Key}", Path: $"/screens/{screen.Value}", Size: size))));
            foreach (var (name, path, size) in views.Where(view => only is null || view.Name.StartsWith(only, StringComparison.Ordinal)))
            {
                foreach (var theme in Themes)
                {
                    var page = await browser.Open(new Uri(server.Address, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}theme={theme}"), size.Width, size.Height, language);
                    await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                    await page.WaitForTimeoutAsync(900); // charts and transitions
                    await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{size.Width}x{size.Height}-{theme}-{language}.png"), FullPage = !path.StartsWith("/screens", StringComparison.Ordinal) });
                    await page.Context.CloseAsync();
                    count++;
                }
            }
        }
        Assert.True(count > 0, $"There is no page {only}");
        output.WriteLine($"{count} 张截图 screenshots: {Path.GetFullPath(folder)}");
    }
}
