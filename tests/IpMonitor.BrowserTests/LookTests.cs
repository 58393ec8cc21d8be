using IpMonitor.Tests.Server;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests;

/// <summary>What holds of every page, whatever it shows: axe finds nothing serious, nothing sticks out, and a wall is read from five metres.</summary>
public sealed class LookTests(Browser browser, LookTests.Demo demo) : IClassFixture<Browser>, IClassFixture<LookTests.Demo>
{
    private readonly DashboardProcess _server = demo.Server;
    private readonly Hall _hall = new(demo.Server);

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

    [Theory]
    [InlineData("light", "zh-CN", 1920, 1080)]
    [InlineData("dark", "en", 1920, 1080)]
    [InlineData("light", "en", 390, 844)]
    [InlineData("dark", "zh-CN", 390, 844)]
    public async Task Pages_are_clean_to_axe_and_nothing_sticks_out(string theme, string language, int width, int height)
    {
        await _hall.Pair($"大屏 {theme} {width}", language, Hall.Scenes);
        string[] paths = ["/", "/?period=2019", "/?metric=patent.invention.granted&why=370300", "/cities/370300?period=2024", "/cities/370300?period=2024&events=patent.invention.granted", "/cities/999999", "/campaigns", "/campaigns/publicity-week-2025", "/control", "/nowhere", "/screens"];
        var faults = new List<string>();
        foreach (var path in paths)
        {
            var page = await Open(path, theme, language, width, height, said => faults.Add($"{path}: {said}"));
            faults.AddRange(await Faults(page, path));
            if (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth") is > 0 and var by) faults.Add($"{path}: {by}px wider than the window");
            await page.Context.CloseAsync();
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Theory]
    [InlineData("dark", "zh-CN", 1920, 1080)]
    [InlineData("dark", "en", 1080, 1920)]
    [InlineData("light", "en", 3840, 2160)]
    [InlineData("dark", "zh-CN", 6656, 1792)]
    public async Task Scenes_are_read_from_five_metres_and_nothing_sticks_out(string theme, string language, int width, int height)
    {
        var id = await _hall.Pair("大屏", language, Hall.Scenes);
        var wall = await Open($"/screens/{id}", theme, language, width, height);
        var faults = new List<string>();
        foreach (dynamic scene in Hall.Scenes)
        {
            await _hall.Order(new { kind = "show", scene = (string)scene.id }, id);
            await Expect(wall.GetByTestId("screen")).ToHaveAttributeAsync("data-scene", (string)scene.id);
            await wall.WaitForTimeoutAsync(1200);
            foreach (var fault in await wall.EvaluateAsync<string[]>(Legible)) faults.Add($"{scene.id}: {fault}");
            faults.AddRange(await Faults(wall, (string)scene.id));
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    // Text that is seen: none smaller than 1/45 of the height, none outside the picture, none cut off by what it stands in.
    private const string Legible = """
        () => {
          const least = innerHeight / 45 - 0.1, faults = []
          const walker = document.createTreeWalker(document.querySelector('[data-testid=screen]'), NodeFilter.SHOW_TEXT)
          for (let node; (node = walker.nextNode());) {
            const element = node.parentElement
            if (!node.data.trim() || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest('.hidden, .cells, [data-testid=watermark], .waiting, .glide-move, .come-enter-active')) continue
            const range = document.createRange()
            range.selectNodeContents(node)
            const box = range.getBoundingClientRect()
            if (!box.width) continue
            const hidden = [...ancestors(element)].find((one) => getComputedStyle(one).overflow !== 'visible' && outside(box, one.getBoundingClientRect()) > 0.98)
            if (hidden) continue // in the column nobody sees
            const said = `"${node.data.trim().slice(0, 20)}"`
            const size = parseFloat(getComputedStyle(element).fontSize) * (element.currentCSSZoom ?? 1)
            if (size < least) faults.push(`${said} is ${size}px, less than ${least}`)
            if (box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) faults.push(`${said} is outside the picture`)
            // A letter's box is taller than its line.
            const cut = [...ancestors(element)].find((one) => getComputedStyle(one).overflow !== 'visible' && outside(box, one.getBoundingClientRect()) > 0.25)
            if (cut) faults.push(`${said} is cut off by .${cut.className}`)
          }
          return faults
          function* ancestors(one) { for (; one && one !== document.body; one = one.parentElement) yield one }
          function outside(a, b) {
            const seen = Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))
            return 1 - seen / (a.width * a.height)
          }
        }
        """;

    private async Task<IPage> Open(string path, string theme, string language, int width, int height, Action<string>? complain = null)
    {
        var page = await browser.Open(new Uri("about:blank"), width, height, language);
        // What the browser was told to refuse, for one.
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) complain?.Invoke(message.Text);
        };
        await page.GotoAsync(new Uri(_server.Address, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}theme={theme}").ToString());
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.WaitForTimeoutAsync(700);
        return page;
    }

    private static async Task<IEnumerable<string>> Faults(IPage page, string where)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window")) await page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        var found = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter((one) => ['serious', 'critical'].includes(one.impact))
              .flatMap((one) => one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary.split('\n').pop().trim()}`))
            """);
        return found.Select(fault => $"{where}: {fault}");
    }

    /// <summary>The demo, with a campaign ahead.</summary>
    public sealed class Demo : IAsyncLifetime
    {
        internal DashboardProcess Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await DashboardProcess.Start(withKey: true, "--demo");
            await new Hall(Server).Schedule();
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
