using System.Net.Http.Json;
using IpMonitor.BrowserTests.Hosting;
using IpMonitor.Testing.Hosting;
using Microsoft.Playwright;
using static IpMonitor.BrowserTests.Hosting.ReportSender;
using static Microsoft.Playwright.Assertions;

namespace IpMonitor.BrowserTests.Rankings;

/// <summary>Tests the main journeys of users in a real browser with a real server.</summary>
public sealed class EndToEndTests(BrowserSession browser, SharedServerFixture shared)
    : IClassFixture<BrowserSession>, IClassFixture<SharedServerFixture>
{
    [Fact]
    public async Task A_report_moves_its_row_within_two_seconds_and_figures_survive_a_restart()
    {
        await using var server = await DashboardHost.Start();
        await Post(server, "1", "370100", "pledge.count", 30);
        await Post(server, "2", "370200", "pledge.count", 20);
        await Post(server, "3", "370300", "pledge.count", 10);
        var page = await browser.Open(new Uri(server.Address, "/?metric=pledge.count&period=2024"));
        var rows = page.GetByTestId("ranking").Locator("tr[data-city]");
        await BrowserSession.WaitUntilLive(page);
        await Expect(rows).ToHaveCountAsync(3);

        // Measured within the table, since content above it may appear later and move it.
        await page.EvaluateAsync("""
            () => {
              const row = document.querySelector('[data-testid=ranking] [data-city="370300"]')
              const table = row.closest('[data-testid=ranking]')
              const offset = () => row.getBoundingClientRect().top - table.getBoundingClientRect().top
              const top = offset()
              const now = () => performance.timeOrigin + performance.now()
              window.moved = new Promise(done => {
                const check = () => offset() < top ? done(now()) : requestAnimationFrame(check)
                check()
              })
            }
            """);
        var sent = DateTimeOffset.UtcNow;
        await Post(server, "4", "370300", "pledge.count", 25);
        var movedAt = (long)await page.EvaluateAsync<double>("() => window.moved");
        var moved = DateTimeOffset.FromUnixTimeMilliseconds(movedAt);
        Assert.InRange(moved - sent, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await Expect(rows.First).ToHaveAttributeAsync("data-city", "370300");
        await Expect(rows.First).ToHaveAttributeAsync("data-rank", "1");
        var before = await ReadFigures(rows);
        Assert.Equal([("370300", "35"), ("370100", "30"), ("370200", "20")], before);

        await server.Stop();
        await Expect(page.Locator("[data-live]").First).ToHaveAttributeAsync("data-live", "lost");
        await Expect(page.GetByTestId("stale")).ToBeVisibleAsync();
        Assert.Equal(before, await ReadFigures(rows));

        await server.Run();
        var status = page.Locator("[data-live]").First;
        await Expect(status).ToHaveAttributeAsync("data-live", "live", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("stale")).ToBeHiddenAsync();
        Assert.Equal(before, await ReadFigures(rows));
        await page.ReloadAsync();
        await Expect(rows).ToHaveCountAsync(3);
        Assert.Equal(before, await ReadFigures(rows));
        await Post(server, "5", "370200", "pledge.count", 40);
        await Expect(rows.First).ToHaveAttributeAsync("data-city", "370200");
    }

    [Fact]
    public async Task An_empty_store_shows_first_steps_and_the_first_report_fills_the_page()
    {
        await using var server = await DashboardHost.Start();
        var page = await browser.Open(server.Address);
        await Expect(page.GetByTestId("first-steps")).ToContainTextAsync("ApiKey");
        await Expect(page.GetByTestId("first-steps")).ToContainTextAsync("--demo");
        await Post(server, "1", "370300", "patent.invention.granted", 12, Today());
        var row = page.GetByTestId("ranking").Locator("tr[data-city='370300']");
        await Expect(row).ToBeVisibleAsync(new() { Timeout = 10_000 });
    }

    [Fact]
    public async Task A_figure_on_the_city_page_leads_to_its_events()
    {
        var server = shared.Server;
        await Post(server, "first", "370300", "pledge.count", 30);
        await Post(server, "second", "370300", "pledge.count", 12);
        var page = await browser.Open(new Uri(server.Address, "/cities/370300?period=2024"));
        var figure = page.Locator("[data-metric='pledge.count'] [data-value='42']").First;
        await Expect(figure).ToBeVisibleAsync();
        await figure.ClickAsync();
        var events = page.GetByTestId("events");
        await Expect(events).ToBeVisibleAsync();
        await Expect(events.Locator("[data-value='30']")).ToBeVisibleAsync();
        await Expect(events.Locator("[data-value='12']")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(events).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_withdrawn_report_stays_visible_and_no_longer_counts()
    {
        var server = shared.Server;
        await Post(server, "kept", "370300", "pledge.count", 30, "2023-04-22");
        await Post(server, "withdrawn", "370300", "pledge.count", 12, "2023-04-22");
        var page = await browser.Open(new Uri(server.Address, "/cities/370300?period=2023"));
        await Expect(page.Locator("[data-metric='pledge.count'] [data-value='42']").First).ToBeVisibleAsync();
        var withdrawal = new
        {
            id = "undo",
            source = "journey",
            city = "370300",
            metric = "pledge.count",
            date = "2023-04-23",
            op = "withdraw",
            target = "withdrawn",
            note = "重复报送",
        };
        using var response =
            await server.Http.PostAsJsonAsync(new Uri("/api/v1/events", UriKind.Relative), withdrawal);
        response.EnsureSuccessStatusCode();
        var row = page.Locator("tr[data-metric='pledge.count']");
        await Expect(row.Locator("[data-value='30']")).ToBeVisibleAsync();
        await Expect(row).ToContainTextAsync("含更正1次");
        await row.Locator("[data-value='30']").ClickAsync();
        await Expect(page.GetByTestId("events").Locator("[data-state='withdrawn']")).ToHaveTextAsync("已撤回");
        await Expect(page.GetByTestId("events").Locator("[data-state='withdrawal']")).ToContainTextAsync("撤回");
        await BrowserSession.TakeScreenshot(page, "withdrawn");
    }

    [Fact]
    public async Task The_campaign_page_updates_live()
    {
        var server = shared.Server;
        await Post(server, "campaign-1", "370400", "material.distributed", 500, "2025-04-21", "publicity-week-2025");
        var page = await browser.Open(new Uri(server.Address, "/campaigns/publicity-week-2025"));
        await Expect(page.GetByTestId("counters").Locator("[data-value='500']")).ToBeVisibleAsync();
        await Post(server, "campaign-2", "370500", "material.distributed", 250, "2025-04-22", "publicity-week-2025");
        await Expect(page.GetByTestId("counters").Locator("[data-value='750']")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("campaign-cities").Locator("[data-city='370500']")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("campaign")).ToContainTextAsync("知识产权与人工智能");
    }

    private static async Task<(string City, string Value)[]> ReadFigures(ILocator rows)
    {
        var pairs = await rows.EvaluateAllAsync<string[][]>(
            "rows => rows.map(row => [row.dataset.city, row.querySelector('[data-value]').dataset.value])");
        return [.. pairs.Select(pair => (pair[0], pair[1]))];
    }

    private static string Today() => DateTime.UtcNow.AddHours(8).ToString("yyyy-MM-dd", null);
}
