using System.Diagnostics;
using System.Net.Sockets;
using IpMonitor.Testing.Hosting;
using Npgsql;

namespace IpMonitor.IntegrationTests.Journal;

/// <summary>PgBouncer in transaction mode in front of the database of a connection string.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ipm-pgbouncer-").FullName;
    private readonly Process _process;

    private PgBouncer(string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database);
        var port = TestPort.FindFree();
        File.WriteAllText(Path.Combine(_folder, "users.txt"), "\"postgres\" \"\"\n");
        var configuration = Path.Combine(_folder, "pgbouncer.ini");
        File.WriteAllText(configuration, $"""
            [databases]
            {settings.Database} = host=127.0.0.1 port={settings.Port} dbname={settings.Database} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {_folder}/users.txt
            pool_mode = transaction
            default_pool_size = 4
            """);
        // Readable by the account that it runs as.
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
            File.SetUnixFileMode(
                _folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead
                    | UnixFileMode.OtherExecute | UnixFileMode.UserWrite);
        _process = Process.Start(PostgresServer.CreateStartInfo("pgbouncer", "--quiet", configuration))!;
        settings.Port = port;
        Connection = settings.ToString();
    }

    /// <summary>Reason why this machine cannot run it; null if it can.</summary>
    public static string? MissingReason { get; } = PostgresServer.MissingReason
        ?? (Find() is null ? "没有 PgBouncer There is no PgBouncer: dotnet ipm.cs doctor" : null);

    /// <summary>Connection string through the pooler.</summary>
    public string Connection { get; }

    /// <summary>Starts it in front of a database and waits until it listens.</summary>
    public static async Task<PgBouncer> Start(string database)
    {
        var pooler = new PgBouncer(database);
        var port = new NpgsqlConnectionStringBuilder(pooler.Connection).Port;
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return pooler;
            }
            catch (SocketException) when (waited.Elapsed < TimeSpan.FromSeconds(20) && !pooler._process.HasExited)
            {
            }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "pgbouncer"))
        .FirstOrDefault(File.Exists);
}
