using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Sql;

/// <summary>Writes appends, several in one transaction: what is new of the events, and what that does to the buckets.</summary>
public sealed class SqliteWriter : IDisposable
{
    private readonly TimeProvider _time;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin, _commit, _rollback, _lastCommit, _insertCommit, _stream, _advance, _insert, _find, _add, _set, _put, _state, _adopt, _close;

    /// <summary>Opens a connection of its own and prepares what it says.</summary>
    public SqliteWriter(SqliteDatabase database, TimeProvider time)
    {
        _time = time;
        _connection = database.Open();
        _begin = new(_connection, "BEGIN IMMEDIATE");
        _commit = new(_connection, "COMMIT");
        _rollback = new(_connection, "ROLLBACK");
        _lastCommit = new(_connection, "SELECT position, known FROM commits ORDER BY position DESC LIMIT 1");
        _insertCommit = new(_connection, "INSERT INTO commits (position, known) VALUES ($1, $2)");
        _stream = new(_connection, "SELECT version FROM streams WHERE city = $1");
        _advance = new(_connection, """
            INSERT INTO streams (city, version, position) VALUES ($1, $2, $3)
            ON CONFLICT (city) DO UPDATE SET version = excluded.version, position = excluded.position
            """);
        _insert = new(_connection, EventColumns.Insert);
        _find = new(_connection, $"SELECT {EventColumns.Names} FROM events WHERE source = $1 AND id = $2");
        const string bucket = """
            INSERT INTO buckets (city, campaign, unit, metric, day, count, sum, weight, overs, abouts, corrected, readings, position)
            VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, 0, 0, $10)
            ON CONFLICT (city, campaign, unit, metric, day) DO UPDATE SET position = excluded.position, count = count + 1,
            """;
        _add = new(_connection, $"{bucket} sum = sum + excluded.sum, weight = weight + excluded.weight, overs = overs + excluded.overs, abouts = abouts + excluded.abouts");
        _set = new(_connection, $"{bucket} sum = excluded.sum, weight = excluded.weight, overs = excluded.overs, abouts = excluded.abouts");
        _put = new(_connection, """
            REPLACE INTO buckets (city, campaign, unit, metric, day, count, sum, weight, overs, abouts, corrected, readings, finals, position)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """);
        _state = new(_connection, "REPLACE INTO states (number, position, state) SELECT number, $3, $4 FROM events WHERE source = $1 AND id = $2");
        _adopt = new(_connection, """
            INSERT INTO streams (city, version, position, authority) VALUES ($1, 0, 0, $2)
            ON CONFLICT (city) DO UPDATE SET authority = excluded.authority
            """);
        _close = new(_connection, """
            REPLACE INTO closings
            SELECT metric, city, campaign, unit, day, $2, count, sum, weight, overs, abouts, corrected, readings, finals
            FROM buckets WHERE position = $1
            """);
    }

    /// <summary>Commits all of the appends or none of them; answers when they are on disk, one answer an append, in order.</summary>
    public IReadOnlyList<Appended> Commit(IReadOnlyList<Append> appends)
    {
        _begin.Run();
        try
        {
            var (last, lastKnown) = _lastCommit.First(row => (row.GetInt64(0), row.GetInt64(1)));
            var commit = new CommitStamp(last + 1, Math.Max(_time.GetUtcNow().ToUnixTimeMilliseconds(), lastKnown));
            var results = appends.Select(append => Write(append, commit)).ToList();
            // A commit without news takes no position.
            var news = results.Exists(result => result.HasNews);
            if (news)
            {
                _insertCommit.Run(commit.Position, commit.Known);
                _close.Run(commit.Position, EventColumns.Day(ChinaTime.FromMilliseconds(commit.Known).ChinaDate()));
            }
            _commit.Run();
            return results.ConvertAll(result =>
                new Appended(result.Conflict, result.Version, news ? commit.Position : last, result.Novelties));
        }
        catch
        {
            // SQLite has rolled back by itself after some faults (a full disk, for one).
            try { _rollback.Run(); } catch (SqliteException) { }
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private Written Write(Append append, CommitStamp commit)
    {
        var version = _stream.First(row => row.GetInt64(0), append.City);
        if (version != append.ExpectedVersion) return new(true, version, [], false);

        ImmutableArray<Novelty> novelties = [.. append.Entries.Select(entry => Write(entry, append.Batch, commit))];
        if (append.Recounted is { } recounted)
        {
            _adopt.Run(append.City, recounted.Authority);
            Put(recounted.Buckets, recounted.States, commit);
        }
        if (!novelties.Contains(Novelty.New) && append.Recounted is not { States.IsEmpty: false }) return new(false, version, novelties, false);
        _advance.Run(append.City, version + 1, commit.Position);
        return new(false, version + 1, novelties, true);
    }

    private Novelty Write(Entry entry, string? batch, CommitStamp commit)
    {
        var e = entry.Event;
        var number = _insert.First(row => row.GetInt64(0), [commit.Position, commit.Known, batch, .. EventColumns.Values(e)]);
        if (number == 0)
            return _find.First(row => EventColumns.Read(row, 0), e.Source, e.Id) == e ? Novelty.Duplicate : Novelty.IdReused;

        foreach (var change in entry.Changes)
            (change.Op == Op.Set ? _set : _add).Run(
                change.Key.City, change.Key.Campaign ?? "", change.Key.Unit ?? "", change.Key.Metric,
                EventColumns.Day(change.Key.Day),
                change.Sum, change.Weight, change.Over, change.About, commit.Position);
        Put(entry.Buckets, entry.States, commit);
        return Novelty.New;
    }

    private void Put(ImmutableArray<Bucket> buckets, ImmutableArray<NewState> states, CommitStamp commit)
    {
        foreach (var bucket in buckets)
            _put.Run(
                bucket.Key.City, bucket.Key.Campaign ?? "", bucket.Key.Unit ?? "", bucket.Key.Metric,
                EventColumns.Day(bucket.Key.Day),
                bucket.Count, bucket.Sum, bucket.Weight, bucket.Over, bucket.About, bucket.Corrected, bucket.Readings, bucket.Finals,
                commit.Position);
        foreach (var (key, state) in states) _state.Run(key.Source, key.Id, commit.Position, state.ToString());
    }

    private sealed record CommitStamp(long Position, long Known);

    private sealed record Written(bool Conflict, long Version, ImmutableArray<Novelty> Novelties, bool HasNews);
}
