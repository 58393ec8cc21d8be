using System.Text.Json;
using IpMonitor.IntegrationTests.Api;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Cities;

/// <summary>A whole-city event takes the place of the year's units: the sender is told, and answers say why.</summary>
public sealed class BasisNoticeTests : RouteTestBase
{
    private const string Metric = "pledge.count";

    [Fact]
    public async Task A_whole_city_event_in_December_says_that_the_counties_no_longer_count()
    {
        Assert.False((await Post(Row("u1", 5, "2024-02-10", "370302"))).TryGetProperty("notices", out _));
        Assert.Equal(5, Figure(await GetCity("2024-02"))?.GetDecimal());
        var notice = (await Post(Row("u2", 6, "2024-03-10", "370303"), Row("w", 100, "2024-12-05", null)))
            .GetProperty("notices").EnumerateArray().Single();
        Assert.Equal(
            (2, "w", "unit", "basis_whole_city"),
            (notice.GetProperty("row").GetInt32(), GetText(notice, "id"), GetText(notice, "field"),
                GetText(notice, "code")));
        Assert.Contains("2024 年", GetText(notice, "message"), StringComparison.Ordinal);
        Assert.Contains("2 个", GetText(notice, "message"), StringComparison.Ordinal);

        // February is not reported any more: the answers name the day of the whole-city event.
        var february = await GetCity("2024-02");
        Assert.Null(Figure(february));
        var basis = february.GetProperty("wholeCity").EnumerateArray().Single();
        Assert.Equal((Metric, "2024-12-05"), (GetText(basis, "metric"), GetText(basis, "since")));
        var ranking = await Http.GetJson($"/api/v1/rankings/{Metric}?period=2024-02");
        var city = ranking.GetProperty("notReported").EnumerateArray()
            .Single(row => GetText(row, "city") == "370300");
        Assert.Equal("2024-12-05", GetText(city, "wholeCitySince"));
        var units = await Http.GetJson($"/api/v1/cities/370300/units?metric={Metric}&period=2024-02");
        Assert.Equal("2024-12-05", GetText(units.GetProperty("wholeCity")[0], "since"));

        // A further whole-city event, or the same again, switches nothing.
        Assert.False((await Post(Row("w2", 1, "2024-12-06", null))).TryGetProperty("notices", out _));
        Assert.False((await Post(Row("w", 100, "2024-12-05", null))).TryGetProperty("notices", out _));
    }

    [Fact]
    public async Task The_withdrawal_of_the_last_whole_city_event_says_that_the_counties_count_again()
    {
        await Post(Row("u1", 5, "2024-02-10", "370302"));
        await Post(Row("w", 100, "2024-12-05", null));
        var notice = (await Post(new
        {
            id = "undo",
            source = "t",
            city = "370300",
            metric = Metric,
            date = "2025-01-03",
            op = "withdraw",
            target = "w",
        })).GetProperty("notices").EnumerateArray().Single();
        Assert.Equal("basis_units", GetText(notice, "code"));
        var february = await GetCity("2024-02");
        Assert.Equal(5, Figure(february)?.GetDecimal());
        Assert.False(february.TryGetProperty("wholeCity", out _));
    }

    [Fact]
    public async Task The_first_whole_city_reading_of_a_level_replaces_the_readings_of_units()
    {
        const string level = "trademark.valid";
        await Post(Row("u1", 5, "2024-02-10", "370302", level));
        var notice = (await Post(Row("w", 100, "2024-12-05", null, level)))
            .GetProperty("notices").EnumerateArray().Single();
        Assert.Equal("basis_whole_city", GetText(notice, "code"));
        Assert.False((await Post(Row("w2", 90, "2023-12-05", null, level))).TryGetProperty("notices", out _));
    }

    private static object Row(string id, int value, string date, string? unit, string metric = Metric) =>
        new { id, source = "t", city = "370300", unit, metric, value, date };

    private async Task<JsonElement> Post(params object[] rows)
    {
        using var response = await Http.PostEvents(rows);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.ReadJson();
    }

    private Task<JsonElement> GetCity(string period) => Http.GetJson($"/api/v1/cities/370300?period={period}");

    private static JsonElement? Figure(JsonElement city) => city.GetProperty("metrics")
        .EnumerateArray()
        .Where(row => GetText(row, "metric") == Metric)
        .Select(row => (JsonElement?)row.GetProperty("value"))
        .SingleOrDefault();

    private static string GetText(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
