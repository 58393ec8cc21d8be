using System.Net;
using System.Text.RegularExpressions;
using IpMonitor.IntegrationTests.Hosting;

namespace IpMonitor.IntegrationTests.Http;

/// <summary>The files of the pages: how long they may be kept, and what a missing one answers.</summary>
public sealed partial class PageFileTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/assets/index-of-another-build.js")]
    [InlineData("/assets/another-build")]
    [InlineData("/assets/")]
    [InlineData("/another.js")]
    public async Task A_missing_file_is_not_found_and_neither_the_index_nor_a_challenge(string path)
    {
        using var response = await fixture.Server.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((404, "not_found"), await response.ReadProblem());
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/screens/any")]
    [InlineData("/sw.js")]
    public async Task Files_that_name_the_build_are_revalidated(string path)
    {
        using var response = await fixture.Server.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Files_whose_name_has_a_hash_are_kept()
    {
        var index = await fixture.Server.Http.GetStringAsync(new Uri("/", UriKind.Relative));
        using var response = await fixture.Server.Http.GetAsync(new Uri(Script().Match(index).Value, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString());
    }

    [GeneratedRegex("/assets/[^\"]+\\.js")]
    private static partial Regex Script();
}
