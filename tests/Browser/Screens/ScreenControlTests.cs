using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Screens;

/// <summary>Tests a screen and the control room from which an organizer directs it.</summary>
public sealed class ScreenControlTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task An_organizer_pairs_and_directs_a_screen_that_survives_a_lost_network()
    {
        await using var server = await DashboardHost.Start();
        await Post(server, "1", "370100", "pledge.count", 30, date: "2025-04-21", campaign: "publicity-week-2025");
        await Post(server, "2", "370300", "pledge.count", 10, date: "2025-04-21", campaign: "publicity-week-2025");
        var wall = await browser.Open(new Uri(server.Address, "/screens"));
        var code = await wall.GetByTestId("code").InnerTextAsync();

        // The control room requires signing in.
        var control = await browser.Open(new Uri(server.Address, "/control"));
        await Expect(control.GetByTestId("sign-in")).ToBeVisibleAsync();
        await TestAccounts.SignIn(control, server);
        await control.ReloadAsync();
        await Expect(control).ToHaveURLAsync(new Uri(server.Address, "/control").ToString());

        var pair = control.GetByTestId("pair-form");
        await pair.GetByLabel("配对码").FillAsync("000000");
        await pair.GetByLabel("屏幕名称").FillAsync("一楼大厅");
        await pair.GetByLabel("分组").FillAsync("政务大厅");
        await pair.GetByText("配对", new() { Exact = true }).ClickAsync();
        await Expect(pair.Locator("[data-problem='code_unknown']")).ToBeVisibleAsync();
        await pair.GetByLabel("配对码").FillAsync(code);
        await pair.GetByText("配对", new() { Exact = true }).ClickAsync();

        // The screen starts by itself, and the control room shows it online.
        await Expect(wall.GetByTestId("screen")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        var row = control.Locator("tr[data-screen]");
        await Expect(row).ToHaveAttributeAsync("data-online", "true", new() { Timeout = 20_000 });
        await Expect(row).ToContainTextAsync("1920×1080");

        // Two scenes; the first has an invalid field, which is named.
        await row.GetByText("设置").ClickAsync();
        var setup = control.GetByTestId("setup");
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

        // The control room learns the saved scenes from its topic; then each scene is held in turn.
        await row.Locator("input[type=checkbox]").CheckAsync();
        var choices = control.GetByLabel("切换到").Locator("option");
        await Expect(choices).ToHaveCountAsync(3);
        await Expect(choices.Nth(1)).ToContainTextAsync("质押");
        await Expect(choices.Nth(2)).ToContainTextAsync("活动进展");
        await control.GetByLabel("切换到").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(wall.GetByTestId("race").Locator("li").First).ToContainTextAsync("济南");
        await Expect(wall.GetByTestId("race").Locator("[data-city='370100'] .value")).ToHaveTextAsync("30");
        await BrowserSession.TakeScreenshot(control, "control");
        await control.GetByLabel("切换到").SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await Expect(wall.GetByTestId("screen")).ToHaveAttributeAsync("data-scene", "campaign-1");
        await Expect(row).ToContainTextAsync("定格");

        await control.GetByText("推送通知").ClickAsync();
        var notice = control.GetByTestId("notice-form");
        await notice.GetByLabel("标题").FillAsync("今日17时闭馆");
        await notice.GetByLabel("二维码网址").FillAsync("https://example.org/");
        await notice.GetByText("推送", new() { Exact = true }).ClickAsync();
        await Expect(wall.GetByTestId("notice")).ToContainTextAsync("今日17时闭馆");
        await Expect(wall.GetByTestId("notice").Locator("svg")).ToBeVisibleAsync();
        await BrowserSession.TakeScreenshot(wall, "screen-notice");

        // Without network the screen keeps the last figures with their time, and later catches up by itself.
        await control.GetByLabel("切换到").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(wall.GetByTestId("race").Locator("[data-city='370100'] .value")).ToHaveTextAsync("30");
        await wall.Context.SetOfflineAsync(true);
        await server.Stop();
        var status = wall.Locator("[data-live]").First;
        await Expect(status).ToHaveAttributeAsync("data-live", "lost", new() { Timeout = 15_000 });
        await Expect(wall.GetByTestId("as-of")).ToBeVisibleAsync();
        await Expect(wall.GetByTestId("race").Locator("[data-city='370100'] .value")).ToHaveTextAsync("30");
        await BrowserSession.TakeScreenshot(wall, "screen-lost");
        await server.Run();
        await Post(server, "3", "370300", "pledge.count", 40, date: "2025-04-21");
        await Expect(row).ToHaveAttributeAsync("data-online", "false", new() { Timeout = 40_000 });
        await wall.Context.SetOfflineAsync(false);
        var leader = wall.GetByTestId("race").Locator("li").First;
        await Expect(leader).ToHaveAttributeAsync("data-city", "370300", new() { Timeout = 30_000 });
        await Expect(status).ToHaveAttributeAsync("data-live", "live");
        await Expect(row).ToHaveAttributeAsync("data-online", "true", new() { Timeout = 20_000 });

        // A removed screen shows a new pairing code, not the sign-in page.
        await setup.GetByText("移除", new() { Exact = true }).ClickAsync();
        await setup.GetByText("再按一次移除").ClickAsync();
        await Expect(control.GetByText("还没有屏幕")).ToBeVisibleAsync();
        await Expect(wall.GetByTestId("code")).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task A_screen_rotates_its_scenes_rehearses_and_reloads_on_command()
    {
        await using var server = await DashboardHost.Start();
        var controlRoom = new ControlRoomClient(server);
        var id = await controlRoom.PairScreen(
            "大屏",
            "zh-CN",
            new { id = "a", kind = "theme", seconds = 5, campaign = "publicity-week-2025" },
            new { id = "b", kind = "ranking", seconds = 5, metric = "pledge.count" });
        var wall = await browser.Open(new Uri("about:blank"));
        var (interceptor, paused) = (await HubMessageInterceptor.Attach(wall), new TaskCompletionSource());
        interceptor.Transform = message =>
        {
            if (message.Contains("\"pausedAt\"", StringComparison.Ordinal)) paused.TrySetResult();
            return message;
        };
        await wall.AddInitScriptAsync(
            "const now = Date.now; window.ahead = 0; Date.now = () => now.call(Date) + window.ahead");
        await wall.GotoAsync(new Uri(server.Address, $"/screens/{id}").ToString());
        var screen = wall.GetByTestId("screen");
        await Expect(screen).ToHaveAttributeAsync("data-scene", "a", new() { Timeout = 15_000 });
        // The next scene is loaded before its turn and hidden.
        await Expect(wall.Locator("[data-slot='b'].waiting")).ToBeAttachedAsync();
        await Expect(wall.Locator("[data-slot='b']")).ToBeHiddenAsync();
        await Expect(screen).ToHaveAttributeAsync("data-scene", "b", new() { Timeout = 8_000 });
        await Expect(wall.Locator("[data-slot='b']")).ToBeVisibleAsync();

        await controlRoom.SendOrder(new { kind = "pause" }, id);
        await paused.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await AdvanceOneScene();
        var pausedScene = await screen.GetAttributeAsync("data-scene");
        for (var i = 0; i < 2; i++)
        {
            await AdvanceOneScene();
            Assert.Equal(pausedScene, await screen.GetAttributeAsync("data-scene"));
        }

        await controlRoom.SendOrder(new { kind = "show", scene = "b" }, id);
        await Expect(wall.Locator("[data-slot='b']")).ToContainTextAsync("这个画面暂时没有数据");
        await controlRoom.SendOrder(new { kind = "rehearse" }, id);
        await Expect(wall.GetByTestId("watermark")).ToContainTextAsync("样例数据");
        await Expect(wall.GetByTestId("race").Locator("li")).ToHaveCountAsync(16);
        await controlRoom.SendOrder(new { kind = "perform" }, id);
        await Expect(wall.GetByTestId("watermark")).ToHaveCountAsync(0);

        await wall.EvaluateAsync("() => { window.before = true }");
        await controlRoom.SendOrder(new { kind = "reload" }, id);
        await wall.WaitForFunctionAsync("() => !window.before", null, new() { Timeout = 10_000 });
        await Expect(screen).ToHaveAttributeAsync("data-scene", "b");
        var cursor = await wall.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).cursor");
        Assert.Equal("none", cursor);

        // Advances the page's clock by the duration of a scene and waits until the page has noticed.
        async Task AdvanceOneScene()
        {
            const string clock = "document.querySelector('.screen header b').innerText";
            var before = await wall.EvaluateAsync<string>($"() => {{ window.ahead += 5000; return {clock} }}");
            await wall.WaitForFunctionAsync($"before => {clock} !== before", before);
        }
    }
}
