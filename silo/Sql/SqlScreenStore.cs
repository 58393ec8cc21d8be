using System.Collections.Immutable;
using Dapper;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Screens;

namespace IpMonitor.Silo.Sql;

/// <summary>Stores paired screens as one row each in a SQL database.</summary>
public sealed class SqlScreenStore(SqlDatabase database) : IScreenStore
{
    /// <inheritdoc/>
    public Task<ImmutableArray<StoredScreen>> GetAll() => database.Run(connection => connection
        .Query<(string Hash, string Screen)>("SELECT token_hash, screen FROM screens ORDER BY id")
        .Select(row => new StoredScreen(RecordJson.Deserialize<ScreenState>(row.Screen), row.Hash))
        .ToImmutableArray());

    /// <inheritdoc/>
    public Task<bool> Put(StoredScreen screen)
    {
        const string insert = """
            INSERT INTO screens (id, version, token_hash, screen) VALUES (@Id, @Version, @TokenHash, @Text)
            ON CONFLICT (id) DO NOTHING
            """;
        const string update = """
            UPDATE screens SET version = @Version, token_hash = @TokenHash, screen = @Text
            WHERE id = @Id AND version = @Version - 1
            """;
        return database.Run(connection =>
        {
            var row = new
            {
                screen.Screen.Id,
                screen.Screen.Version,
                screen.TokenHash,
                Text = RecordJson.Serialize(screen.Screen),
            };
            return connection.Execute(row.Version == 1 ? insert : update, row) == 1;
        });
    }

    /// <inheritdoc/>
    public Task Remove(string id) => database.Run(connection =>
        connection.Execute("DELETE FROM screens WHERE id = @id", new { id }));
}
