using System.Collections.Concurrent;
using System.Net.Http.Headers;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Security;

/// <summary>Tests sign-in, the end of sessions, and the access of roles and paired screens.</summary>
public sealed class SignInTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string Zibo = "/cities/370300?period=2024";

    [Fact]
    public async Task A_page_requires_sign_in_and_returns_to_the_requested_address()
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

        // After signing out, each page requires signing in.
        await page.GetByTestId("me").GetByText("系统管理员").ClickAsync();
        await page.GetByText("退出", new() { Exact = true }).ClickAsync();
        await Expect(page.GetByTestId("sign-in")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(server.Address, "/audit").ToString());
        await Expect(page.GetByTestId("sign-in")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_new_account_must_change_its_password_before_anything_else()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var accounts = new TestAccounts(server);
        var initialPassword = await accounts.CreateAccount("weihai", "bureau", "371000");
        var page = await browser.Open(new Uri(server.Address, Zibo));
        await Fill(page.GetByTestId("sign-in"), "weihai", initialPassword);
        var account = page.GetByTestId("account");
        await Expect(account.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("先换一个自己的密码");
        await Expect(account.GetByTestId("totp")).ToHaveCountAsync(0);
        await page.GotoAsync(new Uri(server.Address, "/").ToString());
        await Expect(account).ToBeVisibleAsync();

        await account.GetByLabel("现在的密码").FillAsync(initialPassword);
        await account.GetByLabel("新密码", new() { Exact = true }).FillAsync("weihai weihai weihai");
        await account.GetByLabel("再输一遍新密码").FillAsync("weihai weihai weihai");
        await account.GetByRole(AriaRole.Button, new() { Name = "修改密码" }).ClickAsync();
        await Expect(account.Locator("[data-problem='password_like_name']")).ToBeVisibleAsync();
        await Expect(account.GetByLabel("新密码", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
        await account.GetByLabel("新密码", new() { Exact = true }).FillAsync("seven sails in the bay");
        await account.GetByLabel("再输一遍新密码").FillAsync("seven sails in the bay");
        // Records any error shown after the change: none may remain from the requests refused before it.
        await page.EvaluateAsync("""
            () => {
              window.problems = []
              const notices = () => [...document.querySelectorAll('.empty-state[data-problem]')]
              const record = () => window.problems.push(...notices().map(notice => notice.innerText))
              new MutationObserver(record).observe(document.body, { subtree: true, childList: true })
            }
            """);
        await account.GetByRole(AriaRole.Button, new() { Name = "修改密码" }).ClickAsync();
        await page.WaitForURLAsync(new Uri(server.Address, "/").ToString());
        await page.GetByTestId("first-steps").WaitForAsync();
        Assert.Empty(await page.EvaluateAsync<string[]>("() => window.problems"));
    }

    [Fact]
    public async Task A_bureau_sees_its_own_links_and_the_roles_that_may_open_the_others()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var accounts = new TestAccounts(server);
        var password = await accounts.CreateAccountWithPassword("zibo", "bureau", "370300");
        var page = await browser.Open(new Uri("about:blank"), 390, 844);
        await TestAccounts.SignIn(page, server, "zibo", password);
        await page.GotoAsync(server.Address.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "工作台" }).ClickAsync();
        await Expect(page.Locator("header nav .links a")).ToHaveTextAsync(["数据填报", "更正", "审核"]);
        await Expect(page.Locator("header").GetByText("各市")).ToHaveAttributeAsync("href", "/cities/370300");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("header nav .links")).ToBeHiddenAsync();
        foreach (var (path, role) in new[] { ("/accounts", "省局"), ("/audit", "审计员"), ("/control", "活动组织者") })
        {
            await page.GotoAsync(new Uri(server.Address, path).ToString());
            await Expect(page.Locator("[data-problem='not_allowed']")).ToContainTextAsync(role);
        }
    }

    [Fact]
    public async Task A_session_ended_elsewhere_leads_to_sign_in_and_back_to_a_live_page()
    {
        await using var server = await DashboardHost.StartPrivate();
        using var accounts = new TestAccounts(server);
        var password = await accounts.CreateAccountWithPassword("reader", "auditor");
        var page = await browser.Open(new Uri("about:blank"));
        await TestAccounts.SignIn(page, server, "reader", password);
        await page.GotoAsync(new Uri(server.Address, Zibo).ToString());
        await BrowserSession.WaitUntilLive(page);

        await accounts.EndSessions("reader");
        var form = page.GetByTestId("sign-in");
        await Expect(form).ToContainTextAsync("登录已结束", new() { Timeout = 10_000 });
        await Expect(page.Locator("[data-live='live']")).ToHaveCountAsync(0);
        // Once the form has loaded, the page of the ended session sends no requests.
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var requests = new ConcurrentQueue<string>();
        page.Request += (_, request) => requests.Enqueue(request.Url);
        await page.WaitForTimeoutAsync(3000);
        Assert.Empty(requests);

        await Fill(form, "reader", password);
        await page.WaitForURLAsync(new Uri(server.Address, Zibo).ToString());
        await Expect(page.Locator("[data-live='live']").First).ToBeVisibleAsync(new() { Timeout = 15_000 });
    }

    [Fact]
    public async Task A_paired_screen_needs_no_account_and_shows_a_code_once_removed()
    {
        await using var server = await DashboardHost.StartPrivate();
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", DashboardServer.Key);
        await Post(server, "1", "370300", "pledge.count", 10);
        var controlRoom = new ControlRoomClient(server);
        var wall = await browser.Open(new Uri(server.Address, "/screens"));
        var code = await wall.GetByTestId("code").InnerTextAsync();
        var scene = new { id = "a", kind = "ranking", seconds = 30, metric = "pledge.count", period = "2024" };
        var id = await controlRoom.PairScreenByCode(code, "大厅", "zh-CN", scene);
        var row = wall.GetByTestId("race").Locator("[data-city='370300'] .value");
        await Expect(row).ToHaveTextAsync("10", new() { Timeout = 20_000 });
        await Post(server, "2", "370300", "pledge.count", 5);
        await Expect(row).ToHaveTextAsync("15");

        // An ended session's cookie does not disconnect the screen, and no script can read the screen's credential.
        await wall.Context.AddCookiesAsync([new() { Name = "ipm", Value = "ended", Url = server.Address.ToString() }]);
        var connections = 0;
        wall.WebSocket += (_, _) => connections++;
        await BrowserSession.UseOwnConnection(wall);
        await wall.ReloadAsync();
        await Expect(row).ToHaveTextAsync("15", new() { Timeout = 20_000 });
        await wall.WaitForTimeoutAsync(8000);
        Assert.Equal(1, connections);
        Assert.Equal("ipm=ended", await wall.EvaluateAsync<string>("document.cookie"));
        await wall.GotoAsync(new Uri(server.Address, "/screens").ToString());
        await Expect(row).ToHaveTextAsync("15", new() { Timeout = 20_000 });

        await controlRoom.RemoveScreen(id);
        await Expect(wall.GetByTestId("code")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        var storage = await wall.EvaluateAsync<string>("JSON.stringify(localStorage)");
        Assert.DoesNotContain(id, storage, StringComparison.Ordinal);
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
