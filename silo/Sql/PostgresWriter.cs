using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Npgsql;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Writes appends to PostgreSQL in four round trips, regardless of the number of events: lock and read, copy events,
/// write effects, commit.
/// </summary>
/// <remarks>
/// COPY has no ON CONFLICT, but costs about two thirds of an INSERT that has. Existing events are looked up in the
/// first round trip only while duplicates arrive; otherwise a duplicate fails the COPY and the commit is repeated
/// with the look-up. The lock keeps events that did not exist from being added by another process meanwhile.
/// </remarks>
internal sealed class PostgresWriter(PostgresDatabase database, TimeProvider time) : IJournalWriter
{
    private const string LastCommitSql = """
        SELECT COALESCE(MAX(position), 0) AS position, COALESCE(MAX(known), 0) AS known,
            (SELECT COALESCE(MAX(number), 0) FROM events) AS number
        FROM (SELECT position, known FROM commits ORDER BY position DESC LIMIT 1) AS latest
        """;

    private const string VersionsSql = """
        SELECT sent.city, COALESCE(streams.version, 0) FROM UNNEST(@city) AS sent (city) LEFT JOIN streams USING (city)
        """;

    private const string ExistingEventsSql = $"""
        SELECT {EventColumns.Names} FROM UNNEST(@source, @id) AS sent (source, id) JOIN events USING (source, id)
        """;

    private const string InsertCommitSql = "INSERT INTO commits (position, known) VALUES (@position, @known)";

    private const string UpdateVersionSql = """
        INSERT INTO streams (city, version, position)
        SELECT city, version, @position FROM UNNEST(@city, @version) AS sent (city, version)
        ON CONFLICT (city) DO UPDATE SET version = excluded.version, position = excluded.position
        """;

    private const string SetAuthoritySql = """
        INSERT INTO streams (city, version, position, authority) VALUES (@city, 0, 0, @authority)
        ON CONFLICT (city) DO UPDATE SET authority = excluded.authority
        """;

    private const string InsertStateSql = """
        INSERT INTO states (number, position, state)
        SELECT number, @position, state
        FROM UNNEST(@source, @id, @state) AS sent (source, id, state) JOIN events USING (source, id)
        """;

    private const string InsertPendingSql =
        "INSERT INTO behind (position, count, changes) VALUES (@position, @count, @changes)";

    private bool _checksDuplicates;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AppendResult>> Commit(IReadOnlyList<AppendRequest> appends)
    {
        var cities = new HashSet<string>();
        var isFirst = appends.Select(append => cities.Add(append.City)).ToList();
        if (!isFirst.Contains(false)) return await CommitOnePerCity(appends);
        // A second append of a city must see the version and events of the first.
        var first = new Queue<AppendResult>(await CommitOnePerCity([.. appends.Where((_, i) => isFirst[i])]));
        var later = new Queue<AppendResult>(await Commit([.. appends.Where((_, i) => !isFirst[i])]));
        return [.. isFirst.Select(takesFirst => (takesFirst ? first : later).Dequeue())];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task<IReadOnlyList<AppendResult>> CommitOnePerCity(IReadOnlyList<AppendRequest> appends)
    {
        try
        {
            return await CommitOnce(appends);
        }
        catch (PostgresException exception)
            when (!_checksDuplicates && exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            _checksDuplicates = true;
            return await CommitOnce(appends);
        }
    }

    private async Task<IReadOnlyList<AppendResult>> CommitOnce(IReadOnlyList<AppendRequest> appends)
    {
        await using var connection = await database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        var current = await BeginCommit(connection, appends);
        var (last, existing) = (current.LastCommit, current.ExistingEvents);
        _checksDuplicates = existing.Count > 0;
        var commit = last.Next(connection, time);
        var (effects, newEvents) = (new CommitEffects(), new List<(Event, AppendRequest)>());
        var written = appends.Select(CheckAppend).ToList();
        var hasChanges = written.Exists(result => result.HasChanges);
        var isDeferred = hasChanges && PendingBuckets.ShouldDefer(database, connection, current.Pending, effects);
        if (hasChanges) OpenDay.Change(database, connection, last, commit);
        if (newEvents.Count > 0) await PostgresColumns.CopyEvents(connection, newEvents, current.LastNumber, commit);
        await WriteEffects(
            connection, [.. appends.Zip(written)], effects, isDeferred, hasChanges ? commit : null);
        await transaction.CommitAsync();
        return WriteResult.CreateResults(appends, written, existing, hasChanges ? commit.Position : last.Position);

        WriteResult CheckAppend(AppendRequest append)
        {
            var version = current.Versions[append.City];
            if (version != append.ExpectedVersion || append.DependentKeys.Any(existing.ContainsKey))
                return new(true, version, []);
            ImmutableArray<bool> isNew =
                [.. append.Entries.Select(entry => existing.TryAdd(entry.Event.Key, entry.Event))];
            newEvents.AddRange(append.Entries.Where((_, i) => isNew[i]).Select(entry => (entry.Event, append)));
            var changesStore = WriteResult.CollectEffects(append, isNew, effects);
            return new(false, changesStore ? version + 1 : version, isNew, changesStore);
        }
    }

    private async Task<CurrentState> BeginCommit(NpgsqlConnection connection, IReadOnlyList<AppendRequest> appends)
    {
        var cities = PostgresColumns.CreateParameter("city", appends.Select(append => append.City));
        await using var batch = new NpgsqlBatch(connection)
        {
            Timeout = SqlDatabase.LockTimeoutSeconds,
            BatchCommands =
            {
                new(PostgresDatabase.AcquireLockSql),
                new(LastCommitSql),
                new(PendingBuckets.CountSql),
                new(VersionsSql) { Parameters = { cities } },
            },
        };
        if (_checksDuplicates)
        {
            var keys = appends.SelectMany(append => append.Entries.Select(entry => entry.Event.Key)).ToList();
            batch.BatchCommands.Add(new(ExistingEventsSql)
            {
                Parameters =
                {
                    PostgresColumns.CreateParameter("source", keys.Select(key => key.Source)),
                    PostgresColumns.CreateParameter("id", keys.Select(key => key.Id)),
                },
            });
        }
        await using var row = await batch.ExecuteReaderAsync();
        await row.NextResultAsync();
        await row.ReadAsync();
        var (lastCommit, lastNumber) = (new CommitStamp(row.GetInt64(0), row.GetInt64(1)), row.GetInt64(2));
        await row.NextResultAsync();
        await row.ReadAsync();
        var pending = (row.GetInt64(0), row.GetInt64(1));
        await row.NextResultAsync();
        var versions = new Dictionary<string, long>();
        while (await row.ReadAsync()) versions.Add(row.GetString(0), row.GetInt64(1));
        var existing = new Dictionary<EventKey, Event>();
        if (_checksDuplicates) await row.NextResultAsync();
        while (_checksDuplicates && await row.ReadAsync())
        {
            var e = EventColumns.Read(row, 0);
            existing[e.Key] = e;
        }
        return new(lastCommit, lastNumber, pending, versions, existing);
    }

    // The commit is null if nothing changes; authorities are written even then.
    private static async Task WriteEffects(
        NpgsqlConnection connection, IReadOnlyList<(AppendRequest Append, WriteResult Written)> appends,
        CommitEffects effects, bool isDeferred, CommitStamp? commit)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = SqlDatabase.LockTimeoutSeconds };
        foreach (var (append, written) in appends)
            if (append.AuthoritativeSourceChange is { } change && !written.IsConflict)
                Add(
                    SetAuthoritySql,
                    new NpgsqlParameter<string>("city", append.City),
                    new NpgsqlParameter<string>("authority", change.AuthoritativeSources));
        if (commit is { } stamp)
        {
            var position = new NpgsqlParameter<long>("position", stamp.Position);
            Add(InsertCommitSql, position, new NpgsqlParameter<long>("known", stamp.Known));
            var changed = appends.Where(pair => pair.Written.HasChanges).ToList();
            Add(
                UpdateVersionSql,
                position,
                PostgresColumns.CreateParameter("city", changed.Select(pair => pair.Append.City)),
                PostgresColumns.CreateParameter("version", changed.Select(pair => pair.Written.Version)));
            if (isDeferred)
                Add(
                    InsertPendingSql,
                    position,
                    new NpgsqlParameter<long>("count", effects.ChangedCount),
                    new NpgsqlParameter<string>("changes", PendingChangeCodec.Encode(effects)));
            else
            {
                AddBuckets(PostgresColumns.AddSql, effects.Added, stamp);
                AddBuckets(PostgresColumns.SetSql, effects.Set, stamp);
                AddBuckets(PostgresColumns.PutSql, effects.Put, stamp);
                AddBuckets(PostgresColumns.ReworkedSql, effects.Put, stamp);
            }
            if (effects.States.Count > 0)
                Add(
                    InsertStateSql,
                    position,
                    PostgresColumns.CreateParameter("source", effects.States.Keys.Select(key => key.Source)),
                    PostgresColumns.CreateParameter("id", effects.States.Keys.Select(key => key.Id)),
                    PostgresColumns.CreateParameter("state", effects.States.Values.Select(EnumText.Format)));
        }
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync();

        void AddBuckets(string sql, IReadOnlyCollection<Bucket> buckets, CommitStamp stamp)
        {
            if (buckets.Count == 0) return;
            var positions = Enumerable.Repeat(stamp.Position, buckets.Count);
            Add(sql, [.. PostgresColumns.CreateParameters(buckets, positions)]);
        }

        void Add(string sql, params NpgsqlParameter[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            // A parameter belongs to one command, so a shared one is cloned.
            foreach (var parameter in parameters)
                command.Parameters.Add(parameter.Collection is null ? parameter : parameter.Clone());
            batch.BatchCommands.Add(command);
        }
    }

    private sealed record CurrentState(
        CommitStamp LastCommit, long LastNumber, (long Commits, long Changes) Pending,
        Dictionary<string, long> Versions, Dictionary<EventKey, Event> ExistingEvents);
}
