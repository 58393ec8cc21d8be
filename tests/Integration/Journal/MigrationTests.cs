using Dapper;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;
using Microsoft.Data.Sqlite;

namespace IpMonitor.IntegrationTests.Journal;

public sealed class MigrationTests : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(TestFolder.CreatePath()).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_version_1_store_is_migrated_and_readable_as_of_later_positions()
    {
        using (new SqliteDatabase(Path.Combine(_folder, "any"))) { } // loads the library
        using (var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_folder, "ipmonitor.db")};Pooling=False"))
        {
            connection.Execute(SqliteSchema.Versions[0] + """
                PRAGMA user_version = 1;
                INSERT INTO commits VALUES (1, 1750000000000), (2, 1750000100000);
                INSERT INTO streams (city, version, position) VALUES ('370300', 2, 2);
                INSERT INTO events (
                    number, position, received, source, id, city, unit, metric, value, weight, date, campaign,
                    qualifier, op, basis, target_source, target_id) VALUES
                    (1, 1, 1750000000000, 't', '1', '370300', '', 'pledge.count', 50000, NULL, '2024-05-01', '',
                        'Exact', 'Add', 'Period', NULL, NULL),
                    (2, 2, 1750000100000, 't', '2', '370300', '', 'pledge.count', 70000, NULL, '2024-05-02', '',
                        'Exact', 'Replace', 'Period', 't', '1');
                INSERT INTO states VALUES (1, 'Replaced');
                INSERT INTO buckets (
                    city, campaign, unit, metric, day, count, sum, weight, overs, abouts, corrected, readings,
                    position) VALUES
                    ('370300', '', '', 'pledge.count', '2024-05-01', 0, 0, 0, 0, 0, 1, 0, 2),
                    ('370300', '', '', 'pledge.count', '2024-05-02', 1, 70000, 0, 0, 0, 1, 0, 2);
                """);
        }
        using var database = new SqliteDatabase(_folder);
        Assert.Empty(StoreVerifier.FindDifferences(database, out _));
        await using var journal = new SqlJournal(database, TimeProvider.System);
        Assert.Null(await journal.GetPastState(new(1, [])));
        var past = (await journal.GetPastState(new(2, [])))!;
        Assert.Equal((2, 2), (past.RecalculatedKeys.Length, past.Events.Length));
        Assert.Equal(2, (await journal.GetChanges(new(0))).Buckets.Length);
    }

    [Fact]
    public void Concurrent_starts_create_one_schema()
    {
        Parallel.For(0, 8, _ => new SqliteDatabase(_folder).Dispose());
        using var database = new SqliteDatabase(_folder);
        using var connection = database.Open();
        Assert.Equal(SqliteSchema.Versions.Length, connection.QuerySingle<int>("PRAGMA user_version"));
    }
}
