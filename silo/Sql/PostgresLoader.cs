using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace IpMonitor.Silo.Sql;

/// <summary>Takes rows into a table of PostgreSQL (COPY); what it refuses it says in the end.</summary>
internal sealed class PostgresLoader : IRowLoader
{
    private readonly NpgsqlConnection _connection;
    private readonly StoreTable _table;
    private readonly NpgsqlBinaryImporter _copy;
    private bool _within;

    public PostgresLoader(NpgsqlConnection connection, StoreTable table)
    {
        (_connection, _table) = (connection, table);
        _copy = connection.BeginBinaryImport($"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)");
        _copy.Timeout = TimeSpan.Zero;
    }

    public void Write(long? value)
    {
        StartRow();
        if (value is { } number) _copy.Write(number, NpgsqlDbType.Bigint);
        else _copy.WriteNull();
    }

    public void Write(string? value)
    {
        StartRow();
        if (value is null) _copy.WriteNull();
        else _copy.Write(value, NpgsqlDbType.Text);
    }

    public void EndRow() => _within = false;

    public void Complete()
    {
        _copy.Complete();
        _copy.Dispose();
        // Or else the first who ask of so many rows are answered as if there were none.
        _connection.Execute($"ANALYZE {_table.Name}", commandTimeout: 0);
    }

    public void Dispose() => _copy.Dispose();

    private void StartRow()
    {
        if (!_within) _copy.StartRow();
        _within = true;
    }
}
