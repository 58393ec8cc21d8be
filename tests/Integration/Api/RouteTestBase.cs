using System.Text;
using System.Text.Json;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Api;

/// <summary>A server per test, with reports of pledge financing and stored reference documents.</summary>
public abstract class RouteTestBase : IAsyncLifetime
{
    private protected DashboardServer Server { get; private set; } = null!;

    private protected HttpClient Http => Server.Http;

    public async ValueTask InitializeAsync() => Server = await DashboardHost.Start();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Server.DisposeAsync();
    }

    private protected async Task<decimal> Value(string city, string more = "") =>
        (await Http.GetJson($"/api/v1/rankings/pledge.count?period=2024{more}"))
            .GetProperty("rows")
            .EnumerateArray()
            .Single(row => row.GetProperty("city").GetString() == city)
            .GetProperty("value")
            .GetDecimal();

    private protected async Task Report(params (string City, string Id, int Value)[] rows)
    {
        using var response = await Http.PostEvents([
            .. rows.Select(
                row => (object)new
                {
                    id = row.Id,
                    source = "t",
                    city = row.City,
                    metric = "pledge.count",
                    value = row.Value,
                    date = "2024-05-01",
                })
        ]);
        response.EnsureSuccessStatusCode();
    }

    private protected Task<HttpResponseMessage> Put(string document, string text) =>
        Http.PutAsync($"/api/v1/reference/{document}", new StringContent(text, Encoding.UTF8, "text/plain"));

    private protected static decimal GetNumber(JsonElement element, string name) =>
        element.GetProperty(name).GetDecimal();
}
