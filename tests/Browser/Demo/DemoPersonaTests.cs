using IpMonitor.BrowserTests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Demo;

/// <summary>Tries the demo as each persona.</summary>
public sealed class DemoPersonaTests(BrowserSession browser, DemoServerFixture demo) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task One_click_signs_in_as_each_persona_and_opens_its_page()
    {
        await demo.StartTask;
        var page = await browser.Open(new Uri(demo.Server.Address, "/sign-in"));
        await Expect(page.GetByTestId("demo")).ToHaveTextAsync("演示数据");
        await page.GetByTestId("personas").GetByRole(AriaRole.Button, new() { Name = "省领导" }).ClickAsync();
        await CheckPage("/", "省领导");
        foreach (var (path, persona) in new[]
        {
            ("/data", "市局填报人"), ("/review", "审核人"), ("/control", "活动组织者"), ("/accounts", "管理员"),
        })
        {
            var menu = page.GetByTestId("try-as");
            await menu.GetByRole(AriaRole.Button, new() { Name = "以…身份体验" }).ClickAsync();
            await menu.GetByRole(AriaRole.Button, new() { Name = persona }).ClickAsync();
            await CheckPage(path, persona);
        }

        async Task CheckPage(string path, string persona)
        {
            await Expect(page).ToHaveURLAsync(new Uri(demo.Server.Address, path).ToString());
            await Expect(page.GetByTestId("me")).ToContainTextAsync($"{persona}（演示）");
            await Expect(page.GetByTestId("demo").First).ToBeVisibleAsync();
            await DemoServerFixture.WaitUntilLoaded(page);
            Assert.Empty(await DemoServerFixture.FindAccessibilityViolations(page, path));
        }
    }
}
