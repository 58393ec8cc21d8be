using System.Text.Json;
using System.Text.RegularExpressions;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Screens;

/// <summary>Tests that a screen shows its scenes, with their time, without a server.</summary>
public sealed class OutageTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string Campaign = "publicity-week-2025";

    /// <summary>Scenes of five seconds and a text that each shows once it has its figures.</summary>
    private static readonly (object Scene, string Text)[] Scenes =
    [
        (new { id = "ranking", kind = "ranking", seconds = 5, metric = "pledge.count", period = "2025" }, "淄博"),
        (new { id = "campaign", kind = "campaign", seconds = 5, campaign = Campaign }, "4,711"),
        (new { id = "feed", kind = "feed", seconds = 5 }, "4,711"),
        (new { id = "city", kind = "city", seconds = 5, city = "370300", period = "2025" }, "质押"),
        (new { id = "theme", kind = "theme", seconds = 5, campaign = Campaign }, "知识产权"),
    ];

    private static readonly string[] Topics =
    [
        "screen/", "ranking/pledge.count/2025", $"campaign/{Campaign}", "feed", "city/370300/2025",
    ];

    // Names of what a browser keeps of a screen: worker, caches, databases and marks.
    private const string ListKept = """
        async () => [
          ...(await navigator.serviceWorker.getRegistrations()).map((worker) => worker.scope),
          ...(await caches.keys()),
          ...(await indexedDB.databases()).map((database) => database.name),
          ...Object.keys(localStorage).filter((name) => name === 'ipm.screen'),
        ]
        """;

    private const string ListCopies = """
        () => new Promise((resolve) => {
          const opening = indexedDB.open('ipm-screen')
          opening.onupgradeneeded = () => opening.transaction.abort()
          opening.onerror = () => resolve([])
          opening.onsuccess = () => {
            const names = opening.result.transaction('values').objectStore('values').getAllKeys()
            names.onsuccess = () => {
              opening.result.close()
              resolve(names.result)
            }
          }
        })
        """;

    [Fact]
    public async Task A_paired_screen_shows_every_scene_through_an_outage_a_reload_and_a_start_without_a_server()
    {
        await using var server = await DashboardProcess.Start();
        await PostFigures(server);
        var controlRoom = new ControlRoomClient(server);
        var (wall, id) = await PairWall(server, controlRoom);
        await wall.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
        await WaitForCopies(wall);

        await server.Stop();
        await ExpectEveryScene(wall, "显示断开前的数据", "memory");
        await wall.ReloadAsync();
        await ExpectEveryScene(wall, "显示本机留存的数据", "reloaded");
        var started = await wall.Context.NewPageAsync();
        await wall.CloseAsync();
        await started.GotoAsync(new Uri(server.Address, "/screens").ToString());
        await Expect(started).ToHaveURLAsync(new Uri(server.Address, $"/screens/{id}").ToString());
        await ExpectEveryScene(started, "显示本机留存的数据", "started");

        await started.EvaluateAsync("() => { window.stoppedAt = undefined }");
        await server.Run();
        await Post(server, "3", "370300", "pledge.count", 1, date: "2025-04-22");
        await Expect(started.Locator("footer [data-live='live']")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(started.GetByTestId("offline")).ToHaveCountAsync(0);

        // The server revokes the pairing: the browser keeps nothing of it.
        Assert.NotEmpty(await started.EvaluateAsync<string[]>(ListKept));
        await controlRoom.RemoveScreen(id);
        await Expect(started.GetByTestId("code")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await started.WaitForFunctionAsync($"async () => (await ({ListKept})()).length === 0");
    }

    [Fact]
    public async Task A_pairing_that_ended_while_the_screen_was_off_is_forgotten_at_its_next_start()
    {
        await using var server = await DashboardHost.Start();
        await PostFigures(server);
        var controlRoom = new ControlRoomClient(server);
        var (wall, id) = await PairWall(server, controlRoom);
        await WaitForCopies(wall);
        await wall.GotoAsync("about:blank");
        await controlRoom.RemoveScreen(id);
        await wall.GotoAsync(new Uri(server.Address, "/screens").ToString());
        await Expect(wall.GetByTestId("code")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await wall.WaitForFunctionAsync($"async () => (await ({ListKept})()).length === 0");
    }

    [Fact]
    public async Task Without_HTTPS_a_screen_says_so_keeps_its_scenes_in_memory_and_stores_nothing()
    {
        await using var server = await DashboardHost.Start();
        await PostFigures(server);
        var controlRoom = new ControlRoomClient(server);
        var (wall, id) = await PairWall(
            server, controlRoom, "Object.defineProperty(window, 'isSecureContext', { value: false })");
        JsonElement? status = null;
        while (status is null)
        {
            status = await controlRoom.GetStatus(id);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.False(status.Value.GetProperty("worksOffline").GetBoolean());
        await server.Stop();
        await ExpectEveryScene(wall, "显示断开前的数据", "insecure");
        Assert.Empty(await wall.EvaluateAsync<string[]>(ListKept));
    }

    [Fact]
    public async Task A_viewer_of_a_screen_and_a_desk_store_nothing()
    {
        await using var server = await DashboardHost.Start();
        await PostFigures(server);
        object[] scenes = [.. Scenes.Select(scene => scene.Scene)];
        var id = await new ControlRoomClient(server).PairScreen("大屏", "zh-CN", scenes);
        var viewer = await browser.Open(new Uri(server.Address, $"/screens/{id}"));
        await Expect(viewer.GetByTestId("screen")).ToHaveAttributeAsync("data-scene", AnyScene());
        Assert.Empty(await viewer.EvaluateAsync<string[]>(ListKept));
        await viewer.GotoAsync(new Uri(server.Address, "/?metric=pledge.count&period=2025").ToString());
        await BrowserSession.WaitUntilLive(viewer);
        Assert.Empty(await viewer.EvaluateAsync<string[]>(ListKept));
    }

    [Fact]
    public async Task A_screen_takes_another_build_over_at_once_between_two_scenes()
    {
        using var build = PageBuild.Copy();
        await using var server = await DashboardHost.Start("--webroot", build.Folder);
        await PostFigures(server);
        // The screen looks for another build twice a second instead of every five minutes.
        var (wall, _) = await PairWall(server, new ControlRoomClient(server), updateInterval: 500);
        await wall.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
        var missing = new List<string>();
        wall.Response += (_, response) =>
        {
            if (response.Status == 404) missing.Add(response.Url);
        };
        var loads = 0;
        wall.DOMContentLoaded += (_, _) => loads++;
        var before = await ReadBuild(wall);
        await wall.EvaluateAsync("() => { window.before = true }");

        build.Upgrade();
        await wall.WaitForFunctionAsync("() => !window.before");
        await Expect(wall.GetByTestId("screen")).ToHaveAttributeAsync("data-scene", AnyScene());
        Assert.Equal($"{before}2", await ReadBuild(wall));
        await Expect(wall.Locator("footer [data-live='live']")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        Assert.Empty(missing);
        Assert.Equal(1, loads);
    }

    private static Regex AnyScene() => new(".");

    private static async Task PostFigures(DashboardServer server)
    {
        await Post(server, "1", "370300", "pledge.count", 4711, "2025-04-21", Campaign);
        await Post(server, "2", "370300", "activity.count", 4711, "2025-04-21", Campaign);
    }

    /// <summary>Pairs a browser as a screen by the code that it shows.</summary>
    private async Task<(IPage Wall, string Id)> PairWall(
        DashboardServer server, ControlRoomClient controlRoom, string script = "", int updateInterval = 300_000)
    {
        var wall = await browser.Open(new Uri("about:blank"));
        await wall.Context.AddInitScriptAsync($$"""
            const now = Date.now, every = setInterval
            window.ahead = 0
            Date.now = () => (window.stoppedAt ?? now.call(Date)) + window.ahead
            window.setInterval = (act, wait, ...rest) =>
              every(act, { 1000: 100, 300000: {{updateInterval}} }[wait] ?? wait, ...rest)
            {{script}}
            """);
        await wall.GotoAsync(new Uri(server.Address, "/screens").ToString());
        var code = await wall.GetByTestId("code").InnerTextAsync();
        var isInsecure = await wall.EvaluateAsync<bool>("() => !isSecureContext");
        await Expect(wall.GetByTestId("needs-https")).ToHaveCountAsync(isInsecure ? 1 : 0);
        if (isInsecure) await BrowserSession.TakeScreenshot(wall, "screen-insecure");
        var id = await controlRoom.PairScreenByCode(code, "大屏", "zh-CN", [.. Scenes.Select(scene => scene.Scene)]);
        // Every topic of the playlist has arrived.
        await Expect(wall.GetByTestId("screen"))
            .ToHaveAttributeAsync("data-complete", "true", new() { Timeout = 30_000 });
        return (wall, id);
    }

    private static async Task WaitForCopies(IPage wall)
    {
        await wall.WaitForFunctionAsync($$"""
            async (topics) => {
              const names = await ({{ListCopies}})()
              return topics.every((topic) => names.some((name) => name.startsWith(`topic:${topic}`)))
            }
            """, Topics);
    }

    /// <summary>Advances the page's clock through a round and checks each scene and its time.</summary>
    private static async Task ExpectEveryScene(IPage wall, string sign, string name)
    {
        await Expect(wall.GetByTestId("offline")).ToContainTextAsync(sign, new() { Timeout = 20_000 });
        // From here on the test advances the page's clock.
        await wall.EvaluateAsync("() => { window.stoppedAt = Date.now() - window.ahead }");
        foreach (var (scene, text) in Scenes)
        {
            var id = (string)((dynamic)scene).id;
            await WaitForScene(wall, id);
            var slot = wall.Locator($"[data-slot='{id}']");
            await Expect(slot).ToBeVisibleAsync();
            await Expect(slot).ToContainTextAsync(text);
            await Expect(wall.Locator("footer").GetByTestId("as-of")).ToContainTextAsync("数据截至");
            await Expect(wall.Locator("footer [data-live]")).ToHaveAttributeAsync("data-live", "lost");
            await Expect(wall.GetByTestId("offline")).ToContainTextAsync(sign);
            await BrowserSession.TakeScreenshot(wall, $"outage-{name}-{id}");
        }
    }

    private static async Task WaitForScene(IPage wall, string id)
    {
        for (var turn = 0; turn <= Scenes.Length; turn++)
        {
            var shown = await wall.GetByTestId("screen").GetAttributeAsync("data-scene");
            if (shown == id) return;
            await wall.EvaluateAsync("() => { window.ahead += 5000 }");
            await Expect(wall.GetByTestId("screen")).Not.ToHaveAttributeAsync("data-scene", shown ?? "");
        }
        Assert.Fail($"The scene {id} was never shown.");
    }

    private static Task<string> ReadBuild(IPage page) => page.EvaluateAsync<string>(
        "() => /([^/]+)\\.js$/.exec(document.querySelector('script[type=module]').src)[1]");
}
