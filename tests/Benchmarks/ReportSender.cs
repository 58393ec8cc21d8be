using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>Reports to a real server, such that its pages are as full as those of a province.</summary>
internal static class ReportSender
{
    private static readonly Uri Events = new("/api/v1/events", UriKind.Relative);

    /// <summary>A report of each reported metric, city and half of two years.</summary>
    public static async Task Seed(DashboardProcess server)
    {
        var reference = ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn);
        var lines = new StringBuilder();
        foreach (var metric in reference.Catalogue.All.Where(metric => metric.Kind is MetricKind.Sum or MetricKind.Level))
            foreach (var city in reference.Places.Cities)
                foreach (var date in (string[])["2024-03-01", "2024-09-01", "2025-03-01", "2025-09-01"])
                    lines.Append($$"""{"id":"{{metric.Code}}-{{city.Code}}-{{date}}","source":"seed","city":"{{city.Code}}","metric":"{{metric.Code}}","value":{{10 + city.Code[3] + date[6]}},"date":"{{date}}"}""").Append('\n');
        using var content = new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
        using var answer = await server.Http.PostAsync(Events, content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A report of an activity of the campaign; answers its position.</summary>
    public static async Task<long> Post(DashboardProcess server, int number, string city)
    {
        using var answer = await server.Http.PostAsJsonAsync(Events, new
        {
            id = $"{number}",
            source = "bench",
            city,
            metric = ScreenFleet.Metric,
            value = 1,
            date = "2025-04-22",
            campaign = ScreenFleet.Campaign,
        });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("position").GetInt64();
    }
}
