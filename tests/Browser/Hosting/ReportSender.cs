using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>What a bureau sends.</summary>
internal static class ReportSender
{
    public static async Task Post(
        DashboardServer server, string id, string city, string metric, decimal value, string date = "2024-04-22", string? campaign = null)
    {
        using var answer = await server.Http.PostAsJsonAsync(
            new Uri("/api/v1/events", UriKind.Relative), new { id, source = "journey", city, metric, value, date, campaign }, JsonSerializerOptions.Web);
        answer.EnsureSuccessStatusCode();
    }
}
