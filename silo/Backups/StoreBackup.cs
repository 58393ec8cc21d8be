using System.Data.Common;
using Dapper;
using IpMonitor.Silo.Sql;
using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Backups;

/// <summary>
/// Copies a store at one position during writes: SQLite to a verified database file, PostgreSQL to a gzip export.
/// </summary>
internal static class StoreBackup
{
    /// <summary>Creates the backup and returns its position and number of events.</summary>
    /// <exception cref="InvalidDataException">The file exists, or the copy is damaged.</exception>
    public static (long Position, long Events) Create(
        SqlDatabase database, string file, TimeProvider time, ExportKey? key = null)
    {
        (long, long) content = default;
        if (database is not SqliteDatabase) content = StoreExport.Write(database, file, gzip: true, time, key);
        else
        {
            AtomicFile.Create(file, temporary =>
            {
                using (var connection = database.Open())
                    connection.Execute("VACUUM INTO @temporary", new { temporary }, commandTimeout: 0);
                content = Verify(temporary);
            });
        }
        Record(database, time);
        return content;
    }

    // A failure does not invalidate the backup: a read-only store can still be backed up.
    private static void Record(SqlDatabase database, TimeProvider time)
    {
        try
        {
            using var connection = database.Open();
            BackupLog.Record(connection, time.GetUtcNow());
        }
        catch (DbException)
        {
        }
    }

    /// <summary>Returns true if a file starts with the header of a SQLite database.</summary>
    public static bool IsSqliteFile(string file)
    {
        Span<byte> start = stackalloc byte[15];
        using var stream = File.OpenRead(file);
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual("SQLite format 3"u8);
    }

    // SqliteDatabase would add its lock file and switch the file to WAL.
    private static SqliteConnection OpenReadOnly(string file)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        };
        var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        return connection;
    }

    private static (long Position, long Events) Verify(string file)
    {
        using var copy = OpenReadOnly(file);
        RequireIntact(copy, file);
        return GetContent(copy);
    }

    /// <summary>Returns the position and the number of events of a store.</summary>
    public static (long Position, long Events) GetContent(SqlDatabase database)
    {
        using var connection = database.Open();
        return GetContent(connection);
    }

    /// <summary>Throws unless a SQLite file is an intact store of a supported version.</summary>
    /// <exception cref="InvalidDataException">It is damaged, of another program, or of a newer version.</exception>
    public static void RequireStore(string file)
    {
        using var copy = OpenReadOnly(file);
        RequireIntact(copy, file);
        if (copy.QuerySingle<int>("SELECT COUNT(*) FROM sqlite_master WHERE name IN ('commits', 'events')") < 2)
            throw new InvalidDataException(
                $"{file} 不是本程序的备份。 It is a SQLite file, but no backup of this program.");
        SchemaVersions.RequireSupported(
            copy.QuerySingle<int>("PRAGMA user_version"), SqliteSchema.Versions.Length, file);
    }

    private static (long, long) GetContent(DbConnection connection) => (
        CommitStamp.ReadLastPosition(connection),
        connection.QuerySingle<long>("SELECT COUNT(*) FROM events"));

    /// <summary>Runs SQLite's integrity check on every page and index.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static void RequireIntact(DbConnection connection, string file)
    {
        string result;
        try
        {
            result = connection.QueryFirst<string>("PRAGMA integrity_check", commandTimeout: 0);
        }
        catch (SqliteException exception)
        {
            result = exception.Message;
        }
        if (result != "ok")
            throw new InvalidDataException($"{file} 已损坏：请换一份备份。 It is damaged: take another backup. {result}");
    }
}
