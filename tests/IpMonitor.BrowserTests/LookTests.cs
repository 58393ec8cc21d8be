namespace IpMonitor.BrowserTests;

/// <summary>What holds of every page, whatever it shows: axe finds nothing serious, nothing sticks out, nothing forbidden is tried.</summary>
public sealed class LookTests(Browser browser, Look look) : IClassFixture<Browser>, IClassFixture<Look>
{
    [Theory]
    [InlineData("light", "zh-CN", 1920, 1080)]
    [InlineData("dark", "en", 1920, 1080)]
    [InlineData("light", "en", 390, 844)]
    [InlineData("dark", "zh-CN", 390, 844)]
    [InlineData("light", "zh-CN", 1366, 768)]
    public async Task Pages_are_clean_to_axe_and_nothing_sticks_out(string theme, string language, int width, int height)
    {
        var screen = await look.Hall.Pair($"大屏 {theme} {width}", language, Hall.Scenes);
        string[] paths =
        [
            "/", "/?period=2019", "/?metric=patent.invention.granted&why=370300", "/?metric=pledge.amount&city=370300", "/?group=副省级", "/?asOf=20", "/cities/370300?period=2024",
            "/cities/370300?more=pledge.amount", "/cities/370300?period=2024&with=370100", "/cities/370300?period=2024&events=patent.invention.granted", "/cities/999999", "/campaigns",
            "/campaigns/publicity-week-2025", "/control", $"/control?screen={screen}", "/nowhere", "/screens", "/sign-in?why=ended",
        ];
        string[] own = ["/account", "/accounts", "/accounts?open=admin", "/accounts?new", "/accounts?show=keys", "/accounts?show=keys&new", "/audit", "/control"];
        var faults = new List<string>();
        foreach (var (path, signedIn) in paths.Select(path => (path, false)).Concat(own.Select(path => (path, true))))
        {
            var page = await look.Open(browser, path, theme, language, width, height, said => faults.Add($"{path}: {said}"), signedIn);
            faults.AddRange(await Look.Faults(page, path));
            if (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth") is > 0 and var by) faults.Add($"{path}: {by}px wider than the window");
            await page.Context.CloseAsync();
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }
}
