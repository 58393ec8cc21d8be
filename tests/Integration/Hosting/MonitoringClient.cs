using System.Globalization;
using System.Net.Http.Headers;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Hosting;

/// <summary>Sends requests as a monitoring system does.</summary>
internal static class MonitoringClient
{
    /// <summary>Requests a path with the operator key or a given key.</summary>
    public static async Task<HttpResponseMessage> Get(
        DashboardServer server, string path, string key = DashboardServer.OperatorKey, string language = "zh-CN")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.AcceptLanguage.ParseAdd(language);
        return await server.Http.SendAsync(request);
    }

    /// <summary>Sums the values of a metric over the series that have these labels; null if there is none.</summary>
    public static async Task<double?> ReadMetric(DashboardServer server, string name, params string[] labels)
    {
        using var response = await Get(server, "/metrics");
        response.EnsureSuccessStatusCode();
        var values = (await response.Content.ReadAsStringAsync()).Split('\n')
            .Where(
                line => line.Split('{', ' ')[0] == name
                    && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Select(ParseValue).ToList();
        return values.Count == 0 ? null : values.Sum();
    }

    // name{labels} value, or name{labels} value timestamp
    private static double ParseValue(string line) =>
        double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
}
