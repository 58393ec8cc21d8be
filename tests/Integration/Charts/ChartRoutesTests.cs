using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using IpMonitor.Dashboard.Formatting;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Charts;

/// <summary>Pictures of the figures: their formats, numbers, limits and caching.</summary>
public sealed class ChartRoutesTests(ChartRoutesTests.Fixture fixture) : IClassFixture<ChartRoutesTests.Fixture>
{
    private static readonly string[] Kinds =
    [
        "ranking.{0}?metric=pledge.amount&period=2024", "trend.{0}?metric=pledge.amount&period=2024",
        "heatmap.{0}?metric=pledge.amount&period=2024", "distribution.{0}?metric=pledge.amount&period=2024",
        "pace.{0}?city=370300&metric=pledge.amount&period=2024", "city.{0}?city=370300&period=2024",
        "campaign.{0}?campaign=publicity-week-2025",
    ];

    public static TheoryData<string> Addresses => [.. Kinds];

    private HttpClient Http => fixture.Http;

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Every_kind_is_drawn_as_png_and_svg_in_every_theme_and_language(string address)
    {
        foreach (var (theme, language) in
            new[] { ("light", "zh-CN"), ("dark", "en"), ("print", "zh-CN") })
        {
            var query = $"&theme={theme}&lang={language}&asOf={fixture.Position}";
            var png = await Get(Format(address, "png") + query + "&scale=2&width=800");
            Assert.Equal(1600, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
            var texts = await ReadTexts(Format(address, "svg") + query);
            Assert.Contains(texts, text => text.Contains(
                language == "en" ? $"position {fixture.Position}" : $"位置 {fixture.Position}",
                StringComparison.Ordinal));
            Assert.Contains(texts, text => text.StartsWith(
                language == "en" ? "Statistical definition" : "统计口径", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_picture_at_a_position_stays_the_same_bytes(string address)
    {
        foreach (var format in (string[])["png", "svg"])
        {
            var asked = Format(address, format) + $"&asOf={fixture.Position}";
            var before = await Get(asked);
            // Other parameters in another order are another entry of the memory.
            Assert.Equal(before, await Get($"{asked}&theme=light"));
        }
    }

    [Fact]
    public async Task The_numbers_of_a_ranking_are_those_of_REST_in_its_order()
    {
        var query = $"period=2024&asOf={fixture.Position}";
        var rows = (await Http.GetJson($"/api/v1/rankings/pledge.amount?{query}")).GetProperty("rows")
            .EnumerateArray().ToList();
        var column = NumberFormatter.CreateColumn(rows.Select(Value), "元", "zh-CN");
        var texts = await ReadTexts($"ranking.svg?metric=pledge.amount&{query}");
        Assert.Equal(3, rows.Count);
        Assert.Equal(
            rows.Select(row => (row.GetProperty("name").GetString()!, column.Format(Value(row)))),
            rows.Select(row => row.GetProperty("name").GetString()!)
                .OrderBy(name => texts.IndexOf(name))
                .Select(name => (name, texts[texts.IndexOf(name) + 1])));
        Assert.Contains("余", texts);
        Assert.Contains("+100.0%", texts);
        Assert.Contains(texts, text => text.StartsWith("未报送（13个市）", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_numbers_of_a_heat_map_are_those_of_REST()
    {
        var query = $"period=2024&asOf={fixture.Position}";
        var values = (await Http.GetJson($"/api/v1/rankings/pledge.amount/trend?{query}")).GetProperty("cities")
            .EnumerateArray().SelectMany(city => city.GetProperty("values").EnumerateArray())
            .Where(value => value.ValueKind == JsonValueKind.Number)
            .Select(value => value.GetDecimal()).ToList();
        var column = NumberFormatter.CreateColumn(values, "元", "zh-CN");
        var texts = await ReadTexts($"heatmap.svg?metric=pledge.amount&{query}");
        Assert.Equal(4, values.Count);
        Assert.All(values, value => Assert.Contains(column.Format(value), texts));
    }

    [Fact]
    public async Task The_numbers_of_a_city_are_those_of_REST()
    {
        var query = $"period=2024&asOf={fixture.Position}";
        var figure = (await Http.GetJson($"/api/v1/cities/370300?{query}")).GetProperty("metrics").EnumerateArray()
            .Single(metric => metric.GetProperty("metric").GetString() == "pledge.amount");
        var text = NumberFormatter.Format(Value(figure), "元", "zh-CN");
        Assert.Equal("2.1亿元", text);
        var rank = $"第{figure.GetProperty("rank").GetInt32()}位，共{figure.GetProperty("of").GetInt32()}个市";
        var city = await ReadTexts($"city.svg?city=370300&{query}");
        Assert.Contains(text, city);
        Assert.Contains(rank, city);
        Assert.Contains("未报送", city);
        var pace = await ReadTexts($"pace.svg?city=370300&metric=pledge.amount&{query}");
        Assert.Contains(text, pace);
        Assert.Contains(pace, line => line.Contains(rank, StringComparison.Ordinal));
        var trend = await ReadTexts($"trend.svg?metric=pledge.amount&cities=370300&{query}");
        Assert.Contains(trend, line => line.EndsWith(" 6,000万元", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_distribution_shows_median_and_P90_by_nearest_rank()
    {
        var texts = await ReadTexts(
            $"distribution.svg?metric=patent.granted&period=2020&asOf={fixture.Position}");
        Assert.Contains("中位数 5件", texts);
        Assert.Contains("P90（九成不高于） 9件", texts);
    }

    [Fact]
    public async Task A_campaign_shows_its_totals()
    {
        var texts = await ReadTexts($"campaign.svg?campaign=publicity-week-2025&asOf={fixture.Position}");
        Assert.Contains("120余份", texts);
    }

    [Fact]
    public async Task A_known_picture_is_not_sent_again_until_the_position_changes()
    {
        const string Address = "/api/v1/charts/ranking.svg?metric=patent.granted&period=2024";
        using var first = await Http.GetAsync(Address);
        var tag = first.Headers.ETag!;
        Assert.Equal("private, no-cache", $"{first.Headers.CacheControl}".Replace(
            "no-cache, private", "private, no-cache", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.NotModified, 0), await GetIfChanged());
        using var reported = await Http.PostEvents(new
        {
            id = "etag",
            source = "t",
            city = "370300",
            metric = "patent.granted",
            value = 4,
            date = "2024-05-01",
        });
        reported.EnsureSuccessStatusCode();
        var (status, length) = await GetIfChanged();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(length > 0);

        async Task<(HttpStatusCode, int)> GetIfChanged()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address);
            request.Headers.IfNoneMatch.Add(tag);
            using var response = await Http.SendAsync(request);
            return (response.StatusCode, (await response.Content.ReadAsByteArrayAsync()).Length);
        }
    }

    [Fact]
    public async Task The_language_of_a_picture_without_lang_is_that_of_the_reader()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, "/api/v1/charts/ranking.svg?metric=pledge.amount&period=2024");
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        using var response = await Http.SendAsync(request);
        Assert.Contains("Zibo", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_period_without_data_says_so()
    {
        var texts = await ReadTexts("ranking.svg?metric=pledge.amount&period=1999");
        Assert.Contains(texts, text => text.StartsWith("1999年还没有“", StringComparison.Ordinal));
        texts = await ReadTexts("city.svg?city=370300&period=1999&lang=en");
        Assert.Contains("Zibo has not reported for 1999 yet", texts);
    }

    [Theory]
    [InlineData("ranking.gif?metric=pledge.amount", 404, "format_unknown")]
    [InlineData("ranking.png?metric=pledge.amount&theme=pink", 400, "theme_invalid")]
    [InlineData("ranking.png?metric=pledge.amount&lang=fr", 400, "lang_invalid")]
    [InlineData("ranking.png?metric=pledge.amount&width=319", 400, "size_invalid")]
    [InlineData("ranking.png?metric=pledge.amount&height=8193", 400, "size_invalid")]
    [InlineData("ranking.png?metric=pledge.amount&scale=4.5", 400, "size_invalid")]
    [InlineData("ranking.png?metric=pledge.amount&scale=NaN", 400, "size_invalid")]
    [InlineData("ranking.png?metric=pledge.amount&width=x", 400, "size_invalid")]
    [InlineData("ranking.png", 400, "parameter_missing")]
    [InlineData("ranking.png?metric=pledge.amount&width=4096&height=8192", 400, "picture_too_large")]
    [InlineData("ranking.png?metric=nothing", 404, "metric_unknown")]
    [InlineData("ranking.png?metric=fine.amount", 422, "metric_not_ranked")]
    [InlineData("ranking.png?metric=pledge.amount&group=nowhere", 404, "group_unknown")]
    [InlineData("ranking.png?metric=pledge.amount&period=2024-13", 400, "period_invalid")]
    [InlineData("ranking.png?metric=pledge.amount&asOf=999999", 404, "as_of_unknown")]
    [InlineData("pace.png?metric=pledge.amount&city=999999", 404, "city_unknown")]
    [InlineData("campaign.png?campaign=none", 404, "campaign_unknown")]
    [InlineData("trend.png?metric=pledge.amount&cities=1,2,3,4,5,6,7,8,9", 400, "values_too_many")]
    public async Task An_invalid_question_is_a_problem(string address, int status, string code)
    {
        using var response = await Http.GetAsync($"/api/v1/charts/{address}");
        Assert.Equal((status, code), await response.ReadProblem());
    }

    [Fact]
    public async Task Only_parameters_of_the_question_make_another_picture()
    {
        var tag = await GetTag("trend.svg?metric=pledge.amount&period=2024&step=month");
        Assert.Equal(tag, await GetTag("trend.svg?metric=pledge.amount&period=2024&step=month&x=1"));
        // A name with an equals sign and a line feed is no period.
        Assert.NotEqual(tag, await GetTag("trend.svg?metric=pledge.amount&period%3D2024%0Astep=month"));
        Assert.NotEqual(tag, await GetTag("trend.svg?metric=pledge.amount&period%3D2024%26step=month"));

        async Task<string> GetTag(string address)
        {
            using var response = await Http.GetAsync($"/api/v1/charts/{address}");
            response.EnsureSuccessStatusCode();
            return response.Headers.ETag!.Tag;
        }
    }

    private static string Format(string address, string format) =>
        string.Format(CultureInfo.InvariantCulture, address, format);

    private static decimal Value(JsonElement row) => row.GetProperty("value").GetDecimal();

    private async Task<byte[]> Get(string address)
    {
        using var response = await Http.GetAsync($"/api/v1/charts/{address}");
        Assert.True(response.IsSuccessStatusCode, $"{address}: {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadAsByteArrayAsync();
    }

    private async Task<List<string>> ReadTexts(string address) =>
    [
        .. XDocument.Parse(Encoding.UTF8.GetString(await Get(address))).Descendants()
            .Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim()),
    ];

    /// <summary>A server with the pledge financing of three cities, a campaign, and the patents of ten.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly ServerFixture _server = new();

        internal HttpClient Http => _server.Server.Http;

        internal long Position { get; private set; }

        public async ValueTask InitializeAsync()
        {
            await _server.InitializeAsync();
            object Event(string id, string city, string metric, decimal value, string date, string? campaign = null) =>
                new
                {
                    id,
                    source = "t",
                    city,
                    metric,
                    value,
                    date,
                    campaign,
                    qualifier = id is "c" or "p" ? "over" : null,
                };
            using var reported = await Http.PostEvents([
                .. Enumerable.Range(1, 10).Select(value => Event(
                    $"granted-{value}", $"37{value:00}00", "patent.granted", value, "2020-05-06")),
                Event("a", "370300", "pledge.amount", 150_000_000, "2024-03-05"),
                Event("b", "370300", "pledge.amount", 60_000_000, "2024-05-06"),
                Event("c", "370100", "pledge.amount", 60_000_000, "2024-05-07"),
                Event("d", "370200", "pledge.amount", 12_345_678, "2024-05-08"),
                Event("e", "370100", "pledge.amount", 30_000_000, "2023-05-07"),
                Event("p", "370300", "material.distributed", 120, "2025-04-21", "publicity-week-2025"),
            ]);
            var answer = await reported.ReadJson();
            Assert.Equal(16, answer.GetProperty("accepted").GetInt32());
            Position = answer.GetProperty("position").GetInt64();
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
