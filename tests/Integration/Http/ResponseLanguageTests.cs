using System.IO.Compression;
using System.Text;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Http;

/// <summary>A real server writes the texts of its responses in the language that Accept-Language prefers.</summary>
public sealed class ResponseLanguageTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(null, "zh-CN", "没有找到", "没有代码为“none”的指标：代码见 GET /api/v1/metrics。")]
    [InlineData("fr", "zh-CN", "没有找到", "没有代码为“none”的指标：代码见 GET /api/v1/metrics。")]
    [InlineData("zh-CN,en;q=0.8", "zh-CN", "没有找到", "没有代码为“none”的指标：代码见 GET /api/v1/metrics。")]
    [InlineData("en-US,en;q=0.9,zh;q=0.8", "en", "Not found",
        "There is no metric with the code “none”: the codes are at GET /api/v1/metrics.")]
    public async Task A_problem_is_in_the_language_of_the_request(
        string? accepted, string language, string title, string detail)
    {
        using var response = await Send(HttpMethod.Get, "/api/v1/rankings/none?period=2024", accepted);
        var problem = await response.ReadJson();
        Assert.Equal(
            (404, title, detail, "metric_unknown"),
            (problem.GetProperty("status").GetInt32(), problem.GetProperty("title").GetString(),
                problem.GetProperty("detail").GetString(), problem.GetProperty("code").GetString()));
        Assert.Equal([language], response.Content.Headers.ContentLanguage);
        Assert.Contains("Accept-Language", response.Headers.Vary);
    }

    [Theory]
    [InlineData("zh", "数值不能为负")]
    [InlineData("en", "The value must not be negative")]
    public async Task A_rejected_row_is_in_the_language_of_the_request(string accepted, string message)
    {
        const string Row = """
            {"id":"l-1","source":"s","city":"370300","metric":"activity.count","value":-1,"date":"2024-04-20"}
            """;
        using var response = await Send(HttpMethod.Post, "/api/v1/events", accepted, Row, "application/json");
        var problem = await response.ReadJson();
        var row = Assert.Single(problem.GetProperty("rejected").EnumerateArray());
        Assert.Equal("value_negative", row.GetProperty("code").GetString());
        Assert.StartsWith(message, row.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("zh", "没有名为“溜博市”的市：是否为“淄博市”？")]
    [InlineData("en", "There is no city named “溜博市”: is it “淄博市”? ")]
    public async Task A_problem_of_a_file_is_in_the_language_of_the_request(string accepted, string message)
    {
        const string Form = "市,指标,数值,日期\n溜博市,走访企业,1,2025-04-20\n";
        const string Query = "?form=events&name=a.csv";
        using var response = await Send(HttpMethod.Post, $"/api/v1/imports{Query}", accepted, Form, "text/csv");
        var problem = Assert.Single((await response.ReadJson()).GetProperty("problems").EnumerateArray());
        Assert.Equal("city_unknown", problem.GetProperty("code").GetString());
        Assert.StartsWith(message, problem.GetProperty("message").GetString());
        using var marked = await Send(HttpMethod.Post, $"/api/v1/imports/marked{Query}", accepted, Form, "text/csv");
        using var workbook = new ZipArchive(await marked.Content.ReadAsStreamAsync());
        using var comments = new StreamReader(workbook.GetEntry("xl/comments1.xml")!.Open());
        Assert.Contains("没有名为“溜博市”的市", await comments.ReadToEndAsync());
    }

    [Theory]
    [InlineData("zh-CN", "topic_unknown: 没有这个主题：none")]
    [InlineData("en", "topic_unknown: There is no such topic: none")]
    public async Task An_error_of_the_hub_is_in_the_language_of_the_connection(string accepted, string message)
    {
        await using var connection = await MonitorConnection.ConnectInLanguage(fixture.Server, accepted);
        Assert.EndsWith(message, await connection.SubscribeExpectingError("none"));
    }

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, string? accepted, string? body = null, string contentType = "")
    {
        using var request = new HttpRequestMessage(method, path);
        if (accepted is not null) request.Headers.Add("Accept-Language", accepted);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, contentType);
        return await fixture.Server.Http.SendAsync(request);
    }
}
