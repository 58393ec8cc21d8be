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
    private readonly SqliteStatement _begin, _commit, _rollback, _lastCommit, _insertCommit, _stream, _advance, _there, _insert, _gathered, _leave, _add, _set, _put, _rework, _state, _adopt;

    /// <summary>Opens a connection of its own and prepares what it says.</summary>
    public SqliteWriter(SqliteDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
        _connection = database.Connect();
        // The provider waits by itself only for what is said through it.
        _ = SQLitePCL.raw.sqlite3_busy_timeout(_connection.Handle!, SqlDatabase.PatienceSeconds * 1000);
        _connection.Execute(Settings);
        _begin = new(_connection, "BEGIN IMMEDIATE");
        _commit = new(_connection, "COMMIT");
        _rollback = new(_connection, "ROLLBACK");
        _lastCommit = new(_connection, "SELECT position, known FROM commits ORDER BY position DESC LIMIT 1");
        _insertCommit = new(_connection, "INSERT INTO commits (position, known) VALUES (?, ?)");
        _stream = new(_connection, "SELECT version FROM streams WHERE city = ?");
        _advance = new(_connection, """
            INSERT INTO streams (city, version, position) VALUES (?, ?, ?)
            ON CONFLICT (city) DO UPDATE SET version = excluded.version, position = excluded.position
            """);
        _there = new(_connection, "SELECT 1 FROM events WHERE source = ? AND id = ?");
        _insert = new(_connection, InsertEvent);
        _gathered = new(_connection, Behind.Gathered);
        _leave = new(_connection, "INSERT INTO behind (position, count, changes) VALUES (?, ?, ?)");
        _add = new(_connection, Add);
        _set = new(_connection, Set);
        _put = new(_connection, Upsert(BucketColumns.Put));
        _rework = new(_connection, $"REPLACE INTO reworked ({BucketColumns.Key}, position) VALUES (?, ?, ?, ?, ?, ?)");
        _state = new(_connection, "REPLACE INTO states (number, position, state) SELECT number, ?, ? FROM events WHERE source = ? AND id = ?");
        _adopt = new(_connection, """
            INSERT INTO streams (city, version, position, authority) VALUES (?, 0, 0, ?)
            ON CONFLICT (city) DO UPDATE SET authority = excluded.authority
            """);
    }

    /// <summary>The indexes of a long journal stay in memory (64 MiB), and a page that many commits change is moved to the file once.</summary>
    internal const string Settings = "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000";

    /// <summary>Inserts an event that is new, given its position, when it was received and its batch before its own values.</summary>
    internal static readonly string InsertEvent = $"""
        INSERT INTO events (position, received, batch, {EventColumns.Names})
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, id) DO NOTHING
        """;

    internal static readonly string Add = Upsert(BucketColumns.Add);

    internal static readonly string Set = Upsert(BucketColumns.Set);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AppendResult>> Commit(IReadOnlyList<AppendRequest> appends)
    {
        _begin.Run();
        try
        {
            var last = _lastCommit.First(row => new CommitStamp(row[0], row[1]));
            var commit = last.Next(_time);
            var effects = new Effects();
            var written = appends.Select(append => Write(append, commit, effects)).ToList();
            // A commit without news takes no position.
            var isNews = written.Exists(one => one.IsNews);
            if (isNews)
            {
                var isLate = Behind.Takes(_database, _connection, _gathered.First(row => (row[0], row[1])), effects);
                OpenDay.Close(_database, _connection, last, commit);
                Write(effects, isLate, commit);
            }
            var known = WrittenAppend.Old(appends, written) is { Count: > 0 } old ? SqlJournal.FindEvents(_database, _connection, old) : [];
            _commit.Run();
            return Task.FromResult(WrittenAppend.Answers(appends, written, known, isNews ? commit.Position : last.Position));
        }
        catch
        {
            // SQLite has rolled back by itself after some faults (a full disk, for one).
            try { _rollback.Run(); } catch (SqliteException) { }
            throw;
        }
    }

    /// <summary>Says the values of an event to a statement, in the order of its columns.</summary>
    internal static SqliteStatement With(SqliteStatement statement, Event e) => statement
        .With(e.Source).With(e.Id).With(e.City).With(e.Unit ?? "").With(e.Metric).With(FixedPoint.ToScaled(e.Value)).With(e.Weight)
        .With(EventColumns.Day(e.Date)).With(e.Campaign ?? "").With(e.Ref).With(e.Note)
        .With(EnumText.Of(e.Qualifier)).With(EnumText.Of(e.Op)).With(EnumText.Of(e.Basis))
        .With(e.Target?.Source).With(e.Target?.Id);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _rollback, _lastCommit, _insertCommit, _stream, _advance, _there, _insert, _gathered, _leave, _add, _set, _put, _rework, _state, _adopt])
            statement.Dispose();
        _connection.Dispose();
    }

    private WrittenAppend Write(AppendRequest append, CommitStamp commit, Effects effects)
    {
        _stream.With(append.City);
        var version = _stream.First(row => row[0]);
        if (version != append.ExpectedVersion || append.DependentKeys.Any(IsThere)) return new(true, version, []);
        ImmutableArray<bool> isNew = [.. append.Entries.Select(entry => Insert(entry.Event, append, commit))];
        var isNews = WrittenAppend.Take(append, isNew, effects);
        if (append.AuthorityChange is { } recounted) _adopt.With(append.City).With(recounted.AuthoritativeSources).Run();
        if (isNews) _advance.With(append.City).With(version + 1).With(commit.Position).Run();
        return new(false, isNews ? version + 1 : version, isNew, isNews);
    }

    private bool IsThere(EventKey key) => _there.With(key.Source).With(key.Id).First(row => row[0]) == 1;

    private bool Insert(Event e, AppendRequest append, CommitStamp commit) =>
        With(_insert.With(commit.Position).With(commit.Received(append)).With(append.Batch), e).Run() > 0;

    private void Write(Effects effects, bool isLate, CommitStamp commit)
    {
        _insertCommit.With(commit.Position).With(commit.Known).Run();
        if (isLate) _leave.With(commit.Position).With((long)effects.Changed).With(LateText.Of(effects)).Run();
        else Write(effects, commit);
        foreach (var (key, state) in effects.States)
            _state.With(commit.Position).With(EnumText.Of(state)).With(key.Source).With(key.Id).Run();
    }

    private void Write(Effects effects, CommitStamp commit)
    {
        foreach (var bucket in effects.Added) With(_add, bucket).With(commit.Position).Run();
        foreach (var bucket in effects.Set) With(_set, bucket).With(commit.Position).Run();
        foreach (var bucket in effects.Put)
        {
            With(_put, bucket).With(commit.Position).Run();
            With(_rework, bucket.Key).With(commit.Position).Run();
        }
    }

    private static SqliteStatement With(SqliteStatement statement, BucketKey key) => statement
        .With(key.City).With(key.Campaign ?? "").With(key.Unit ?? "").With(key.Metric).With(EventColumns.Day(key.Day));

    /// <summary>Says the values of a bucket to a statement.</summary>
    internal static SqliteStatement With(SqliteStatement statement, Bucket bucket) => With(statement, bucket.Key)
        .With(bucket.Count).With(bucket.Sum).With(bucket.Weight).With(bucket.OverCount).With(bucket.AboutCount)
        .With(bucket.CorrectionCount).With(bucket.CumulativeReadingCount).With(bucket.FinalCount);

    private static string Upsert(string change) => $"""
        INSERT INTO buckets ({BucketColumns.Names}, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT ({BucketColumns.Key}) DO UPDATE SET {change}
        """;
}
