using System.Net.Http.Json;
using System.Text.Json;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.BrowserTests.Hosting;

/// <summary>Sends reports as a bureau does.</summary>
internal static class ReportSender
{
    private static readonly Uri EventsPath = new("/api/v1/events", UriKind.Relative);

    public static async Task Post(
        DashboardServer server, string id, string city, string metric, decimal value, string date = "2024-04-22",
        string? campaign = null)
    {
        var report = new { id, source = "journey", city, metric, value, date, campaign };
        using var response = await server.Http.PostAsJsonAsync(EventsPath, report, JsonSerializerOptions.Web);
        response.EnsureSuccessStatusCode();
    }
}
