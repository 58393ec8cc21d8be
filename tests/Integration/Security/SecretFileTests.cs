using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.IntegrationTests.Security;

/// <summary>Secrets in files of a folder, as provided by systemd, Docker, Kubernetes and vaults.</summary>
public sealed class SecretFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(TestFolder.CreatePath()).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task First_key_administrator_and_certificate_passwords_are_read_from_files()
    {
        using var certificate = new TestCertificate();
        WriteSecret("IPM_INGEST_KEY", "from-a-file-0123456789");
        WriteSecret("IPM_ADMIN_PASSWORD", "four candles in the wind");
        WriteSecret("Kestrel__Certificates__Default__Password", "of the certificate");
        await using var server = await DashboardProcess.Start(new TestServerOptions
        {
            Trust = certificate.IsTrusted,
            Arguments = [
                $"--IPM_SECRETS={_folder}",
                $"--Kestrel:Certificates:Default:Path={certificate.CreatePfx("of the certificate")}"
            ],
        });
        // The file overrides the environment variable.
        Assert.Equal((401, "key_wrong"), await (await server.Http.PostEvents("[]")).ReadProblem());
        server.Http.DefaultRequestHeaders.Authorization = new("ApiKey", "from-a-file-0123456789");
        Assert.Equal((400, "body_empty"), await (await server.Http.PostEvents("[]")).ReadProblem());
        server.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(server, DashboardServer.AdminPassword)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignIn(server, "four candles in the wind")).StatusCode);
    }

    [Fact]
    public async Task The_external_sign_in_secret_is_reloaded_without_a_restart()
    {
        await using var provider = await ExternalSignInTests.IdentityProvider.Start();
        WriteSecret("Security__ExternalSignIn__ClientSecret", "the one before");
        await using var server = await DashboardHost.StartPrivate(
            [
                .. provider.Settings.Where(setting => !setting.Contains("ClientSecret", StringComparison.Ordinal)),
                $"--IPM_SECRETS={_folder}"
            ]);
        using var client = new ApiClient(server.Address);
        Assert.Equal(
            "/sign-in?refused=office_failed", await ExternalSignInTests.SignInThrough(provider, client, "stranger"));
        WriteSecret("Security__ExternalSignIn__ClientSecret", "between-servers");
        // The provider accepts the client secret again; the user has no account.
        for (var stopwatch = Stopwatch.StartNew(); await ExternalSignInTests.SignInThrough(
            provider, client, "stranger") != "/sign-in?refused=office_unknown"; await Task.Delay(100))
            Assert.True(stopwatch.Elapsed < TimeSpan.FromSeconds(20), server.Output);
    }

    // Without it, a backup would silently be of another store.
    [Fact]
    public async Task Store_commands_read_the_connection_string_from_a_secret_file()
    {
        using var database = new TcpListener(IPAddress.Loopback, 0);
        database.Start();
        WriteSecret(
            "IPM_DATABASE",
            $"Host=127.0.0.1;Port={((IPEndPoint)database.LocalEndpoint).Port};SSL Mode=Disable;"
                + "Username=ipm;Database=from-a-file");
        var verify = DashboardProcess.CreateStoreCommand("verify", "--data", _folder);
        verify.Environment["IPM_SECRETS"] = _folder;
        verify.Environment.Remove("IPM_DATABASE");
        using var process = Process.Start(verify)!;
        try
        {
            using var caller = await database.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(20));
            var hello = new byte[200];
            Assert.Contains(
                "from-a-file", Encoding.ASCII.GetString(hello, 0, await caller.GetStream().ReadAsync(hello)));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task A_missing_secrets_folder_stops_the_start_and_is_named()
    {
        var missingFolder = Path.Combine(_folder, "nowhere");
        var stopped = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DashboardHost.Start($"--IPM_SECRETS={missingFolder}"));
        Assert.Contains($"IPM_SECRETS：读不出文件夹 {missingFolder}", stopped.Message);
    }

    private static Task<HttpResponseMessage> SignIn(DashboardServer server, string password) =>
        server.Http.PostAsync(
            "/api/v1/session", System.Net.Http.Json.JsonContent.Create(new { name = "admin", password }));

    // Moves the file into place atomically, as secret providers do.
    private void WriteSecret(string name, string secret)
    {
        var temporary = Path.Combine(_folder, $".{name}");
        File.WriteAllText(temporary, $"{secret}\n");
        File.Move(temporary, Path.Combine(_folder, name), overwrite: true);
    }
}
