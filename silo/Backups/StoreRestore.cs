using System.Globalization;
using Dapper;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;
using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Backups;

/// <summary>
/// Puts a backup or an export in place of a store that nobody has open. What was there is kept aside, and stays as it was until
/// the other is whole, checked and on disk.
/// </summary>
internal static class StoreRestore
{
    /// <summary>Puts it in place of the store in a folder, and answers where what was there is now; null when there was nothing.</summary>
    public static string? RestoreFolder(string folder, string file, bool replace, TimeProvider time)
    {
        FilePermissions.CreateFolder(folder);
        using var alone = StoreLock.AcquireExclusive(folder);
        var store = SqliteDatabase.GetFilePath(folder);
        if (File.Exists(store) && !replace) throw NotEmpty(store);
        var candidate = Path.Combine(folder, "restoring");
        if (Directory.Exists(candidate)) Directory.Delete(candidate, recursive: true);
        try
        {
            var restored = Prepare(candidate, file);
            if (!File.Exists(store))
            {
                File.Move(restored, store);
                return null;
            }
            Checkpoint(store);
            var aside = Path.Combine(folder, GetBackupName(time));
            FilePermissions.CreateFolder(aside);
            // What could not be settled goes along with it: it must never meet the other store.
            foreach (var end in (string[])["-wal", "-shm"])
                if (File.Exists(store + end)) File.Move(store + end, Path.Combine(aside, Path.GetFileName(store) + end));
            // There is a store under its name at every instant.
            File.Replace(restored, store, Path.Combine(aside, Path.GetFileName(store)));
            return aside;
        }
        finally
        {
            if (Directory.Exists(candidate)) Directory.Delete(candidate, recursive: true);
        }
    }

    /// <summary>Puts an export in place of a store in PostgreSQL, in one transaction, and answers in which schema what was there is now.</summary>
    public static string? RestorePostgres(PostgresDatabase database, string file, bool replace, TimeProvider time)
    {
        if (StoreBackup.IsSqliteFile(file))
            throw new InvalidDataException(
                $"{file} 是 SQLite 备份：请先恢复到一个目录，再 export 并 import。" +
                " This is a backup of SQLite: restore it into a folder, then export it from there and import it.");
        using var connection = database.Open();
        using var transaction = database.BeginExclusive(connection);
        if (connection.QuerySingle<long>("""
            SELECT COUNT(*) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()
            """) > 0)
            throw new InvalidDataException(
                $"{database.Location} 的服务（或另一个命令）正在运行：请先停止，再恢复。 A server, or another command, has the store open: stop it first, then restore.");
        var hasData = connection.QuerySingle<bool>("SELECT EXISTS (SELECT 1 FROM commits) OR EXISTS (SELECT 1 FROM reference)");
        if (hasData && !replace) throw NotEmpty(database.Location);
        var aside = hasData ? GetBackupName(time).Replace('-', '_') : null;
        if (aside is not null) PostgresDatabase.MoveToSchema(connection, aside);
        StoreImport.Read(database, connection, file);
        transaction.Commit();
        return aside is null ? null : $"schema {aside}";
    }

    private static string Prepare(string candidate, string file)
    {
        FilePermissions.CreateFolder(candidate);
        var copy = SqliteDatabase.GetFilePath(candidate);
        var isSqlite = StoreBackup.IsSqliteFile(file);
        if (isSqlite) File.Copy(file, copy);
        using (var database = new SqliteDatabase(candidate))
        {
            if (!isSqlite) StoreImport.Read(database, file);
            using var connection = database.Open();
            StoreBackup.RequireIntact(connection, file);
        }
        Checkpoint(copy);
        AtomicFile.FlushToDisk(copy);
        return copy;
    }

    // Takes the log into the file, as far as it can be read: whoever restores may do so because it cannot.
    private static void Checkpoint(string store)
    {
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = store, Pooling = false }.ToString());
            connection.Open();
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
        }
    }

    private static string GetBackupName(TimeProvider time) => $"before-restore-{time.GetChinaNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture)}";

    private static InvalidDataException NotEmpty(string place) => new(
        $"{place} 已有数据：要以备份取代它，请加 --replace（原有数据移到一旁，不删除）。" +
        " There is a store already: to put the backup in its place add --replace (what is there is kept aside).");
}
