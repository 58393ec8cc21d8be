using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// A statement prepared once and run many times, its parameters given in order. It speaks to SQLite itself: what the provider
/// does for each run (names, boxes, readers) would cost as much as the writing.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[256];
    private int _boundCount;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Gives the next parameter.</summary>
    public SqliteStatement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_boundCount, value));
        return this;
    }

    /// <summary>Gives the next parameter.</summary>
    public SqliteStatement Bind(long? value) => value is { } known ? Bind(known) : BindNull();

    /// <summary>Gives the next parameter.</summary>
    public SqliteStatement Bind(string? value)
    {
        if (value is null) return BindNull();
        // No bytes at all would count as NULL.
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

    /// <summary>Runs it for what it does, and tells how many rows it changed, if it is one that changes rows.</summary>
    public int Execute()
    {
        QueryFirst(_ => 0);
        return raw.sqlite3_changes(_database);
    }

    /// <summary>Runs it and reads the first row; without one, the default.</summary>
    public T? QueryFirst<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            var code = raw.sqlite3_step(_statement);
            var answer = code == raw.SQLITE_ROW ? read(this) : default;
            while (code == raw.SQLITE_ROW) code = raw.sqlite3_step(_statement);
            if (code != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(code, _database);
            return answer;
        }
        finally
        {
            _boundCount = 0;
            // Says again what went wrong, if anything did: that was thrown already.
            _ = raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>A column of the row that is being read.</summary>
    public long this[int column] => raw.sqlite3_column_int64(_statement, column);

    public void Dispose() => _statement.Dispose();

    private SqliteStatement BindNull()
    {
        Check(raw.sqlite3_bind_null(_statement, ++_boundCount));
        return this;
    }

    private void Check(int code)
    {
        if (code == raw.SQLITE_OK) return;
        // The next who gives parameters begins with the first.
        _boundCount = 0;
        SqliteException.ThrowExceptionForRC(code, _database);
    }
}
