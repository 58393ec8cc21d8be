using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>Sends reports to a dashboard, so that its pages have as much content as those of a province.</summary>
internal static class ReportSender
{
    private static readonly Uri EventsPath = new("/api/v1/events", UriKind.Relative);
    private static readonly string[] Dates = ["2024-03-01", "2024-09-01", "2025-03-01", "2025-09-01"];

    /// <summary>Sends a report of each reported metric and city for each half of two years.</summary>
    public static async Task Seed(DashboardProcess server)
    {
        var reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);
        var rows =
            from metric in reference.Catalogue.All
            where metric.Kind is MetricKind.Sum or MetricKind.Level
            from city in reference.Places.Cities
            from date in Dates
            select CreateRow(metric.Code, city.Code, date);
        using var content = new StringContent(string.Join('\n', rows), Encoding.UTF8, "application/x-ndjson");
        using var response = await server.Http.PostAsync(EventsPath, content);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sends a report of one activity of the campaign; returns its position.</summary>
    public static async Task<long> Post(DashboardProcess server, int number, string city)
    {
        using var response = await server.Http.PostAsJsonAsync(EventsPath, new
        {
            id = $"{number}",
            source = "bench",
            city,
            metric = ScreenFleet.Metric,
            value = 1,
            date = "2025-04-22",
            campaign = ScreenFleet.Campaign,
        });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("position").GetInt64();
    }

    private static string CreateRow(string metric, string city, string date) => JsonSerializer.Serialize(new
    {
        id = $"{metric}-{city}-{date}",
        source = "seed",
        city,
        metric,
        value = 10 + city[3] + date[6],
        date,
    });
}
