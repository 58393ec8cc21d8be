using Dapper;
using IpMonitor.IntegrationTests.Journal;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Sql;

namespace IpMonitor.IntegrationTests.Backups;

/// <summary>The store commands: results and refusals.</summary>
public sealed class StoreCommandTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Restore_replaces_a_closed_store_and_keeps_the_previous_one(string kind)
    {
        using var store = await TestStore.CreateFilled(kind);
        var backup = store.FilePath("backup");
        Assert.Equal((0, "503 events"), RunCommand(store, "backup", backup, "--data", store.Folder));
        await Append(store, "later");
        Assert.Equal(2, RunCommand(store, "restore", backup, "--data", store.Folder).Code);
        using (store.Open())
        {
            using var other = store.Open();
            using var connection = other.Open();
            var (code, output) = RunCommand(store, "restore", backup, "--replace", "--data", store.Folder);
            Assert.Equal(2, code);
            Assert.Contains("请先停止", output, StringComparison.Ordinal);
        }
        if (store.Postgres is not null) Npgsql.NpgsqlConnection.ClearAllPools();
        Assert.Equal((0, "503 events"), RunCommand(store, "restore", backup, "--replace", "--data", store.Folder));
        Assert.False(await Contains(store, "later"));
        await Append(store, "another");

        if (kind == "sqlite")
        {
            var previousStore = Assert.Single(Directory.GetDirectories(store.Folder));
            Assert.StartsWith("before-restore-", Path.GetFileName(previousStore), StringComparison.Ordinal);
            Assert.Equal((0, "504 events"), RunCommand(store, "verify", "--data", previousStore));
        }
        else
        {
            using var database = store.Open();
            using var connection = database.Open();
            var schema = connection.QuerySingle<string>(
                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'");
            Assert.Equal(504, connection.QuerySingle<int>($"SELECT COUNT(*) FROM {schema}.events"));
        }
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_and_the_store_is_unchanged()
    {
        using var store = await TestStore.CreateFilled("sqlite");
        var backup = store.FilePath("backup");
        RunCommand(store, "backup", backup, "--data", store.Folder);
        var bytes = await File.ReadAllBytesAsync(backup, TestContext.Current.CancellationToken);
        for (var at = 5000; at < bytes.Length; at += 4096) bytes[at] ^= 0x55;
        await File.WriteAllBytesAsync(backup, bytes, TestContext.Current.CancellationToken);
        Assert.Equal(2, RunCommand(store, "restore", backup, "--replace", "--data", store.Folder).Code);
        Assert.Equal((0, "503 events"), RunCommand(store, "verify", "--data", store.Folder));
        Assert.Empty(Directory.GetDirectories(store.Folder));
    }

    [Fact]
    public async Task Restore_moves_an_unreadable_store_aside_with_its_log()
    {
        using var store = await TestStore.CreateFilled("sqlite");
        var backup = store.FilePath("backup");
        RunCommand(store, "backup", backup, "--data", store.Folder);
        await File.WriteAllBytesAsync(
            store.FilePath("ipmonitor.db"), new byte[8192], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(
            store.FilePath("ipmonitor.db-wal"), new byte[8192], TestContext.Current.CancellationToken);
        Assert.Equal((0, "503 events"), RunCommand(store, "restore", backup, "--replace", "--data", store.Folder));
        Assert.Equal(
            8192,
            new FileInfo(Path.Combine(Assert.Single(Directory.GetDirectories(store.Folder)), "ipmonitor.db")).Length);
    }

    [Fact]
    public async Task Existing_files_are_not_overwritten_and_unknown_arguments_are_reported()
    {
        using var store = await TestStore.CreateFilled("sqlite");
        var file = store.FilePath("file");
        Assert.Equal(0, RunCommand(store, "export", file, "--data", store.Folder).Code);
        Assert.Contains(
            "已存在", RunCommand(store, "export", file, "--data", store.Folder).Said, StringComparison.Ordinal);
        Assert.Contains(
            "没有数据",
            RunCommand(store, "export", store.FilePath("other"), "--data", store.FilePath("none")).Said,
            StringComparison.Ordinal);
        Assert.Contains(
            "Usage",
            RunCommand(store, "export", file, "--replace", "--data", store.Folder).Said,
            StringComparison.Ordinal);
        Assert.Equal(2, RunCommand(store, "restore", store.FilePath("none"), "--data", store.FilePath("new")).Code);
        Assert.Equal(
            (0, "503 events"),
            RunCommand(store, "import", file, "--accept-unsigned", "--data", store.FilePath("new")));
    }

    [Fact]
    public async Task A_refused_command_names_the_file_in_both_languages_and_creates_nothing()
    {
        using var store = await TestStore.CreateFilled("sqlite");
        var backup = store.FilePath("backup");
        RunCommand(store, "backup", backup, "--data", store.Folder);
        var (garbage, alien, newer) = (store.FilePath("garbage"), store.FilePath("alien"), store.FilePath("newer"));
        await File.WriteAllTextAsync(garbage, "no store\n", TestContext.Current.CancellationToken);
        await ExecuteSqlite(alien, "CREATE TABLE other (id)");
        File.Copy(backup, newer);
        await ExecuteSqlite(newer, "PRAGMA user_version = 999");
        var (none, target) = (store.FilePath("none"), store.FilePath("new"));
        foreach (var (file, command) in (IEnumerable<(string, string[])>)[
            (none, ["import", none, "--data", target]),
            (none, ["restore", none, "--data", target]),
            (garbage, ["import", garbage, "--data", target]),
            (garbage, ["restore", garbage, "--data", target]),
            (alien, ["restore", alien, "--data", target]),
            (newer, ["restore", newer, "--data", target]),
            (backup, ["import", backup, "--data", target]),
            (target, ["verify", "--data", target]),
            (target, ["backup", store.FilePath("other"), "--data", target]),
            (target, ["upgrade", "--data", target]),
            (store.Folder, ["backup", store.Folder, "--data", store.Folder]),
            (garbage, ["export", Path.Combine(garbage, "file"), "--data", store.Folder]),
        ])
        {
            var (code, said) = RunCommand(store, command);
            Assert.Equal(2, code);
            Assert.Contains(file, said);
            Assert.Matches("[\u4e00-\u9fff].* [A-Za-z]+ [a-z]+", said);
            Assert.Single(said.TrimEnd().Split('\n'));
            Assert.False(Path.Exists(target), said);
        }
        Assert.Equal((0, "503 events"), RunCommand(store, "verify", "--data", store.Folder));
    }

    [Fact]
    public async Task Files_of_a_killed_command_are_removed_by_the_next_one()
    {
        using var store = await TestStore.CreateFilled("sqlite");
        var (abandoned, running, other) = (
            store.FilePath("old.part"), store.FilePath("now.part"), store.FilePath("letter.part"));
        foreach (var file in (string[])[abandoned, $"{abandoned}.lock", running, other])
            await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await using var inUse = new FileStream(
            $"{running}.lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Directory.CreateDirectory(store.FilePath("restoring"));
        await File.WriteAllTextAsync(
            store.FilePath("restoring/ipmonitor.db"), "", TestContext.Current.CancellationToken);
        Assert.Equal(0, RunCommand(store, "backup", store.FilePath("backup"), "--data", store.Folder).Code);
        Assert.Equal(
            ["letter.part", "now.part", "now.part.lock"],
            Directory.GetFileSystemEntries(store.Folder)
                .Select(Path.GetFileName)
                .Where(name => name!.Contains(".part", StringComparison.Ordinal) || name == "restoring")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_SQLite_backup_moves_to_PostgreSQL_through_an_export()
    {
        using var store = await TestStore.CreateFilled("sqlite");
        using var other = await TestStore.Create("postgres");
        var backup = store.FilePath("backup");
        RunCommand(store, "backup", backup, "--data", store.Folder);
        Assert.Contains(
            "export", RunCommand(other, "restore", backup, "--data", other.Folder).Said, StringComparison.Ordinal);
    }

    // Returns the exit code, and the number of events if the output states it, otherwise the whole output.
    private static (int Code, string Said) RunCommand(TestStore store, params string[] args)
    {
        using var output = new StringWriter();
        var code = StoreCommands.Run(args, store.Postgres, TimeProvider.System, output, output);
        var events = System.Text.RegularExpressions.Regex.Match(output.ToString(), @"\d+ events");
        return (code, code == 0 && events.Success ? events.Value : output.ToString());
    }

    private static async Task ExecuteSqlite(string file, string sql)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False");
        await connection.ExecuteAsync(sql);
    }

    private static async Task Append(TestStore store, string id)
    {
        using var database = store.Open();
        await using var journal = new SqlJournal(database, TimeProvider.System);
        var version = (await journal.GetCityState("370300")).Version;
        await journal.Append(TestStore.CreateAppend(version, TestStore.CreateEvent(id)));
    }

    private static async Task<bool> Contains(TestStore store, string id)
    {
        using var database = store.Open();
        await using var journal = new SqlJournal(database, TimeProvider.System);
        return (await journal.FindEvents([new("t", id)]))[0] is not null;
    }
}
