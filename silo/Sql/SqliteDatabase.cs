using System.Data.Common;
using System.Text.Json;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IpMonitor.Silo.Sql;

/// <summary>Store in a SQLite file in WAL mode, with every commit synced to disk.</summary>
public sealed class SqliteDatabase : SqlDatabase
{
    private readonly FileStream _lock;
    private readonly string _connectionString;

    /// <summary>
    /// Opens the store in a folder; creates the folder and the store if missing, and upgrades the schema.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// The schema is too new, a restore is running, or the file is damaged or none of a store.
    /// </exception>
    public SqliteDatabase(string folder)
    {
        FilePermissions.CreateFolder(folder);
        _lock = StoreLock.AcquireShared(folder);
        // The lock excludes a running restore.
        StoreLock.RemoveCandidate(folder);
        Location = GetFilePath(folder);
        // SQLite creates its WAL files with the mode of the database file.
        FilePermissions.EnsureFile(Location);
        foreach (var suffix in (string[])["-wal", "-shm"]) FilePermissions.Restrict(Location + suffix);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Location,
            DefaultTimeout = LockTimeoutSeconds,
        }.ToString();
        try
        {
            using var connection = Connect();
            // The mode is stored in the file.
            connection.Execute("PRAGMA journal_mode = WAL");
            Migrate(connection);
        }
        catch (Exception exception)
        {
            Dispose();
            if (exception is not SqliteException) throw;
            throw new InvalidDataException(StoreError.Describe(exception, Location), exception);
        }
    }

    /// <summary>Returns true if a folder contains a store.</summary>
    public static bool Exists(string folder) => File.Exists(GetFilePath(folder));

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override DbConnection Open() => Connect();

    /// <summary>Closes the pooled connections and releases the lock of the folder.</summary>
    public override void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
        _lock.Dispose();
    }

    internal SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        connection.Execute("PRAGMA synchronous = FULL");
        return connection;
    }

    internal override DbTransaction BeginSnapshot(DbConnection connection) =>
        ((SqliteConnection)connection).BeginTransaction(deferred: true);

    internal override DbTransaction BeginExclusive(DbConnection connection) =>
        ((SqliteConnection)connection).BeginTransaction(deferred: false);

    internal override IJournalWriter CreateWriter(TimeProvider time) => new SqliteWriter(this, time);

    internal override void ApplyChanges(DbConnection connection, IReadOnlyCollection<PendingChange> changes)
    {
        using var add = new SqliteStatement((SqliteConnection)connection, SqliteWriter.AddSql);
        using var set = new SqliteStatement((SqliteConnection)connection, SqliteWriter.SetSql);
        foreach (var change in changes)
            SqliteWriter.Bind(change.IsReading ? set : add, change.Bucket).Bind(change.Position).Execute();
    }

    internal override JournalException? FindWriteFault(DbConnection connection) =>
        StoreLock.FindWriteFault(Path.GetDirectoryName(Location)!);

    // Sets the schema version to its current value, which is a full commit. FindWriteFault has checked the free space.
    internal override void TryWrite(DbConnection connection)
    {
        var sqlite = (SqliteConnection)connection;
        sqlite.DefaultTimeout = 1; // second: a locked store counts as not writable
        using var transaction = sqlite.BeginTransaction(deferred: false);
        connection.Execute($"PRAGMA user_version = {SqliteSchema.Versions.Length}", transaction: transaction);
        transaction.Commit();
    }

    internal override IBulkInserter CreateLoader(DbConnection connection, StoreTable table) =>
        new SqliteBulkInserter((SqliteConnection)connection, table);

    // Without the hint SQLite would read all events of a metric or campaign if the query has such a condition.
    internal override string EventsByPosition => "events INDEXED BY events_by_position";

    internal override string InCondition(string column, string parameter) =>
        $"{column} IN (SELECT value FROM json_each(@{parameter}))";

    // One list of pairs: SQLite would join two lists by scanning the second one for each item of the first.
    internal override string KeysQuery => "SELECT value ->> 0, value ->> 1 FROM json_each(@keys)";

    internal override object ToKeyParameters(IReadOnlyCollection<EventKey> keys) =>
        new { keys = JsonSerializer.Serialize(keys.Select(key => new[] { key.Source, key.Id })) };

    internal override object ToListParameter(IEnumerable<string> texts) => JsonSerializer.Serialize(texts);

    internal override JournalException ToJournalException(DbException exception) =>
        (exception as SqliteException)?.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => JournalException.Full(),
            raw.SQLITE_READONLY => JournalException.ReadOnly(),
            // These codes have several causes; a write to the folder finds the one at hand.
            raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN =>
                StoreLock.FindWriteFault(Path.GetDirectoryName(Location)!) ?? JournalException.Unavailable(),
            _ => JournalException.Unavailable(),
        };

    internal static string GetFilePath(string folder) => Path.GetFullPath(Path.Combine(folder, "ipmonitor.db"));

    private void Migrate(SqliteConnection connection)
    {
        // If several processes start at once, one upgrades the schema and the others wait.
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = connection.QuerySingle<int>("PRAGMA user_version", transaction: transaction);
        SchemaVersions.RequireSupported(version, SqliteSchema.Versions.Length, Location);
        foreach (var schema in SqliteSchema.Versions.Skip(version))
            connection.Execute(schema, transaction: transaction);
        connection.Execute($"PRAGMA user_version = {SqliteSchema.Versions.Length}", transaction: transaction);
        transaction.Commit();
    }
}
