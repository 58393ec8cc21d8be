using System.Globalization;
using Dapper;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;
using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Backups;

/// <summary>
/// Replaces a closed store by a backup or an export. The old store is moved aside, and only after the new one is
/// complete, verified and on disk.
/// </summary>
internal static class StoreRestore
{
    /// <summary>Restores a backup or an export to the SQLite store of a folder.</summary>
    /// <returns>Folder of the old store; null if there was none.</returns>
    /// <exception cref="InvalidDataException">
    /// The store is open, or exists and may not be replaced, or the file is damaged; the store is not changed.
    /// </exception>
    public static string? RestoreFolder(
        string folder, string file, bool replace, TimeProvider time, ExportOrigin? origin = null)
    {
        if (StoreBackup.IsSqliteFile(file)) StoreBackup.RequireStore(file);
        if (Directory.Exists(folder)) return RestoreExistingFolder(folder, file, replace, time, origin);
        FilePermissions.CreateFolder(folder);
        try
        {
            return RestoreExistingFolder(folder, file, replace, time, origin);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    private static string? RestoreExistingFolder(
        string folder, string file, bool replace, TimeProvider time, ExportOrigin? origin)
    {
        using var exclusiveLock = StoreLock.AcquireExclusive(folder);
        var store = SqliteDatabase.GetFilePath(folder);
        if (File.Exists(store) && !replace) throw CreateNotEmptyException(store);
        var candidate = Path.Combine(folder, StoreLock.CandidateFolder);
        StoreLock.RemoveCandidate(folder);
        try
        {
            var restored = Prepare(candidate, file, origin, time);
            if (!File.Exists(store))
            {
                File.Move(restored, store);
                return null;
            }
            Checkpoint(store);
            var oldFolder = Path.Combine(folder, CreateOldName(time));
            FilePermissions.CreateFolder(oldFolder);
            // A WAL that could not be checkpointed moves with its store: SQLite must not apply it to the restored one.
            foreach (var suffix in (string[])["-wal", "-shm"])
                if (File.Exists(store + suffix))
                    File.Move(store + suffix, Path.Combine(oldFolder, Path.GetFileName(store) + suffix));
            // Replaces atomically: a store exists under its name at any instant.
            File.Replace(restored, store, Path.Combine(oldFolder, Path.GetFileName(store)));
            return oldFolder;
        }
        finally
        {
            StoreLock.RemoveCandidate(folder);
        }
    }

    /// <summary>Restores an export to a PostgreSQL store, in one transaction.</summary>
    /// <returns>Schema of the old tables; null if they were empty.</returns>
    /// <exception cref="InvalidDataException">
    /// The store is open, or has data and may not be replaced, or the file is not an intact export; the store is not
    /// changed.
    /// </exception>
    public static string? RestorePostgres(
        PostgresDatabase database, string file, bool replace, TimeProvider time, ExportOrigin? origin = null)
    {
        if (StoreBackup.IsSqliteFile(file))
            throw new InvalidDataException(
                $"{file} 是 SQLite 备份：请先恢复到一个目录，再 export 并 import。" +
                " This is a backup of SQLite: restore it into a folder, then export it from there and import it.");
        using var connection = database.Open();
        using var transaction = database.BeginExclusive(connection);
        database.RequireClosed(connection);
        var hasData = connection.QuerySingle<bool>(
            "SELECT EXISTS (SELECT 1 FROM commits) OR EXISTS (SELECT 1 FROM reference)");
        if (hasData && !replace) throw CreateNotEmptyException(database.Location);
        var oldSchema = hasData ? CreateOldName(time).Replace('-', '_') : null;
        if (oldSchema is not null) PostgresDatabase.MoveToSchema(connection, oldSchema);
        StoreImport.Read(database, connection, file, origin);
        transaction.Commit();
        return oldSchema is null ? null : $"schema {oldSchema}";
    }

    private static string Prepare(string candidate, string file, ExportOrigin? origin, TimeProvider time)
    {
        FilePermissions.CreateFolder(candidate);
        var copy = SqliteDatabase.GetFilePath(candidate);
        var isSqlite = StoreBackup.IsSqliteFile(file);
        if (isSqlite) File.Copy(file, copy);
        using (var database = new SqliteDatabase(candidate))
        {
            if (!isSqlite) StoreImport.Read(database, file, origin);
            using var connection = database.Open();
            StoreBackup.RequireIntact(connection, file);
            // A database file carries no signature.
            if (isSqlite && origin is not null)
                SqlAuditStore.AppendCommand(
                    connection, origin.Action, $"position {StoreBackup.GetContent(database).Position}",
                    "SQLite file, unsigned", time);
        }
        Checkpoint(copy);
        AtomicFile.FlushToDisk(copy);
        return copy;
    }

    // Moves the WAL into the database file. Ignores errors: a damaged store may be the reason for the restore.
    private static void Checkpoint(string store)
    {
        try
        {
            var settings = new SqliteConnectionStringBuilder { DataSource = store, Pooling = false };
            using var connection = new SqliteConnection(settings.ToString());
            connection.Open();
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
        }
    }

    private static string CreateOldName(TimeProvider time) => string.Create(
        CultureInfo.InvariantCulture, $"before-restore-{time.GetChinaNow():yyyyMMdd-HHmmss-fff}");

    private static InvalidDataException CreateNotEmptyException(string location) => new(
        $"{location} 已有数据：要以备份取代它，请加 --replace（原有数据移到一旁，不删除）。" +
        " There is a store already: to put the backup in its place add --replace (what is there is kept aside).");
}
