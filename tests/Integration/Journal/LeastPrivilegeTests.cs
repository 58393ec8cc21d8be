using Dapper;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Backups;
using IpMonitor.Silo.Retention;
using IpMonitor.Silo.Sql;
using IpMonitor.Testing;
using IpMonitor.Testing.Hosting;
using Npgsql;

namespace IpMonitor.IntegrationTests.Journal;

/// <summary>Runs the server under a PostgreSQL account with the rights of docs/least-rights.sql only.</summary>
public sealed class LeastPrivilegeTests
{
    [Fact]
    public async Task The_application_account_can_use_the_store_but_not_alter_the_audit_log()
    {
        var (owner, program) = await CreateAccounts();
        await GrantRights(owner);
        using (var store = await TestStore.CreateFilledAs(program))
        using (var database = store.Open())
        {
            await UseAllOperations(database, store);
            using var connection = database.Open();
            Assert.Equal(1, connection.QuerySingle<int>("SELECT COUNT(*) FROM audit"));
            foreach (var sql in (string[])["UPDATE audit SET text = ''", "DELETE FROM audit", "TRUNCATE audit",
                "DROP TABLE audit", "ALTER TABLE audit DISABLE TRIGGER ALL",
                "DROP FUNCTION refuse_change CASCADE", "UPDATE events SET value = 0", "DELETE FROM commits",
                "CREATE TABLE mine (a INT)", "SET session_replication_role = replica"])
                Assert.Equal(
                    PostgresErrorCodes.InsufficientPrivilege,
                    Assert.Throws<PostgresException>(() => connection.Execute(sql)).SqlState);
            Assert.Empty(StoreVerifier.FindDifferences(database, out _));
        }
    }

    [Fact]
    public async Task A_server_runs_under_the_application_account()
    {
        var (owner, program) = await CreateAccounts();
        await GrantRights(owner);
        await using var server = DashboardProcess.Create(program);
        await server.Run();
        using var response = await server.Http.PostEvents(
            new { id = "1", source = "t", city = "370300", metric = "pledge.count", value = 1, date = "2024-01-01" });
        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_required_schema_upgrade_names_the_account_that_may_run_it()
    {
        var (owner, program) = await CreateAccounts();
        Outdated(0);
        await GrantRights(owner);
        using (var connection = new NpgsqlConnection(owner))
            connection.Execute("UPDATE schema_version SET version = version - 1");
        Outdated(PostgresSchema.Versions.Length - 1);

        void Outdated(int found)
        {
            var message = Assert.Throws<InvalidDataException>(() => new PostgresDatabase(program)).Message;
            Assert.StartsWith("schema_outdated：", message, StringComparison.Ordinal);
            Assert.Contains($"结构版本为 {found}，", message, StringComparison.Ordinal);
            Assert.Contains("dotnet ipm.cs upgrade", message, StringComparison.Ordinal);
        }
    }

    // Uses the operations beyond appending: deferred buckets, manual changes and deletions.
    private static async Task UseAllOperations(SqlDatabase database, TestStore store)
    {
        await using (var journal = new SqlJournal(database, TimeProvider.System))
        {
            var version = (await journal.GetCityState("370300")).Version;
            await journal.Append(TestStore.CreateAppend(version, TestStore.CreateEvent("later")));
            Assert.NotNull((await journal.FindEvents([new("t", "later")]))[0]);
        }
        using (var connection = database.Open())
            Assert.Equal(0, connection.QuerySingle<int>("SELECT COUNT(*) FROM behind"));
        var records = new SqlRecordStore(database);
        Assert.True(await records.Put("account", new("admin", 2, "{}")));
        await records.Remove("account", "admin");
        var screens = new SqlScreenStore(database);
        await screens.Remove("none");
        Assert.Empty(await screens.GetAll());
        StorePruner.Prune(database, new(2030, 1, 1), RetentionOptions.MinLookBackDays, CancellationToken.None);
        StoreBackup.Create(database, store.FilePath("backup"), TimeProvider.System);
    }

    private static async Task GrantRights(string owner)
    {
        Assert.Equal(
            0,
            StoreCommands.Run(
                ["upgrade", "--data", ""],
                () => new PostgresDatabase(owner),
                TimeProvider.System,
                TextWriter.Null,
                TextWriter.Null));
        await using var connection = new NpgsqlConnection(owner);
        var sql = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "least-rights.sql"), TestContext.Current.CancellationToken);
        // Twice, as after each upgrade.
        for (var i = 0; i < 2; i++) await connection.ExecuteAsync(sql);
    }

    // Creates a database and returns the connection strings of its owner and of the server.
    private static async Task<(string Owner, string Program)> CreateAccounts()
    {
        NpgsqlConnectionStringBuilder settings = new(await SharedPostgres.NewDatabase());
        await using (var connection = new NpgsqlConnection(settings.ToString()))
        {
            foreach (var role in (string[])["ipm_owner", "ipm"])
                await connection.ExecuteAsync(
                    $"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
            await connection.ExecuteAsync($"ALTER DATABASE {settings.Database} OWNER TO ipm_owner");
        }
        return (new NpgsqlConnectionStringBuilder(settings.ToString()) { Username = "ipm_owner" }.ToString(),
            new NpgsqlConnectionStringBuilder(settings.ToString()) { Username = "ipm" }.ToString());
    }
}
