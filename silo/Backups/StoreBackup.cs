using System.Data.Common;
using Dapper;
using IpMonitor.Silo.Sql;
using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Backups;

/// <summary>Copies a store at one position, while others go on writing: SQLite as a checked file of its own, PostgreSQL as a compressed export.</summary>
internal static class StoreBackup
{
    /// <summary>Makes the copy, and answers the position it is at and how many events it has.</summary>
    public static (long Position, long Events) Create(SqlDatabase database, string file, TimeProvider time)
    {
        (long, long) made = default;
        if (database is not SqliteDatabase) made = StoreExport.Write(database, file, gzip: true, time);
        else
        {
            AtomicFile.Create(file, beside =>
            {
                using (var connection = database.Open()) connection.Execute("VACUUM INTO @beside", new { beside }, commandTimeout: 0);
                made = Verify(beside);
            });
        }
        Record(database, time);
        return made;
    }

    // The backup is good without it: a store that cannot be written can still be copied.
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

    /// <summary>Whether a file is a copy of SQLite's own.</summary>
    public static bool IsSqliteFile(string file)
    {
        Span<byte> start = stackalloc byte[15];
        using var stream = File.OpenRead(file);
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("SQLite format 3"u8);
    }

    // Not by way of a store: that would make of it one that is in use.
    private static (long Position, long Events) Verify(string file)
    {
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        copy.Open();
        RequireIntact(copy, file);
        return (copy.QuerySingle<long>("SELECT COALESCE(MAX(position), 0) FROM commits"), copy.QuerySingle<long>("SELECT COUNT(*) FROM events"));
    }

    /// <summary>Reads every page of a SQLite file, and holds each index against its table.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void RequireIntact(System.Data.Common.DbConnection connection, string file)
    {
        string found;
        try
        {
            found = connection.QueryFirst<string>("PRAGMA integrity_check", commandTimeout: 0);
        }
        catch (SqliteException fault)
        {
            found = fault.Message;
        }
        if (found != "ok")
            throw new InvalidDataException($"{file} 已损坏：请换一份备份。 It is damaged: take another backup. {found}");
    }
}
