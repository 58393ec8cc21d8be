using System.Globalization;
using System.Net;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Api;

/// <summary>Point-in-time queries over HTTP.</summary>
public sealed class PointInTimeRoutesTests : RouteTestBase
{
    [Fact]
    public async Task A_response_is_reproduced_as_of_its_position()
    {
        string[] paths =
        [
            "rankings/pledge.count?period=2024", "rankings/score.overall?period=2024&baseline=lastYear",
            "rankings/pledge.count/trend?period=2024", "cities/370300?period=2024",
            "cities/370300/units?metric=pledge.count&period=2024",
            "cities/370300/course?metric=pledge.count&period=2024", "cities/370300/reporting?period=2024",
            "province?period=2024",
            "campaigns/publicity-week-2024",
        ];
        var responses = new List<(string Path, long Position, string Text)>();
        for (var i = 1; i <= 4; i++)
        {
            await Report(("370300", $"z{i}", 10 * i), ("370100", $"j{i}", 15));
            foreach (var path in paths)
            {
                var text = await Http.GetStringAsync($"/api/v1/{path}");
                responses.Add((path, JsonDocument.Parse(text).RootElement.GetProperty("position").GetInt64(), text));
            }
            if (i == 2) await Put("population.csv", "city,year,population\n370300,2023,1000\n370100,2023,1000\n");
        }
        await Server.Restart();
        foreach (var (path, position, text) in responses)
            Assert.Equal(
                text,
                await Http.GetStringAsync(
                    $"/api/v1/{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}asOf={position}"));
        Assert.All(
            paths,
            path => Assert.Equal(
                4,
                responses.Where(response => response.Path == path)
                    .Select(response => response.Text)
                    .Distinct()
                    .Count()));
    }

    [Fact]
    public async Task AsOf_accepts_a_position_a_date_or_a_time_and_rejects_other_values()
    {
        await Report(("370300", "1", 5));
        var now = DateTimeOffset.UtcNow;
        Assert.Equal(
            1,
            (await Http.GetJson("/api/v1/rankings/pledge.count?period=2024&asOf=1"))
                .GetProperty("rows").GetArrayLength());
        Assert.Equal(
            0,
            (await Http.GetJson("/api/v1/rankings/pledge.count?period=2024&asOf=0"))
                .GetProperty("rows").GetArrayLength());
        Assert.Equal(
            0,
            (await Http.GetJson("/api/v1/rankings/pledge.count?period=2024&asOf=2024-12-31"))
                .GetProperty("rows").GetArrayLength());
        var later = Uri.EscapeDataString(
            now.AddMinutes(1).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        Assert.Equal(
            1,
            (await Http.GetJson($"/api/v1/rankings/pledge.count?period=2024&asOf={later}"))
                .GetProperty("rows").GetArrayLength());
        Assert.Equal(
            (400, "as_of_invalid"),
            await (await Http.GetAsync("/api/v1/rankings/pledge.count?asOf=yesterday")).ReadProblem());
        Assert.Equal(
            (400, "as_of_invalid"),
            await (await Http.GetAsync("/api/v1/rankings/pledge.count?asOf=12:00:00%20AM")).ReadProblem());
        Assert.Equal(
            (404, "as_of_unknown"), await (await Http.GetAsync("/api/v1/rankings/pledge.count?asOf=99")).ReadProblem());
    }

    [Fact]
    public async Task The_minimum_and_maximum_dates_are_accepted_as_AsOf()
    {
        await Report(("370300", "1", 5));
        (await Put(
            "targets.csv",
            "city,metric,period,goal,value,against,base,curve,note\n*,pledge.count,2024,reach,40,,,earlier-years,\n"))
                .EnsureSuccessStatusCode();
        foreach (var asOf in (string[])["0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
        {
            foreach (var path in (string[])[
                "rankings/pledge.count", "cities/370300", "rankings/pledge.count/explanations", "figures/pledge.count",
                "cities/370300/targets/pledge.count", "events", "metrics"
            ])
                Assert.Equal(
                    HttpStatusCode.OK, (await Http.GetAsync($"/api/v1/{path}?period=2024&asOf={asOf}")).StatusCode);
            Assert.NotEqual(
                HttpStatusCode.InternalServerError,
                (await Http.GetAsync(
                    $"/api/v1/rankings/pledge.count/explanations?period=2024&baseline={asOf}")).StatusCode);
        }
    }

    [Fact]
    public async Task A_campaign_or_city_has_no_figures_before_it_existed()
    {
        await Report(("370300", "1", 5));
        const string Campaign = """
            { "id": "later", "name": "后来的活动", "nameEn": "Later", "start": "2024-05-01", "end": "2024-05-07",
              "cities": ["370300"], "plan": [] }
            """;
        var campaigns = (await Http.GetStringAsync("/api/v1/reference/campaigns.json")).TrimEnd();
        (await Put("campaigns.json", $"{campaigns[..^1]}, {Campaign}]")).EnsureSuccessStatusCode();
        var cities = (await Http.GetStringAsync("/api/v1/reference/cities.csv")).TrimEnd();
        (await Put("cities.csv", $"{cities}\n371200,莱芜市,Laiwu,laiwu\n")).EnsureSuccessStatusCode();
        using (var posted = await Http.PostEvents(
            new
            {
                id = "2",
                source = "t",
                city = "371200",
                metric = "pledge.count",
                value = 7,
                date = "2024-05-02",
                campaign = "later",
            }))
            posted.EnsureSuccessStatusCode();
        Assert.Equal(7, await GetTotal(""));
        foreach (var asOf in (string[])["0", "1", "2024-05-03", "1990-01-01T12:00:00", "0001-01-01"])
        {
            var query = $"asOf={asOf}";
            Assert.Null(await GetTotal($"?{query}"));
            foreach (var (path, member) in new[]
            {
                ("rankings/pledge.count?period=later", "rows"),
                ("rankings/pledge.count/explanations?period=later", "cities"),
                ("cities/371200?period=2024", "metrics"), ("cities/371200?period=later", "metrics"),
                ("cities/371200/units?metric=pledge.count&period=2024", "units"), ("province?period=later", "metrics"),
                ("events?campaign=later", "events"), ("events?city=371200", "events"),
            })
                Assert.Equal(
                    $"{path} []", $"{path} {(await Http.GetJson($"/api/v1/{path}&{query}")).GetProperty(member)}");
            // A trend has the days of the campaign's window up to the day of the answer.
            var trend = await Http.GetJson($"/api/v1/rankings/pledge.count/trend?period=later&{query}");
            Assert.InRange(trend.GetProperty("steps").GetArrayLength(), 0, 7);
            var ranking = await Http.GetJson($"/api/v1/rankings/pledge.count?period=later&{query}");
            Assert.Equal(16, ranking.GetProperty("notReported").GetArrayLength());
            foreach (var city in (string[])["371200", "370300"])
            {
                var steps = (await Http.GetJson(
                    $"/api/v1/cities/{city}/course?metric=pledge.count&period=later&{query}")).GetProperty("steps");
                Assert.Equal(7, steps.GetArrayLength());
                Assert.All(steps.EnumerateArray(), step => Assert.False(step.TryGetProperty("value", out _)));
            }
        }

        async Task<decimal?> GetTotal(string query)
        {
            var campaign = await Http.GetJson($"/api/v1/campaigns/later{query}");
            Assert.Equal("2024-05-07", campaign.GetProperty("end").GetString());
            Assert.Equal(query.Length == 0 ? 1 : 0, campaign.GetProperty("byCity").GetArrayLength());
            return campaign.GetProperty("totals").EnumerateArray()
                .Select(total => (decimal?)GetNumber(total, "value")).FirstOrDefault();
        }
    }

    [Fact]
    public async Task A_time_without_an_offset_is_read_as_China_time()
    {
        await Report(("370300", "1", 5));
        var inChina = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8))
            .AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        Assert.Equal(
            0,
            (await Http.GetJson($"/api/v1/rankings/pledge.count?period=2024&asOf={inChina}"))
                .GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task An_unknown_AsOf_position_is_refused()
    {
        foreach (var path in (string[])[
            "events?", "events.csv?", "metrics?", "campaigns?", "reference/targets.csv?",
            "figures/case.trademark.days/spread?city=370300&", "rankings/pledge.count/explanations?"
        ])
            Assert.Equal(
                (path, (404, "as_of_unknown")),
                (path, await (await Http.GetAsync($"/api/v1/{path}asOf=99999999")).ReadProblem()));
    }
}
