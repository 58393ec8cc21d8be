using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Security;

/// <summary>Sign-in and sign-out through an OpenID Connect provider, which is another site.</summary>
public sealed class ExternalSignInTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task A_user_signs_in_through_the_provider_and_out_at_both_ends()
    {
        await using var provider = await OpenIdConnectServer.Start();
        await using var server = await DashboardHost.StartPrivate(provider.Settings);
        using var accounts = new TestAccounts(server);
        await accounts.CreateExternalAccount("reader", "u-37");
        var page = await browser.Open(new Uri(server.Address, "/audit"));
        var link = page.GetByRole(AriaRole.Link, new() { Name = "用统一身份认证登录" });

        await link.ClickAsync();
        await SignInAtProvider(page, "stranger");
        await Expect(page.Locator("[data-refused='office_unknown']")).ToContainTextAsync("还没有对应的账号");
        await page.Context.ClearCookiesAsync(new() { Name = "provider" });

        await page.GotoAsync(new Uri(server.Address, "/audit").ToString());
        await link.ClickAsync();
        await SignInAtProvider(page, "u-37");
        await Expect(page).ToHaveURLAsync(new Uri(server.Address, "/audit").ToString());
        await Expect(page.Locator("main")).ToContainTextAsync("登录");

        await page.GetByTestId("me").GetByText("reader同志").ClickAsync();
        await page.GetByText("退出", new() { Exact = true }).ClickAsync();
        await page.WaitForURLAsync(new Uri(server.Address, "/sign-in").ToString());
        Assert.Single(provider.EndedSessions);
        // The provider asks again.
        await link.ClickAsync();
        await Expect(page.GetByLabel("User")).ToBeVisibleAsync();
    }

    private static async Task SignInAtProvider(IPage page, string user)
    {
        await page.GetByLabel("User").FillAsync(user);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
