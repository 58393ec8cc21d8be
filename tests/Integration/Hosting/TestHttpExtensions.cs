using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace IpMonitor.IntegrationTests.Hosting;

internal static class TestHttpExtensions
{
    public static Task<HttpResponseMessage> PostEvents(
        this HttpClient http, string body, string type = "application/json") =>
        http.PostAsync("/api/v1/events", new StringContent(body, Encoding.UTF8, type));

    public static Task<HttpResponseMessage> PostEvents(this HttpClient http, params object[] events) =>
        http.PostAsJsonAsync("/api/v1/events", events);

    public static async Task<JsonElement> GetJson(this HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        Assert.True(
            response.IsSuccessStatusCode,
            $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.ReadJson();
    }

    public static async Task<JsonElement> ReadJson(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    /// <summary>Returns the status and the stable code of a problem.</summary>
    public static async Task<(int Status, string? Code)> ReadProblem(this HttpResponseMessage response)
    {
        var json = await response.ReadJson();
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(string.IsNullOrEmpty(json.GetProperty("detail").GetString()));
        return ((int)response.StatusCode, json.GetProperty("code").GetString());
    }
}
