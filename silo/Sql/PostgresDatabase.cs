using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Configuration;
using Npgsql;

namespace IpMonitor.Silo.Sql;

/// <summary>Store in PostgreSQL 15 or later, which several processes may share.</summary>
public sealed class PostgresDatabase : SqlDatabase
{
    /// <summary>Acquires the advisory lock that a transaction needs to add positions.</summary>
    /// <remarks>
    /// The lock makes positions rise in commit order across processes. Its number is arbitrary and reserved for the
    /// store.
    /// </remarks>
    internal const string AcquireLockSql = "SELECT pg_advisory_xact_lock(371000)";

    private const int TrialWriteBytes = 128 * 1024;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _source;
    private readonly bool _usesPooler;

    /// <summary>Connects to the store and creates or upgrades its tables.</summary>
    /// <param name="connectionString">Connection string.</param>
    /// <param name="anyTls">True to accept connections over a network without a verified certificate.</param>
    /// <exception cref="InvalidDataException">
    /// The database is unreachable, does not sync commits to disk, or would be connected without a verified
    /// certificate; or its schema is newer than this version, or older and the account may not upgrade it.
    /// </exception>
    public PostgresDatabase(string connectionString, bool anyTls = false)
    {
        var settings = ParseSettings(connectionString);
        settings.ApplicationName = "IpMonitor";
        settings.MaxAutoPrepare = 60;
        settings.AutoPrepareMinUsages = 2;
        Location = $"postgresql://{settings.Host}:{settings.Port}/{settings.Database}";
        if (!anyTls) RequireTls(settings, Location);
        _source = NpgsqlDataSource.Create(settings);
        var connection = ConnectWithRetry();
        if (_usesPooler = IsPooler(connection))
        {
            // In transaction mode each transaction may have another session, which has no statement prepared before.
            connection.Dispose();
            _source.Dispose();
            (settings.MaxAutoPrepare, settings.NoResetOnClose) = (0, true);
            _source = NpgsqlDataSource.Create(settings);
            connection = ConnectWithRetry();
        }
        using (connection)
        {
            RequireSync(connection);
            Migrate(connection);
        }
    }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override DbConnection Open() => _source.OpenConnection();

    /// <inheritdoc/>
    public override void Dispose() => _source.Dispose();

    /// <summary>Throws if a server or another command has the store open.</summary>
    /// <exception cref="InvalidDataException">The store is open.</exception>
    internal void RequireClosed()
    {
        using var connection = Open();
        RequireClosed(connection);
    }

    /// <inheritdoc cref="RequireClosed()"/>
    internal void RequireClosed(DbConnection connection)
    {
        if (_usesPooler)
            throw new InvalidDataException(
                $"{Location} 是连接池（如 PgBouncer），看不出服务是否在运行：请在 IPM_DATABASE 中直连 PostgreSQL 后再执行。" +
                " It is a connection pooler such as PgBouncer, which hides whether a server runs:" +
                " connect directly to PostgreSQL by IPM_DATABASE and run this command again.");
        if (connection.QuerySingle<long>("""
            SELECT COUNT(*) FROM pg_stat_activity
            WHERE datname = current_database()
                AND application_name = current_setting('application_name')
                AND pid <> pg_backend_pid()
            """) > 0)
            throw StoreLock.CreateOpenException(Location);
    }

    internal ValueTask<NpgsqlConnection> Connect() => _source.OpenConnectionAsync();

    internal override DbTransaction BeginSnapshot(DbConnection connection) =>
        connection.BeginTransaction(IsolationLevel.RepeatableRead);

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
        foreach (var group in changes.GroupBy(change => change.IsReading))
        {
            var command = new NpgsqlBatchCommand(group.Key ? PostgresColumns.SetSql : PostgresColumns.AddSql);
            var parameters = PostgresColumns.CreateParameters(
                [.. group.Select(change => change.Bucket)], group.Select(change => change.Position));
            foreach (var parameter in parameters) command.Parameters.Add(parameter);
            batch.BatchCommands.Add(command);
        }
        batch.ExecuteNonQuery();
    }

    internal override JournalException? FindWriteFault(DbConnection connection)
    {
        if (connection.QuerySingle<string>("SHOW transaction_read_only") != "on") return null;
        ClearPool();
        return JournalException.ReadOnly();
    }

    // Writes incompressible text, so that the table has to grow, and rolls back.
    internal override void TryWrite(DbConnection connection)
    {
        using var transaction = BeginExclusive(connection);
        var text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TrialWriteBytes));
        connection.Execute(
            "INSERT INTO reference (document, position, author, text) VALUES ('', -1, '', @text)",
            new { text },
            transaction);
    }

    internal override IBulkInserter CreateLoader(DbConnection connection, StoreTable table) =>
        new PostgresBulkInserter((NpgsqlConnection)connection, table);

    internal override string EventsByPosition => "events";

    internal override string InCondition(string column, string parameter) => $"{column} = ANY(@{parameter})";

    internal override string KeysQuery =>
        "SELECT source COLLATE \"C\", id COLLATE \"C\" FROM UNNEST(@sources, @ids) AS key (source, id)";

    internal override object ToKeyParameters(IReadOnlyCollection<EventKey> keys) => new
    {
        sources = keys.Select(key => key.Source).ToArray(),
        ids = keys.Select(key => key.Id).ToArray(),
    };

    internal override object ToListParameter(IEnumerable<string> texts) => texts.ToArray();

    internal override JournalException ToJournalException(DbException exception)
    {
        if (exception.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction) ClearPool();
        return exception.SqlState switch
        {
            PostgresErrorCodes.DiskFull => JournalException.Full(),
            PostgresErrorCodes.ReadOnlySqlTransaction => JournalException.ReadOnly(),
            _ => JournalException.Unavailable(),
        };
    }

    // A connection keeps the read-only default of the database that it began with, so that pooled connections would
    // stay read-only after the database is writable again.
    private void ClearPool() => _source.Clear();

    /// <summary>Throws if a connection over a network would not verify the certificate of the database.</summary>
    /// <exception cref="InvalidDataException">The certificate would not be verified.</exception>
    internal static void RequireTls(NpgsqlConnectionStringBuilder settings, string location)
    {
        if (settings.SslMode == SslMode.VerifyFull || (settings.Host ?? "").Split(',').All(IsLocal)) return;
        throw new InvalidDataException(
            $"database_tls：{location} 不在本机，而连接不核对对方证书：" +
            "请在 IPM_DATABASE 中加 SSL Mode=VerifyFull（及 Root Certificate=签发机构证书）；" +
            "确无他人的专用网络可设 IPM_DATABASE_TLS=any。" +
            " The database is on another machine and its certificate would not be checked:" +
            " add SSL Mode=VerifyFull (and Root Certificate=…) to IPM_DATABASE," +
            " or set IPM_DATABASE_TLS=any on a network that nobody else is on.");
    }

    // A pooler such as PgBouncer announces a process id of its own.
    private static bool IsPooler(NpgsqlConnection connection) =>
        connection.QuerySingle<int>("SELECT pg_backend_pid()") != connection.ProcessID;

    private static NpgsqlConnectionStringBuilder ParseSettings(string connectionString)
    {
        try
        {
            return new(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new InvalidDataException(
                "IPM_DATABASE：不是连接串，应如 Host=127.0.0.1;Username=ipm;Database=ipm。" +
                $" It is no connection string such as the one above. {exception.Message}",
                exception);
        }
    }

    // Unix sockets and loopback addresses.
    private static bool IsLocal(string host) => host.Trim() is var name && (
        name.StartsWith('/')
        || name.StartsWith('@')
        || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address)));

    // The database may still start or recover when this program starts.
    private NpgsqlConnection ConnectWithRetry()
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(200))
        {
            try
            {
                return _source.OpenConnection();
            }
            catch (NpgsqlException exception) when (!exception.IsTransient || clock.Elapsed > StartTimeout)
            {
                throw new InvalidDataException(
                    $"连不上 {Location}：请检查 IPM_DATABASE，以及数据库是否在运行。" +
                    $" It cannot be reached: check IPM_DATABASE, and that the database runs. {exception.Message}",
                    exception);
            }
            catch (NpgsqlException)
            {
            }
        }
    }

    // Acknowledged events must be on disk, so the database must sync commits.
    private void RequireSync(NpgsqlConnection connection)
    {
        foreach (var setting in (string[])["fsync", "synchronous_commit", "full_page_writes"])
            if (connection.QuerySingle<string>($"SHOW {setting}") == "off")
                throw new InvalidDataException(
                    $"{Location} 的 {setting} 为 off，断电会丢失已收下的数据：请改为 on。" +
                    $" {setting} is off, so a power cut would lose what was acknowledged: turn it on.");
    }

    /// <summary>Moves all tables to another schema and creates empty ones, within an exclusive transaction.</summary>
    internal static void MoveToSchema(DbConnection connection, string schema)
    {
        connection.Execute($"CREATE SCHEMA {schema}");
        foreach (var table in StoreTable.All) connection.Execute($"ALTER TABLE {table.Name} SET SCHEMA {schema}");
        connection.Execute($"""
            ALTER DOMAIN code SET SCHEMA {schema};
            ALTER FUNCTION refuse_change SET SCHEMA {schema};
            CREATE TABLE {schema}.schema_version AS TABLE schema_version
            """);
        foreach (var version in PostgresSchema.Versions) connection.Execute(version);
    }

    // Changes nothing if the schema is current, so that an account without the right to change tables can start.
    private void Migrate(NpgsqlConnection connection)
    {
        var hasVersion = connection.QuerySingle<bool>("SELECT to_regclass('schema_version') IS NOT NULL");
        var version = hasVersion ? ReadVersion(connection) : 0;
        if (version == PostgresSchema.Versions.Length) return;
        try
        {
            Upgrade(connection);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidDataException(
                $"schema_outdated：{Location} 的结构版本为 {version}，本程序需要 {PostgresSchema.Versions.Length}，而此账号无权改表：" +
                $"请以表的所有者执行 {MaintenanceCommand.Format("upgrade")}，再执行 docs/least-rights.sql，然后启动。" +
                $" The schema is version {version}, this program needs {PostgresSchema.Versions.Length}," +
                " and this account may not change tables:" +
                $" as their owner run {MaintenanceCommand.Format("upgrade")} and docs/least-rights.sql,"
                + " then start again.",
                exception);
        }
    }

    private void Upgrade(NpgsqlConnection connection)
    {
        // If several processes start at once, one upgrades the schema and the others wait.
        using var transaction = BeginExclusive(connection);
        connection.Execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
        var version = ReadVersion(connection);
        SchemaVersions.RequireSupported(version, PostgresSchema.Versions.Length, Location);
        foreach (var schema in PostgresSchema.Versions.Skip(version)) connection.Execute(schema);
        connection.Execute(
            "DELETE FROM schema_version; INSERT INTO schema_version VALUES (@version)",
            new { version = PostgresSchema.Versions.Length });
        transaction.Commit();
    }

    private static int ReadVersion(NpgsqlConnection connection) =>
        connection.QuerySingleOrDefault<int>("SELECT version FROM schema_version");
}
