using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Workbooks;

/// <summary>A server with two years of figures, a campaign, corrections and a submission.</summary>
public sealed class WorkbookFixture : IAsyncLifetime
{
    internal const string Zibo = "370300", Jinan = "370100", Qingdao = "370200";

    internal DashboardServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await DashboardHost.Start();
        object[] events =
        [
            .. from city in new[] { Zibo, Jinan, Qingdao }
               from year in new[] { 2024, 2025 }
               from month in Enumerable.Range(1, 8)
               from metric in new[] { "patent.invention.granted", "pledge.amount" }
               select (object)new
               {
                   id = $"{city}-{metric}-{year}-{month}",
                   source = "t",
                   city,
                   metric,
                   value = Value(city, year, month) * (metric == "pledge.amount" ? 10_000.25m : 1),
                   date = $"{year}-{month:00}-15",
                   qualifier = (city, metric) switch
                   {
                       (Jinan, "pledge.amount") => "over",
                       (Qingdao, "pledge.amount") => "about",
                       _ => "exact",
                   },
               },
            .. from city in new[] { Zibo, Jinan }
               from year in new[] { 2024, 2025 }
               from date in new[] { $"{year - 1}-12-31", $"{year}-08-31" }
               select (object)new
               {
                   id = $"{city}-{date}-{year}",
                   source = "t",
                   city,
                   metric = "patent.invention.valid",
                   value = 8_000 + Value(city, year, date[5] == '1' ? 0 : 8),
                   date,
                   op = "set",
               },
            new
            {
                id = "u1", source = "t", city = Zibo, unit = "370303", metric = "pledge.count", value = 12,
                date = "2025-08-02",
            },
            new
            {
                id = "u2", source = "t", city = Zibo, unit = "370302", metric = "pledge.count", value = 30,
                date = "2025-08-03",
            },
            new
            {
                id = "c1", source = "t", city = Zibo, metric = "participant.count", value = 4_200,
                date = "2025-04-21", campaign = "publicity-week-2025", qualifier = "over",
            },
            new
            {
                id = "n1", source = "t", city = Zibo, metric = "license.open", value = 3, date = "2025-03-01",
                note = "=HYPERLINK(\"http://a\")",
            },
            new
            {
                id = "n2", source = "t", city = Zibo, metric = "license.open", value = 5, date = "2025-03-01",
                op = "replace", target = new { source = "t", id = "n1" }, note = "误填",
            },
        ];
        using var response = await Server.Http.PostEvents(events);
        var posted = await response.ReadJson();
        Assert.True(
            response.IsSuccessStatusCode && posted.GetProperty("accepted").GetInt32() == events.Length, $"{posted}");
    }

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    private static int Value(string city, int year, int month) => city[3] * 31 % 700 + (year - 2023) * 17 * (month + 1);
}
