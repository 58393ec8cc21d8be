using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Authentication;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>A server with its own certificate: protocols, cipher suites and headers.</summary>
public sealed class TlsTests(TlsTests.Fixture fixture) : IClassFixture<TlsTests.Fixture>
{
    [Fact]
    public async Task Only_TLS_1_2_and_1_3_with_forward_secrecy_are_accepted()
    {
        var newest = await TestCertificate.Handshake(fixture.Server.Address);
        Assert.Equal((SslProtocols.Tls13, TlsCipherSuite.TLS_AES_256_GCM_SHA384), (newest.Protocol, newest.Suite));
        var older = await TestCertificate.Handshake(fixture.Server.Address, SslProtocols.Tls12);
        Assert.Equal(
            (SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
            (older.Protocol, older.Suite));
#pragma warning disable SYSLIB0039, CA5397 // To be refused.
        await Assert.ThrowsAnyAsync<Exception>(() =>
            TestCertificate.Handshake(fixture.Server.Address, SslProtocols.Tls11));
#pragma warning restore SYSLIB0039, CA5397
    }

    [Fact]
    public async Task A_client_with_weak_cipher_suites_only_is_refused()
    {
        var weak = OperatingSystem.IsWindows()
            ? null
            : new CipherSuitesPolicy([
                TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
                TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384
            ]);
        Assert.SkipWhen(weak is null, "Windows has its own list of suites.");
        await Assert.ThrowsAnyAsync<AuthenticationException>(() =>
            TestCertificate.Handshake(fixture.Server.Address, SslProtocols.Tls12, weak));
    }

    [Fact]
    public async Task HSTS_is_sent_and_the_session_cookie_is_host_only()
    {
        using var response = await fixture.Server.Http.PostAsJsonAsync(
            "/api/v1/session", new { name = "admin", password = DashboardServer.AdminPassword });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            "max-age=31536000; includeSubDomains",
            Assert.Single(response.Headers.GetValues("Strict-Transport-Security")));
        Assert.All(response.Headers.GetValues("Set-Cookie"), cookie =>
            Assert.Matches("^__Host-ipm(-browser)?=.*; secure", cookie));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public async Task The_live_connection_uses_TLS(int major, int minor)
    {
        await using var hub = await MonitorConnection.Connect(fixture.Server, new Version(major, minor));
        const string Topic = "ranking/pledge.count/2025";
        await hub.Subscribe(Topic);
        using var posted = await fixture.Server.Http.PostEvents(
            new
            {
                id = $"tls-{major}",
                source = "s",
                city = "370300",
                metric = "pledge.count",
                value = 3,
                date = "2025-01-02",
            });
        Assert.Equal(Topic, (await hub.NextUpdate(Topic)).GetProperty("topic").GetString());
    }

    [Fact]
    public async Task A_renewed_certificate_is_loaded_without_a_restart()
    {
        using var certificate = new TestCertificate();
        await using var server = await DashboardProcess.Start(
            new TestServerOptions { Trust = certificate.IsTrusted, Arguments = certificate.Settings });
        var before = certificate.Thumbprint;
        Assert.Equal(before, (await TestCertificate.Handshake(server.Address)).Thumbprint);
        certificate.Renew();
        Assert.NotEqual(before, certificate.Thumbprint);
        for (var stopwatch = Stopwatch.StartNew(); await GetServerThumbprint(
            server) != certificate.Thumbprint; await Task.Delay(100))
            Assert.True(stopwatch.Elapsed < TimeSpan.FromSeconds(20), server.Output);
    }

    // The server does not listen for a moment while it replaces the certificate.
    private static async Task<string?> GetServerThumbprint(DashboardServer server)
    {
        try
        {
            return (await TestCertificate.Handshake(server.Address)).Thumbprint;
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            return null;
        }
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TestCertificate _certificate = new();

        internal DashboardServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Server = await DashboardHost.StartTls(_certificate.IsTrusted, _certificate.Settings);

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _certificate.Dispose();
        }
    }
}
