using System.Data.Common;
using System.Text;
using System.Text.Json;
using Dapper;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Backups;

/// <summary>Imports an export into an empty SQLite or PostgreSQL store, in one transaction.</summary>
internal sealed class StoreImport : IDisposable
{
    private readonly SqlDatabase _database;
    private readonly DbConnection _connection;
    private readonly string _file;
    private readonly ExportLineReader _lines;
    private readonly ExportOrigin? _origin;
    private readonly Dictionary<string, long> _rowCounts = StoreTable.All.ToDictionary(table => table.Name, _ => 0L);

    private string? _anchor;
    private string? _publicKey;

    private StoreImport(SqlDatabase database, DbConnection connection, string file, ExportOrigin? origin) =>
        (_database, _connection, _file, _origin, _lines) = (database, connection, file, origin, new(file));

    /// <summary>Imports a file and returns its position and number of events.</summary>
    /// <param name="database">Empty store.</param>
    /// <param name="file">Export.</param>
    /// <param name="origin">Accepted origins; null to accept any and leave no trace in the trail.</param>
    /// <exception cref="InvalidDataException">
    /// The store is not empty, or the file is damaged, altered, of a newer version or of an origin that is not
    /// accepted; nothing is changed.
    /// </exception>
    public static (long Position, long Events) Read(SqlDatabase database, string file, ExportOrigin? origin = null)
    {
        using var connection = database.Open();
        using var transaction = database.BeginExclusive(connection);
        RequireEmpty(database, connection);
        var content = Read(database, connection, file, origin);
        transaction.Commit();
        return content;
    }

    /// <summary>
    /// Imports a file within a transaction of the connection; the caller ensures that the store is empty.
    /// </summary>
    public static (long Position, long Events) Read(
        SqlDatabase database, DbConnection connection, string file, ExportOrigin? origin = null)
    {
        using var import = new StoreImport(database, connection, file, origin);
        return import.Read();
    }

    /// <summary>Throws if a file is a backup of SQLite, which only a restore reads.</summary>
    /// <exception cref="InvalidDataException">The file is a SQLite database.</exception>
    public static void RequireExport(string file)
    {
        if (StoreBackup.IsSqliteFile(file))
            throw new InvalidDataException(
                $"{file} 是 SQLite 备份：请用 restore。 It is a backup of SQLite: use restore.");
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static void RequireEmpty(SqlDatabase database, DbConnection connection)
    {
        // A new store contains only its horizon.
        foreach (var table in StoreTable.All.Where(table => table.Name != "horizon"))
            if (connection.QueryFirstOrDefault<int>($"SELECT 1 FROM {table.Name} LIMIT 1") == 1)
                throw new InvalidDataException(
                    $"{database.Location} 不是空库（{table.Name} 中已有数据）：请导入到新的目录或数据库，或用 restore --replace。" +
                    " The store is not empty: import into a new folder or database, or use restore --replace.");
    }

    private (long Position, long Events) Read()
    {
        var position = ReadHeader();
        _connection.Execute("DELETE FROM horizon");
        var line = _lines.ReadLine();
        foreach (var table in StoreTable.All)
        {
            using var loader = _database.CreateLoader(_connection, table);
            try
            {
                for (; IsRowOf(table, line); line = _lines.ReadLine())
                {
                    Read(table, line, loader);
                    _lines.AddToHash(line);
                    _rowCounts[table.Name]++;
                }
                loader.Complete();
            }
            catch (DbException exception)
            {
                throw CreateException(
                    $"数据库不收（{table.Name}）",
                    $"the database refuses it or a line of {table.Name} before: {exception.Message}");
            }
        }
        var fingerprint = ReadEnd(line);
        if (_anchor is not null && _anchor != SqlAuditStore.ReadAnchor(_connection))
            throw CreateException("操作日志与首行的锚不符，文件已被改动", "the trail is not the one of the first line: it was altered");
        if (_origin?.Accept(_file, fingerprint) is { } accepted)
            SqlAuditStore.AppendCommand(
                _connection, _origin.Action, $"position {position}", accepted, TimeProvider.System);
        return (position, _rowCounts["events"]);
    }

    private long ReadHeader()
    {
        var line = _lines.ReadLine();
        try
        {
            using var header = JsonDocument.Parse(line.ToArray());
            if (header.RootElement.GetProperty("format").GetString() != StoreExport.Format)
                throw CreateFormatException();
            var version = header.RootElement.GetProperty("version").GetInt32();
            if (version > StoreTable.FormatVersion)
                throw CreateException(
                    $"由较新的版本写成（{version}，本程序只认识到 {StoreTable.FormatVersion}）：请升级程序",
                    $"a newer version wrote it ({version}, this program knows {StoreTable.FormatVersion}):" +
                    " upgrade the program");
            _lines.AddToHash(line);
            // Formats before 5 have neither.
            _anchor = header.RootElement.TryGetProperty("anchor", out var anchor) ? anchor.GetString() : null;
            _publicKey = header.RootElement.TryGetProperty("key", out var key) ? key.GetString() : null;
            return header.RootElement.GetProperty("position").GetInt64();
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw CreateFormatException();
        }

        InvalidDataException CreateFormatException() => CreateException("不是导出文件", "this is no export");
    }

    // Returns the fingerprint of the verified signature; null if the export is unsigned.
    private string? ReadEnd(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty) throw CreateTruncatedException();
        string? signature = null;
        try
        {
            using var end = JsonDocument.Parse(line.ToArray());
            if (end.RootElement.TryGetProperty("table", out var table))
                throw CreateException($"{table} 不应在此处", $"{table} has no place here");
            if (end.RootElement.GetProperty("sha256").GetString() != _lines.Hash)
                throw CreateException("校验和不符，文件已被改动", "the checksum differs: the file was altered");
            var rows = end.RootElement.GetProperty("rows");
            // Exports of older versions have fewer tables.
            if (_rowCounts.Any(expected =>
                (rows.TryGetProperty(expected.Key, out var count) ? count.GetInt64() : 0) != expected.Value))
                throw CreateException("行数不符", "the counts differ");
            if (end.RootElement.TryGetProperty("signature", out var signed)) signature = signed.GetString();
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw CreateTruncatedException();
        }
        if (!_lines.ReadLine().IsEmpty) throw CreateException("末行之后还有内容", "something follows the last line");
        if (_publicKey is null && signature is null) return null;
        if (_publicKey is null || signature is null || !ExportKey.Verify(_publicKey, _lines.Hash, signature))
            throw CreateException("签名不符，文件已被改动", "the signature is wrong: the file was altered");
        return ExportKey.GetFingerprint(_publicKey);

        InvalidDataException CreateTruncatedException() =>
            CreateException("文件不完整，此后的内容缺失", "the file is torn off here");
    }

    private static bool IsRowOf(StoreTable table, ReadOnlySpan<byte> line)
    {
        var start = """{"table":"""u8;
        return line.StartsWith(start)
            && line[start.Length..] is [(byte)'"', .. var rest]
            && rest.Length > table.Name.Length
            && rest[table.Name.Length] == '"'
            && Ascii.Equals(rest[..table.Name.Length], table.Name);
    }

    // Columns must be in the order of the table, as StoreExport writes them.
    private void Read(StoreTable table, ReadOnlySpan<byte> line, IBulkInserter loader)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            for (var i = 0; i < 3; i++) json.Read();
            foreach (var column in table.Columns)
            {
                var isColumn = json.Read()
                    && json.TokenType == JsonTokenType.PropertyName
                    && json.ValueTextEquals(column.Name)
                    && json.Read();
                if (!isColumn) throw CreateAlteredException();
                if (column.IsText) loader.Write(json.GetString());
                else loader.Write(json.TokenType == JsonTokenType.Null ? null : json.GetInt64());
            }
            if (!json.Read() || json.TokenType != JsonTokenType.EndObject || json.Read())
                throw CreateAlteredException();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw CreateAlteredException();
        }
        loader.EndRow();

        InvalidDataException CreateAlteredException() => CreateException("内容已被改动或损坏", "it was altered or damaged");
    }

    private InvalidDataException CreateException(string chinese, string english) => new(
        $"{_file}：第 {_lines.LineNumber} 行：{chinese}。什么也没有写入；请换一份完好的文件。" +
        $" Line {_lines.LineNumber}: {english}. Nothing was written; take a file that is whole.");
}
