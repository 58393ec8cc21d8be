using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Sql;

/// <summary>Takes rows into a table of SQLite.</summary>
internal sealed class SqliteLoader(SqliteConnection connection, StoreTable table) : IRowLoader
{
    private readonly SqliteStatement _insert = new(
        connection, $"INSERT INTO {table.Name} ({table.Names}) VALUES ({string.Join(", ", table.Columns.Select(_ => "?"))})");

    public void With(long? value) => _insert.With(value);

    public void With(string? value) => _insert.With(value);

    public void EndRow() => _insert.Run();

    public void Complete()
    {
    }

    public void Dispose() => _insert.Dispose();
}
