using System.Collections.Immutable;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Sql;

/// <summary>Writes appends to SQLite: what is new of the events, and what that does to the buckets.</summary>
internal sealed class SqliteWriter : IJournalWriter
{
    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin, _commit, _rollback, _lastCommit, _insertCommit, _selectVersion, _updateVersion, _eventExists, _insertEvent, _countPending, _insertPending, _add, _set, _put, _insertReworked, _insertState, _setAuthority;

    /// <summary>Opens a connection of its own and prepares what it says.</summary>
    public SqliteWriter(SqliteDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
        _connection = database.Connect();
        // The provider waits by itself only for what is said through it.
        _ = SQLitePCL.raw.sqlite3_busy_timeout(_connection.Handle!, SqlDatabase.LockTimeoutSeconds * 1000);
        _connection.Execute(Settings);
        _begin = new(_connection, "BEGIN IMMEDIATE");
        _commit = new(_connection, "COMMIT");
        _rollback = new(_connection, "ROLLBACK");
        _lastCommit = new(_connection, "SELECT position, known FROM commits ORDER BY position DESC LIMIT 1");
        _insertCommit = new(_connection, "INSERT INTO commits (position, known) VALUES (?, ?)");
        _selectVersion = new(_connection, "SELECT version FROM streams WHERE city = ?");
        _updateVersion = new(_connection, """
            INSERT INTO streams (city, version, position) VALUES (?, ?, ?)
            ON CONFLICT (city) DO UPDATE SET version = excluded.version, position = excluded.position
            """);
        _eventExists = new(_connection, "SELECT 1 FROM events WHERE source = ? AND id = ?");
        _insertEvent = new(_connection, InsertEventSql);
        _countPending = new(_connection, PendingBuckets.CountSql);
        _insertPending = new(_connection, "INSERT INTO behind (position, count, changes) VALUES (?, ?, ?)");
        _add = new(_connection, AddSql);
        _set = new(_connection, SetSql);
        _put = new(_connection, Upsert(BucketColumns.PutClause));
        _insertReworked = new(_connection, $"REPLACE INTO reworked ({BucketColumns.Key}, position) VALUES (?, ?, ?, ?, ?, ?)");
        _insertState = new(_connection, "REPLACE INTO states (number, position, state) SELECT number, ?, ? FROM events WHERE source = ? AND id = ?");
        _setAuthority = new(_connection, """
            INSERT INTO streams (city, version, position, authority) VALUES (?, 0, 0, ?)
            ON CONFLICT (city) DO UPDATE SET authority = excluded.authority
            """);
    }

    /// <summary>The indexes of a long journal stay in memory (64 MiB), and a page that many commits change is moved to the file once.</summary>
    internal const string Settings = "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000";

    /// <summary>Inserts an event that is new, given its position, when it was received and its batch before its own values.</summary>
    internal static readonly string InsertEventSql = $"""
        INSERT INTO events (position, received, batch, {EventColumns.Names})
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, id) DO NOTHING
        """;

    internal static readonly string AddSql = Upsert(BucketColumns.AddClause);

    internal static readonly string SetSql = Upsert(BucketColumns.SetClause);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AppendResult>> Commit(IReadOnlyList<AppendRequest> appends)
    {
        _begin.Execute();
        try
        {
            var last = _lastCommit.QueryFirst(row => new CommitStamp(row[0], row[1]));
            var commit = last.Next(_time);
            var effects = new CommitEffects();
            var written = appends.Select(append => Write(append, commit, effects)).ToList();
            // A commit without news takes no position.
            var isNews = written.Exists(one => one.HasChanges);
            if (isNews)
            {
                var isLate = PendingBuckets.ShouldDefer(_database, _connection, _countPending.QueryFirst(row => (row[0], row[1])), effects);
                OpenDay.Close(_database, _connection, last, commit);
                Write(effects, isLate, commit);
            }
            var known = WriteResult.FindExistingKeys(appends, written) is { Count: > 0 } old ? SqlJournal.FindEvents(_database, _connection, old) : [];
            _commit.Execute();
            return Task.FromResult(WriteResult.CreateResults(appends, written, known, isNews ? commit.Position : last.Position));
        }
        catch
        {
            // SQLite has rolled back by itself after some faults (a full disk, for one).
            try { _rollback.Execute(); } catch (SqliteException) { }
            throw;
        }
    }

    /// <summary>Says the values of an event to a statement, in the order of its columns.</summary>
    internal static SqliteStatement Bind(SqliteStatement statement, Event e) => statement
        .Bind(e.Source).Bind(e.Id).Bind(e.City).Bind(e.Unit ?? "").Bind(e.Metric).Bind(FixedPoint.ToScaled(e.Value)).Bind(e.Weight)
        .Bind(EventColumns.Day(e.Date)).Bind(e.Campaign ?? "").Bind(e.Ref).Bind(e.Note)
        .Bind(EnumText.Format(e.Qualifier)).Bind(EnumText.Format(e.Op)).Bind(EnumText.Format(e.Basis))
        .Bind(e.Target?.Source).Bind(e.Target?.Id);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _rollback, _lastCommit, _insertCommit, _selectVersion, _updateVersion, _eventExists, _insertEvent, _countPending, _insertPending, _add, _set, _put, _insertReworked, _insertState, _setAuthority])
            statement.Dispose();
        _connection.Dispose();
    }

    private WriteResult Write(AppendRequest append, CommitStamp commit, CommitEffects effects)
    {
        _selectVersion.Bind(append.City);
        var version = _selectVersion.QueryFirst(row => row[0]);
        if (version != append.ExpectedVersion || append.DependentKeys.Any(Exists)) return new(true, version, []);
        ImmutableArray<bool> isNew = [.. append.Entries.Select(entry => Insert(entry.Event, append, commit))];
        var isNews = WriteResult.CollectEffects(append, isNew, effects);
        if (append.AuthorityChange is { } recounted) _setAuthority.Bind(append.City).Bind(recounted.AuthoritativeSources).Execute();
        if (isNews) _updateVersion.Bind(append.City).Bind(version + 1).Bind(commit.Position).Execute();
        return new(false, isNews ? version + 1 : version, isNew, isNews);
    }

    private bool Exists(EventKey key) => _eventExists.Bind(key.Source).Bind(key.Id).QueryFirst(row => row[0]) == 1;

    private bool Insert(Event e, AppendRequest append, CommitStamp commit) =>
        Bind(_insertEvent.Bind(commit.Position).Bind(commit.GetReceived(append)).Bind(append.Batch), e).Execute() > 0;

    private void Write(CommitEffects effects, bool isLate, CommitStamp commit)
    {
        _insertCommit.Bind(commit.Position).Bind(commit.Known).Execute();
        if (isLate) _insertPending.Bind(commit.Position).Bind((long)effects.ChangedCount).Bind(PendingChangeCodec.Encode(effects)).Execute();
        else Write(effects, commit);
        foreach (var (key, state) in effects.States)
            _insertState.Bind(commit.Position).Bind(EnumText.Format(state)).Bind(key.Source).Bind(key.Id).Execute();
    }

    private void Write(CommitEffects effects, CommitStamp commit)
    {
        foreach (var bucket in effects.Added) Bind(_add, bucket).Bind(commit.Position).Execute();
        foreach (var bucket in effects.Set) Bind(_set, bucket).Bind(commit.Position).Execute();
        foreach (var bucket in effects.Put)
        {
            Bind(_put, bucket).Bind(commit.Position).Execute();
            Bind(_insertReworked, bucket.Key).Bind(commit.Position).Execute();
        }
    }

    private static SqliteStatement Bind(SqliteStatement statement, BucketKey key) => statement
        .Bind(key.City).Bind(key.Campaign ?? "").Bind(key.Unit ?? "").Bind(key.Metric).Bind(EventColumns.Day(key.Day));

    /// <summary>Says the values of a bucket to a statement.</summary>
    internal static SqliteStatement Bind(SqliteStatement statement, Bucket bucket) => Bind(statement, bucket.Key)
        .Bind(bucket.Count).Bind(bucket.Sum).Bind(bucket.Weight).Bind(bucket.OverCount).Bind(bucket.AboutCount)
        .Bind(bucket.CorrectionCount).Bind(bucket.CumulativeReadingCount).Bind(bucket.FinalCount);

    private static string Upsert(string change) => $"""
        INSERT INTO buckets ({BucketColumns.Names}, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT ({BucketColumns.Key}) DO UPDATE SET {change}
        """;
}
