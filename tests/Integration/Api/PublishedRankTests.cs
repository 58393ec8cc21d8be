using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Api;

/// <summary>Zibo's published rank, 「29.37件，列全省第5位」, with invented figures for the other cities.</summary>
public sealed class PublishedRankTests
{
    [Fact]
    public async Task Zibo_ranks_fifth_with_29_37_and_shows_the_gap_to_fourth_place()
    {
        await using var server = await DashboardHost.Start();
        foreach (var file in (string[])["zibo-2023.csv", "zibo-2024.csv"])
            using (var response = await server.Http.PostEvents(
                await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "samples", file)), "text/csv"))
                response.EnsureSuccessStatusCode();
        // Per 10,000 people of the 2020 census: four cities are above 29.38, the others below.
        (string City, int Patents)[] neighbours =
        [
            ("370100", 45_000), ("370200", 50_000), ("370400", 4_000), ("370500", 9_000), ("370600", 21_500),
            ("370700", 27_000), ("370800", 9_500), ("370900", 6_000),
            ("371000", 7_000), ("371100", 3_300), ("371300", 9_800), ("371400", 4_700), ("371500", 4_400),
            ("371600", 5_100), ("371700", 4_300),
        ];
        using (var response = await server.Http.PostEvents([
            .. neighbours.Select(
                neighbour => (object)new
                {
                    id = neighbour.City,
                    source = "t",
                    city = neighbour.City,
                    metric = "patent.invention.valid",
                    value = neighbour.Patents,
                    date = "2024-12-31",
                })
        ]))
            response.EnsureSuccessStatusCode();

        var zibo = (await server.Http.GetJson("/api/v1/cities/370300?period=2024"))
            .GetProperty("metrics")
            .EnumerateArray()
            .Single(row => row.GetProperty("metric").GetString() == "patent.invention.per10k");
        Assert.Equal((5, 16), (zibo.GetProperty("rank").GetInt32(), zibo.GetProperty("of").GetInt32()));
        Assert.Equal(29.37m, decimal.Round(zibo.GetProperty("value").GetDecimal(), 2));
        // 烟台 has 21,500 / 7,102,116 people = 30.2726 per 10,000; Zibo's 4,704,138 people need 14,240.70 for that: 420
        // more than 13,821.
        var gap = zibo.GetProperty("gap");
        Assert.Equal(
            ("370600", "patent.invention.valid", 420m),
            (gap.GetProperty("cities")[0].GetString(),
                gap.GetProperty("input").GetString(),
                gap.GetProperty("inputValue").GetDecimal()));
        using (var more = await server.Http.PostEvents(
            new
            {
                id = "more",
                source = "t",
                city = "370300",
                metric = "patent.invention.valid",
                value = 13_821 + 419,
                date = "2024-12-31",
            }))
            more.EnsureSuccessStatusCode();
        Assert.Equal(5, await Rank());
        using (var posted = await server.Http.PostEvents(
            new
            {
                id = "enough",
                source = "t",
                city = "370300",
                metric = "patent.invention.valid",
                value = 13_821 + 420,
                date = "2024-12-31",
            }))
            posted.EnsureSuccessStatusCode();
        Assert.Equal(4, await Rank());

        async Task<int> Rank() =>
            (await server.Http.GetJson("/api/v1/rankings/patent.invention.per10k?period=2024"))
                .GetProperty("rows")
                .EnumerateArray()
                .Single(row => row.GetProperty("city").GetString() == "370300").GetProperty("rank").GetInt32();
    }
}
