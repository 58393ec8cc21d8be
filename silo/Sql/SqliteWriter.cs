using System.Collections.Immutable;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IpMonitor.Silo.Sql;

/// <summary>Writes appends to SQLite by prepared statements on one connection.</summary>
internal sealed class SqliteWriter : IJournalWriter
{
    /// <summary>
    /// Connection settings: 64 MiB of page cache for the indexes, and a checkpoint every 8,000 WAL pages.
    /// </summary>
    /// <remarks>The longer WAL lets a page that many commits change be written to the database file once.</remarks>
    internal const string Settings = "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000";

    /// <summary>
    /// Inserts a new event; the parameters are position, receipt time, batch and the event's columns.
    /// </summary>
    internal static readonly string InsertEventSql = $"""
        INSERT INTO events (position, received, batch, {EventColumns.Names})
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, id) DO NOTHING
        """;

    /// <summary>Adds amounts to a bucket.</summary>
    internal static readonly string AddSql = CreateUpsertSql(BucketColumns.AddClause);

    /// <summary>Sets a bucket to a reading.</summary>
    internal static readonly string SetSql = CreateUpsertSql(BucketColumns.SetClause);

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly SqliteConnection _connection;
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _lastCommit;
    private readonly SqliteStatement _insertCommit;
    private readonly SqliteStatement _selectVersion;
    private readonly SqliteStatement _updateVersion;
    private readonly SqliteStatement _eventExists;
    private readonly SqliteStatement _insertEvent;
    private readonly SqliteStatement _countPending;
    private readonly SqliteStatement _insertPending;
    private readonly SqliteStatement _add;
    private readonly SqliteStatement _set;
    private readonly SqliteStatement _put;
    private readonly SqliteStatement _insertReworked;
    private readonly SqliteStatement _insertState;
    private readonly SqliteStatement _setAuthority;

    /// <summary>Opens a connection and prepares the statements.</summary>
    public SqliteWriter(SqliteDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
        _connection = database.Connect();
        // The provider waits for locks only in its own commands, so the library needs its own time-out.
        _ = raw.sqlite3_busy_timeout(_connection.Handle!, SqlDatabase.LockTimeoutSeconds * 1000);
        _connection.Execute(Settings);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _lastCommit = Prepare("SELECT position, known FROM commits ORDER BY position DESC LIMIT 1");
        _insertCommit = Prepare("INSERT INTO commits (position, known) VALUES (?, ?)");
        _selectVersion = Prepare("SELECT version FROM streams WHERE city = ?");
        _updateVersion = Prepare("""
            INSERT INTO streams (city, version, position) VALUES (?, ?, ?)
            ON CONFLICT (city) DO UPDATE SET version = excluded.version, position = excluded.position
            """);
        _eventExists = Prepare("SELECT 1 FROM events WHERE source = ? AND id = ?");
        _insertEvent = Prepare(InsertEventSql);
        _countPending = Prepare(PendingBuckets.CountSql);
        _insertPending = Prepare("INSERT INTO behind (position, count, changes) VALUES (?, ?, ?)");
        _add = Prepare(AddSql);
        _set = Prepare(SetSql);
        _put = Prepare(CreateUpsertSql(BucketColumns.PutClause));
        _insertReworked = Prepare(
            $"REPLACE INTO reworked ({BucketColumns.Key}, position) VALUES (?, ?, ?, ?, ?, ?)");
        _insertState = Prepare("""
            REPLACE INTO states (number, position, state)
            SELECT number, ?, ? FROM events WHERE source = ? AND id = ?
            """);
        _setAuthority = Prepare("""
            INSERT INTO streams (city, version, position, authority) VALUES (?, 0, 0, ?)
            ON CONFLICT (city) DO UPDATE SET authority = excluded.authority
            """);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AppendResult>> Commit(IReadOnlyList<AppendRequest> appends)
    {
        _begin.Execute();
        try
        {
            var last = _lastCommit.QueryFirst(row => new CommitStamp(row[0], row[1]));
            var commit = last.Next(_connection, _time);
            var effects = new CommitEffects();
            var written = appends.Select(append => WriteAppend(append, commit, effects)).ToList();
            // A commit without changes takes no position.
            var hasChanges = written.Exists(result => result.HasChanges);
            if (hasChanges)
            {
                var pending = _countPending.QueryFirst(row => (row[0], row[1]));
                var isDeferred = PendingBuckets.ShouldDefer(_database, _connection, pending, effects);
                OpenDay.Change(_database, _connection, last, commit);
                WriteEffects(effects, isDeferred, commit);
            }
            var existingKeys = WriteResult.FindExistingKeys(appends, written);
            var existing = existingKeys.Count > 0 ? EventReader.Find(_database, _connection, existingKeys) : [];
            _commit.Execute();
            var position = hasChanges ? commit.Position : last.Position;
            return Task.FromResult(WriteResult.CreateResults(appends, written, existing, position));
        }
        catch
        {
            // Fails if SQLite has rolled back by itself, as after a full disk.
            try { _rollback.Execute(); } catch (SqliteException) { }
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _connection.Dispose();
    }

    /// <summary>Sets the next parameters to the columns of an event.</summary>
    internal static SqliteStatement Bind(SqliteStatement statement, Event e) => statement
        .Bind(e.Source)
        .Bind(e.Id)
        .Bind(e.City)
        .Bind(e.Unit ?? "")
        .Bind(e.Metric)
        .Bind(FixedPoint.ToScaled(e.Value))
        .Bind(e.Weight)
        .Bind(EventColumns.Day(e.Date))
        .Bind(e.Campaign ?? "")
        .Bind(e.Ref)
        .Bind(e.Note)
        .Bind(EnumText.Format(e.Qualifier))
        .Bind(EnumText.Format(e.Op))
        .Bind(EnumText.Format(e.Basis))
        .Bind(e.Target?.Source)
        .Bind(e.Target?.Id);

    /// <summary>Sets the next parameters to the columns of a bucket.</summary>
    internal static SqliteStatement Bind(SqliteStatement statement, Bucket bucket) => Bind(statement, bucket.Key)
        .Bind(bucket.Count)
        .Bind(bucket.Sum)
        .Bind(bucket.Weight)
        .Bind(bucket.OverCount)
        .Bind(bucket.AboutCount)
        .Bind(bucket.CorrectionCount)
        .Bind(bucket.CumulativeReadingCount)
        .Bind(bucket.FinalCount);

    private static SqliteStatement Bind(SqliteStatement statement, BucketKey key) => statement
        .Bind(key.City)
        .Bind(key.Campaign ?? "")
        .Bind(key.Unit ?? "")
        .Bind(key.Metric)
        .Bind(EventColumns.Day(key.Day));

    private static string CreateUpsertSql(string setClause) => $"""
        INSERT INTO buckets ({BucketColumns.Names}, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT ({BucketColumns.Key}) DO UPDATE SET {setClause}
        """;

    private SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(_connection, sql);
        _statements.Add(statement);
        return statement;
    }

    private WriteResult WriteAppend(AppendRequest append, CommitStamp commit, CommitEffects effects)
    {
        _selectVersion.Bind(append.City);
        var version = _selectVersion.QueryFirst(row => row[0]);
        if (version != append.ExpectedVersion || append.DependentKeys.Any(Exists)) return new(true, version, []);
        ImmutableArray<bool> isNew = [.. append.Entries.Select(entry => Insert(entry.Event, append, commit))];
        var hasChanges = WriteResult.CollectEffects(append, isNew, effects);
        if (append.AuthoritativeSourceChange is { } change)
            _setAuthority.Bind(append.City).Bind(change.AuthoritativeSources).Execute();
        if (hasChanges) _updateVersion.Bind(append.City).Bind(version + 1).Bind(commit.Position).Execute();
        return new(false, hasChanges ? version + 1 : version, isNew, hasChanges);
    }

    private bool Exists(EventKey key) => _eventExists.Bind(key.Source).Bind(key.Id).QueryFirst(row => row[0]) == 1;

    private bool Insert(Event e, AppendRequest append, CommitStamp commit)
    {
        _insertEvent.Bind(commit.Position).Bind(commit.GetReceived(append)).Bind(append.Batch);
        return Bind(_insertEvent, e).Execute() > 0;
    }

    private void WriteEffects(CommitEffects effects, bool isDeferred, CommitStamp commit)
    {
        _insertCommit.Bind(commit.Position).Bind(commit.Known).Execute();
        if (isDeferred)
            _insertPending
                .Bind(commit.Position)
                .Bind((long)effects.ChangedCount)
                .Bind(PendingChangeCodec.Encode(effects))
                .Execute();
        else WriteBuckets(effects, commit);
        foreach (var (key, state) in effects.States)
            _insertState
                .Bind(commit.Position)
                .Bind(EnumText.Format(state))
                .Bind(key.Source)
                .Bind(key.Id)
                .Execute();
    }

    private void WriteBuckets(CommitEffects effects, CommitStamp commit)
    {
        foreach (var bucket in effects.Added) Bind(_add, bucket).Bind(commit.Position).Execute();
        foreach (var bucket in effects.Set) Bind(_set, bucket).Bind(commit.Position).Execute();
        foreach (var bucket in effects.Put)
        {
            Bind(_put, bucket).Bind(commit.Position).Execute();
            Bind(_insertReworked, bucket.Key).Bind(commit.Position).Execute();
        }
    }
}
