using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Ingestion;

/// <summary>The reading of numbers, keys, repeated members and charsets in requests.</summary>
public sealed class EventValueTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly HttpClient _http = fixture.Server.Http;

    [Theory]
    [InlineData("\"target\":{\"id\":\"t1\",\"source\":\"s\",\"id\":\"t2\"}", "target.id")]
    [InlineData("\"target\":{\"id\":\"t1\",\"ID\":\"t2\"}", "target.ID")]
    [InlineData("\"target\":\"t1\",\"source\":\"s\"", "source")]
    public async Task A_repeated_member_of_an_event_is_rejected_at_every_depth(string members, string field)
    {
        const string fields = """
            "id":"twice","city":"370300","metric":"activity.count","value":1,"date":"2024-05-01","op":"replace"
            """;
        var row = $$"""{{{fields}},"source":"s",{{members}}}""";
        foreach (var type in (string[])["application/json", "application/x-ndjson"])
        {
            using var response = await _http.PostEvents(row, type);
            var rejected = (await response.ReadJson()).GetProperty("rejected")[0];
            Assert.Equal(("field_twice", field), (GetText(rejected, "code"), GetText(rejected, "field")));
        }
    }

    [Theory]
    [InlineData("submissions", """{"id":"a","title":"t","rows":[],"id":"b"}""", "id")]
    [InlineData("submissions", """{"title":"t","Title":"u","rows":[]}""", "Title")]
    [InlineData("submissions", """{"title":"t","rows":[{"city":"370300","target":{"id":"1","id":"2"}}]}""", null)]
    [InlineData("session", """{"name":"k","password":"p","name":"l"}""", "name")]
    public async Task A_repeated_member_of_another_body_is_refused(string path, string body, string? field)
    {
        using var response = await _http.PostAsync(
            new Uri($"/api/v1/{path}", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        var problem = await response.ReadJson();
        Assert.Equal((400, "field_twice"), ((int)response.StatusCode, GetText(problem, "code")));
        if (field is not null) Assert.Equal(field, GetText(problem, "field"), ignoreCase: true);
    }

    [Fact]
    public async Task A_repeated_member_of_a_reference_document_is_refused()
    {
        using var response = await _http.PutAsync(
            new Uri("/api/v1/reference/rules.json", UriKind.Relative),
            new StringContent("""{"yellowWithin":10,"closeDays":10,"closeDays":20,"lowBase":{}}"""));
        Assert.Equal((422, "field_twice"), await response.ReadProblem());
    }

    [Theory]
    [InlineData("1.2345678E7", "12345678")]
    [InlineData("1e3", "1000")]
    [InlineData("5.000000000000000000000000000000000000000", "5")]
    [InlineData("12345678901234.5678", "12345678901234.5678")]
    public async Task A_JSON_number_counts_with_its_exact_value(string number, string value)
    {
        using var response = await _http.PostEvents(CreateRow($"n{number}", number));
        Assert.Equal(1, (await response.ReadJson()).GetProperty("accepted").GetInt32());
        var stored = await _http.GetJson($"/api/v1/events/history?source=s&id=n{Uri.EscapeDataString(number)}");
        Assert.Equal(value, stored[0].GetProperty("value").GetRawText());
    }

    [Theory]
    [InlineData("12345678901234567890", "value_too_large")]
    [InlineData("1e-5", "value_decimals")]
    [InlineData("-1e1", "value_negative")]
    public async Task A_JSON_number_out_of_bounds_is_rejected(string number, string code)
    {
        using var response = await _http.PostEvents(CreateRow("b", number));
        Assert.Equal(code, GetText((await response.ReadJson()).GetProperty("rejected")[0], "code"));
    }

    [Fact]
    public async Task Blanks_around_keys_make_no_other_event()
    {
        object Row(string id, string source) => new
        {
            id,
            source,
            city = " 371500 ",
            metric = "opinion.issued\u3000",
            value = 1,
            date = "2024-05-01",
            @ref = " 鲁知字1号 ",
        };
        using var first = await _http.PostEvents(Row("k1", "s"));
        Assert.Equal(1, (await first.ReadJson()).GetProperty("accepted").GetInt32());
        using var again = await _http.PostEvents(Row(" k1", "s"), Row("k1 ", "s\t"), Row("k1\u00a0", " s"));
        Assert.Equal(3, (await again.ReadJson()).GetProperty("duplicates").GetInt32());
        using var withdrawn = await _http.PostEvents(new
        {
            id = "w1",
            source = "s",
            city = "371500",
            metric = "opinion.issued",
            date = "2024-05-02",
            op = "withdraw",
            target = new { source = "s ", id = " k1" },
        });
        Assert.Equal(1, (await withdrawn.ReadJson()).GetProperty("accepted").GetInt32());
        var history = await _http.GetJson("/api/v1/events/history?source=s&id=k1");
        Assert.Equal("withdrawn", GetText(
            history.EnumerateArray().Single(row => GetText(row, "id") == "k1"), "state"));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("source")]
    [InlineData("city")]
    [InlineData("metric")]
    [InlineData("ref")]
    [InlineData("target")]
    public async Task A_key_with_an_invisible_character_is_rejected(string field)
    {
        string[] characters =
            ["\u200b", "\ufeff", "\u2060", "\u00ad", "\u0001", "\ufe0f", "\u3164", "\U000E0041"];
        foreach (var invisible in characters)
        {
            var row = new Dictionary<string, object?>
            {
                ["id"] = "i",
                ["source"] = "s",
                ["city"] = "370300",
                ["metric"] = "activity.count",
                ["value"] = 1,
                ["date"] = "2024-05-01",
                ["op"] = "replace",
                ["target"] = "none",
                ["ref"] = "号",
            };
            row[field] += invisible;
            using var response = await _http.PostEvents(row);
            var rejected = (await response.ReadJson()).GetProperty("rejected")[0];
            Assert.Equal(("invisible_character", field), (GetText(rejected, "code"), GetText(rejected, "field")));
            Assert.Contains(
                $"U+{char.ConvertToUtf32(invisible, 0):X4}", GetText(rejected, "message"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("utf8")]
    [InlineData("UTF8")]
    [InlineData("utf-8")]
    [InlineData("\"UTF-8\"")]
    [InlineData("\"utf8\"")]
    public async Task UTF_8_is_known_by_each_of_its_names(string charset)
    {
        using var json = await Post("events", CreateRow("c", "1"), "application/json");
        Assert.Equal(200, (int)json.StatusCode);
        using var csv = await Post(
            "events", "id,source,city,metric,value,date\nd,t,370300,press.published,1,2024-05-01\n", "text/csv");
        Assert.Equal(200, (int)csv.StatusCode);
        using var bound = await Post("submissions", """{"title":"","rows":[]}""", "application/json");
        Assert.Equal((422, "rows_invalid"), await bound.ReadProblem());

        Task<HttpResponseMessage> Post(string path, string body, string type) => Send(path, body, type, charset);
    }

    [Theory]
    [InlineData("events", "application/json")]
    [InlineData("events", "text/csv")]
    [InlineData("submissions", "application/json")]
    public async Task Another_charset_is_refused(string path, string type)
    {
        using var response = await Send(path, "{}", type, "gbk");
        Assert.Equal((415, "content_type_unsupported"), await response.ReadProblem());
    }

    private static string CreateRow(string id, string value) => $$"""
        {"id":"{{id}}","source":"s","city":"371600","metric":"loan.released","value":{{value}},"date":"2024-05-01"}
        """;

    private Task<HttpResponseMessage> Send(string path, string body, string type, string charset)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"{type}; charset={charset}");
        return _http.PostAsync(new Uri($"/api/v1/{path}", UriKind.Relative), content);
    }

    private static string GetText(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
