using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Ingestion;

/// <summary>Reporting over HTTP: accepted and rejected input, and the texts of rejections.</summary>
public sealed class EventRoutesTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly HttpClient _http = fixture.Server.Http;

    [Fact]
    public async Task Valid_rows_of_a_batch_count_and_invalid_ones_are_listed()
    {
        using var response = await _http.PostEvents(
            Event("mixed-1", value: 3),
            Event("mixed-2", value: -1),
            Event("mixed-3", city: "999999"),
            Event("mixed-4", value: 4));
        var json = await response.ReadJson();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((2, 0), (json.GetProperty("accepted").GetInt32(), json.GetProperty("duplicates").GetInt32()));
        Assert.True(json.GetProperty("position").GetInt64() > 0);
        Assert.Equal(
            [(2, "mixed-2", "value", "value_negative"), (3, "mixed-3", "city", "city_unknown")],
            json.GetProperty("rejected").EnumerateArray().Select(row => (
                row.GetProperty("row").GetInt32(), row.GetProperty("id").GetString(),
                row.GetProperty("field").GetString(), row.GetProperty("code").GetString())));
    }

    [Fact]
    public async Task A_resent_batch_changes_nothing()
    {
        object[] batch = [
            .. Enumerable.Range(0, 50).Select(i =>
                Event($"again-{i}", "license.open", city: i % 2 == 0 ? "370400" : "370500"))
        ];
        using var first = await _http.PostEvents(batch);
        var before = await _http.GetStringAsync("/api/v1/rankings/license.open?period=2024");
        using var second = await _http.PostEvents(batch);
        var json = await second.ReadJson();
        Assert.Equal((0, 50), (json.GetProperty("accepted").GetInt32(), json.GetProperty("duplicates").GetInt32()));
        Assert.Equal(
            (await first.ReadJson()).GetProperty("position").GetInt64(), json.GetProperty("position").GetInt64());
        Assert.Equal(before, await _http.GetStringAsync("/api/v1/rankings/license.open?period=2024"));
    }

    [Fact]
    public async Task A_batch_sent_twice_concurrently_counts_once()
    {
        object[] batch = [
            .. Enumerable.Range(0, 200).Select(i =>
                Event($"race-{i}", "aid.accepted", city: i % 2 == 0 ? "370600" : "370700"))
        ];
        var responses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _http.PostEvents(batch)));
        var accepted = 0;
        foreach (var response in responses) accepted += (await response.ReadJson()).GetProperty("accepted").GetInt32();
        Assert.Equal(200, accepted);
        var ranking = await _http.GetJson("/api/v1/rankings/aid.accepted?period=2024");
        Assert.Equal(
            [100m, 100m],
            ranking.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("value").GetDecimal()));
    }

    [Fact]
    public async Task An_id_reused_for_other_content_is_rejected()
    {
        using var first = await _http.PostEvents(Event("reused", value: 1));
        using var second = await _http.PostEvents(Event("reused", value: 2));
        var json = await second.ReadJson();
        Assert.Equal((422, "nothing_accepted"), ((int)second.StatusCode, json.GetProperty("code").GetString()));
        Assert.Equal("id_reused", json.GetProperty("rejected")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Lines_of_JSON_are_accepted_one_by_one()
    {
        using var response = await _http.PostEvents("""
            {"id":"nd-1","source":"t","city":"370800","metric":"training.session","value":2,"date":"2024-05-01"}

            {"id":"nd-2","source":"t","city":"370800"
            {"id":"nd-3","source":"t","city":"370800","metric":"training.session","value":3,"date":"2024-05-02"}
            """, "application/x-ndjson");
        var json = await response.ReadJson();
        Assert.Equal(2, json.GetProperty("accepted").GetInt32());
        var bad = json.GetProperty("rejected")[0];
        Assert.Equal((3, "json_broken"), (bad.GetProperty("row").GetInt32(), bad.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_line_with_invalid_Unicode_is_rejected_alone()
    {
        byte[] body = [
            .. """{"id":"sur-1","source":"t","city":"370800","metric":"opinion.issued","value":2,"""u8,
            .. """ "date":"2024-05-01"}"""u8, (byte)'\n',
            .. """{"\ud800":1}"""u8, (byte)'\n', .. "{\"id\":\""u8, 0xFF, .. "\"}"u8, (byte)'\n',
            .. """{"id":"sur-2","source":"t","city":"370800","metric":"opinion.issued","value":2,"""u8,
            .. """ "date":"2024-05-01","target":"\udc00"}"""u8
        ];
        var lines = new ByteArrayContent(body);
        lines.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await _http.PostAsync("/api/v1/events", lines);
        var json = await response.ReadJson();
        Assert.Equal(1, json.GetProperty("accepted").GetInt32());
        Assert.Equal(
            [(2, "text_invalid"), (3, "json_broken"), (4, "text_invalid")],
            json.GetProperty("rejected")
                .EnumerateArray()
                .Select(row => (row.GetProperty("row").GetInt32(), row.GetProperty("code").GetString()!)));
    }

    [Fact]
    public async Task CSV_rows_are_numbered_as_in_a_spreadsheet_even_with_an_unclosed_quote()
    {
        using var response = await _http.PostEvents(
            "id,source,city,metric,value,date,note\n" +
            "q-1,t,370900,aid.accepted,1,2023-05-01,\"two\nlines\"\n" +
            "q-2,t,370900,aid.accepted,-1,2023-05-01,\n" +
            "\n" +
            "q-3,t,370900,aid.accepted,-1,2023-05-01,\n" +
            "q-4,t,370900,aid.accepted,1,2023-05-01,\"open\nq-5,t,370900,aid.accepted,1,2023-05-01,\n", "text/csv");
        var json = await response.ReadJson();
        Assert.Equal(1, json.GetProperty("accepted").GetInt32());
        var rejected = json.GetProperty("rejected").EnumerateArray().ToList();
        Assert.Equal([(3, "value_negative"), (5, "value_negative"), (6, "csv_broken")],
            rejected.Select(row => (row.GetProperty("row").GetInt32(), row.GetProperty("code").GetString()!)));
        Assert.Contains("第 7 行至第", rejected[2].GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_CSV_file_is_accepted_with_its_row_numbers()
    {
        using var response = await _http.PostEvents("""
            id,source,city,unit,metric,value,date,note
            c-1,t,370900,,enterprise.visited,12,2024-05-01,"走访,座谈"
            c-2,t,370900,,enterprise.visited,=1+1,2024-05-01,
            c-3,t,370900,,enterprise.visited,-4,2024-05-01,
            c-4,t,370900,,enterprise.visited,4,2024-05-01,@cmd
            c-5,t,370900,,enterprise.visited,4,2024-05-01,,extra
            c-6,t,370900,370902,enterprise.visited,4,2024-05-01,
            """, "text/csv");
        var json = await response.ReadJson();
        Assert.Equal(2, json.GetProperty("accepted").GetInt32());
        Assert.Equal(
            [(3, "formula"), (4, "value_negative"), (5, "formula"), (6, "too_many_cells")],
            json.GetProperty("rejected")
                .EnumerateArray()
                .Select(row => (row.GetProperty("row").GetInt32(), row.GetProperty("code").GetString()!)));
    }

    public static TheoryData<string, string, string> BadRows => new()
    {
        { "city_unknown", "city", """{"city":"123456"}""" },
        { "metric_unknown", "metric", """{"metric":"pledge"}""" },
        { "metric_derived", "metric", """{"metric":"court.closed.rate"}""" },
        { "op_unknown", "op", """{"op":"erase"}""" },
        { "date_invalid", "date", """{"date":"20.04.2024"}""" },
        { "date_out_of_range", "date", """{"date":"2042-01-01"}""" },
        { "unit_unknown", "unit", """{"unit":"370399"}""" },
        { "value_negative", "value", """{"value":-3}""" },
        { "value_decimals", "value", """{"value":0.12345}""" },
        { "number_invalid", "value", """{"value":1e400}""" },
        { "field_type", "value", """{"value":"12"}""" },
        { "field_type", "city", """{"city":370300}""" },
        { "field_missing", "id", """{"id":null}""" },
        { "field_unknown", "amount", """{"amount":3}""" },
        { "campaign_unknown", "campaign", """{"campaign":"no-such-week"}""" },
        { "text_invalid", "note", """{"note":"\ud83d"}""" },
    };

    [Theory]
    [MemberData(nameof(BadRows))]
    public async Task An_invalid_row_is_rejected_with_field_and_code(string code, string field, string change)
    {
        var row = new Dictionary<string, string>
        {
            ["id"] = "\"bad\"",
            ["source"] = "\"t\"",
            ["city"] = "\"370300\"",
            ["metric"] = "\"pledge.count\"",
            ["value"] = "1",
            ["date"] = "\"2024-04-20\"",
        };
        var split = change.Trim('{', '}').Split(':', 2);
        row[split[0].Trim('"')] = split[1];
        using var response = await _http.PostEvents(
            $"{{{string.Join(",", row.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}");
        var json = await response.ReadJson();
        Assert.Equal((422, "nothing_accepted"), await response.ReadProblem());
        var refused = json.GetProperty("rejected")[0];
        Assert.Equal(
            (code, field), (refused.GetProperty("code").GetString()!, refused.GetProperty("field").GetString()!));
        Assert.NotEqual("", refused.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(400, "json_broken", """[{"id":1,}""", "application/json")]
    [InlineData(400, "json_broken", "", "application/json")]
    [InlineData(400, "json_not_events", "\"hello\"", "application/json")]
    [InlineData(400, "json_not_events", "null", "application/json")]
    [InlineData(400, "body_empty", "[]", "application/json")]
    [InlineData(400, "body_empty", "\n\n", "application/x-ndjson")]
    [InlineData(400, "body_empty", "", "text/csv")]
    [InlineData(400, "column_unknown", "id,source,city,metric,value,date,amount\n", "text/csv")]
    [InlineData(400, "column_missing", "id,source,city,metric,value\n", "text/csv")]
    [InlineData(400, "column_twice", "id,source,city,metric,value,date,date\n", "text/csv")]
    [InlineData(415, "content_type_unsupported", "<events/>", "application/xml")]
    public async Task An_unreadable_body_is_refused_as_a_whole(int status, string code, string body, string type)
    {
        using var response = await _http.PostEvents(body, type);
        Assert.Equal((status, code), await response.ReadProblem());
    }

    [Fact]
    public async Task A_GBK_file_is_refused_with_instructions()
    {
        var gbk = new ByteArrayContent([
            .. "id,source,city,metric,value,date,note\n1,t,370300,pledge.count,1,2024-01-01,"u8, 0xD7, 0xDF, 0xB7, 0xC3
        ]);
        gbk.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var response = await _http.PostAsync("/api/v1/events", gbk);
        Assert.Equal((400, "encoding_not_utf8"), await response.ReadProblem());
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        var packed = new ByteArrayContent([0x1F, 0x8B, 8]);
        packed.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        packed.Headers.ContentEncoding.Add("gzip");
        using var response = await _http.PostAsync("/api/v1/events", packed);
        Assert.Equal((415, "content_encoding_unsupported"), await response.ReadProblem());
    }

    [Fact]
    public async Task A_body_of_20_MB_is_refused()
    {
        using var response = await _http.PostEvents(new string(' ', 20 * 1024 * 1024));
        Assert.Equal((413, "body_too_large"), await response.ReadProblem());
    }

    [Theory]
    [InlineData(null, "key_missing")]
    [InlineData("ApiKey wrong-key-0123456789", "key_wrong")]
    [InlineData("Bearer test-key-0123456789", "key_missing")]
    public async Task Reports_without_the_key_are_refused(string? authorization, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Server.Address, "/api/v1/events"))
        {
            Content = new StringContent(
                """{"id":"k","source":"t","city":"370300","metric":"pledge.count","value":1,"date":"2024-01-01"}""",
                Encoding.UTF8,
                "application/json"),
        };
        using var anonymous = new HttpClient();
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await anonymous.SendAsync(request);
        Assert.Equal((401, code), await response.ReadProblem());
    }

    [Fact]
    public async Task A_problem_is_sent_even_if_Accept_excludes_it()
    {
        using var anonymous = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Server.Address, "/api/v1/events"));
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await anonymous.SendAsync(request);
        Assert.Equal((401, "key_missing"), await response.ReadProblem());
    }

    [Fact]
    public async Task Corrections_of_a_city_are_listed_with_their_targets_newest_first()
    {
        object Correction(string id, string op, string target, decimal? value = null) =>
            new
            {
                id,
                source = "tests",
                city = "371700",
                metric = "customs.filed",
                value,
                date = "2024-04-21",
                op,
                target,
            };
        using var response = await _http.PostEvents(
            Event("was", "customs.filed", "371700", 30),
            Correction("better", "replace", "was", 32),
            Correction("undo", "withdraw", "better"),
            Correction("early", "withdraw", "not-there-yet"), Event("elsewhere", "customs.filed", "371600"));
        Assert.Equal(5, (await response.ReadJson()).GetProperty("accepted").GetInt32());
        var corrections = (await _http.GetJson("/api/v1/cities/371700/corrections"))
            .GetProperty("corrections").EnumerateArray();
        Assert.Equal(
            [("early", null, null), ("undo", "better", 32m), ("better", "was", 30m)],
            corrections.Select(correction => (
                correction.GetProperty("event").GetProperty("id").GetString(),
                CorrectedOf(correction)?.GetProperty("id").GetString(),
                CorrectedOf(correction)?.GetProperty("value").GetDecimal())));
        Assert.Empty(
            (await _http.GetJson("/api/v1/cities/371600/corrections")).GetProperty("corrections").EnumerateArray());

        static JsonElement? CorrectedOf(JsonElement correction) =>
            correction.TryGetProperty("corrected", out var corrected) ? corrected : null;
    }

    private static object Event(string id, string metric = "pledge.count", string city = "370300", decimal value = 1) =>
        new { id, source = "tests", city, metric, value, date = "2024-04-20" };
}
