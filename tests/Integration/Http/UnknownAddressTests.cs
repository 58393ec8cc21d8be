using System.Net;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Http;

/// <summary>Addresses of neither an interface nor a page are 404, never the page with 200 or a sign-in.</summary>
public sealed class UnknownAddressTests
{
    [Fact]
    public async Task An_unknown_address_is_not_found()
    {
        // Metrics are off, so that their address is unknown too.
        await using var server = await DashboardHost.StartPrivate();
        foreach (var path in (string[])[
            "/metrics", "/metrics/", "/assets/none.js", "/none.png", "/none", "/cities", "/hubs/none", "/health/none",
            "/api/v1/none", "/index.php"
        ])
        {
            foreach (var accept in (string[])["*/*", "text/html"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, path));
                request.Headers.Add("Accept", accept);
                using var response = await server.Http.SendAsync(request);
                Assert.True(
                    response.StatusCode == HttpStatusCode.NotFound, $"{path}, {accept}: {(int)response.StatusCode}");
                if (path.StartsWith("/metrics", StringComparison.Ordinal))
                    Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            }
        }
    }
}
