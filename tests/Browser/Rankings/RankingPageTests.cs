using System.Text.RegularExpressions;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Rankings;

/// <summary>Tests the ranking page as a provincial leader uses it.</summary>
public sealed class RankingPageTests(BrowserSession browser, SharedServerFixture shared)
    : IClassFixture<BrowserSession>, IClassFixture<SharedServerFixture>
{
    private const string Jinan = "370100";
    private const string Qingdao = "370200";
    private const string Zibo = "370300";

    [Fact]
    public async Task A_leader_finds_why_a_city_rose_and_the_reports_behind_it()
    {
        var server = shared.Server;
        foreach (var (city, before, now) in new[] { (Jinan, 20, 20), (Qingdao, 30, 30), (Zibo, 10, 25) })
        {
            await Post(server, $"{city}-2021", city, "pledge.count", before, "2021-06-01");
            await Post(server, $"{city}-2022", city, "pledge.count", now, "2022-04-22");
        }
        var page = await browser.Open(new Uri(server.Address, "/?metric=pledge.count&period=2022"));
        var row = Row(page, Zibo);
        await row.GetByRole(AriaRole.Button, new() { NameString = "升1位" }).ClickAsync();
        await Expect(page.GetByTestId("ranking").GetByTestId("reason")).ToContainTextAsync("超过济南市");

        var name = row.GetByRole(AriaRole.Link);
        await name.ClickAsync();
        var panel = page.GetByTestId("city-panel");
        await Expect(panel).ToContainTextAsync("3个市中第 2 位");
        await Expect(panel.GetByTestId("reason")).ToContainTextAsync("超过济南市");
        await Expect(panel.GetByRole(AriaRole.Button, new() { NameString = "关闭" })).ToBeFocusedAsync();
        await Expect(row).ToBeInViewportAsync(new() { Ratio = 1 });
        await BrowserSession.TakeScreenshot(page, "leader-panel");

        await panel.GetByTestId("evidence").ClickAsync();
        var report = page.GetByTestId("events").Locator($"[data-event='journey/{Zibo}-2022']");
        await Expect(report.Locator("[data-value='25']")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("events")).ToBeHiddenAsync();
        await Expect(panel).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToBeHiddenAsync();
        await Expect(name).ToBeFocusedAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("city="));
    }

    [Fact]
    public async Task A_week_is_picked_stepped_and_drawn()
    {
        var server = shared.Server;
        await Post(server, "week-16", Zibo, "aid.accepted", 9, "2023-04-23");
        await Post(server, "week-17", Zibo, "aid.accepted", 4, "2023-04-24");
        var page = await browser.Open(new Uri(server.Address, "/?metric=aid.accepted&period=2023-04"));
        var picker = page.GetByTestId("period");
        await picker.GetByRole(AriaRole.Button, new() { NameString = "周", Exact = true }).ClickAsync();
        await Expect(picker).ToHaveAttributeAsync("data-period", "2023-W17");
        var label = picker.Locator("output");
        await Expect(label).ToHaveTextAsync("2023年第17周");
        await Expect(label).ToHaveAttributeAsync("title", "2023年4月24日至2023年4月30日");
        await Expect(Row(page, Zibo).Locator("[data-value='4']").First).ToBeVisibleAsync();
        await BrowserSession.TakeScreenshot(page, "leader-week");
        await picker.GetByRole(AriaRole.Button, new() { NameString = "上一期" }).ClickAsync();
        await Expect(label).ToHaveTextAsync("2023年第16周");
        await Expect(Row(page, Zibo).Locator("[data-value='9']").First).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex("period=2023-W16"));

        page = await browser.Open(new Uri(server.Address, "/?metric=aid.accepted&period=2023"), locale: "en");
        var weekly = page.GetByRole(AriaRole.Button, new() { NameString = "Weekly" });
        await weekly.ClickAsync();
        await Expect(weekly).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Locator("th", new() { HasTextString = "W17" })).ToHaveCountAsync(1);
        await BrowserSession.TakeScreenshot(page, "leader-weekly-trend");
        await page.GetByTestId("period").GetByRole(AriaRole.Button, new() { NameString = "Week", Exact = true })
            .ClickAsync();
        await Expect(page.GetByTestId("period").Locator("output")).ToHaveTextAsync("Week 52, 2023");
    }

    [Fact]
    public async Task A_past_ranking_is_replayed_also_by_link_until_live_is_chosen()
    {
        await using var server = await DashboardHost.Start();
        var today = DateTime.UtcNow.AddHours(8).Date;
        var date = $"{today.AddDays(-3):yyyy-MM-dd}";
        var period = $"{today.AddDays(-5):yyyy-MM-dd}..{today:yyyy-MM-dd}";
        await Post(server, "1", Jinan, "pledge.amount", 200_000, date);
        await Post(server, "2", Zibo, "pledge.amount", 100_000, date);
        await StoreAging.MoveIntoPast(server, days: 2);
        await Post(server, "3", Zibo, "pledge.amount", 150_000, date);
        var page = await browser.Open(new Uri(server.Address, $"/?metric=pledge.amount&period={period}"));
        await ExpectShown(page, "live", (Zibo, 1, 250_000), total: 450_000);

        await page.GetByTestId("replay").GetByRole(AriaRole.Button, new() { NameString = "时光回放" }).ClickAsync();
        await Expect(page.GetByTestId("moments")).ToBeEnabledAsync();
        await page.GetByTestId("moments").PressAsync("Home");
        await ExpectShown(page, "past", (Zibo, 2, 100_000), total: 300_000);
        await Expect(page.GetByTestId("past")).ToHaveTextAsync($"回放：{today.AddDays(-2):yyyy年M月d日} 24:00 的排名，不是最新");
        await BrowserSession.TakeScreenshot(page, "leader-replay");

        await Post(server, "4", Zibo, "pledge.amount", 50_000, date);
        var linked = await browser.Open(new Uri(page.Url));
        await ExpectShown(linked, "past", (Zibo, 2, 100_000), total: 300_000);
        await Expect(linked.GetByTestId("past")).ToHaveTextAsync(await page.GetByTestId("past").InnerTextAsync());
        await ExpectShown(page, "past", (Zibo, 2, 100_000), total: 300_000);

        await page.GetByTestId("live").ClickAsync();
        await ExpectShown(page, "live", (Zibo, 1, 300_000), total: 500_000);
        await Expect(page).Not.ToHaveURLAsync(new Regex("asOf"));
        await linked.GetByTestId("moment").FillAsync($"{today.AddDays(-1):yyyy-MM-dd}T09:30");
        await linked.Keyboard.PressAsync("Enter");
        await Expect(linked.GetByTestId("past")).ToContainTextAsync($"{today.AddDays(-1):yyyy年M月d日} 09:30");
        await ExpectShown(linked, "past", (Zibo, 2, 100_000), total: 300_000);
    }

    [Fact]
    public async Task A_group_is_ranked_separately_beside_the_provincial_ranks_also_by_link()
    {
        var server = shared.Server;
        await Post(server, "group-1", Qingdao, "pledge.count", 30, "2019-04-22");
        await Post(server, "group-2", Zibo, "pledge.count", 25, "2019-04-22");
        await Post(server, "group-3", Jinan, "pledge.count", 20, "2019-04-22");
        var page = await browser.Open(new Uri(server.Address, "/?metric=pledge.count&period=2019"));
        await page.GetByTestId("groups").GetByRole(AriaRole.Button, new() { NameString = "副省级" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("group="));
        foreach (var shown in new[] { page, await OpenSame(page) })
        {
            await Expect(shown.GetByTestId("ranking").Locator("tr[data-city]")).ToHaveCountAsync(2);
            await Expect(Row(shown, Jinan)).ToHaveAttributeAsync("data-rank", "2");
            await Expect(Row(shown, Jinan)).ToContainTextAsync("全省第3位");
            var tile = shown.Locator($"[data-tile='{Zibo}']");
            await Expect(tile).Not.ToHaveAttributeAsync("data-shade", new Regex("[1-4]"));
        }
        await page.GetByTestId("groups").GetByRole(AriaRole.Button, new() { NameString = "其他市" }).ClickAsync();
        await Expect(Row(page, Zibo)).ToHaveAttributeAsync("data-rank", "1");
        await Expect(page.GetByTestId("not-reported")).ToContainTextAsync("未报送（13个市）");
    }

    [Fact]
    public async Task One_click_selects_a_pillar_the_composite_score_or_a_city_tile()
    {
        var server = shared.Server;
        await Post(server, "click-1", Zibo, "pledge.count", 25);
        await Post(server, "click-2", Jinan, "pledge.count", 20);
        await Post(server, "click-3", Zibo, "pledge.amount", 900_000);
        var page = await browser.Open(new Uri(server.Address, "/?period=2024"));
        await page.Locator("[data-pillar='financing']").ClickAsync();
        await Expect(page.GetByTestId("ranking")).ToHaveAttributeAsync("data-metric", "pledge.count");
        var tile = page.Locator($"[data-tile='{Zibo}']");
        await Expect(tile).ToHaveAttributeAsync("title", "淄博市，2个市中第 1 位，25笔");
        await Expect(page.Locator($"[data-tile='{Qingdao}']")).ToHaveAttributeAsync("title", "青岛市，未报送");
        await tile.ClickAsync();
        await Expect(page.GetByTestId("city-panel")).ToHaveAttributeAsync("data-city", Zibo);
        await page.Locator("[data-pillar='composite']").ClickAsync();
        await Expect(page.GetByTestId("ranking")).ToHaveAttributeAsync("data-metric", "score.overall");
        var points = page.GetByTestId("city-panel").GetByTestId("points");
        await Expect(points.Locator("[data-indicator='pledge.amount']")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_city_panel_shows_the_rank_by_value_in_every_order_of_the_table()
    {
        var server = shared.Server;
        foreach (var (city, before, now) in new[] { (Jinan, 100, 110), (Zibo, 10, 20) })
        {
            await Post(server, $"order-{city}-2019", city, "training.session", before, "2019-06-01");
            await Post(server, $"order-{city}-2020", city, "training.session", now, "2020-06-01");
        }
        var page = await browser.Open(new Uri(server.Address, "/?metric=training.session&period=2020"));
        var head = page.GetByTestId("ranking").GetByRole(AriaRole.Columnheader, new() { Name = "同比" });
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(head).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(Row(page, Zibo)).ToHaveAttributeAsync("data-rank", "1");
        await Row(page, Zibo).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByTestId("city-panel")).ToContainTextAsync("2个市中第 2 位");
    }

    [Fact]
    public async Task A_configured_map_replaces_the_tiles_and_shows_its_approval_number()
    {
        using var map = new SampleMapFile((Jinan, 116, 36), (Zibo, 118, 36));
        await using var server = await DashboardHost.Start(map.Settings);
        await Post(server, "1", Zibo, "pledge.count", 25);
        var page = await browser.Open(new Uri(server.Address, "/?metric=pledge.count&period=2024"));
        await Expect(page.GetByTestId("cartogram")).ToContainTextAsync("审图号：鲁S(2024)001号");
        var areas = page.GetByTestId("map").Locator("[data-area]");
        await Expect(areas).ToHaveCountAsync(2);
        var fromWestToEast = await areas.EvaluateAllAsync<string[]>("""
            areas => areas
              .sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left)
              .map(area => area.dataset.area)
            """);
        Assert.Equal([Jinan, Zibo], fromWestToEast);
        await areas.Last.ClickAsync();
        await Expect(page.GetByTestId("city-panel")).ToHaveAttributeAsync("data-city", Zibo);
        await page.GetByRole(AriaRole.Button, new() { NameString = "方格图" }).ClickAsync();
        await Expect(page.Locator("[data-tile]")).ToHaveCountAsync(16);
        await Expect(page.GetByTestId("cartogram")).Not.ToContainTextAsync("审图号");
    }

    [Fact]
    public async Task Full_screen_and_print_hide_the_controls_of_the_ranking()
    {
        var server = shared.Server;
        await Post(server, "paper", Zibo, "pledge.count", 25, "2017-04-22");
        var page = await browser.Open(
            new Uri(server.Address, "/?metric=pledge.count&period=2017&theme=dark&city=370300"));
        await Expect(page.GetByTestId("city-panel")).ToBeVisibleAsync();
        await page.GetByTestId("full").ClickAsync();
        await page.WaitForFunctionAsync("() => document.fullscreenElement !== null");
        await Expect(page.GetByTestId("period")).ToBeHiddenAsync();
        await Expect(Row(page, Zibo)).ToBeVisibleAsync();
        await page.GetByTestId("full").ClickAsync();
        await Expect(page.GetByTestId("period")).ToBeVisibleAsync();

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(Row(page, Zibo)).ToBeVisibleAsync();
        await Expect(page.GetByTestId("foot")).ToContainTextAsync("数据截至");
        await Expect(page.GetByTestId("foot")).ToContainTextAsync("统计口径");
        await Expect(page.GetByTestId("city-panel")).ToBeHiddenAsync();
        // The metric's name, a row's change and a tile are controls on a screen and text on paper.
        var controls = page.Locator(
            ":is(a, button, input, select):visible"
            + ":not(h1 *, [data-testid='ranking'] *, [data-testid='foot'] *, [data-testid='cartogram'] *)");
        await Expect(controls).ToHaveCountAsync(0);
        await Expect(page.Locator("html")).ToHaveCSSAsync("background-color", "rgb(255, 255, 255)");
    }

    [Fact]
    public async Task Print_shows_tiles_and_trend_in_the_colours_and_size_of_paper()
    {
        const string ink = "#0f5199", light = "#6fb1f2";
        var server = shared.Server;
        await Post(server, "sheet-1", Zibo, "pledge.count", 25, "2016-03-22");
        await Post(server, "sheet-2", Zibo, "pledge.count", 35, "2016-05-22");
        var page = await browser.Open(new Uri(server.Address, "/?metric=pledge.count&period=2016&theme=dark"));
        var trend = page.Locator("aside figure svg");
        await Expect(trend.GetByText("淄博")).ToBeVisibleAsync();
        Assert.Contains(light, await ReadStrokes());

        // The chart is redrawn while the browser still shows the screen, before it prints.
        await page.EvaluateAsync("() => { window.dispatchEvent(new Event('beforeprint')) }");
        await Expect(trend).ToHaveAttributeAsync("viewBox", new Regex("^0 0 [1-9]\\d+ [1-9]\\d+$"));
        Assert.Contains(ink, await ReadStrokes());
        await page.EvaluateAsync("() => { window.dispatchEvent(new Event('afterprint')) }");
        await Expect(trend).Not.ToHaveAttributeAsync("viewBox", new Regex("."));
        Assert.Contains(light, await ReadStrokes());

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator("[data-tile='370300']")).ToBeVisibleAsync();
        await Expect(trend).ToBeVisibleAsync();
        await Expect(page.Locator("aside").GetByText("最新报送")).ToBeHiddenAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });

        if (Environment.GetEnvironmentVariable("IPM_SHOTS") is { Length: > 0 } folder)
            await page.PdfAsync(new() { Path = Path.Combine(folder, "ranking.pdf"), Format = "A4" });

        Task<string[]> ReadStrokes() => page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('aside figure svg path')]
              .map((line) => line.getAttribute('stroke') ?? '')
            """);
    }

    private static ILocator Row(IPage page, string city) =>
        page.GetByTestId("ranking").Locator($"tr[data-city='{city}']");

    private async Task<IPage> OpenSame(IPage page) => await browser.Open(new Uri(page.Url));

    private static async Task ExpectShown(
        IPage page, string status, (string City, int Rank, int Value) row, int total)
    {
        await Expect(page.Locator("[data-live]").First).ToHaveAttributeAsync("data-live", status);
        await Expect(Row(page, row.City).Locator($"[data-value='{row.Value}']")).ToBeVisibleAsync();
        await Expect(Row(page, row.City)).ToHaveAttributeAsync("data-rank", $"{row.Rank}");
        var province = page.GetByTestId("province").Locator("[data-metric='pledge.amount']");
        await Expect(province.Locator($"[data-value='{total}']")).ToBeVisibleAsync();
    }
}
