using System.Net.Http.Json;
using System.Text.RegularExpressions;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Cities;

/// <summary>Tests the city page as a bureau's clerk and its director use it.</summary>
public sealed partial class CityPageTests(BrowserSession browser, CityPageTests.TargetsFixture shared)
    : IClassFixture<BrowserSession>, IClassFixture<CityPageTests.TargetsFixture>
{
    private const string Jinan = "370100";
    private const string Zibo = "370300";

    [Fact]
    public async Task A_clerk_sees_the_gap_to_the_next_rank_and_the_events_behind_a_figure()
    {
        var server = shared.Server;
        await Post(server, "reach-1", Jinan, "license.open", 13);
        await Send(
            server,
            new
            {
                id = "reach-2",
                city = Zibo,
                unit = "370302",
                metric = "license.open",
                value = 4,
                date = "2024-04-22",
            });
        await Send(
            server,
            new
            {
                id = "reach-3",
                city = Zibo,
                unit = "370303",
                metric = "license.open",
                value = 6,
                date = "2024-05-22",
            });
        var page = await browser.Open(new Uri(server.Address, $"/cities/{Zibo}?period=2024"));
        var row = page.Locator("tr[data-metric='license.open']");
        await Expect(row.GetByTestId("reach")).ToHaveTextAsync("再增3件即可追平济南市");

        await row.Locator("[data-value='10']").ClickAsync();
        var events = page.GetByTestId("events");
        await Expect(events.Locator("[data-value='4']")).ToBeVisibleAsync();
        await Expect(events.Locator("[data-value='6']")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await row.GetByRole(AriaRole.Button, new() { Name = "专利开放许可件数" }).ClickAsync();
        var units = page.GetByTestId("units");
        await Expect(units.Locator("tr[data-unit='370302']")).ToContainTextAsync("40%");
        await Expect(units).ToContainTextAsync(NotReported());
        await units.Locator("tr[data-unit='370302'] button").ClickAsync();
        await Expect(events.Locator("li")).ToHaveCountAsync(1);
        await Expect(events.Locator("h2")).ToHaveTextAsync("淄博市淄川区专利开放许可件数");
        await page.ReloadAsync();
        await Expect(events.Locator("li")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_compared_city_shows_differences_and_leads_to_its_own_events()
    {
        var server = shared.Server;
        await Post(server, "beside-1", Jinan, "license.open", 13, "2023-04-22");
        await Post(server, "beside-2", Zibo, "license.open", 10, "2023-04-22");
        var page = await browser.Open(new Uri(server.Address, $"/cities/{Zibo}?period=2023"));
        await page.GetByTestId("with").SelectOptionAsync(Jinan);
        await Expect(page).ToHaveURLAsync(WithJinan());
        var row = page.Locator("tr[data-metric='license.open']");
        await Expect(row.GetByTestId("by")).ToHaveTextAsync("−3件");
        await Expect(row).ToContainTextAsync("低1位");
        await Post(server, "beside-3", Zibo, "license.open", 5, "2023-04-22");
        await Expect(row.GetByTestId("by")).ToHaveTextAsync("+2件");
        await Expect(row).ToContainTextAsync("高1位");
        await row.Locator("[data-value='13']").ClickAsync();
        await Expect(page.GetByTestId("events").Locator("h2")).ToHaveTextAsync("济南市专利开放许可件数");
        await Expect(page.GetByTestId("events").Locator("li")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_correction_shows_the_old_value_the_new_value_and_its_source()
    {
        var server = shared.Server;
        await Post(server, "old", Zibo, "opinion.issued", 30);
        var page = await browser.Open(new Uri(server.Address, $"/cities/{Zibo}?period=2024"));
        await Expect(page.Locator("tr[data-metric='opinion.issued'] [data-value='30']")).ToBeVisibleAsync();
        await Send(
            server,
            new
            {
                id = "new",
                city = Zibo,
                metric = "opinion.issued",
                value = 32,
                date = "2024-04-22",
                op = "replace",
                target = "old",
                note = "漏计2份",
            });
        var corrected = page.GetByTestId("corrections").Locator("[data-event='journey/new']");
        await Expect(corrected.Locator("[data-old='30']")).ToBeVisibleAsync();
        await Expect(corrected.Locator("[data-new='32']")).ToBeVisibleAsync();
        await Expect(corrected).ToContainTextAsync("来源 journey");
        await Expect(corrected).ToContainTextAsync("漏计2份");
    }

    [Fact]
    public async Task The_target_summary_counts_unreported_targets_and_filters_by_status()
    {
        var server = shared.Server;
        await Post(server, "chief-1", Zibo, "license.open", 10, "2022-04-22");
        await Post(server, "chief-2", Zibo, "opinion.issued", 30, "2022-04-22");
        var page = await browser.Open(new Uri(server.Address, $"/cities/{Zibo}?period=2022"));
        var overview = page.GetByTestId("overview");
        await Expect(overview.Locator("button[data-light='green']")).ToContainTextAsync("1");
        await Expect(overview.Locator("button[data-light='red']")).ToContainTextAsync("2");
        await overview.Locator("button[data-light='red']").ClickAsync();
        await Expect(page.Locator("tr[data-metric]")).ToHaveCountAsync(2);
        await Expect(page.Locator("tr[data-metric='customs.filed']")).ToContainTextAsync("未报送");
        await Expect(page.GetByTestId("since-yesterday")).ToContainTextAsync("昨日收盘时本期还没有数据");
    }

    [Fact]
    public async Task The_pace_chart_shows_each_month_and_leaks_nothing_when_closed()
    {
        var server = shared.Server;
        await Post(server, "pace-1", Zibo, "license.open", 10, "2020-01-22");
        await Post(server, "pace-2", Zibo, "license.open", 20, "2020-03-22");
        var page = await browser.Open(new Uri(server.Address, $"/cities/{Zibo}?period=2020"));
        var row = page.Locator("tr[data-metric='license.open']");
        var toggle = row.GetByRole(AriaRole.Button, new() { Name = "专利开放许可件数" });
        var pace = page.GetByTestId("pace");
        await OpenAndClose();
        var before = await CountNodes();
        for (var i = 0; i < 5; i++) await OpenAndClose();
        Assert.InRange(await CountNodes(), 0, before + 20);

        async Task OpenAndClose()
        {
            await toggle.ClickAsync();
            await Expect(pace.Locator("tr[data-step='2020-03']")).ToHaveTextAsync("3月30件91件1");
            await Expect(pace.Locator("tr[data-step='2020-12']")).ToHaveTextAsync("12月30件366件1");
            await Expect(pace.Locator("svg path").First).ToBeAttachedAsync();
            await toggle.ClickAsync();
            await Expect(pace).ToHaveCountAsync(0);
        }

        async Task<double> CountNodes() =>
            (await PageResources.Measure(await page.Context.NewCDPSessionAsync(page))).Nodes;
    }

    [Fact]
    public async Task An_opened_chart_narrows_with_the_window()
    {
        var server = shared.Server;
        await Post(server, "narrow-1", Zibo, "license.open", 10, "2018-01-22");
        var page = await browser.Open(new Uri(server.Address, $"/cities/{Zibo}?period=2018&more=license.open"));
        var chart = page.GetByTestId("pace").Locator("svg").First;
        await Expect(chart).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(390, 844);
        await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth <= innerWidth");
    }

    private static async Task Send(DashboardServer server, object report)
    {
        var row = System.Text.Json.JsonSerializer.SerializeToNode(report)!.AsObject();
        row["source"] = "journey";
        using var response = await server.Http.PostAsJsonAsync(new Uri("/api/v1/events", UriKind.Relative), row);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>A server with targets for the years of the tests about targets.</summary>
    public sealed class TargetsFixture : IAsyncLifetime
    {
        private static readonly string[] Rows =
        [
            "city,metric,period,goal,value,against,base,curve,note",
            $"{Zibo},license.open,2022,,10,,,,",
            $"{Zibo},opinion.issued,2022,,40,,,,",
            $"{Zibo},customs.filed,2022,,5,,,,",
            $"{Zibo},license.open,2020,,366,,,,",
        ];

        internal DashboardServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await DashboardHost.Start();
            var document = new Uri("/api/v1/reference/targets.csv", UriKind.Relative);
            using var response = await Server.Http.PutAsync(document, new StringContent(string.Join('\n', Rows)));
            response.EnsureSuccessStatusCode();
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    [GeneratedRegex("未报送（8个区县）：.*博山区.*沂源县")]
    private static partial Regex NotReported();

    [GeneratedRegex("with=370100")]
    private static partial Regex WithJinan();
}
