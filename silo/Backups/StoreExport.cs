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
/// Writes a store as NDJSON: a header line, one line per row, and a last line with the row counts and the SHA-256 of
/// all lines before it, signed by the key of the data folder. All rows are read in one snapshot, during writes.
/// </summary>
internal sealed class StoreExport : IDisposable
{
    /// <summary>Name of the format in the header line.</summary>
    public const string Format = "ipmonitor-journal";

    private const int FlushThreshold = 1 << 18;

    private readonly Stream _output;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushThreshold);
    private readonly Utf8JsonWriter _json;

    private StoreExport(Stream output)
    {
        _output = output;
        // Keeps Chinese text readable instead of escaping it.
        _json = new(_buffer, new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
        });
    }

    /// <summary>Writes the store to a new file and returns its position and number of events.</summary>
    /// <param name="database">Store to export.</param>
    /// <param name="file">Path of the new file.</param>
    /// <param name="gzip">Whether to compress it.</param>
    /// <param name="time">Clock of the header.</param>
    /// <param name="key">Key that signs it; null to leave it unsigned.</param>
    /// <exception cref="InvalidDataException">The file exists.</exception>
    public static (long Position, long Events) Write(
        SqlDatabase database, string file, bool gzip, TimeProvider time, ExportKey? key = null)
    {
        (long, long) content = default;
        AtomicFile.Create(file, temporary =>
        {
            using Stream output = gzip
                ? new GZipStream(File.Create(temporary), CompressionLevel.Fastest)
                : File.Create(temporary);
            using var export = new StoreExport(output);
            content = export.Write(database, time, key);
        });
        return content;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _hash.Dispose();
    }

    private (long Position, long Events) Write(SqlDatabase database, TimeProvider time, ExportKey? key)
    {
        using var connection = database.Open();
        using var snapshot = database.BeginSnapshot(connection);
        var position = CommitStamp.ReadLastPosition(connection);
        _json.WriteStartObject();
        _json.WriteString("format", Format);
        _json.WriteNumber("version", StoreTable.FormatVersion);
        _json.WriteNumber("position", position);
        _json.WriteString("at", time.GetChinaNow());
        _json.WriteString("anchor", SqlAuditStore.ReadAnchor(connection));
        if (key is not null) _json.WriteString("key", key.PublicKey);
        EndLine();
        var counts = StoreTable.All.ToDictionary(table => table.Name, table => Write(connection, table));
        Flush();
        _json.WriteStartObject();
        _json.WriteStartObject("rows");
        foreach (var (table, count) in counts) _json.WriteNumber(table, count);
        _json.WriteEndObject();
        var checksum = Convert.ToHexStringLower(_hash.GetHashAndReset());
        _json.WriteString("sha256", checksum);
        if (key is not null) _json.WriteString("signature", key.Sign(checksum));
        EndLine();
        Flush();
        return (position, counts["events"]);
    }

    private long Write(DbConnection connection, StoreTable table)
    {
        using var row = (DbDataReader)connection.ExecuteReader(
            $"SELECT {table.ColumnList} FROM {table.Name} ORDER BY {table.OrderBy}", commandTimeout: 0);
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
