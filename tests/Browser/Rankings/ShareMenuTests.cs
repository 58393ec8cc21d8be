using System.Text.RegularExpressions;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Import;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Rankings;

/// <summary>Tests the menu that forwards a view as a picture, a workbook, a link or on paper.</summary>
public sealed class ShareMenuTests(BrowserSession browser, SharedServerFixture shared)
    : IClassFixture<BrowserSession>, IClassFixture<SharedServerFixture>
{
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_leader_forwards_a_ranking_by_keyboard()
    {
        await Post(shared.Server, "share-1", "370100", "pledge.count", 20, "2021-06-01");
        var page = await browser.Open(new Uri(shared.Server.Address, "/?metric=pledge.count&period=2021"));
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        string? chart = null;
        await page.RouteAsync("**/api/v1/charts/**", route =>
        {
            chart = new Uri(route.Request.Url).PathAndQuery;
            return route.FulfillAsync(new() { ContentType = "image/png", BodyBytes = Picture });
        });
        var menu = page.GetByTestId("share").First;
        await menu.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Item(page, "复制图片")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "图片已复制" })).ToBeVisibleAsync();
        Assert.Matches(
            @"^/api/v1/charts/ranking\.png\?metric=pledge.count&period=2021&asOf=\d+&lang=zh-CN&theme=light&scale=2$",
            chart);
        Assert.Equal("image/png", await page.EvaluateAsync<string>(
            "async () => (await navigator.clipboard.read())[0].types.join()"));

        var download = await page.RunAndWaitForDownloadAsync(() => Item(page, "下载表格（.xlsx）").ClickAsync());
        Assert.Equal("质押融资登记笔数-2021.xlsx", download.SuggestedFilename);
        var sheet = WorkbookEditor.ReadTexts(await File.ReadAllBytesAsync(await download.PathAsync()), "各市排名");
        Assert.Equal(["1", "济南市", "20"], sheet[2][..3]);

        await Item(page, "复制链接").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "链接已复制" })).ToBeVisibleAsync();
        Assert.Equal(page.Url, await page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        await page.Keyboard.PressAsync("Escape");
        await Expect(menu).ToBeFocusedAsync();
        await Expect(Item(page, "打印")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_page_without_a_clipboard_says_so_and_shows_the_link()
    {
        await Post(shared.Server, "share-2", "370100", "pledge.count", 20, "2022-06-01");
        var page = await browser.Open(
            new Uri(shared.Server.Address, "/?metric=pledge.count&period=2022"), 390, 844, "en");
        // A page without TLS has no clipboard.
        await page.EvaluateAsync("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })");
        await page.GetByTestId("share").First.ClickAsync();
        await Item(page, "Copy picture").ClickAsync();
        await Expect(page.GetByText(new Regex("download the picture instead"))).ToBeVisibleAsync();
        await Item(page, "Copy link").ClickAsync();
        var address = page.GetByLabel("Address of this page");
        await Expect(address).ToHaveValueAsync(page.Url);
        foreach (var item in await page.GetByRole(AriaRole.Menuitem).AllAsync())
            await Expect(item).ToBeInViewportAsync(new() { Ratio = 1 });
        await BrowserSession.TakeScreenshot(page, "share-phone");
    }

    private static ILocator Item(IPage page, string name) => page.GetByRole(AriaRole.Menuitem, new() { Name = name });
}
