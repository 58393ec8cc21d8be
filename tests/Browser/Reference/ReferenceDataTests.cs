using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Reference;

/// <summary>The reference data at the desk: an organizer plans a campaign, the province changes a table, and what was stays to be seen.</summary>
public sealed class ReferenceDataTests(BrowserSession browser, DemoServerFixture look) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task An_organizer_plans_a_campaign_that_everybody_then_sees_and_changes_nothing_else()
    {
        await using var server = await DashboardHost.Start();
        var page = await TestAccounts.OpenSignedInPage(browser, server, "/reference", "zhang", "organizer");
        await page.GetByRole(AriaRole.Button, new() { Name = "新的活动" }).ClickAsync();
        await page.GetByLabel("编号").FillAsync("rural-2027");
        await page.GetByLabel("名称", new() { Exact = true }).FillAsync("2027年农村市场专项整治");
        await page.GetByLabel("名称（英文）").FillAsync("Rural market drive 2027");
        await page.GetByLabel("开始").FillAsync("2027-02-01");
        await page.GetByLabel("结束").FillAsync("2027-01-01");
        await page.GetByTestId("put").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await page.GetByLabel("结束").FillAsync("2027-03-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "增加一项活动" }).ClickAsync();
        await page.GetByLabel("内容").FillAsync("集贸市场巡查");
        await page.GetByTestId("put").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("新版本已经生效。");

        var anybody = await browser.Open(new Uri(server.Address, "/campaigns/rural-2027"));
        await Expect(anybody.GetByText("2027年农村市场专项整治").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "目标", Exact = true }).ClickAsync();
        await Expect(page.GetByText("这一份由省局维护")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("put")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_table_is_changed_row_by_row_the_wrong_cell_is_shown_and_the_version_before_can_be_looked_at()
    {
        await using var server = await DashboardHost.Start();
        var page = await TestAccounts.OpenSignedInPage(browser, server, "/reference?document=population.csv", "province", "province");
        var row = page.Locator("tr[data-row='2']");
        await row.GetByRole(AriaRole.Button, new() { Name = "修改" }).ClickAsync();
        await row.GetByLabel("人口").FillAsync("很多");
        await page.GetByTestId("put").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(row.Locator("input[aria-invalid='true']")).ToHaveValueAsync("很多");
        await row.GetByLabel("人口").FillAsync("9000001");

        // Somebody else was first: nothing of theirs is lost.
        var other = await TestAccounts.OpenSignedInPage(browser, server, "/reference?document=population.csv", "other", "province");
        await other.Locator("tr[data-row='2']").GetByRole(AriaRole.Button, new() { Name = "修改" }).ClickAsync();
        await other.Locator("tr[data-row='2']").GetByLabel("人口").FillAsync("9000002");
        await other.GetByTestId("put").ClickAsync();
        await Expect(other.GetByRole(AriaRole.Status)).ToHaveTextAsync("新版本已经生效。");
        await page.GetByTestId("put").ClickAsync();
        await Expect(page.Locator("[data-problem='document_changed']")).ToBeVisibleAsync();

        await page.ReloadAsync();
        await Expect(row).ToContainTextAsync("9000002");
        await page.GetByTestId("version").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(row).ToContainTextAsync("9202432");
        await Expect(page.GetByTestId("put")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_document_that_comes_late_does_not_replace_the_one_opened_after_it()
    {
        var page = await look.OpenPage(browser, "zh-CN", 1920, 1080, signedIn: true);
        var release = new TaskCompletionSource();
        await page.RouteAsync("**/reference/targets.csv", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(new Uri(look.Server.Address, "/reference?document=targets.csv").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "人口", Exact = true }).ClickAsync();
        var row = page.Locator("tr[data-row='2']");
        await Expect(row).ToContainTextAsync("9202432");

        var answer = await page.RunAndWaitForResponseAsync(
            () => Task.Run(release.SetResult), "**/reference/targets.csv");
        await answer.FinishedAsync();
        // Two frames: what a late answer would change is drawn.
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        await Expect(row).ToContainTextAsync("9202432");
    }
}
