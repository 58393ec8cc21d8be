using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Time;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Security;

/// <summary>Tests the management of accounts, keys and one-time codes, and the audit log.</summary>
public sealed class AccountTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task An_administrator_manages_accounts_and_keys_and_the_audit_log_shows_each_step()
    {
        await using var server = await DashboardHost.StartPrivate();
        var page = await browser.Open(new Uri("about:blank"));
        await TestAccounts.SignIn(page, server);
        await page.GotoAsync(new Uri(server.Address, "/accounts").ToString());
        var accounts = page.GetByTestId("accounts");
        await accounts.GetByRole(AriaRole.Button, new() { Name = "新建账号" }).ClickAsync();
        var panel = page.GetByTestId("account-panel");
        await panel.GetByLabel("账号", new() { Exact = true }).FillAsync("淄博");
        await panel.GetByLabel("姓名或单位").FillAsync("淄博市知识产权局");
        await panel.GetByLabel("所属市").SelectOptionAsync("370300");
        await panel.GetByRole(AriaRole.Button, new() { Name = "新建账号" }).ClickAsync();
        await Expect(panel.Locator("[data-problem='account_name_invalid']")).ToBeVisibleAsync();
        await panel.GetByLabel("账号", new() { Exact = true }).FillAsync("zibo");
        await panel.GetByRole(AriaRole.Button, new() { Name = "新建账号" }).ClickAsync();
        var password = await page.GetByTestId("secret").Locator(".secret").InnerTextAsync();
        Assert.Equal(HttpStatusCode.OK, await SignIn(server, "zibo", password));
        await Expect(accounts.Locator("[data-account='zibo']")).ToContainTextAsync("待换密码");

        // A password reset requires confirmation and invalidates the old password.
        await accounts.Locator("[data-account='zibo']").GetByText("设置").ClickAsync();
        await Expect(page.GetByTestId("secret")).ToHaveCountAsync(0);
        await panel.GetByText("重设密码").ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Alert)).ToContainTextAsync("立即失效");
        await panel.GetByText("确认重设密码").ClickAsync();
        await Expect(page.GetByTestId("secret")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await SignIn(server, "zibo", password));

        // Administrators cannot change their own access.
        await accounts.Locator("[data-account='admin']").GetByText("设置").ClickAsync();
        await Expect(panel.GetByLabel("停用这个账号")).ToBeDisabledAsync();
        await Expect(panel.GetByText("重设密码")).ToHaveCountAsync(0);
        await Expect(panel.GetByRole(AriaRole.Link, new() { Name = "我的账号" })).ToBeVisibleAsync();

        await accounts.GetByText("机器密钥").ClickAsync();
        await accounts.GetByRole(AriaRole.Button, new() { Name = "发放密钥" }).ClickAsync();
        var issue = page.GetByTestId("key-issue");
        await issue.GetByLabel("名称").FillAsync("淄博业务系统");
        await issue.GetByLabel("来源").FillAsync("zibo zibo-court");
        await issue.GetByLabel("淄博").CheckAsync();
        await issue.GetByRole(AriaRole.Button, new() { Name = "发放密钥" }).ClickAsync();
        var secret = await page.GetByTestId("secret").Locator(".secret").InnerTextAsync();
        Assert.Equal(HttpStatusCode.OK, await Post(server, secret, "1"));
        await page.ReloadAsync();
        await Expect(page.GetByTestId("secret")).ToHaveCountAsync(0);
        await accounts.Locator("[data-key]").GetByText("设置").ClickAsync();
        await page.GetByTestId("key-panel").GetByText("更换密钥").ClickAsync();
        await Expect(page.GetByTestId("secret")).Not.ToContainTextAsync(secret);
        await Expect(accounts.Locator("[data-key]")).ToContainTextAsync("旧密钥用到");
        Assert.Equal(HttpStatusCode.OK, await Post(server, secret, "2"));
        await accounts.Locator("[data-key]").GetByText("设置").ClickAsync();
        await page.GetByTestId("key-panel").GetByText("吊销").ClickAsync();
        await page.GetByTestId("key-panel").GetByText("确认吊销").ClickAsync();
        await Expect(page.GetByText("还没有给机器发放密钥")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(server, secret, "3"));

        await page.GetByRole(AriaRole.Button, new() { Name = "工作台" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "日志" }).ClickAsync();
        var actions = page.GetByTestId("audit").Locator("tbody th");
        Assert.Equal(["吊销密钥", "更换密钥", "发放密钥", "登录被拒", "换密码", "登录", "新建账号", "登录", "新建账号"], await ReadTexts(actions, 9));
        await Expect(page.Locator("[data-action='key.issue']")).ToContainTextAsync("来源 zibo、zibo-court");
        await Expect(page.GetByTestId("audit")).Not.ToContainTextAsync(secret);
    }

    [Fact]
    public async Task One_time_codes_are_enabled_by_a_code_and_required_from_then_on()
    {
        await using var server = await DashboardHost.StartPrivate("--Accounts:ReauthenticationLifetime=00:00:15");
        var page = await browser.Open(new Uri("about:blank"));
        await TestAccounts.SignIn(page, server);
        await page.GotoAsync(new Uri(server.Address, "/account").ToString());
        var totp = page.GetByTestId("totp");
        // The last password entry is too old, as in a browser that was left open.
        server.Clock.AdvanceTo(server.Clock.GetUtcNow().AddSeconds(15));
        await totp.GetByText("启用动态口令").ClickAsync();
        await ConfirmPassword(totp, "a guess");
        await Expect(totp.Locator("[data-problem='password_wrong']")).ToBeVisibleAsync();
        await ConfirmPassword(totp, DashboardServer.AdminPassword);
        await Expect(totp.Locator("svg")).ToBeVisibleAsync();
        var key = (await totp.Locator(".key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await totp.GetByLabel("六位数字").FillAsync("000000");
        await totp.GetByText("确认启用").ClickAsync();
        await Expect(totp.Locator("[data-problem='code_wrong']")).ToBeVisibleAsync();
        var step = NextTotpStep(server.Clock);
        await totp.GetByLabel("六位数字").FillAsync(TotpCode(key, step));
        await totp.GetByText("确认启用").ClickAsync();
        await Expect(totp).ToHaveAttributeAsync("data-on", "true");

        // In another browser the password alone is not enough.
        var other = await browser.Open(new Uri(server.Address, "/account"));
        var form = other.GetByTestId("sign-in");
        await form.GetByLabel("账号", new() { Exact = true }).FillAsync("admin");
        await form.GetByLabel("密码", new() { Exact = true }).FillAsync(DashboardServer.AdminPassword);
        await form.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Expect(form.Locator("[data-problem='code_needed']")).ToBeVisibleAsync();
        await Expect(form.GetByLabel("动态口令")).ToBeFocusedAsync();
        await form.GetByLabel("动态口令").FillAsync(TotpCode(key, step + 1));
        await form.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Expect(form.Locator("[data-problem='code_outdated']")).ToBeVisibleAsync();
        await form.GetByLabel("动态口令").FillAsync(TotpCode(key, NextTotpStep(server.Clock, step + 1)));
        await form.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Expect(other.GetByTestId("account")).ToBeVisibleAsync();

        // A recent password entry suffices to end the other session and to disable the codes.
        await other.Locator("[data-session='elsewhere']").GetByText("结束").ClickAsync();
        await Expect(other.Locator("[data-session]")).ToHaveCountAsync(1);
        await totp.GetByText("停用动态口令").ClickAsync();
        await totp.GetByText("确认停用动态口令").ClickAsync();
        await Expect(page.GetByTestId("sign-in")).ToContainTextAsync("登录已结束");
        totp = other.GetByTestId("totp");
        await totp.GetByText("停用动态口令").ClickAsync();
        await totp.GetByText("确认停用动态口令").ClickAsync();
        await Expect(totp).ToHaveAttributeAsync("data-on", "false");
    }

    private static async Task ConfirmPassword(ILocator within, string password)
    {
        var form = within.GetByTestId("proof");
        await form.GetByLabel("密码").FillAsync(password);
        await form.GetByRole(AriaRole.Button, new() { Name = "继续" }).ClickAsync();
    }

    // Returns the current step, not before a minimum, with at least half of its 30 seconds left to enter the code.
    private static long NextTotpStep(OffsetTimeProvider clock, long minimum = 0)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var step = Math.Max(minimum, now % 30 > 15 ? (now / 30) + 1 : 0);
        clock.AdvanceTo(DateTimeOffset.FromUnixTimeSeconds(step * 30));
        return clock.GetUtcNow().ToUnixTimeSeconds() / 30;
    }

    private static async Task<IReadOnlyList<string>> ReadTexts(ILocator items, int count)
    {
        await Expect(items).ToHaveCountAsync(count);
        return await items.AllInnerTextsAsync();
    }

    private static async Task<HttpStatusCode> SignIn(DashboardServer server, string name, string password)
    {
        var address = new Uri("/api/v1/session", UriKind.Relative);
        using var response = await server.Http.PostAsJsonAsync(address, new { name, password });
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> Post(DashboardServer server, string secret, string id)
    {
        var report =
            new { id, source = "zibo", city = "370300", metric = "pledge.count", value = 1, date = "2024-04-22" };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/events", UriKind.Relative))
        {
            Content = JsonContent.Create(report),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("ApiKey", secret);
        using var response = await server.Http.SendAsync(request);
        return response.StatusCode;
    }

    // Computes a time-based one-time password (RFC 6238).
    private static string TotpCode(string key, long step)
    {
        const string base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var digits = key.Select(letter => base32.IndexOf(letter, StringComparison.Ordinal));
        var bits = string.Concat(digits.Select(digit => $"{digit:b5}"));
        byte[] bytes =
            [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // Authenticator apps use SHA-1.
        var hash = HMACSHA1.HashData(bytes, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }
}
