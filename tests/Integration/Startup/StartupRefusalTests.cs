using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IpMonitor.Dashboard;
using IpMonitor.Grains.Journal;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.IntegrationTests.Resilience;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing.Hosting;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace IpMonitor.IntegrationTests.Startup;

/// <summary>A refused start: one line in both languages on standard error, exit code 2, nothing created.</summary>
public sealed class StartupRefusalTests : IDisposable
{
    private readonly string _folder = TestFolder.CreatePath();

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("IPM_ADMIN_PASSWORD", "--IPM_ADMIN_PASSWORD=short")]
    [InlineData("IPM_ADMIN_NAME", "--IPM_ADMIN_NAME=a b")]
    [InlineData("IPM_INGEST_KEY", "--IPM_INGEST_KEY=short")]
    [InlineData("IPM_LOGS", "--IPM_LOGS=xml")]
    [InlineData("IPM_SECRETS", "--IPM_SECRETS=/nowhere")]
    [InlineData("demo", "--demo=maybe")]
    [InlineData("--data", "--dta=/nowhere")]
    [InlineData("Live:FlushInterval", "--Live:FlushInterval=soon")]
    [InlineData("Live:FlushInterval", "--Live:FlushInterval=00:00:00")]
    [InlineData("Live:Limit", "--Live:Limit=9")]
    [InlineData("Security:TrustedProxies", "--Security:TrustedProxies:0=proxy")]
    [InlineData("Serilog", "--Serilog:MinimumLevel:Default=loud")]
    [InlineData("nowhere.pem",
        "--Kestrel:Endpoints:Https:Url=https://127.0.0.1:0", "--Kestrel:Certificates:Default:Path=nowhere.pem")]
    [InlineData("IPM_DATABASE", "--IPM_DATABASE=somewhere")]
    [InlineData("database_tls", "--IPM_DATABASE=Host=db.example;Username=ipm;Database=ipm")]
    public Task A_wrong_setting_is_named(string name, params string[] arguments) =>
        AssertRefused(name, ["--data", _folder, "--urls", "http://127.0.0.1:0", .. arguments]);

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await AssertRefused($"{other.LocalEndpoint}", "--data", _folder, "--urls", $"http://{other.LocalEndpoint}");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        await File.WriteAllTextAsync(_folder, "", TestContext.Current.CancellationToken);
        try
        {
            await AssertRefused(_folder, "--data", Path.Combine(_folder, "data"), "--urls", "http://127.0.0.1:0");
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    [Fact]
    public async Task A_full_disk_is_named()
    {
        Prerequisite.SkipIfMissing(SmallFileSystem.MissingReason);
        using var disk = new SmallFileSystem(1);
        disk.Fill();
        var data = Path.Combine(disk.Folder, "data");
        await AssertRefused("磁盘已满", "--data", data, "--urls", "http://127.0.0.1:0");
        Assert.False(Path.Exists(data));
    }

    [Fact]
    public void A_full_disk_is_told_from_other_errors_of_the_store()
    {
        const int NoSpace = 28;
        Assert.Contains("磁盘已满", StartupRefusal.Describe(JournalException.Full()));
        Assert.Contains("磁盘已满", StartupRefusal.Describe(new IOException("No space left on device", NoSpace)));
        Assert.Contains("磁盘已满", StartupRefusal.Describe(new PostgresException("full", "ERROR", "ERROR", "53100")));
        Assert.Contains("磁盘已满", StartupRefusal.Describe(new SqliteException("full", 13)));
        Assert.DoesNotContain("磁盘已满", StartupRefusal.Describe(new SqliteException("disk I/O error", 10)));
    }

    [Fact]
    public async Task A_missing_database_is_named()
    {
        var connection = (await SharedPostgres.NewDatabase()).Replace("Database=ipm_", "Database=none_");
        await AssertRefused(
            "none_", "--data", _folder, "--urls", "http://127.0.0.1:0", $"--IPM_DATABASE={connection}");
    }

    [Fact]
    public async Task A_store_of_a_newer_version_and_a_damaged_one_are_named()
    {
        var store = Path.Combine(_folder, "ipmonitor.db");
        using (new SqliteDatabase(_folder)) { }
        await using (var connection = new SqliteConnection($"Data Source={store};Pooling=False"))
        {
            connection.Open();
            await using var command = new SqliteCommand("PRAGMA user_version = 999", connection);
            command.ExecuteNonQuery();
        }
        await AssertRefused("999", "--data", _folder, "--urls", "http://127.0.0.1:0");
        await File.WriteAllTextAsync(store, new string('x', 8192), TestContext.Current.CancellationToken);
        await AssertRefused(store, "--data", _folder, "--urls", "http://127.0.0.1:0");
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(_folder),
            entry => Path.GetFileName(entry) is "keys.json" or "keyring" or "initial-credentials.txt");
    }

    [Fact]
    public async Task Demo_data_and_other_data_share_no_store()
    {
        using (var database = new SqliteDatabase(_folder)) Assert.True(await DemoMarker.Match(database, isDemo: true));
        await AssertRefused("--demo", "--data", _folder, "--urls", "http://127.0.0.1:0");
        using (var database = new SqliteDatabase(_folder))
        {
            Assert.True(await DemoMarker.Match(database, isDemo: true));
            await new SqlRecordStore(database).Remove("store", "demo");
            Assert.True(await new SqlRecordStore(database).Put("account", new("admin", 1, "{}")));
        }
        await AssertRefused("--demo", "--data", _folder, "--urls", "http://127.0.0.1:0", "--demo");
    }

    [Theory]
    [InlineData("99999")]
    [InlineData("-1")]
    public Task A_wrong_port_is_refused(string port) =>
        AssertRefused("--urls", "--data", _folder, "--urls", $"http://127.0.0.1:{port}");

    [Fact]
    public void A_store_that_fails_during_the_start_is_described_and_a_defect_is_not()
    {
        Assert.Contains("请检查磁盘", StartupRefusal.Describe(JournalException.Unavailable()));
        Assert.Contains("只读", StartupRefusal.Describe(JournalException.ReadOnly()));
        Assert.Null(StartupRefusal.Describe(new InvalidOperationException("a defect")));
        Assert.Null(StartupRefusal.Describe(new NotSupportedException()));
    }

    [Theory]
    [InlineData("用法 Usage", "--help")]
    [InlineData("IpMonitor ", "--version")]
    public async Task Help_and_version_start_no_server(string text, string option)
    {
        using var process = Process.Start(DashboardProcess.CreateServerCommand(["--data", _folder, option]))!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        Assert.StartsWith(text, output);
        Assert.False(Path.Exists(_folder));
    }

    private async Task AssertRefused(string name, params string[] arguments)
    {
        var existed = Path.Exists(_folder);
        using var process = Process.Start(DashboardProcess.CreateServerCommand(arguments))!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = (await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).TrimEnd();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains(name, error);
        Assert.DoesNotContain('\n', error);
        Assert.Matches("[\u4e00-\u9fff].*[a-z]{3}", error);
        Assert.DoesNotContain("   at ", await output);
        Assert.Equal(existed, Path.Exists(_folder));
    }
}
