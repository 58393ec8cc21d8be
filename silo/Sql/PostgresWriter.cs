using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Npgsql;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Writes appends to PostgreSQL in four trips, however many events they bring: one takes the turn; one copies the events in; one
/// writes what those do; one commits. COPY, which has no ON CONFLICT, costs about two thirds of what that would: only while
/// events come that were there already does the first trip also ask which those are. Who has the turn is alone, so what was not
/// there still is not.
/// </summary>
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

    private const string KnownEventsSql = $"SELECT {EventColumns.Names} FROM UNNEST(@source, @id) AS sent (source, id) JOIN events USING (source, id)";

    private const string UpdateVersionSql = """
        INSERT INTO streams (city, version, position) SELECT city, version, @position FROM UNNEST(@city, @version) AS sent (city, version)
        ON CONFLICT (city) DO UPDATE SET version = excluded.version, position = excluded.position
        """;

    private const string SetAuthoritySql = """
        INSERT INTO streams (city, version, position, authority) VALUES (@city, 0, 0, @authority)
        ON CONFLICT (city) DO UPDATE SET authority = excluded.authority
        """;

    private const string InsertStateSql = """
        INSERT INTO states (number, position, state)
        SELECT number, @position, state FROM UNNEST(@source, @id, @state) AS sent (source, id, state) JOIN events USING (source, id)
        """;

    private const string InsertPendingSql = "INSERT INTO behind (position, count, changes) VALUES (@position, @count, @changes)";

    private bool _checksDuplicates;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AppendResult>> Commit(IReadOnlyList<AppendRequest> appends)
    {
        var cities = new HashSet<string>();
        var isFirst = appends.Select(append => cities.Add(append.City)).ToList();
        if (!isFirst.Contains(false)) return await CommitOnePerCity(appends);
        // A second of one city has to see what came of the first.
        var first = new Queue<AppendResult>(await CommitOnePerCity([.. appends.Where((_, i) => isFirst[i])]));
        var later = new Queue<AppendResult>(await Commit([.. appends.Where((_, i) => !isFirst[i])]));
        return [.. isFirst.Select(one => (one ? first : later).Dequeue())];
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
        catch (PostgresException fault) when (!_checksDuplicates && fault.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            _checksDuplicates = true;
            return await CommitOnce(appends);
        }
    }

    private async Task<IReadOnlyList<AppendResult>> CommitOnce(IReadOnlyList<AppendRequest> appends)
    {
        await using var connection = await database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        var (last, lastNumber, gathered, versions, known) = await BeginCommit(connection, appends);
        _checksDuplicates = known.Count > 0;
        var commit = last.Next(time);
        var (effects, fresh) = (new CommitEffects(), new List<(Event, AppendRequest)>());
        var written = appends.Select(append =>
        {
            var version = versions[append.City];
            if (version != append.ExpectedVersion || append.DependentKeys.Any(known.ContainsKey)) return new WriteResult(true, version, []);
            ImmutableArray<bool> isNew = [.. append.Entries.Select(entry => known.TryAdd(entry.Event.Key, entry.Event))];
            fresh.AddRange(append.Entries.Where((_, i) => isNew[i]).Select(entry => (entry.Event, append)));
            var isNews = WriteResult.CollectEffects(append, isNew, effects);
            return new(false, isNews ? version + 1 : version, isNew, isNews);
        }).ToList();
        var isNews = written.Exists(one => one.HasChanges);
        var isLate = isNews && PendingBuckets.ShouldDefer(database, connection, gathered, effects);
        if (isNews) OpenDay.Close(database, connection, last, commit);
        if (fresh.Count > 0) await PostgresColumns.CopyEvents(connection, fresh, lastNumber, commit);
        await Write(connection, [.. appends.Zip(written)], effects, isLate, isNews ? commit : null);
        await transaction.CommitAsync();
        return WriteResult.CreateResults(appends, written, known, isNews ? commit.Position : last.Position);
    }

    private async Task<(CommitStamp Last, long LastNumber, (long, long) Gathered, Dictionary<string, long> Versions, Dictionary<EventKey, Event> Known)> BeginCommit(
        NpgsqlConnection connection, IReadOnlyList<AppendRequest> appends)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            Timeout = SqlDatabase.LockTimeoutSeconds,
            BatchCommands =
            {
                new(PostgresDatabase.AcquireLockSql),
                new(LastCommitSql),
                new(PendingBuckets.CountSql),
                new(VersionsSql) { Parameters = { PostgresColumns.CreateParameter("city", appends.Select(append => append.City)) } },
            },
        };
        if (_checksDuplicates)
        {
            var keys = appends.SelectMany(append => append.Entries.Select(entry => entry.Event.Key)).ToList();
            batch.BatchCommands.Add(new(KnownEventsSql)
            {
                Parameters = { PostgresColumns.CreateParameter("source", keys.Select(key => key.Source)), PostgresColumns.CreateParameter("id", keys.Select(key => key.Id)) },
            });
        }
        await using var row = await batch.ExecuteReaderAsync();
        await row.NextResultAsync();
        await row.ReadAsync();
        var (last, lastNumber) = (new CommitStamp(row.GetInt64(0), row.GetInt64(1)), row.GetInt64(2));
        await row.NextResultAsync();
        await row.ReadAsync();
        var gathered = (row.GetInt64(0), row.GetInt64(1));
        await row.NextResultAsync();
        var versions = new Dictionary<string, long>();
        while (await row.ReadAsync()) versions.Add(row.GetString(0), row.GetInt64(1));
        var known = new Dictionary<EventKey, Event>();
        if (_checksDuplicates) await row.NextResultAsync();
        while (_checksDuplicates && await row.ReadAsync())
        {
            var e = EventColumns.Read(row, 0);
            known[e.Key] = e;
        }
        return (last, lastNumber, gathered, versions, known);
    }

    private static async Task Write(
        NpgsqlConnection connection, IReadOnlyList<(AppendRequest Append, WriteResult Written)> appends, CommitEffects effects, bool isLate, CommitStamp? commit)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = SqlDatabase.LockTimeoutSeconds };
        foreach (var (append, written) in appends)
            if (append.AuthorityChange is { } recounted && !written.IsConflict) Add(SetAuthoritySql, new NpgsqlParameter<string>("city", append.City), new NpgsqlParameter<string>("authority", recounted.AuthoritativeSources));
        if (commit is { } stamp)
        {
            var position = new NpgsqlParameter<long>("position", stamp.Position);
            Add("INSERT INTO commits (position, known) VALUES (@position, @known)", position, new NpgsqlParameter<long>("known", stamp.Known));
            var news = appends.Where(one => one.Written.HasChanges).ToList();
            Add(UpdateVersionSql, position, PostgresColumns.CreateParameter("city", news.Select(one => one.Append.City)), PostgresColumns.CreateParameter("version", news.Select(one => one.Written.Version)));
            if (isLate) Add(InsertPendingSql, position, new NpgsqlParameter<long>("count", effects.ChangedCount), new NpgsqlParameter<string>("changes", PendingChangeCodec.Encode(effects)));
            else
                foreach (var (sql, buckets) in ((string, IReadOnlyCollection<Bucket>)[])[(PostgresColumns.AddSql, effects.Added), (PostgresColumns.SetSql, effects.Set), (PostgresColumns.PutSql, effects.Put), (PostgresColumns.ReworkedSql, effects.Put)])
                    if (buckets.Count > 0) Add(sql, [.. PostgresColumns.ToParameters(buckets, Enumerable.Repeat(stamp.Position, buckets.Count))]);
            if (effects.States.Count > 0)
                Add(InsertStateSql, position, PostgresColumns.CreateParameter("source", effects.States.Keys.Select(key => key.Source)),
                    PostgresColumns.CreateParameter("id", effects.States.Keys.Select(key => key.Id)),
                    PostgresColumns.CreateParameter("state", effects.States.Values.Select(EnumText.Format)));
        }
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync();

        void Add(string sql, params NpgsqlParameter[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters) command.Parameters.Add(parameter.Collection is null ? parameter : parameter.Clone());
            batch.BatchCommands.Add(command);
        }
    }
}
