using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Dapper;
using IpMonitor.Grains.Journal;
using Npgsql;

namespace IpMonitor.Silo.Sql;

/// <summary>A store in PostgreSQL 15 or later: several processes may share it.</summary>
public sealed class PostgresDatabase : SqlDatabase
{
    /// <summary>
    /// Who holds this advisory lock until the end of a transaction alone may add positions, so that they rise in the order of
    /// commits, whichever process makes them. The number means nothing; it is the store's own.
    /// </summary>
    internal const string AcquireLockSql = "SELECT pg_advisory_xact_lock(371000)";

    private const int TrialBytes = 128 * 1024;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _source;

    /// <summary>Opens the store that a connection string names, making its tables when they are not there.</summary>
    /// <param name="connectionString">Which database, and how it is reached.</param>
    /// <param name="anyTls">Whether it may be reached over a network by any connection, and not by TLS to whom its certificate names alone.</param>
    /// <exception cref="InvalidDataException">
    /// It cannot be reached, or only by a connection that others may read; a newer version wrote it, or an older one and this account
    /// may not upgrade it; or the database does not sync its commits to disk.
    /// </exception>
    public PostgresDatabase(string connectionString, bool anyTls = false)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "IpMonitor",
            MaxAutoPrepare = 60,
            AutoPrepareMinUsages = 2,
        };
        Location = $"postgresql://{settings.Host}:{settings.Port}/{settings.Database}";
        if (!anyTls) RequireTls(settings, Location);
        _source = NpgsqlDataSource.Create(settings);
        using var connection = ConnectWithRetry();
        RequireSync(connection);
        Migrate(connection);
    }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override DbConnection Open() => _source.OpenConnection();

    /// <inheritdoc/>
    public override void Dispose() => _source.Dispose();

    internal ValueTask<NpgsqlConnection> Connect() => _source.OpenConnectionAsync();

    internal override DbTransaction BeginSnapshot(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    internal override DbTransaction BeginExclusive(DbConnection connection)
    {
        var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        connection.Execute(AcquireLockSql);
        return transaction;
    }

    internal override IJournalWriter CreateWriter(TimeProvider time) => new PostgresWriter(this, time);

    internal override void ApplyChanges(DbConnection connection, IReadOnlyCollection<PendingChange> changes)
    {
        using var batch = new NpgsqlBatch((NpgsqlConnection)connection) { Timeout = LockTimeoutSeconds };
        foreach (var some in changes.GroupBy(change => change.IsReading))
        {
            var command = new NpgsqlBatchCommand(some.Key ? PostgresColumns.SetSql : PostgresColumns.AddSql);
            foreach (var column in PostgresColumns.ToParameters([.. some.Select(change => change.Bucket)], some.Select(change => change.Position))) command.Parameters.Add(column);
            batch.BatchCommands.Add(command);
        }
        batch.ExecuteNonQuery();
    }

    internal override JournalException? FindWriteFault(DbConnection connection) =>
        connection.QuerySingle<string>("SHOW transaction_read_only") == "on" ? JournalException.ReadOnly() : null;

    // Text that does not compress, so that the table has to grow; it is rolled back.
    internal override void TryWrite(DbConnection connection)
    {
        using var transaction = BeginExclusive(connection);
        var text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TrialBytes));
        connection.Execute("INSERT INTO reference (document, position, author, text) VALUES ('', -1, '', @text)", new { text }, transaction);
    }

    internal override IRowLoader CreateLoader(DbConnection connection, StoreTable table) => new PostgresLoader((NpgsqlConnection)connection, table);

    internal override string InCondition(string column, string parameter) => $"{column} = ANY(@{parameter})";

    internal override string PairsQuery(string first, string second) =>
        $"SELECT first COLLATE \"C\", second COLLATE \"C\" FROM UNNEST(@{first}, @{second}) AS pair (first, second)";

    internal override object ToListParameter(IEnumerable<string> texts) => texts.ToArray();

    internal override JournalException ToJournalException(DbException fault) => fault.SqlState switch
    {
        PostgresErrorCodes.DiskFull => JournalException.Full(),
        PostgresErrorCodes.ReadOnlySqlTransaction => JournalException.ReadOnly(),
        _ => JournalException.Unavailable(),
    };

    /// <summary>Refuses a connection over a network on which another could read along, or answer in the database's place.</summary>
    internal static void RequireTls(NpgsqlConnectionStringBuilder settings, string place)
    {
        if (settings.SslMode == SslMode.VerifyFull || (settings.Host ?? "").Split(',').All(IsLocal)) return;
        throw new InvalidDataException(
            $"database_tls：{place} 不在本机，而连接不核对对方证书：请在 IPM_DATABASE 中加 SSL Mode=VerifyFull（及 Root Certificate=签发机构证书）；" +
            "确无他人的专用网络可设 IPM_DATABASE_TLS=any。" +
            " The database is on another machine and its certificate would not be checked: add SSL Mode=VerifyFull (and Root Certificate=…) to IPM_DATABASE," +
            " or set IPM_DATABASE_TLS=any on a network that nobody else is on.");
    }

    // By a Unix socket, or on this machine.
    private static bool IsLocal(string host) => host.Trim() is var name && (name.StartsWith('/') || name.StartsWith('@')
        || name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address)));

    // A database that starts together with this program, or still recovers, may take its time.
    private NpgsqlConnection ConnectWithRetry()
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(200))
        {
            try
            {
                return _source.OpenConnection();
            }
            catch (NpgsqlException fault) when (!fault.IsTransient || clock.Elapsed > StartTimeout)
            {
                throw new InvalidDataException(
                    $"连不上 {Location}：请检查 IPM_DATABASE，以及数据库是否在运行。 It cannot be reached: check IPM_DATABASE, and that the database runs. {fault.Message}", fault);
            }
            catch (NpgsqlException)
            {
            }
        }
    }

    // An acknowledged event is on disk: a database that was told not to sync cannot promise that.
    private void RequireSync(NpgsqlConnection connection)
    {
        foreach (var setting in (string[])["fsync", "synchronous_commit", "full_page_writes"])
            if (connection.QuerySingle<string>($"SHOW {setting}") == "off")
                throw new InvalidDataException(
                    $"{Location} 的 {setting} 为 off，断电会丢失已收下的数据：请改为 on。" +
                    $" {setting} is off, so a power cut would lose what was acknowledged: turn it on.");
    }

    /// <summary>Within an exclusive transaction, takes all of the store to a schema of its own and makes an empty one.</summary>
    internal static void MoveToSchema(DbConnection connection, string schema)
    {
        connection.Execute($"CREATE SCHEMA {schema}");
        foreach (var table in StoreTable.All) connection.Execute($"ALTER TABLE {table.Name} SET SCHEMA {schema}");
        connection.Execute($"ALTER DOMAIN code SET SCHEMA {schema}; ALTER FUNCTION refuse_change SET SCHEMA {schema}; CREATE TABLE {schema}.schema_version AS TABLE schema_version");
        foreach (var version in PostgresSchema.Versions) connection.Execute(version);
    }

    // Who may not change tables need not: where they are as they should be, nothing is changed.
    private void Migrate(NpgsqlConnection connection)
    {
        var found = connection.QuerySingle<bool>("SELECT to_regclass('schema_version') IS NOT NULL") ? Version(connection) : 0;
        if (found == PostgresSchema.Versions.Length) return;
        try
        {
            Upgrade(connection);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidDataException(
                $"schema_outdated：{Location} 的结构版本为 {found}，本程序需要 {PostgresSchema.Versions.Length}，而此账号无权改表：" +
                "请以表的所有者执行 dotnet ipm.cs upgrade，再执行 docs/least-rights.sql，然后启动。" +
                $" The schema is version {found}, this program needs {PostgresSchema.Versions.Length}, and this account may not change tables:" +
                " as their owner run dotnet ipm.cs upgrade and docs/least-rights.sql, then start again.", fault);
        }
    }

    private void Upgrade(NpgsqlConnection connection)
    {
        // Of several processes that start at once, one makes the schema and the others wait.
        using var transaction = BeginExclusive(connection);
        connection.Execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
        var found = Version(connection);
        SchemaVersions.RequireSupported(found, PostgresSchema.Versions.Length, Location);
        foreach (var schema in PostgresSchema.Versions.Skip(found)) connection.Execute(schema);
        connection.Execute("DELETE FROM schema_version; INSERT INTO schema_version VALUES (@version)", new { version = PostgresSchema.Versions.Length });
        transaction.Commit();
    }

    private static int Version(NpgsqlConnection connection) => connection.QuerySingleOrDefault<int>("SELECT version FROM schema_version");
}
