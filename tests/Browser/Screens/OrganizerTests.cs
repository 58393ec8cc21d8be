using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Screens;

/// <summary>An organizer and a wall, in a real Chromium, of a real server.</summary>
public sealed class OrganizerTests(BrowserSession browser) : IClassFixture<BrowserSession>
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
        await TestAccounts.SignIn(room, server);
        await room.ReloadAsync();
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
        await Expect(setup.GetByText("删去").First).ToBeVisibleAsync();
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
        // Saved is not yet told: the room hears of the two scenes from its topic, as the wall does.

        // One scene is held on the wall, and then the other.
        await row.Locator("input[type=checkbox]").CheckAsync();
        var choices = room.GetByLabel("切换到").Locator("option");
        await Expect(choices).ToHaveCountAsync(3);
        await Expect(choices.Nth(1)).ToContainTextAsync("质押");
        await Expect(choices.Nth(2)).ToContainTextAsync("活动进展");
        await room.GetByLabel("切换到").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(wall.GetByTestId("race").Locator("li").First).ToContainTextAsync("济南");
        await Expect(wall.GetByTestId("race").Locator("[data-city='370100'] .value")).ToHaveTextAsync("30");
        await BrowserSession.TakeScreenshot(room, "control");
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
        await BrowserSession.TakeScreenshot(wall, "screen-notice");

        // The network goes: the wall keeps the last numbers, says of when they are, and catches up by itself.
        await room.GetByLabel("切换到").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(wall.GetByTestId("race").Locator("[data-city='370100'] .value")).ToHaveTextAsync("30");
        await wall.Context.SetOfflineAsync(true);
        await server.Kill();
        await Expect(wall.Locator("[data-live]").First).ToHaveAttributeAsync("data-live", "lost", new() { Timeout = 15_000 });
        await Expect(wall.GetByTestId("as-of")).ToBeVisibleAsync();
        await Expect(wall.GetByTestId("race").Locator("[data-city='370100'] .value")).ToHaveTextAsync("30");
        await BrowserSession.TakeScreenshot(wall, "screen-lost");
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
        await using var server = await DashboardHost.Start();
        var hall = new ControlRoomClient(server);
        var id = await hall.PairScreen("大屏", "zh-CN", new { id = "a", kind = "theme", seconds = 5, campaign = "publicity-week-2025" }, new { id = "b", kind = "ranking", seconds = 5, metric = "pledge.count" });
        var wall = await browser.Open(new Uri("about:blank"));
        var (wire, paused) = (await HubMessageInterceptor.Attach(wall), new TaskCompletionSource());
        wire.Transform = message =>
        {
            if (message.Contains("\"pausedAt\"", StringComparison.Ordinal)) paused.TrySetResult();
            return message;
        };
        await wall.AddInitScriptAsync(
            "const now = Date.now; window.ahead = 0; Date.now = () => now.call(Date) + window.ahead");
        await wall.GotoAsync(new Uri(server.Address, $"/screens/{id}").ToString());
        var screen = wall.GetByTestId("screen");
        await Expect(screen).ToHaveAttributeAsync("data-scene", "a", new() { Timeout = 15_000 });
        // The next is there before its turn, and only one is seen.
        await Expect(wall.Locator("[data-slot='b'].waiting")).ToBeAttachedAsync();
        await Expect(wall.Locator("[data-slot='b']")).ToBeHiddenAsync();
        await Expect(screen).ToHaveAttributeAsync("data-scene", "b", new() { Timeout = 8_000 });
        await Expect(wall.Locator("[data-slot='b']")).ToBeVisibleAsync();

        await hall.SendOrder(new { kind = "pause" }, id);
        await paused.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await PassScene();
        var stands = await screen.GetAttributeAsync("data-scene");
        for (var i = 0; i < 2; i++)
        {
            await PassScene();
            Assert.Equal(stands, await screen.GetAttributeAsync("data-scene"));
        }

        await hall.SendOrder(new { kind = "show", scene = "b" }, id);
        await Expect(wall.Locator("[data-slot='b']")).ToContainTextAsync("这个画面暂时没有数据");
        await hall.SendOrder(new { kind = "rehearse" }, id);
        await Expect(wall.GetByTestId("watermark")).ToContainTextAsync("样例数据");
        await Expect(wall.GetByTestId("race").Locator("li")).ToHaveCountAsync(16);
        await hall.SendOrder(new { kind = "perform" }, id);
        await Expect(wall.GetByTestId("watermark")).ToHaveCountAsync(0);

        await wall.EvaluateAsync("() => { window.before = true }");
        await hall.SendOrder(new { kind = "reload" }, id);
        await wall.WaitForFunctionAsync("() => !window.before", null, new() { Timeout = 10_000 });
        await Expect(screen).ToHaveAttributeAsync("data-scene", "b");
        Assert.Equal("none", await wall.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).cursor"));

        // As long as a scene stands, by the page's clock, and until the page has looked at that.
        async Task PassScene()
        {
            const string clock = "document.querySelector('.screen header b').innerText";
            var before = await wall.EvaluateAsync<string>($"() => {{ window.ahead += 5000; return {clock} }}");
            await wall.WaitForFunctionAsync($"before => {clock} !== before", before);
        }
    }
}
