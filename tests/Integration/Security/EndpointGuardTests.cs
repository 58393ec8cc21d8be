using System.Net;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Guards apply to an endpoint however its path is written.</summary>
public sealed class EndpointGuardTests(EndpointGuardTests.GuardedServer guarded)
    : IClassFixture<EndpointGuardTests.GuardedServer>
{
    private readonly DashboardHost _server = guarded.Server;

    /// <summary>A server behind a trusted proxy, with external sign-in.</summary>
    public sealed class GuardedServer : IAsyncLifetime
    {
        internal DashboardHost Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await DashboardHost.StartPrivate(
            "--Security:SignInAttemptsPerAddress=100000",
            "--Security:TrustedProxies:0=127.0.0.1",
            "--Security:ExternalSignIn:ClientId=ipmonitor", "--Security:ExternalSignIn:ClientSecret=between-servers",
            "--Security:ExternalSignIn:AuthorizationEndpoint=http://127.0.0.1:9/authorize",
            "--Security:ExternalSignIn:TokenEndpoint=http://127.0.0.1:9/token",
            "--Security:ExternalSignIn:UserInformationEndpoint=http://127.0.0.1:9/user",
            "--Security:ExternalSignIn:NameField=id");

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/v1/session/office")]
    [InlineData("/api/v1/session/office/")]
    [InlineData("/API/V1/Session/OFFICE")]
    [InlineData("/api/v1/session/%6Fffice")]
    [InlineData("/api/v1/%73ession/office/?x=1")]
    [InlineData("/api/v1/./session/x/../office")]
    [InlineData("/api/v1/session/office;x=1")]
    [InlineData("/api//v1/session/office")]
    [InlineData("/hubs/monitor/")]
    [InlineData("/HUBS/Monitor")]
    [InlineData("/%68ubs/monitor")]
    public async Task No_spelling_of_a_path_passes_the_same_origin_check(string path)
    {
        var (status, body) = await Get(path, ("Sec-Fetch-Site", "cross-site"));
        Assert.True(
            status == 403 ? body.Contains("other_origin", StringComparison.Ordinal) : status is 401 or 404 or 200,
            $"{status} {body}");
        // The pages answer unknown paths; neither the provider nor the hub does.
        if (status == 200) Assert.Contains("<!doctype html>", body, StringComparison.OrdinalIgnoreCase);
        if (!path.Contains(';') && !path.Contains("//") && !path.Contains("/.")) Assert.Equal(403, status);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready/")]
    [InlineData("/Health/LIVE")]
    public async Task Probes_are_answered_by_plain_HTTP_however_written(string path) =>
        Assert.Equal((200, "ok"), await Get(path, ("X-Forwarded-For", "203.0.113.7")));

    [Theory]
    [InlineData("/health/live/x")]
    [InlineData("/health/details")]
    [InlineData("/api/v1/session")]
    [InlineData("/health/live/../../api/v1/session")]
    [InlineData("/health/live/..%2f..%2fapi/v1/session")]
    public async Task Everything_else_is_refused_by_plain_HTTP(string path)
    {
        var (status, body) = await Get(path, ("X-Forwarded-For", "203.0.113.7"));
        Assert.Equal(403, status);
        Assert.Contains("tls_required", body);
    }

    [Theory]
    [InlineData("/api/v1/session/")]
    [InlineData("/API/V1/SESSION")]
    [InlineData("/api/v1/%73ession")]
    public async Task Responses_with_data_are_not_stored_however_their_path_is_written(string path)
    {
        using var client = new HttpClient { BaseAddress = _server.Address };
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Only_the_hub_itself_is_exempt_from_the_request_limit()
    {
        await using var server = await DashboardHost.StartPrivate("--Security:RequestsPerAddress=60");
        using var client = new HttpClient { BaseAddress = server.Address };
        var statuses = new List<int>();
        for (var i = 0; i < 70; i++)
        {
            using var response = await client.GetAsync(new Uri("/hubs/other", UriKind.Relative));
            statuses.Add((int)response.StatusCode);
        }
        Assert.Contains(429, statuses);
        using var hub = await client.PostAsync(new Uri("/hubs/monitor/negotiate/", UriKind.Relative), null);
        Assert.Equal(401, (int)hub.StatusCode);
    }

    // HttpClient rewrites dot segments and decodes letters of a path, so the request is written by hand.
    private async Task<(int Status, string Body)> Get(string path, params (string Name, string Value)[] headers)
    {
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, _server.Address.Port);
        await using var stream = tcp.GetStream();
        var request = $"GET {path} HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nConnection: close\r\n"
            + string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n")) + "\r\n";
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        var response = await reader.ReadToEndAsync();
        var parts = response.Split("\r\n\r\n", 2);
        return (int.Parse(response.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), parts[1]);
    }
}
