using System.Text.Json;
using IpMonitor.Dashboard.Workbooks;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Workbooks;

/// <summary>Shares a server between the tests of workbooks.</summary>
[CollectionDefinition(nameof(WorkbookTestBase))]
public sealed class WorkbookCollection : ICollectionFixture<WorkbookFixture>;

/// <summary>Downloads workbooks and the JSON of their position.</summary>
[Collection(nameof(WorkbookTestBase))]
public abstract class WorkbookTestBase(WorkbookFixture fixture)
{
    private protected const string Month = "period=2025-08";

    private protected HttpClient Http => fixture.Server.Http;

    private protected async Task<List<DownloadedSheet>> Download(string query) =>
        DownloadedSheet.Read(await GetFile(query));

    private protected async Task<byte[]> GetFile(string query)
    {
        using var response = await Http.GetAsync(
            new Uri($"/api/v1/{query}{(query.Contains('?') ? '&' : '?')}format=xlsx", UriKind.Relative));
        Assert.True(response.IsSuccessStatusCode, $"{query}: {await response.Content.ReadAsStringAsync()}");
        Assert.Equal(WorkbookExport.ContentType, response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsByteArrayAsync();
    }

    private protected Task<JsonElement> GetAtPosition(DownloadedSheet sheet, string query)
    {
        var position = sheet.Foot[^1].Split('：', ':')[1].Trim();
        return Http.GetJson($"/api/v1/{query}{(query.Contains('?') ? '&' : '?')}asOf={position}");
    }

    private protected static JsonElement FindRow(JsonElement ranking, JsonElement row) => ranking.GetProperty("rows")
        .EnumerateArray().Single(other => GetText(other, "city") == GetText(row, "city"));

    private protected static JsonElement FindMetric(JsonElement response, string metric) =>
        response.GetProperty("metrics").EnumerateArray().Single(figure => GetText(figure, "metric") == metric);

    private protected static string? GetText(JsonElement element, string name) =>
        element.GetProperty(name).GetString();

    private protected static decimal GetNumber(JsonElement element, string name) =>
        element.GetProperty(name).GetDecimal();
}
