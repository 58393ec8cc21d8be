using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Sql;

/// <summary>Takes rows into a table of SQLite.</summary>
internal sealed class SqliteLoader(SqliteConnection connection, StoreTable table) : IRowLoader
{
    private readonly SqliteStatement _insert = new(
        connection, $"INSERT INTO {table.Name} ({table.ColumnList}) VALUES ({string.Join(", ", table.Columns.Select(_ => "?"))})");

    public void Write(long? value) => _insert.Bind(value);

    public void Write(string? value) => _insert.Bind(value);

    public void EndRow() => _insert.Execute();

    public void Complete()
    {
    }

    public void Dispose() => _insert.Dispose();
}
