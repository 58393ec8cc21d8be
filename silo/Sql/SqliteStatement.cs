using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IpMonitor.Silo.Sql;

/// <summary>Prepared statement with positional parameters, for repeated execution.</summary>
/// <remarks>
/// Calls the SQLite library directly: per execution, the ADO.NET provider (parameter names, boxing, readers) would
/// cost as much as the write.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[256];
    private int _boundCount;

    /// <summary>Prepares a statement.</summary>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Sets the next parameter.</summary>
    public SqliteStatement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_boundCount, value));
        return this;
    }

    /// <summary>Sets the next parameter.</summary>
    public SqliteStatement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    /// <summary>Sets the next parameter.</summary>
    public SqliteStatement Bind(string? value)
    {
        if (value is null) return BindNull();
        // SQLite would bind an empty span as NULL.
        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(_statement, ++_boundCount, ""));
            return this;
        }
        if (_text.Length < value.Length * 3) _text = new byte[value.Length * 3];
        var length = Encoding.UTF8.GetBytes(value, _text);
        Check(raw.sqlite3_bind_text(_statement, ++_boundCount, _text.AsSpan(0, length)));
        return this;
    }

    /// <summary>
    /// Executes the statement; returns the number of rows that the last INSERT, UPDATE or DELETE changed.
    /// </summary>
    public int Execute()
    {
        QueryFirst(_ => 0);
        return raw.sqlite3_changes(_database);
    }

    /// <summary>Executes the statement and reads the first row; returns the default value if there is none.</summary>
    public T? QueryFirst<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            var code = raw.sqlite3_step(_statement);
            var result = code == raw.SQLITE_ROW ? read(this) : default;
            while (code == raw.SQLITE_ROW) code = raw.sqlite3_step(_statement);
            if (code != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(code, _database);
            return result;
        }
        finally
        {
            _boundCount = 0;
            // Returns the error of the last step again, which was thrown already.
            _ = raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Integer column of the current row.</summary>
    public long this[int column] => raw.sqlite3_column_int64(_statement, column);

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private SqliteStatement BindNull()
    {
        Check(raw.sqlite3_bind_null(_statement, ++_boundCount));
        return this;
    }

    private void Check(int code)
    {
        if (code == raw.SQLITE_OK) return;
        // The next execution starts with the first parameter.
        _boundCount = 0;
        SqliteException.ThrowExceptionForRC(code, _database);
    }
}
