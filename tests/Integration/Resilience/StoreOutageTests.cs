using System.Diagnostics;
using Dapper;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Testing.Hosting;
using Npgsql;

namespace IpMonitor.IntegrationTests.Resilience;

/// <summary>
/// A full, read-only or absent store: reports are refused with a reason, figures stay readable, and afterwards the same
/// ids are accepted once each without a restart.
/// </summary>
public sealed class StoreOutageTests
{
    private readonly List<string> _sent = [];
    private readonly HashSet<string> _refused = [];

    [Fact]
    public async Task Reports_on_a_full_disk_are_refused_and_retried_on_SQLite()
    {
        Prerequisite.SkipIfMissing(SmallFileSystem.MissingReason);
        using var disk = new SmallFileSystem(8);
        await using var server = DashboardProcess.Create(null);
        Directory.CreateSymbolicLink(server.DataFolder, disk.Folder);
        await server.Run();
        await AssertSurvives(server, "store_full", () => RunSynchronously(disk.Fill), () =>
            RunSynchronously(disk.FreeSpace));
    }

    [Fact]
    public async Task Reports_on_a_full_disk_are_refused_and_retried_on_PostgreSQL()
    {
        Prerequisite.SkipIfMissing(SmallFileSystem.MissingReason ?? PostgresServer.MissingReason);
        using var disk = new SmallFileSystem(48);
        disk.ChangeOwner("postgres");
        await using (var postgres = await PostgresServer.Start())
        {
            var database = await postgres.NewDatabase();
            var store = new NpgsqlConnectionStringBuilder(database).Database;
            await ExecuteSql(database, $"CREATE TABLESPACE small LOCATION '{disk.Folder}'", "postgres");
            await ExecuteSql(database, $"ALTER DATABASE {store} SET TABLESPACE small", "postgres");
            await using var server = DashboardProcess.Create(database);
            await server.Run();
            await AssertSurvives(server, "store_full", () => RunSynchronously(disk.Fill), () =>
                RunSynchronously(disk.FreeSpace));
        }
    }

    [Fact]
    public async Task Reports_on_a_read_only_file_system_are_refused_and_retried_on_SQLite()
    {
        Prerequisite.SkipIfMissing(
            File.Exists("/usr/bin/strace") ? null : "没有 strace There is no strace: dotnet ipm.cs doctor");
        await using var server = DashboardProcess.Create(null);
        await server.Run();
        Process? strace = null;
        await AssertSurvives(server, "store_read_only", async () =>
        {
            // Injects the error of a disk remounted read-only after a fault. SQLite builds differ in the system call
            // they write with, and sockets use the same calls, so the files are selected by name.
            var files = ((string[])["ipmonitor.db", "ipmonitor.db-wal", "ipmonitor.probe"]).SelectMany(file =>
                (string[])["-P", Path.Combine(server.DataFolder, file)]);
            strace = Process.Start(new ProcessStartInfo("strace",
                [
                    "-f", "-p", $"{server.ProcessId}", "-o", "/dev/null", .. files, "-e", "trace=write,pwrite64", "-e",
                    "inject=write,pwrite64:error=EROFS"
                ])
            {
                RedirectStandardError = true,
            })!;
            while (await strace.StandardError.ReadLineAsync() is { } result
                && !result.Contains("attached", StringComparison.Ordinal)) { }
        }, async () =>
        {
            using var stop = Process.Start("kill", ["-INT", $"{strace!.Id}"]);
            await strace.WaitForExitAsync();
            strace.Dispose();
        });
    }

    [Fact]
    public async Task Reports_to_a_read_only_or_absent_PostgreSQL_are_refused_and_retried()
    {
        Prerequisite.SkipIfMissing(PostgresServer.MissingReason);
        await using var postgres = await PostgresServer.Start();
        var database = await postgres.NewDatabase();
        await using var server = DashboardProcess.Create(database);
        await server.Run();
        await AssertSurvives(server, "store_read_only", () => ReadOnly("on"), () => ReadOnly("off"));
        // A setting of the database reaches new connections only, and pooled ones keep what they began with.
        await AssertSurvives(
            server, "store_read_only", () => DatabaseReadOnly("on"), () => DatabaseReadOnly("off"),
            endsConnections: true);
        await AssertSurvives(server, "store_unavailable", postgres.Kill, postgres.Run, isAway: true);

        async Task DatabaseReadOnly(string value)
        {
            var name = new NpgsqlConnectionStringBuilder(database).Database;
            await ExecuteSql(
                database, $"ALTER DATABASE {name} SET default_transaction_read_only = {value}", "postgres");
            // The operator ends the connections that may still write.
            if (value == "on")
                await ExecuteSql(
                    database,
                    $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
                    "postgres");
        }

        async Task ReadOnly(string value)
        {
            await ExecuteSql(database, $"ALTER SYSTEM SET default_transaction_read_only = {value}", "postgres");
            await ExecuteSql(database, "SELECT pg_reload_conf()", "postgres");
        }
    }

    private async Task AssertSurvives(
        DashboardProcess server, string code, Func<Task> fail, Func<Task> recover, bool isAway = false,
        bool endsConnections = false)
    {
        var round = _sent.Count;
        Assert.Null(await Post(server, $"{round}-before"));
        await using var screen = isAway ? null : await MonitorConnection.Connect(server);
        await fail();
        // Space already allocated on disk may still accept a few events.
        var error = await WaitFor(async () => await Post(
            server, $"{round}-meanwhile-{_sent.Count}"),
            result => endsConnections ? result == code : result is not null);
        Assert.Equal(code, error);
        foreach (var path in (string[])[
            "/api/v1/rankings/pledge.count?period=2024", "/api/v1/cities/370300?period=2024",
            "/api/v1/events?city=370300", "/health/ready"
        ])
        {
            using var response = await server.Http.GetAsync(path);
            Assert.Equal(isAway ? 503 : 200, (int)response.StatusCode);
            if (path == "/health/ready" && !isAway)
                Assert.Equal($"degraded {code}", await response.Content.ReadAsStringAsync());
        }
        using (var live = await server.Http.GetAsync("/health/live")) Assert.True(live.IsSuccessStatusCode);
        Assert.Equal((503, code), await Health(server));
        if (screen is not null) await screen.Subscribe("ranking/pledge.count/2024");
        for (var i = 0; i < 3; i++) Assert.Equal(code, await Post(server, $"{round}-refused-{i}"));

        await recover();
        // Recovery is noticed without another report.
        Assert.Equal(
            "store_writable",
            await WaitFor(async () => (await Health(server)).Code, result => result == "store_writable"));
        foreach (var id in _refused.ToList())
            Assert.Null(await WaitFor(async () => await Post(server, id, isRetry: true), result => result is null));
        _refused.Clear();
        Assert.Equal((200, "store_writable"), await Health(server));
        Assert.Equal("ok", await server.Http.GetStringAsync("/health/ready"));
        // Each id counts once, whether it was accepted at first or reported as refused.
        var row = (await server.Http.GetJson("/api/v1/rankings/pledge.count?period=2024"))
            .GetProperty("rows").EnumerateArray().Single();
        Assert.Equal(_sent.Count * Rows, row.GetProperty("value").GetInt32());
    }

    private static async Task<(int Status, string? Code)> Health(DashboardServer server)
    {
        using var response = await MonitoringClient.Get(server, "/health/details");
        return ((int)response.StatusCode,
            (await response.ReadJson()).GetProperty("checks")[0].GetProperty("code").GetString());
    }

    private const int Rows = 100;

    // Returns null if the events were accepted, otherwise the code of the refusal.
    private async Task<string?> Post(DashboardProcess server, string id, bool isRetry = false)
    {
        if (!isRetry) _sent.Add(id);
        using var response = await server.Http.PostEvents([.. Enumerable.Range(0, Rows).Select(i => (object)new
        {
            id = $"{id}-{i}",
            source = "t",
            city = "370300",
            metric = "pledge.count",
            value = 1,
            date = "2024-06-01",
            note = new string('注', 200),
        })]);
        if (response.IsSuccessStatusCode) return null;
        _refused.Add(id);
        var (status, code) = await response.ReadProblem();
        Assert.Equal(503, status);
        Assert.NotNull(response.Headers.RetryAfter);
        var detail = (await response.ReadJson()).GetProperty("detail").GetString()!;
        Assert.Contains("请", detail, StringComparison.Ordinal);
        return code;
    }

    private static async Task<string?> WaitFor(Func<Task<string?>> read, Func<string?, bool> isExpected)
    {
        for (var stopwatch = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            var result = await read();
            if (isExpected(result) || stopwatch.Elapsed > TimeSpan.FromSeconds(60)) return result;
        }
    }

    private static async Task ExecuteSql(string connection, string sql, string database)
    {
        await using var source = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connection) { Database = database, Pooling = false }.ToString());
        await source.OpenAsync();
        // Works even if the database is set to read-only.
        await source.ExecuteAsync("SET default_transaction_read_only = off");
        await source.ExecuteAsync(sql);
    }

    private static Task RunSynchronously(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
