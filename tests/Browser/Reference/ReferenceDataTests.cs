using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Reference;

/// <summary>Tests the pages on which reference data is viewed and edited.</summary>
public sealed class ReferenceDataTests(BrowserSession browser, DemoServerFixture demo) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task An_organizer_adds_a_campaign_and_cannot_change_other_documents()
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
    public async Task A_table_edit_marks_wrong_cells_detects_conflicts_and_shows_old_versions()
    {
        await using var server = await DashboardHost.Start();
        const string path = "/reference?document=population.csv";
        var page = await TestAccounts.OpenSignedInPage(browser, server, path, "province", "province");
        var row = page.Locator("tr[data-row='2']");
        await row.GetByRole(AriaRole.Button, new() { Name = "修改" }).ClickAsync();
        await row.GetByLabel("人口").FillAsync("很多");
        await page.GetByTestId("put").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(row.Locator("input[aria-invalid='true']")).ToHaveValueAsync("很多");
        await row.GetByLabel("人口").FillAsync("9000001");

        // Another account saves first; its change must not be overwritten.
        var other = await TestAccounts.OpenSignedInPage(browser, server, path, "other", "province");
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
    public async Task A_late_response_does_not_replace_the_document_opened_after_it()
    {
        var page = await demo.OpenPage(browser, "zh-CN", 1920, 1080, signedIn: true);
        var release = new TaskCompletionSource();
        await page.RouteAsync("**/reference/targets.csv", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(new Uri(demo.Server.Address, "/reference?document=targets.csv").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "人口", Exact = true }).ClickAsync();
        var row = page.Locator("tr[data-row='2']");
        await Expect(row).ToContainTextAsync("9202432");

        var response = await page.RunAndWaitForResponseAsync(
            () => Task.Run(release.SetResult), "**/reference/targets.csv");
        await response.FinishedAsync();
        // After two frames, a change by the late response would be rendered.
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        await Expect(row).ToContainTextAsync("9202432");
    }
}
