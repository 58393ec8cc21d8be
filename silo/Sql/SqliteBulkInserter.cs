using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Sql;

/// <summary>Loads rows into a SQLite table by a prepared insert.</summary>
internal sealed class SqliteBulkInserter(SqliteConnection connection, StoreTable table) : IBulkInserter
{
    private readonly SqliteStatement _insert = new(
        connection,
        $"INSERT INTO {table.Name} ({table.ColumnList}) VALUES ({string.Join(", ", table.Columns.Select(_ => "?"))})");

    /// <inheritdoc/>
    public void Write(long? value) => _insert.Bind(value);

    /// <inheritdoc/>
    public void Write(string? value) => _insert.Bind(value);

    /// <inheritdoc/>
    public void EndRow() => _insert.Execute();

    /// <inheritdoc/>
    public void Complete()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _insert.Dispose();
}
