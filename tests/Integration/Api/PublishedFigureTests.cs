using System.Net;
using System.Text;
using System.Text.Json;
using IpMonitor.Grains.Metrics;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Api;

/// <summary>Figures computed from the samples equal the published ones, to the published digits.</summary>
public sealed class PublishedFigureTests(
    PublishedFigureTests.SampleServerFixture loaded) : IClassFixture<PublishedFigureTests.SampleServerFixture>
{
    private readonly HttpClient _http = loaded.Server.Http;

    /// <summary>A server with all samples posted.</summary>
    public sealed class SampleServerFixture : IAsyncLifetime
    {
        internal DashboardServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await DashboardHost.Start();
            foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "*.csv"))
            {
                using var response = await Server.Http.PostEvents(await File.ReadAllTextAsync(file), "text/csv");
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                Assert.Equal(0, (await response.ReadJson()).GetProperty("rejected").GetArrayLength());
            }
        }

        public async ValueTask DisposeAsync() => await Server.DisposeAsync();
    }

    private sealed record PublishedFigure(
        string Metric, string Period, string City, string? Campaign, string Value, string Qualifier);

    [Fact]
    public async Task Zibo_2024_figures_equal_the_published_ones()
    {
        var city = (await _http.GetJson("/api/v1/cities/370300?period=2024")).GetProperty("metrics");
        var published = Expected("zibo-2024.csv");
        Assert.Equal(60, published.Count);
        Assert.All(published, row => AssertPublished(row, Figure(city, row.Metric)));
        foreach (var campaign in published.Where(row => row.Campaign is not null).GroupBy(row => row.Campaign!))
        {
            var totals = (await _http.GetJson($"/api/v1/campaigns/{campaign.Key}")).GetProperty("totals");
            Assert.All(campaign, row => AssertPublished(row, Figure(totals, row.Metric)));
            var asPeriod = (await _http.GetJson($"/api/v1/cities/370300?period={campaign.Key}")).GetProperty("metrics");
            Assert.All(campaign, row => AssertPublished(row, Figure(asPeriod, row.Metric)));
        }
    }

    [Fact]
    public async Task Per_capita_uses_the_city_s_latest_population_and_rankings_a_common_year()
    {
        var city = (await _http.GetJson("/api/v1/cities/370300?period=2024")).GetProperty("metrics");
        Assert.Equal(2022, Figure(city, "patent.invention.per10k").GetProperty("populationYear").GetInt32());
        using var neighbour = await _http.PostEvents(
            """
            {"id":"jinan","source":"t","city":"370100","metric":"patent.invention.valid",
             "value":50000,"date":"2024-12-31"}
            """);
        var ranking = await _http.GetJson("/api/v1/rankings/patent.invention.per10k?period=2024");
        Assert.Equal(2020, ranking.GetProperty("populationYear").GetInt32());
        Assert.Equal(
            ["370100", "370300"],
            ranking.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("city").GetString()));
        Assert.Equal(14, ranking.GetProperty("notReported").GetArrayLength());
    }

    [Fact]
    public async Task Zibo_growth_equals_the_published_percentages()
    {
        var city = (await _http.GetJson("/api/v1/cities/370300?period=2024")).GetProperty("metrics");
        (string Metric, decimal Percent, int Decimals)[] growth =
        [
            ("patent.invention.granted", 20.9m, 1), ("patent.invention.valid", 19.4m, 1), ("trademark.valid", 7.89m, 2),
            ("transfer.university.count", 81.01m, 2), ("preexam.subject", 58.4m, 1), ("preexam.passed", 156m, 0),
        ];
        Assert.All(growth, row => Assert.Equal(row.Percent,
            decimal.Round(
                Figure(city, row.Metric).GetProperty("yoy").GetProperty("percent").GetDecimal(),
                row.Decimals,
                MidpointRounding.AwayFromZero)));
    }

    [Fact]
    public async Task Publicity_week_2025_totals_equal_the_published_ones_per_city()
    {
        var campaign = await _http.GetJson("/api/v1/campaigns/publicity-week-2025");
        var expected = Expected("publicity-week-2025.csv").GroupBy(row => (row.City, row.Metric))
            .ToDictionary(group => group.Key, group => group.Sum(row => decimal.Parse(row.Value, null)));
        var actual = campaign.GetProperty("byCity").EnumerateArray().SelectMany(
            city => city.GetProperty("metrics").EnumerateArray(),
            (city, figure) => ((City: city.GetProperty("city").GetString()!,
                Metric: figure.GetProperty("metric").GetString()!), figure.GetProperty("value").GetDecimal()))
            .ToDictionary();
        Assert.Equal(expected, actual);
        Assert.Equal(expected.Where(pair => pair.Key.Metric == "activity.count").Sum(pair => pair.Value),
            Figure(campaign.GetProperty("totals"), "activity.count").GetProperty("value").GetDecimal());
        Assert.Equal(20, campaign.GetProperty("latest").GetArrayLength());
    }

    [Fact]
    public async Task The_paged_events_of_a_figure_add_up_to_it()
    {
        decimal sum = 0;
        var cursor = "";
        for (var more = true; more;)
        {
            var page = await _http.GetJson($"/api/v1/events?city=370300&metric=pledge.amount&period=2024{cursor}");
            sum += page.GetProperty("events").EnumerateArray().Sum(row => row.GetProperty("value").GetDecimal());
            more = page.TryGetProperty("next", out var next);
            cursor = more ? $"&cursor={next.GetString()}" : "";
        }
        Assert.Equal(2_130_000_000m, sum);
    }

    [Fact]
    public async Task The_events_of_a_ratio_are_those_of_its_two_metrics()
    {
        var page = await _http.GetJson("/api/v1/events?city=370300&metric=court.closed.rate&period=2024");
        Assert.Equal(
            ["court.accepted", "court.closed"],
            page.GetProperty("events")
                .EnumerateArray()
                .Select(row => row.GetProperty("metric").GetString())
                .Distinct()
                .Order());
    }

    [Fact]
    public async Task A_city_with_data_but_no_figure_is_not_listed_as_unreported()
    {
        using var response = await _http.PostEvents(
            """
            [{"id":"nf-1","source":"t","city":"371400","metric":"court.closed","value":3,"date":"2021-05-01"},
             {"id":"nf-2","source":"t","city":"371400","metric":"court.accepted","value":0,"date":"2021-05-01"}]
            """);
        var ranking = await _http.GetJson("/api/v1/rankings/court.closed.rate?period=2021");
        Assert.Equal(
            "371400", Assert.Single(ranking.GetProperty("noFigure").EnumerateArray()).GetProperty("city").GetString());
        Assert.Equal(
            (0, 15),
            (ranking.GetProperty("rows").GetArrayLength(), ranking.GetProperty("notReported").GetArrayLength()));
    }

    [Fact]
    public async Task A_trend_has_one_step_per_month_and_ends_today()
    {
        var trend = await _http.GetJson("/api/v1/rankings/patent.invention.valid/trend?period=2024");
        Assert.Equal(12, trend.GetProperty("steps").GetArrayLength());
        var zibo = trend.GetProperty("cities")
            .EnumerateArray()
            .Single(city => city.GetProperty("city").GetString() == "370300");
        Assert.Equal(13821m, zibo.GetProperty("values")[11].GetDecimal());
        var now = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8));
        var running = await _http.GetJson($"/api/v1/rankings/patent.invention.valid/trend?period={now.Year}");
        Assert.Equal(now.Month, running.GetProperty("steps").GetArrayLength());
    }

    [Theory]
    [InlineData("/api/v1/events?period=publicity-week-2025&campaign=publicity-week-2024", 400, "campaign_twice")]
    [InlineData("/api/v1/rankings/fine.amount?period=2024", 422, "metric_not_ranked")]
    [InlineData("/api/v1/rankings/mediation.coverage?period=2024", 422, "metric_not_ranked")]
    [InlineData("/api/v1/rankings/none?period=2024", 404, "metric_unknown")]
    [InlineData("/api/v1/rankings/pledge.count?period=last-year", 400, "period_invalid")]
    [InlineData("/api/v1/rankings/pledge.count?baseline=ever", 400, "baseline_invalid")]
    [InlineData("/api/v1/cities/123", 404, "city_unknown")]
    [InlineData("/api/v1/campaigns/123", 404, "campaign_unknown")]
    [InlineData("/api/v1/events?unit=123", 404, "unit_unknown")]
    [InlineData("/api/v1/events?cursor=abc", 400, "cursor_invalid")]
    [InlineData("/api/v1/nothing", 404, "not_found")]
    public async Task Unknown_resources_and_invalid_queries_have_distinct_codes(string path, int status, string code)
    {
        using var response = await _http.GetAsync(path);
        Assert.Equal((status, code), await response.ReadProblem());
    }

    [Fact]
    public async Task Catalogue_places_health_and_OpenAPI_are_served()
    {
        Assert.Equal(85, (await _http.GetJson("/api/v1/metrics")).GetArrayLength());
        Assert.Equal(16, (await _http.GetJson("/api/v1/cities")).GetArrayLength());
        Assert.Equal(158, (await _http.GetJson("/api/v1/units")).GetArrayLength());
        Assert.Equal(3, (await _http.GetJson("/api/v1/campaigns")).GetArrayLength());
        Assert.Equal("ok", await _http.GetStringAsync("/health/live"));
        Assert.Equal("ok", await _http.GetStringAsync("/health/ready"));
        var paths = (await _http.GetJson("/openapi/v1.json")).GetProperty("paths");
        Assert.All([
            "/api/v1/events", "/api/v1/rankings/{metric}", "/api/v1/cities/{code}"
        ], path => Assert.True(paths.TryGetProperty(path, out _), path));
    }

    private static List<PublishedFigure> Expected(string file)
    {
        using var csv = CsvHelper.CsvReader.FromText(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "expected", file), Encoding.UTF8));
        var rows = new List<PublishedFigure>();
        string? Cell(string column) =>
            csv.Headers.Contains(column) && csv.GetString(column) is { Length: > 0 } cell ? cell : null;
        while (csv.Read())
            rows.Add(
                new(
                    Cell("metric")!,
                    Cell("period") ?? "",
                    Cell("city")!,
                    Cell("campaign"),
                    Cell("value")!,
                    Cell("qualifier")!));
        return rows;
    }

    private static JsonElement Figure(JsonElement figures, string metric) =>
        figures.EnumerateArray().Single(figure => figure.GetProperty("metric").GetString() == metric);

    private static void AssertPublished(PublishedFigure row, JsonElement figure)
    {
        var decimals = row.Value.Contains('.') ? row.Value.Length - row.Value.IndexOf('.') - 1 : 0;
        Assert.Equal((row.Metric, decimal.Parse(row.Value, null)),
            (row.Metric,
                decimal.Round(figure.GetProperty("value").GetDecimal(), decimals, MidpointRounding.AwayFromZero)));
        Assert.Equal(
            row.Qualifier,
            figure.TryGetProperty("qualifier", out var qualifier)
                ? qualifier.GetString()
                : nameof(Qualifier.Exact).ToLowerInvariant());
    }
}
