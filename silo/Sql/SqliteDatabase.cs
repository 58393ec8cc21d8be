using System.Data.Common;
using System.Text.Json;
using Dapper;
using IpMonitor.Grains.Journal;
using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Sql;

/// <summary>The SQLite file of a store (WAL): opens connections that sync every commit to disk, and makes the schema.</summary>
public sealed class SqliteDatabase : SqlDatabase
{
    private readonly FileStream _lock;
    private readonly string _connectionString;

    /// <summary>Opens the store in a folder, making both when they are not there.</summary>
    /// <exception cref="InvalidDataException">A newer version wrote it, or a backup is being put in its place.</exception>
    public SqliteDatabase(string folder)
    {
        FilePermissions.CreateFolder(folder);
        _lock = StoreLock.AcquireShared(folder);
        Location = GetFilePath(folder);
        // What SQLite puts beside it has the mode that it has.
        FilePermissions.EnsureFile(Location);
        foreach (var end in (string[])["-wal", "-shm"]) FilePermissions.Restrict(Location + end);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = Location, DefaultTimeout = LockTimeoutSeconds }.ToString();
        using var connection = Connect();
        // The file remembers it.
        connection.Execute("PRAGMA journal_mode = WAL");
        Migrate(connection);
    }

    /// <summary>Whether there is a store in a folder.</summary>
    public static bool Exists(string folder) => File.Exists(GetFilePath(folder));

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override DbConnection Open() => Connect();

    /// <summary>Closes the file: connections are kept open between uses.</summary>
    public override void Dispose()
    {
        using var any = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(any);
        _lock.Dispose();
    }

    internal SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        connection.Execute("PRAGMA synchronous = FULL");
        return connection;
    }

    internal override DbTransaction BeginSnapshot(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    internal override DbTransaction BeginExclusive(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);

    internal override IJournalWriter CreateWriter(TimeProvider time) => new SqliteWriter(this, time);

    internal override void ApplyChanges(DbConnection connection, IReadOnlyCollection<PendingChange> changes)
    {
        using var add = new SqliteStatement((SqliteConnection)connection, SqliteWriter.AddSql);
        using var set = new SqliteStatement((SqliteConnection)connection, SqliteWriter.SetSql);
        foreach (var change in changes) SqliteWriter.Bind(change.IsReading ? set : add, change.Bucket).Bind(change.Position).Execute();
    }

    internal override JournalException? FindWriteFault(DbConnection connection) => StoreLock.FindWriteFault(Path.GetDirectoryName(Location)!);

    // Sets the version that it has: a commit like any other. The folder was found to have space before.
    internal override void TryWrite(DbConnection connection)
    {
        var sqlite = (SqliteConnection)connection;
        sqlite.DefaultTimeout = 1; // A lock is an answer here.
        using var transaction = sqlite.BeginTransaction(deferred: false);
        connection.Execute($"PRAGMA user_version = {SqliteSchema.Versions.Length}", transaction: transaction);
        transaction.Commit();
    }

    internal override IRowLoader CreateLoader(DbConnection connection, StoreTable table) => new SqliteLoader((SqliteConnection)connection, table);

    internal override string InCondition(string column, string parameter) => $"{column} IN (SELECT value FROM json_each(@{parameter}))";

    internal override string PairsQuery(string first, string second) =>
        $"SELECT first.value, second.value FROM json_each(@{first}) AS first JOIN json_each(@{second}) AS second ON first.key = second.key";

    internal override object ToListParameter(IEnumerable<string> texts) => JsonSerializer.Serialize(texts);

    internal override JournalException ToJournalException(DbException fault) => (fault as SqliteException)?.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => JournalException.Full(),
        SQLitePCL.raw.SQLITE_READONLY => JournalException.ReadOnly(),
        // It does not say why; the folder does.
        SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CANTOPEN => StoreLock.FindWriteFault(Path.GetDirectoryName(Location)!) ?? JournalException.Unavailable(),
        _ => JournalException.Unavailable(),
    };

    internal static string GetFilePath(string folder) => Path.GetFullPath(Path.Combine(folder, "ipmonitor.db"));

    private void Migrate(SqliteConnection connection)
    {
        // An immediate transaction: of several processes that start at once, one makes the schema and the others wait.
        using var transaction = connection.BeginTransaction(deferred: false);
        var found = connection.QuerySingle<int>("PRAGMA user_version", transaction: transaction);
        SchemaVersions.RequireSupported(found, SqliteSchema.Versions.Length, Location);
        foreach (var schema in SqliteSchema.Versions.Skip(found)) connection.Execute(schema, transaction: transaction);
        connection.Execute($"PRAGMA user_version = {SqliteSchema.Versions.Length}", transaction: transaction);
        transaction.Commit();
    }
}
