using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Import;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Import;

/// <summary>Tests the import of files from the template to the published ranking.</summary>
public sealed class ImportTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string Zibo = "370300";
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(15);
    private static readonly string?[] Header =
        ["市*", "填报单位", "指标*", "数值*", "单位", "日期*", "口径", "权重", "活动", "文号", "说明", "编号"];

    [Fact]
    public async Task A_wrong_file_is_explained_and_the_corrected_file_counts_once_published()
    {
        await using var server = await DashboardHost.Start();
        await Post(server, "1", "370100", "license.open", 10);
        await Post(server, "2", Zibo, "license.open", 7);
        var leader = await browser.Open(new Uri(server.Address, "/?metric=license.open&period=2024"));
        await Expect(FirstRow(leader)).ToContainTextAsync("济南市");

        var clerk = await TestAccounts.OpenSignedInPage(browser, server, "/data", "zibo", "bureau", Zibo);
        var template = await clerk.RunAndWaitForDownloadAsync(() => clerk.GetByTestId("template").ClickAsync());
        Assert.EndsWith(".xlsx", template.SuggestedFilename);

        await Upload(clerk, "五月.xlsx", WorkbookBuilder.Create(Header,
            ["淄博市", null, "专利开放许可件数", "很多", null, new DateOnly(2024, 5, 20)],
            ["淄博市", "张殿区", "专利开放许可件数", 5, null, new DateOnly(2024, 5, 20)],
            ["淄博市", null, "专利开放许可件数", 5, null, new DateOnly(2042, 5, 20)],
            ["淄博市", null, "专利开放许可件数", new FormulaCell("D3*2", 10), null, new DateOnly(2024, 5, 21)],
            ["淄博市", null, "专利开放许可件数", 6, null, new DateOnly(2024, 5, 22), null, null, null, null, null, "5-22"],
            ["淄博市", null, "专利开放许可件数", 6, null, new DateOnly(2024, 5, 22), null, null, null, null, null, "5-22"],
            ["济南市", null, "专利开放许可件数", 6, null, new DateOnly(2024, 5, 22)]));
        var problems = clerk.GetByTestId("problems");
        (string Cell, string Remedy)[] expected =
            [("D2", "数"), ("B3", "张店区"), ("F4", "日期"), ("D5", "粘贴为数值"), ("A8", "淄博市")];
        foreach (var (cell, remedy) in expected)
        {
            var heading = clerk.Locator("th", new() { HasTextString = cell });
            await Expect(problems.Locator("tr", new() { Has = heading })).ToContainTextAsync(remedy);
        }
        var seventhRow = clerk.Locator("th", new() { HasTextRegex = new("7$") });
        await Expect(problems.Locator("tbody tr", new() { Has = seventhRow })).ToHaveCountAsync(1);
        Assert.Empty(await DemoServerFixture.FindAccessibilityViolations(clerk, "/data"));
        var marked = await clerk.RunAndWaitForDownloadAsync(() => clerk.GetByTestId("marked").ClickAsync());
        Assert.True(new FileInfo(await marked.PathAsync()).Length > 0);
        await Expect(clerk.GetByTestId("submit")).ToHaveCountAsync(0);

        await Upload(clerk, "五月改.xlsx", CreateCorrectedFile());
        await clerk.GetByTestId("submit").ClickAsync();
        await Expect(clerk.GetByTestId("handed-in").Locator("[data-state='submitted']")).ToBeVisibleAsync();
        await Expect(FirstRow(leader)).ToContainTextAsync("济南市");

        var reviewer = await TestAccounts.OpenSignedInPage(browser, server, "/review", "reviewer", "reviewer");
        await reviewer.Locator("[data-submission] button").First.ClickAsync();
        await reviewer.GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true }).ClickAsync();
        await ExpectPublished(reviewer.Locator("[data-testid='submission'][data-state='published']"));
        await Expect(FirstRow(leader)).ToContainTextAsync("淄博市");
        await ExpectPublished(clerk.GetByTestId("handed-in").Locator("[data-state='published']"));

        await Upload(clerk, "五月改.xlsx", CreateCorrectedFile());
        await Expect(clerk.GetByTestId("result")).ToContainTextAsync("都已报过");
    }

    private static ILocator FirstRow(IPage page) => page.GetByTestId("ranking").Locator("tr[data-city]").First;

    private static Task ExpectPublished(ILocator locator) =>
        Expect(locator).ToBeVisibleAsync(new() { Timeout = (float)PublishTimeout.TotalMilliseconds });

    private static byte[] CreateCorrectedFile() => WorkbookBuilder.Create(Header,
        ["淄博市", null, "专利开放许可件数", 5, null, new DateOnly(2024, 5, 20)],
        ["淄博市", "张店区", "走访企业", 5, null, new DateOnly(2024, 5, 20)]);

    private static async Task Upload(IPage page, string name, byte[] file)
    {
        await page.GetByTestId("file").SetInputFilesAsync(new FilePayload
        {
            Name = name,
            MimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Buffer = file,
        });
        await Expect(page.GetByTestId("result")).ToContainTextAsync(name);
    }
}
