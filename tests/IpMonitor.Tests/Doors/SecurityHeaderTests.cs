using System.Net;
using IpMonitor.Tests.Server;

namespace IpMonitor.Tests.Doors;

/// <summary>What a browser is told to refuse, with every kind of answer.</summary>
public sealed class SecurityHeaderTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/cities/370300", HttpStatusCode.OK)]
    [InlineData("/api/v1/about", HttpStatusCode.OK)]
    [InlineData("/api/v1/none", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/rankings/none", HttpStatusCode.NotFound)]
    public async Task Every_answer_lets_only_our_own_files_run(string path, HttpStatusCode status)
    {
        using var answer = await fixture.Server.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(status, answer.StatusCode);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy")).Split(';', StringSplitOptions.TrimEntries);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Contains("object-src 'none'", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }
}
