using IpMonitor.Tests.Server;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Reports;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests;

/// <summary>An organizer and a wall, in a real Chromium, of a real server.</summary>
public sealed class OrganizerTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task An_organizer_pairs_a_screen_builds_its_playlist_pushes_a_notice_and_the_wall_survives_a_lost_network()
    {
        await using var server = await DashboardProcess.Start();
        await Post(server, "1", "370100", "pledge.count", 30, date: "2025-04-21", campaign: "publicity-week-2025");
        await Post(server, "2", "370300", "pledge.count", 10, date: "2025-04-21", campaign: "publicity-week-2025");
        var wall = await browser.Open(new Uri(server.Address, "/screens"));
        var code = await wall.GetByTestId("code").InnerTextAsync();

        // Who is not signed in is asked to, and comes back.
        var room = await browser.Open(new Uri(server.Address, "/control"));
        await Expect(room.GetByTestId("sign-in")).ToBeVisibleAsync();
        await Visitors.SignIn(room);
        await Expect(room).ToHaveURLAsync(new Uri(server.Address, "/control").ToString());

        var pair = room.GetByTestId("pair-form");
        await pair.GetByLabel("配对码").FillAsync("000000");
        await pair.GetByLabel("屏幕名称").FillAsync("一楼大厅");
        await pair.GetByLabel("分组").FillAsync("政务大厅");
        await pair.GetByText("配对", new() { Exact = true }).ClickAsync();
        await Expect(pair.Locator("[data-problem='code_unknown']")).ToBeVisibleAsync();
        await pair.GetByLabel("配对码").FillAsync(code);
        await pair.GetByText("配对", new() { Exact = true }).ClickAsync();

        // The wall finds its own way, and the room hears it.
        await Expect(wall.GetByTestId("screen")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        var row = room.Locator("tr[data-screen]");
        await Expect(row).ToHaveAttributeAsync("data-online", "true", new() { Timeout = 20_000 });
        await Expect(row).ToContainTextAsync("1920×1080");

        // Two scenes, one refused by name and field before it is right.
        await row.GetByText("设置").ClickAsync();
        var setup = room.GetByTestId("setup");
        while (await setup.GetByText("删去").CountAsync() > 1) await setup.GetByText("删去").Last.ClickAsync();
        var first = setup.Locator("li").First;
        await first.GetByLabel("指标").SelectOptionAsync("pledge.count");
        await first.GetByLabel("时期").FillAsync("很快");
        await setup.GetByText("保存").ClickAsync();
        await Expect(setup.Locator("[data-problem='period_invalid']")).ToContainTextAsync("第 1 个画面");
        await Expect(first.GetByLabel("时期")).ToHaveAttributeAsync("aria-invalid", "true");
        await first.GetByLabel("时期").FillAsync("2025");
        await setup.GetByLabel("加入画面").SelectOptionAsync("campaign");
        await setup.Locator("li").Last.GetByLabel("活动").SelectOptionAsync("publicity-week-2025");
        await setup.GetByText("保存").ClickAsync();
        await Expect(setup.GetByText("已保存")).ToBeVisibleAsync();

        // One scene is held on the wall, and then the other.
        await row.Locator("input[type=checkbox]").CheckAsync();
        await room.GetByLabel("切换到").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(wall.GetByTestId("race").Locator("li").First).ToContainTextAsync("济南");
        await Expect(wall.GetByTestId("race").Locator("[data-city='370100'] .value")).ToHaveTextAsync("30");
        await Browser.Shot(room, "control");
        await room.GetByLabel("切换到").SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await Expect(wall.GetByTestId("screen")).ToHaveAttributeAsync("data-scene", "campaign-1");
        await Expect(row).ToContainTextAsync("定格");

        await room.GetByText("推送通知").ClickAsync();
        var notice = room.GetByTestId("notice-form");
        await notice.GetByLabel("标题").FillAsync("今日17时闭馆");
        await notice.GetByLabel("二维码网址").FillAsync("https://example.org/");
        await notice.GetByText("推送", new() { Exact = true }).ClickAsync();
        await Expect(wall.GetByTestId("notice")).ToContainTextAsync("今日17时闭馆");
        await Expect(wall.GetByTestId("notice").Locator("svg")).ToBeVisibleAsync();
        await Browser.Shot(wall, "screen-notice");

        // The network goes: the wall keeps the last numbers, says of when they are, and catches up by itself.
        await room.GetByLabel("切换到").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(wall.GetByTestId("race").Locator("[data-city='370100'] .value")).ToHaveTextAsync("30");
        await wall.Context.SetOfflineAsync(true);
        await server.Kill();
        await Expect(wall.Locator("[data-live]").First).ToHaveAttributeAsync("data-live", "lost", new() { Timeout = 15_000 });
        await Expect(wall.GetByTestId("as-of")).ToBeVisibleAsync();
        await Expect(wall.GetByTestId("race").Locator("[data-city='370100'] .value")).ToHaveTextAsync("30");
        await Browser.Shot(wall, "screen-lost");
        await server.Run();
        await Post(server, "3", "370300", "pledge.count", 40, date: "2025-04-21");
        await Expect(row).ToHaveAttributeAsync("data-online", "false", new() { Timeout = 40_000 });
        await wall.Context.SetOfflineAsync(false);
        await Expect(wall.GetByTestId("race").Locator("li").First).ToHaveAttributeAsync("data-city", "370300", new() { Timeout = 30_000 });
        await Expect(wall.Locator("[data-live]").First).ToHaveAttributeAsync("data-live", "live");
        await Expect(row).ToHaveAttributeAsync("data-online", "true", new() { Timeout = 20_000 });

        // Removed, it shows a new code, and no login page ever.
        await setup.GetByText("移除", new() { Exact = true }).ClickAsync();
        await setup.GetByText("再按一次移除").ClickAsync();
        await Expect(room.GetByText("还没有屏幕")).ToBeVisibleAsync();
        await Expect(wall.GetByTestId("code")).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task A_wall_turns_its_scenes_by_the_clock_rehearses_under_a_watermark_and_loads_itself_anew_when_told()
    {
        await using var server = await DashboardProcess.Start();
        var hall = new Hall(server);
        var id = await hall.Pair("大屏", "zh-CN", new { id = "a", kind = "theme", seconds = 5, campaign = "publicity-week-2025" }, new { id = "b", kind = "ranking", seconds = 5, metric = "pledge.count" });
        var wall = await browser.Open(new Uri(server.Address, $"/screens/{id}"));
        var screen = wall.GetByTestId("screen");
        await Expect(screen).ToHaveAttributeAsync("data-scene", "a", new() { Timeout = 15_000 });
        // The next is there before its turn, and only one is seen.
        await Expect(wall.Locator("[data-slot='b'].waiting")).ToBeAttachedAsync();
        await Expect(wall.Locator("[data-slot='b']")).ToBeHiddenAsync();
        await Expect(screen).ToHaveAttributeAsync("data-scene", "b", new() { Timeout = 8_000 });
        await Expect(wall.Locator("[data-slot='b']")).ToBeVisibleAsync();

        await hall.Order(new { kind = "pause" }, id);
        await wall.WaitForTimeoutAsync(6000);
        var paused = await screen.GetAttributeAsync("data-scene");
        await wall.WaitForTimeoutAsync(6000);
        Assert.Equal(paused, await screen.GetAttributeAsync("data-scene"));

        await hall.Order(new { kind = "show", scene = "b" }, id);
        await Expect(wall.Locator("[data-slot='b']")).ToContainTextAsync("这个画面暂时没有数据");
        await hall.Order(new { kind = "rehearse" }, id);
        await Expect(wall.GetByTestId("watermark")).ToContainTextAsync("样例数据");
        await Expect(wall.GetByTestId("race").Locator("li")).ToHaveCountAsync(16);
        await hall.Order(new { kind = "perform" }, id);
        await Expect(wall.GetByTestId("watermark")).ToHaveCountAsync(0);

        await wall.EvaluateAsync("() => { window.before = true }");
        await hall.Order(new { kind = "reload" }, id);
        await wall.WaitForFunctionAsync("() => !window.before", null, new() { Timeout = 10_000 });
        await Expect(screen).ToHaveAttributeAsync("data-scene", "b");
        Assert.Equal("none", await wall.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).cursor"));
    }

    private const string Scene = "before => { const { scene } = document.querySelector('[data-testid=screen]')?.dataset ?? {}; return scene && scene !== before }";

    [Fact]
    public Task Hours_of_its_playlist_leave_no_nodes_and_no_listeners_behind() => Turn(browser, 240);

    /// <summary>Turns a playlist of half a minute a scene so many times.</summary>
    internal static async Task Turn(Browser browser, int turns)
    {
        await using var server = await DashboardProcess.Start();
        var hall = new Hall(server);
        await hall.Schedule();
        var id = await hall.Pair("大屏", "zh-CN", Hall.Scenes);
        await hall.Order(new { kind = "rehearse" }, id);
        var wall = await browser.Open(new Uri("about:blank"));
        // The page's own clock: it is set on, and ticks twenty times a second.
        await wall.AddInitScriptAsync("""
            const now = Date.now, every = setInterval; window.ahead = 0
            Date.now = () => now.call(Date) + window.ahead
            window.setInterval = (act, wait, ...rest) => every(act, wait === 1000 ? 50 : wait, ...rest)
            """);
        await wall.GotoAsync(new Uri(server.Address, $"/screens/{id}").ToString());
        await wall.WaitForFunctionAsync(Scene, "", new() { Timeout = 15_000 });
        var pulse = await wall.Context.NewCDPSessionAsync(wall);
        var counts = new List<(double Nodes, double Listeners)>();
        var seen = new HashSet<string>();
        // To the beginning of a scene, and from each to the next: towards the end of one the next is there already, and counted.
        var first = await Stands();
        for (var before = first; first == before; first = await Stands())
        {
            await wall.EvaluateAsync("() => { window.ahead += 1000; window.turned = performance.now() }");
            await Task.Delay(100);
        }
        for (var (turn, due) = (1, 1); turn <= turns; turn++)
        {
            var scene = await Stands();
            seen.Add(scene);
            // Always in the same scene, since one has more in it than another.
            if (turn >= due && scene == first)
            {
                counts.Add(await Held());
                due += turns / 5;
            }
            await wall.EvaluateAsync("() => { const now = performance.now(); window.ahead += 30_000 - (now - window.turned); window.turned = now }");
            await wall.WaitForFunctionAsync(Scene, scene, new() { Timeout = 10_000 });
        }
        Assert.Equal(Hall.Scenes.Length, seen.Count);
        Assert.False(Grow(counts.ConvertAll(one => one.Nodes)) || Grow(counts.ConvertAll(one => one.Listeners)), string.Join(" ", counts));

        // What is left behind adds up from each time to the next; a scene or two that the browser has not yet let go of do not.
        static bool Grow(List<double> held) => held.Skip(1).Zip(held.Skip(2)).All(pair => pair.Second > pair.First * 1.01);

        async Task<string> Stands() => (await wall.GetByTestId("screen").GetAttributeAsync("data-scene"))!;

        // What was let go of is sometimes gone only with the next collection.
        async Task<(double Nodes, double Listeners)> Held()
        {
            var least = (Nodes: double.MaxValue, Listeners: double.MaxValue);
            for (var i = 0; i < 3; i++)
            {
                await pulse.SendAsync("HeapProfiler.collectGarbage");
                var now = (await pulse.SendAsync("Memory.getDOMCounters"))!.Value;
                least = (Math.Min(least.Nodes, now.GetProperty("nodes").GetDouble()), Math.Min(least.Listeners, now.GetProperty("jsEventListeners").GetDouble()));
                await Task.Delay(100);
            }
            return least;
        }
    }
}
