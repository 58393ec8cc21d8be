using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Loads rows into a PostgreSQL table by binary COPY; the database reports rejected rows on completion.
/// </summary>
internal sealed class PostgresBulkInserter : IBulkInserter
{
    private readonly NpgsqlConnection _connection;
    private readonly StoreTable _table;
    private readonly NpgsqlBinaryImporter _copy;
    private bool _isRowStarted;

    /// <summary>Starts the COPY.</summary>
    public PostgresBulkInserter(NpgsqlConnection connection, StoreTable table)
    {
        (_connection, _table) = (connection, table);
        _copy = connection.BeginBinaryImport($"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)");
        _copy.Timeout = TimeSpan.Zero;
    }

    /// <inheritdoc/>
    public void Write(long? value)
    {
        StartRow();
        if (value is { } number) _copy.Write(number, NpgsqlDbType.Bigint);
        else _copy.WriteNull();
    }

    /// <inheritdoc/>
    public void Write(string? value)
    {
        StartRow();
        if (value is null) _copy.WriteNull();
        else _copy.Write(value, NpgsqlDbType.Text);
    }

    /// <inheritdoc/>
    public void EndRow() => _isRowStarted = false;

    /// <inheritdoc/>
    public void Complete()
    {
        _copy.Complete();
        _copy.Dispose();
        // Without statistics, the first queries would be planned for an empty table.
        _connection.Execute($"ANALYZE {_table.Name}", commandTimeout: 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _copy.Dispose();

    private void StartRow()
    {
        if (!_isRowStarted) _copy.StartRow();
        _isRowStarted = true;
    }
}
