using System.Net;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Security headers of every kind of response.</summary>
public sealed class SecurityHeaderTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/cities/370300", HttpStatusCode.OK)]
    [InlineData("/api/v1/about", HttpStatusCode.OK)]
    [InlineData("/api/v1/none", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/rankings/none", HttpStatusCode.NotFound)]
    public async Task Every_response_allows_only_scripts_of_this_origin(string path, HttpStatusCode status)
    {
        using var response = await fixture.Server.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(status, response.StatusCode);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"))
            .Split(';', StringSplitOptions.TrimEntries);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Contains("object-src 'none'", policy);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Error_responses_have_security_headers_and_API_responses_are_not_cached()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/reference/campaigns.json")
        {
            Content = new ByteArrayContent(new byte[9 * 1024 * 1024]),
        };
        request.Headers.ExpectContinue = true;
        using var response = await fixture.Server.Http.SendAsync(request);
        Assert.Equal((413, "body_too_large"), await response.ReadProblem());
        Assert.Contains("8 MB", await response.Content.ReadAsStringAsync());
        Assert.Contains("frame-ancestors 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        using var about = await fixture.Server.Http.GetAsync(new Uri("/api/v1/about", UriKind.Relative));
        Assert.True(about.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Workers_come_from_this_origin_only_and_there_is_no_manifest()
    {
        using var page = await fixture.Server.Http.GetAsync(new Uri("/", UriKind.Relative));
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"))
            .Split(';', StringSplitOptions.TrimEntries);
        Assert.Contains("worker-src 'self'", policy);
        Assert.Contains("manifest-src 'none'", policy);
    }

    [Fact]
    public async Task Text_responses_declare_their_encoding()
    {
        using var page = await fixture.Server.Http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
    }
}
