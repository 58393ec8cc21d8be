using System.Net;
using System.Text;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Ingestion;

/// <summary>Reporting over HTTP: accepted, duplicate and rejected events, and authentication.</summary>
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
