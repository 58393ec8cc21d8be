using System.Buffers;
using System.Data.Common;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Backups;

/// <summary>
/// Writes a store as NDJSON: a line that says what follows, a line a row, and a line with the counts and the SHA-256 of all
/// lines before it. Everything is read at one position, while others go on writing.
/// </summary>
internal sealed class StoreExport : IDisposable
{
    public const string Format = "ipmonitor-journal";
    private const int FlushThreshold = 1 << 18;

    private readonly Stream _output;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushThreshold);
    private readonly Utf8JsonWriter _json;

    private StoreExport(Stream output)
    {
        _output = output;
        // Chinese as it is written; what is read back is the same either way.
        _json = new(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>Writes the whole store to a new file, and answers the position it was at and how many events it had.</summary>
    public static (long Position, long Events) Write(SqlDatabase database, string file, bool gzip, TimeProvider time)
    {
        (long, long) written = default;
        AtomicFile.Create(file, beside =>
        {
            using Stream output = gzip ? new GZipStream(File.Create(beside), CompressionLevel.Fastest) : File.Create(beside);
            using var export = new StoreExport(output);
            written = export.Write(database, time);
        });
        return written;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _hash.Dispose();
    }

    private (long Position, long Events) Write(SqlDatabase database, TimeProvider time)
    {
        using var connection = database.Open();
        using var snapshot = database.BeginSnapshot(connection);
        var position = connection.QuerySingle<long>("SELECT COALESCE(MAX(position), 0) FROM commits");
        _json.WriteStartObject();
        _json.WriteString("format", Format);
        _json.WriteNumber("version", StoreTable.FormatVersion);
        _json.WriteNumber("position", position);
        _json.WriteString("at", time.GetChinaNow());
        EndLine();
        var counts = StoreTable.All.ToDictionary(table => table.Name, table => Write(connection, table));
        Flush();
        _json.WriteStartObject();
        _json.WriteStartObject("rows");
        foreach (var (table, count) in counts) _json.WriteNumber(table, count);
        _json.WriteEndObject();
        _json.WriteString("sha256", Convert.ToHexStringLower(_hash.GetHashAndReset()));
        EndLine();
        Flush();
        return (position, counts["events"]);
    }

    private long Write(DbConnection connection, StoreTable table)
    {
        using var row = (DbDataReader)connection.ExecuteReader($"SELECT {table.ColumnList} FROM {table.Name} ORDER BY {table.OrderBy}", commandTimeout: 0);
        JsonEncodedText[] names = [.. table.Columns.Select(column => JsonEncodedText.Encode(column.Name))];
        var (name, count) = (JsonEncodedText.Encode(table.Name), 0L);
        for (; row.Read(); count++)
        {
            _json.WriteStartObject();
            _json.WriteString("table"u8, name);
            for (var i = 0; i < names.Length; i++)
            {
                if (row.IsDBNull(i)) _json.WriteNull(names[i]);
                else if (table.Columns[i].IsText) _json.WriteString(names[i], row.GetString(i));
                else _json.WriteNumber(names[i], row.GetInt64(i));
            }
            EndLine();
        }
        return count;
    }

    private void EndLine()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FlushThreshold) Flush();
    }

    private void Flush()
    {
        _hash.AppendData(_buffer.WrittenSpan);
        _output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
