using System.Collections.Immutable;
using Dapper;
using IpMonitor.Grains.Records;

namespace IpMonitor.Silo.Sql;

/// <summary>Stores versioned records as one row each in a SQL database.</summary>
public sealed class SqlRecordStore(SqlDatabase database) : IRecordStore
{
    /// <inheritdoc/>
    public Task<ImmutableArray<StoredRecord>> GetAll(string kind) => database.Run(connection => connection
        .Query<StoredRecord>("SELECT id, version, text FROM records WHERE kind = @kind ORDER BY id", new { kind })
        .ToImmutableArray());

    /// <inheritdoc/>
    public Task<StoredRecord?> Find(string kind, string id) => database.Run(connection =>
        connection.QuerySingleOrDefault<StoredRecord>(
            "SELECT id, version, text FROM records WHERE kind = @kind AND id = @id", new { kind, id }));

    /// <inheritdoc/>
    public Task<bool> Put(string kind, StoredRecord record)
    {
        const string insert = """
            INSERT INTO records (kind, id, version, text) VALUES (@kind, @Id, @Version, @Text)
            ON CONFLICT (kind, id) DO NOTHING
            """;
        const string update = """
            UPDATE records SET version = @Version, text = @Text
            WHERE kind = @kind AND id = @Id AND version = @Version - 1
            """;
        return database.Run(connection => connection.Execute(
            record.Version == 1 ? insert : update, new { kind, record.Id, record.Version, record.Text }) == 1);
    }

    /// <inheritdoc/>
    public Task Remove(string kind, string id) => database.Run(connection =>
        connection.Execute("DELETE FROM records WHERE kind = @kind AND id = @id", new { kind, id }));
}
