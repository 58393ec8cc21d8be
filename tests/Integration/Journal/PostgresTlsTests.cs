using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;
using Npgsql;

namespace IpMonitor.IntegrationTests.Journal;

/// <summary>PostgreSQL over TLS: server and client certificates.</summary>
public sealed class PostgresTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(TestFolder.CreatePath()).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Host=db", false)]
    [InlineData("Host=10.0.0.7;SSL Mode=Require", false)]
    [InlineData("Host=db;SSL Mode=VerifyCA", false)]
    [InlineData("Host=127.0.0.1,db", false)]
    [InlineData("Host=localhost.example", false)]
    [InlineData("Host=db;SSL Mode=VerifyFull", true)]
    [InlineData("Host=127.0.0.1", true)]
    [InlineData("Host=::1", true)]
    [InlineData("Host=localhost,127.0.0.2", true)]
    [InlineData("Host=/run/postgresql", true)]
    public void A_remote_database_requires_a_certificate_that_names_its_host(
        string connection, bool isAccepted)
    {
        var exception = Record.Exception(() => PostgresDatabase.RequireTls(new(connection), "postgresql://db"));
        Assert.Equal(isAccepted, exception is null);
        if (exception is not null)
            Assert.StartsWith(
                "database_tls：", Assert.IsType<InvalidDataException>(exception).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_with_an_unverified_remote_database_is_refused_before_connecting() =>
        Assert.Contains(
            "VerifyFull",
            Assert.Throws<InvalidDataException>(() =>
                new PostgresDatabase("Host=db.invalid;Database=ipm;Username=ipm;Password=x")).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task An_unverified_remote_database_is_accepted_if_configured()
    {
        NpgsqlConnectionStringBuilder settings = new(await SharedPostgres.NewDatabase());
        settings.Host += ",db.invalid";
        AssertRefused(settings, "IPM_DATABASE_TLS");
        using var database = new PostgresDatabase(settings.ToString(), anyTls: true);
        Assert.Empty(StoreVerifier.FindDifferences(database, out _));
    }

    [Fact]
    public async Task A_client_certificate_replaces_the_password_and_the_host_name_is_verified()
    {
        Prerequisite.SkipIfMissing(PostgresServer.MissingReason);
        await using var server = await PostgresServer.Start();
        var plain = await server.NewDatabase();
        await RequireClientCertificates(plain);
        NpgsqlConnectionStringBuilder settings = new(plain)
        {
            Host = "localhost",
            Username = "ipm",
            SslMode = SslMode.VerifyFull,
            RootCertificate = Path.Combine(_folder, "root.crt"),
            SslCertificate = Path.Combine(_folder, "ipm.crt"),
            SslKey = Path.Combine(_folder, "ipm.key"),
        };
        using (var store = await TestStore.CreateFilledAs(settings.ToString()))
        using (var database = store.Open())
        using (var connection = database.Open())
        {
            Assert.Equal(
                ("ipm", true),
                connection.QuerySingle<(string, bool)>(
                    "SELECT current_user::text, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"));
            Assert.Empty(StoreVerifier.FindDifferences(database, out _));
        }
        settings.Host = "127.0.0.1";
        AssertRefused(settings, "连不上");
        settings.Host = "localhost";
        settings.SslCertificate = settings.SslKey = null;
        AssertRefused(settings, "连不上");
    }

    private static void AssertRefused(NpgsqlConnectionStringBuilder settings, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<InvalidDataException>(() => new PostgresDatabase(settings.ToString())).Message,
            StringComparison.Ordinal);

    // Requires client certificates for the server's account, and gives the database a certificate for its host name.
    private async Task RequireClientCertificates(string plain)
    {
        using var issuer = CreateIssuer();
        var (serverCertificate, serverKey) = CreateCertificate(issuer, "db", "localhost");
        var (clientCertificate, clientKey) = CreateCertificate(issuer, "ipm", null);
        foreach (var (file, text) in ((string, string)[])[
            ("root.crt", issuer.ExportCertificatePem()), ("ipm.crt", clientCertificate), ("ipm.key", clientKey)
        ])
            await File.WriteAllTextAsync(Path.Combine(_folder, file), text);
        await using var connection = new NpgsqlConnection(plain);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        // PostgreSQL writes the files itself, because it requires key files of its own account.
        foreach (var (file, text) in ((string, string)[])
            [("server.crt", serverCertificate), ("server.key", serverKey), ("root.crt", issuer.ExportCertificatePem()),
            ("pg_hba.conf", "hostssl all ipm 127.0.0.1/32 cert\nhost all postgres 127.0.0.1/32 trust")])
            await connection.ExecuteAsync(
                $"COPY (SELECT UNNEST(string_to_array('{text}', E'\\n'))) TO PROGRAM 'umask 077; cat > {file}'");
        foreach (var sql in (string[])[
            "ALTER SYSTEM SET ssl_ca_file = 'root.crt'", "ALTER SYSTEM SET ssl = on", "CREATE ROLE ipm LOGIN",
            $"ALTER DATABASE {connection.Database} OWNER TO ipm", "SELECT pg_reload_conf()"
        ])
            await connection.ExecuteAsync(sql);
        for (var deadline = DateTime.UtcNow.AddSeconds(20); await connection.QuerySingleAsync<string>(
            "SHOW ssl") != "on"; await Task.Delay(50))
        {
            Assert.True(DateTime.UtcNow < deadline, "It has no TLS.");
            await connection.CloseAsync();
            NpgsqlConnection.ClearPool(connection);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
        }
    }

    private static X509Certificate2 CreateIssuer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static (string Certificate, string Key) CreateCertificate(
        X509Certificate2 issuer, string name, string? host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        if (host is not null)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
        }
        using var certificate = request.Create(
            issuer, issuer.NotBefore, issuer.NotAfter, RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
