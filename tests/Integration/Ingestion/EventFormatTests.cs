using System.Net.Http.Headers;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Ingestion;

/// <summary>Formats of a reported body: lines of JSON, CSV, unreadable, compressed and oversized bodies.</summary>
public sealed class EventFormatTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly HttpClient _http = fixture.Server.Http;

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
}
