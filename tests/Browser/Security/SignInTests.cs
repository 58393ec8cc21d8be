using System.Collections.Concurrent;
using System.Net.Http.Headers;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Security;

/// <summary>Coming in, being let in no more, and what each sees: of a real server that is shut, in a real Chromium.</summary>
public sealed class SignInTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string Zibo = "/cities/370300?period=2024";

    [Fact]
    public async Task Who_comes_to_a_page_signs_in_first_wrong_and_then_right_and_is_where_he_came_for()
    {
        await using var server = await DashboardHost.StartPrivate();
        var page = await browser.Open(new Uri(server.Address, Zibo));
        var form = page.GetByTestId("sign-in");
        await Fill(form, "admin", "not the password");
        await Expect(form.Locator("[data-problem='sign_in_refused']")).ToContainTextAsync("请核对");
        await Expect(form.GetByLabel("账号", new() { Exact = true })).ToBeFocusedAsync();
        await Fill(form, "admin", DashboardServer.AdminPassword);
        await page.WaitForURLAsync(new Uri(server.Address, Zibo).ToString());
        await Expect(page.Locator("[data-live='live']").First).ToBeVisibleAsync();

        // Out again, there is nothing to see.
        await page.GetByTestId("me").GetByText("系统管理员").ClickAsync();
        await page.GetByText("退出", new() { Exact = true }).ClickAsync();
        await Expect(page.GetByTestId("sign-in")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(server.Address, "/audit").ToString());
        await Expect(page.GetByTestId("sign-in")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_newcomer_can_do_nothing_but_change_his_password_and_begins_when_he_has()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var visitors = new TestAccounts(server);
        var given = await visitors.CreateAccount("weihai", "bureau", "371000");
        var page = await browser.Open(new Uri(server.Address, Zibo));
        await Fill(page.GetByTestId("sign-in"), "weihai", given);
        var account = page.GetByTestId("account");
        await Expect(account.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("先换一个自己的密码");
        await Expect(account.GetByTestId("totp")).ToHaveCountAsync(0);
        await page.GotoAsync(new Uri(server.Address, "/").ToString());
        await Expect(account).ToBeVisibleAsync();

        await account.GetByLabel("现在的密码").FillAsync(given);
        await account.GetByLabel("新密码", new() { Exact = true }).FillAsync("weihai weihai weihai");
        await account.GetByLabel("再输一遍新密码").FillAsync("weihai weihai weihai");
        await account.GetByRole(AriaRole.Button, new() { Name = "修改密码" }).ClickAsync();
        await Expect(account.Locator("[data-problem='password_like_name']")).ToBeVisibleAsync();
        await Expect(account.GetByLabel("新密码", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
        await account.GetByLabel("新密码", new() { Exact = true }).FillAsync("seven sails in the bay");
        await account.GetByLabel("再输一遍新密码").FillAsync("seven sails in the bay");
        // Nothing that was refused to the newcomer is held against the account once the password is changed.
        await page.EvaluateAsync("""
            () => {
              window.problems = []
              const shown = () => [...document.querySelectorAll('.notice[data-problem]')].map(one => one.innerText)
              const look = () => window.problems.push(...shown())
              new MutationObserver(look).observe(document.body, { subtree: true, childList: true })
            }
            """);
        await account.GetByRole(AriaRole.Button, new() { Name = "修改密码" }).ClickAsync();
        await page.WaitForURLAsync(new Uri(server.Address, "/").ToString());
        await page.GetByTestId("first-steps").WaitForAsync();
        Assert.Empty(await page.EvaluateAsync<string[]>("() => window.problems"));
    }

    [Fact]
    public async Task A_bureau_is_shown_its_own_links_and_told_who_may_open_the_others()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var visitors = new TestAccounts(server);
        var password = await visitors.CreateAccountWithPassword("zibo", "bureau", "370300");
        var page = await browser.Open(new Uri("about:blank"), 390, 844);
        await TestAccounts.SignIn(page, server, "zibo", password);
        await page.GotoAsync(server.Address.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "工作台" }).ClickAsync();
        await Expect(page.Locator("header nav .links a")).ToHaveTextAsync(["数据填报", "更正", "审核"]);
        await Expect(page.Locator("header").GetByText("各市")).ToHaveAttributeAsync("href", "/cities/370300");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("header nav .links")).ToBeHiddenAsync();
        foreach (var (path, who) in new[] { ("/accounts", "省局"), ("/audit", "审计员"), ("/control", "活动组织者") })
        {
            await page.GotoAsync(new Uri(server.Address, path).ToString());
            await Expect(page.Locator("[data-problem='not_allowed']")).ToContainTextAsync(who);
        }
    }

    [Fact]
    public async Task A_session_ended_elsewhere_leads_to_signing_in_within_seconds_and_back_to_a_live_page()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var visitors = new TestAccounts(server);
        var password = await visitors.CreateAccountWithPassword("reader", "auditor");
        var page = await browser.Open(new Uri("about:blank"));
        await TestAccounts.SignIn(page, server, "reader", password);
        await page.GotoAsync(new Uri(server.Address, Zibo).ToString());
        await BrowserSession.WaitUntilLive(page);

        await visitors.EndSessions("reader");
        var form = page.GetByTestId("sign-in");
        await Expect(form).ToContainTextAsync("登录已结束", new() { Timeout = 10_000 });
        await Expect(page.Locator("[data-live='live']")).ToHaveCountAsync(0);
        // What the form itself loads has come; from then on nothing of the ended session asks the server for anything.
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var asked = new ConcurrentQueue<string>();
        page.Request += (_, request) => asked.Enqueue(request.Url);
        await page.WaitForTimeoutAsync(3000);
        Assert.Empty(asked);

        await Fill(form, "reader", password);
        await page.WaitForURLAsync(new Uri(server.Address, Zibo).ToString());
        await Expect(page.Locator("[data-live='live']").First).ToBeVisibleAsync(new() { Timeout = 15_000 });
    }

    [Fact]
    public async Task A_paired_screen_shows_its_scenes_without_any_account_and_a_code_once_it_is_removed()
    {
        await using var server = await DashboardHost.StartPrivate();
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", DashboardServer.Key);
        await Post(server, "1", "370300", "pledge.count", 10);
        var hall = new ControlRoomClient(server);
        var wall = await browser.Open(new Uri(server.Address, "/screens"));
        var id = await hall.PairScreenByCode(await wall.GetByTestId("code").InnerTextAsync(), "大厅", "zh-CN", new { id = "a", kind = "ranking", seconds = 30, metric = "pledge.count", period = "2024" });
        var row = wall.GetByTestId("race").Locator("[data-city='370300'] .value");
        await Expect(row).ToHaveTextAsync("10", new() { Timeout = 20_000 });
        await Post(server, "2", "370300", "pledge.count", 5);
        await Expect(row).ToHaveTextAsync("15");

        // Somebody was signed in there once, which cuts nothing off; and no script can read what shows it.
        await wall.Context.AddCookiesAsync([new() { Name = "ipm", Value = "ended", Url = server.Address.ToString() }]);
        var connections = 0;
        wall.WebSocket += (_, _) => connections++;
        await wall.ReloadAsync();
        await Expect(row).ToHaveTextAsync("15", new() { Timeout = 20_000 });
        await wall.WaitForTimeoutAsync(8000);
        Assert.Equal(1, connections);
        Assert.Equal("ipm=ended", await wall.EvaluateAsync<string>("document.cookie"));
        Assert.DoesNotContain(id, await wall.EvaluateAsync<string>("JSON.stringify(localStorage)"), StringComparison.Ordinal);
        await wall.GotoAsync(new Uri(server.Address, "/screens").ToString());
        await Expect(row).ToHaveTextAsync("15", new() { Timeout = 20_000 });

        await hall.RemoveScreen(id);
        await Expect(wall.GetByTestId("code")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await wall.GotoAsync(new Uri(server.Address, $"/screens/{id}").ToString());
        await Expect(wall.GetByTestId("code")).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    private static async Task Fill(ILocator form, string name, string password)
    {
        await form.GetByLabel("账号", new() { Exact = true }).FillAsync(name);
        await form.GetByLabel("密码", new() { Exact = true }).FillAsync(password);
        await form.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
    }
}
