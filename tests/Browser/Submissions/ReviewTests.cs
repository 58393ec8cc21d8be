using System.Text.Json;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Submissions;

/// <summary>Tests the review of submissions and corrections from the clerk to the published ranking.</summary>
public sealed class ReviewTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string Jinan = "370100";
    private const string Zibo = "370300";

    [Fact]
    public async Task A_submission_counts_once_another_user_publishes_it_and_can_be_corrected()
    {
        await using var server = await DashboardHost.Start();
        await Post(server, "1", Jinan, "license.open", 10);
        await Post(server, "2", Zibo, "license.open", 7);
        var leader = await browser.Open(new Uri(server.Address, "/?metric=license.open&period=2024"));
        await Expect(FirstRow(leader)).ToContainTextAsync("济南市");

        var clerk = await TestAccounts.OpenSignedInPage(browser, server, "/review", "clerk", "province");
        var row = new
        {
            id = "may-1",
            source = "zibo",
            city = Zibo,
            metric = "license.open",
            value = 5,
            date = "2024-05-20",
        };
        await PostSubmission(clerk, "", new { id = "may", title = "淄博市 5月", rows = new[] { row } });
        await PostSubmission(clerk, "/may/submit", new { });
        await clerk.ReloadAsync();
        await clerk.Locator("[data-submission='may'] button").ClickAsync();
        await clerk.GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true }).ClickAsync();
        await Expect(clerk.GetByRole(AriaRole.Alert)).ToContainTextAsync("须由另一人审核");

        var reviewer = await TestAccounts.OpenSignedInPage(browser, server, "/review", "reviewer", "reviewer");
        await reviewer.Locator("[data-submission='may'] button").ClickAsync();
        await Expect(reviewer.GetByTestId("rows")).ToContainTextAsync("5件");
        await Expect(reviewer.GetByTestId("rows")).ToContainTextAsync("2024年4月");
        Assert.Empty(await DemoServerFixture.FindAccessibilityViolations(reviewer, "/review"));
        await Expect(FirstRow(leader)).ToContainTextAsync("济南市");
        await reviewer.GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true }).ClickAsync();
        await Expect(reviewer.Locator("[data-testid='submission'][data-state='published']")).ToBeVisibleAsync();
        await Expect(FirstRow(leader)).ToContainTextAsync("淄博市");

        await clerk.GotoAsync(new Uri(server.Address, "/corrections").ToString());
        await clerk.GetByTestId("find").Locator("select").First.SelectOptionAsync(Zibo);
        await clerk.GetByTestId("find").Locator("select").Last.SelectOptionAsync("license.open");
        await clerk.GetByRole(AriaRole.Button, new() { Name = "查找" }).ClickAsync();
        await clerk.Locator("[data-event='zibo/may-1'] button").ClickAsync();
        await clerk.GetByLabel("新的数值（件）").FillAsync("1");
        await clerk.GetByLabel("原因").FillAsync("多报四件");
        await clerk.GetByRole(AriaRole.Button, new() { Name = "提交更正" }).ClickAsync();
        await Expect(clerk.Locator("[data-testid='correction-state'][data-state='submitted']")).ToBeVisibleAsync();
        Assert.Empty(await DemoServerFixture.FindAccessibilityViolations(clerk, "/corrections"));

        await reviewer.GotoAsync(new Uri(server.Address, "/review").ToString());
        await reviewer.Locator("[data-submission^='correct-'] button").ClickAsync();
        await Expect(reviewer.GetByTestId("rows")).ToContainTextAsync("减少 80%");
        await reviewer.GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true }).ClickAsync();
        var published = clerk.Locator("[data-testid='correction-state'][data-state='published']");
        await Expect(published).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Expect(clerk.Locator("[data-testid='history'] s[data-value='5']")).ToBeVisibleAsync();
        await Expect(clerk.Locator("[data-testid='history'] b[data-value='1']")).ToBeVisibleAsync();
        await Expect(FirstRow(leader)).ToContainTextAsync("济南市");
        await leader.GotoAsync(new Uri(server.Address, $"/cities/{Zibo}?period=2024").ToString());
        await Expect(leader.GetByTestId("corrections").Locator("[data-old='5']")).ToBeVisibleAsync();
        await Expect(leader.GetByTestId("corrections").Locator("[data-new='1']")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_reviewer_returns_a_submission_and_copies_a_reminder_for_missing_reports()
    {
        await using var server = await DashboardHost.Start();
        for (var month = 1; month <= 3; month++)
            await Post(server, $"{month}", Zibo, "license.open", 7, $"2024-0{month}-20");
        var clerk = await TestAccounts.OpenSignedInPage(browser, server, "/data", "zibo", "bureau", Zibo);
        var row = new { city = Zibo, metric = "license.open", value = 5, date = "2024-05-20" };
        await PostSubmission(clerk, "", new { id = "may", title = "淄博市 5月", rows = new[] { row } });
        await PostSubmission(clerk, "/may/submit", new { });

        var reviewer = await TestAccounts.OpenSignedInPage(browser, server, "/review?open=may", "reviewer", "reviewer");
        await reviewer.GetByRole(AriaRole.Button, new() { Name = "退回修改", Exact = true }).ClickAsync();
        await reviewer.GetByLabel("原因").FillAsync("请补报四月");
        await reviewer.GetByRole(AriaRole.Button, new() { Name = "确认退回修改" }).ClickAsync();
        await Expect(reviewer.Locator("[data-testid='submission'][data-state='returned']")).ToContainTextAsync("请补报四月");

        await reviewer.GotoAsync(new Uri(server.Address, "/review?show=unreported&month=2024-04").ToString());
        var city = reviewer.GetByTestId("unreported").Locator($"[data-city='{Zibo}']");
        await Expect(city).ToContainTextAsync("专利开放许可件数");
        await Expect(city).ToContainTextAsync("应于2024年5月10日前报送");
        Assert.Empty(await DemoServerFixture.FindAccessibilityViolations(reviewer, "/review?show=unreported"));
        await reviewer.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await city.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(city.GetByRole(AriaRole.Button)).ToHaveTextAsync("已复制");
        Assert.Contains("请尽快补报", await reviewer.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
    }

    private static ILocator FirstRow(IPage page) => page.GetByTestId("ranking").Locator("tr[data-city]").First;

    private static async Task PostSubmission(IPage page, string path, object body)
    {
        const string script = """
            async ([path, body]) => {
              const headers = { 'content-type': 'application/json' }
              if (path.endsWith('/submit')) {
                const read = await fetch('/api/v1/submissions' + path.replace('/submit', ''))
                body = JSON.stringify({ version: (await read.json()).version })
              }
              const response = await fetch('/api/v1/submissions' + path, { method: 'POST', headers, body })
              return response.status
            }
            """;
        Assert.Equal(200, await page.EvaluateAsync<int>(script, new[] { path, JsonSerializer.Serialize(body) }));
    }
}
