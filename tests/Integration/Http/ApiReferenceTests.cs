using System.Net;
using System.Text.RegularExpressions;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Http;

/// <summary>The page <c>/docs</c> shows the OpenAPI document with files of this server only.</summary>
public sealed partial class ApiReferenceTests
{
    [Fact]
    public async Task The_page_has_local_scripts_that_its_policy_permits_and_needs_an_identity()
    {
        await using var server = await DashboardHost.StartPrivate("--PathBase=/ipm");
        using var anonymous = new ApiClient(server.Address);
        using var admin = await ApiClient.CreateAdmin(server);
        foreach (var path in (string[])["/ipm/docs/", "/ipm/openapi/v1.json"])
        {
            using var refused = await anonymous.Http.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, refused.StatusCode));
        }

        using var response = await admin.Http.GetAsync("/ipm/docs/");
        var page = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var nonce = Nonce().Match(Assert.Single(response.Headers.GetValues("Content-Security-Policy"))).Groups[1].Value;
        Assert.NotEmpty(nonce);
        var scripts = Script().Matches(page);
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.Contains($"nonce=\"{nonce}\"", script.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Contains("\"openapi/v1.json\"", page, StringComparison.Ordinal);
        foreach (Match source in Source().Matches(page))
        {
            var address = new Uri(new Uri(server.Address, "/ipm/docs/"), source.Groups[1].Value);
            using var file = await admin.Http.GetAsync(address);
            Assert.Equal((source.Value, HttpStatusCode.OK), (source.Value, file.StatusCode));
        }
    }

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Source();
}
