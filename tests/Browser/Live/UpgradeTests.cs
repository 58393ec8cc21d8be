using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Live;

/// <summary>Tests an open page whose files another build of the program has replaced.</summary>
public sealed class UpgradeTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task A_click_after_an_upgrade_opens_the_page_of_the_new_build_with_a_word()
    {
        using var build = PageBuild.Copy();
        await using var server = await DashboardHost.Start("--webroot", build.Folder);
        var page = await OpenRanking(server);
        build.Upgrade();
        await page.GetByText("专项活动", new() { Exact = true }).First.ClickAsync();
        await Expect(page.GetByTestId("page-notice")).ToContainTextAsync("系统已更新，页面已重新打开");
        await Expect(page).ToHaveURLAsync(new Uri(server.Address, "/campaigns").ToString());
        await Expect(page.Locator("main h1")).ToBeVisibleAsync();
        await BrowserSession.TakeScreenshot(page, "reopened");
        await page.SetViewportSizeAsync(390, 844);
        await BrowserSession.TakeScreenshot(page, "reopened-phone");
        await page.GetByTestId("page-notice").GetByText("知道了").ClickAsync();
        await Expect(page.GetByTestId("page-notice")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(page.Locator("main h1")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("page-notice")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_whose_files_are_missing_or_out_of_reach_stays_and_says_so()
    {
        using var build = PageBuild.Copy();
        await using var server = await DashboardHost.Start("--webroot", build.Folder);
        var page = await OpenRanking(server);
        var notice = page.GetByTestId("page-notice");
        await page.EvaluateAsync("() => { window.before = true }");
        var menu = page.GetByText("专项活动", new() { Exact = true }).First;

        // The same build without one of its files: a reload would not help.
        foreach (var file in Directory.GetFiles(build.Assets, "CampaignsPage-*.js")) File.Delete(file);
        await menu.ClickAsync();
        await Expect(notice).ToHaveAttributeAsync("data-notice", "incomplete");

        await page.Context.SetOfflineAsync(true);
        await page.GetByText("登录", new() { Exact = true }).First.ClickAsync();
        await Expect(notice).ToHaveAttributeAsync("data-notice", "unreachable");
        await page.Context.SetOfflineAsync(false);

        // Another build that also lacks the file is opened once, not again and again.
        build.Upgrade();
        await menu.ClickAsync();
        await page.WaitForFunctionAsync("() => !window.before");
        await Expect(notice).ToHaveAttributeAsync("data-notice", "incomplete");
        await page.EvaluateAsync("() => { window.before = true }");
        await BrowserSession.WaitUntilLive(await OpenRanking(server));
        Assert.True(await page.EvaluateAsync<bool>("() => window.before"));
    }

    private async Task<IPage> OpenRanking(DashboardServer server)
    {
        await Post(server, "1", "370300", "pledge.count", 10);
        var page = await browser.Open(new Uri(server.Address, "/?metric=pledge.count&period=2024"));
        await BrowserSession.WaitUntilLive(page);
        return page;
    }
}
