using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Npgsql;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// Writes appends to PostgreSQL in as many trips however many events they bring: one takes the turn, inserts the events and tells
/// which are new; one writes what those do; one commits.
/// </summary>
internal sealed class PostgresWriter(PostgresDatabase database, TimeProvider time) : IJournalWriter
{
    // Shorter than a grain's answer may take, so that a busy store says so itself.
    private const int PatienceSeconds = 8;

    private const string Last = """
        SELECT COALESCE(MAX(position), 0) AS position, COALESCE(MAX(known), 0) AS known,
            (SELECT COALESCE(MAX(number), 0) FROM events) AS number
        FROM (SELECT position, known FROM commits ORDER BY position DESC LIMIT 1) AS latest
        """;

    private const string Versions = """
        SELECT expected.city, COALESCE(streams.version, 0) FROM UNNEST(@city) AS expected (city) LEFT JOIN streams USING (city)
        """;

    // Only of cities that are at the version their writer knows.
    private const string Insert = $"""
        WITH last AS MATERIALIZED ({Last}), fitting AS (
            SELECT expected.city FROM UNNEST(@city, @version) AS expected (city, version) LEFT JOIN streams USING (city)
            WHERE COALESCE(streams.version, 0) = expected.version)
        INSERT INTO events (number, position, received, batch, {EventColumns.Names})
        SELECT last.number + sent.nth, last.position + 1, GREATEST(@now, last.known), batch, {EventColumns.Names}
        FROM last CROSS JOIN UNNEST({PostgresColumns.EventParameters}) AS sent (nth, batch, {EventColumns.Names}) JOIN fitting USING (city)
        ORDER BY sent.nth
        ON CONFLICT (source, id) DO NOTHING RETURNING number
        """;

    private const string Advance = """
        INSERT INTO streams (city, version, position) SELECT city, version, @position FROM UNNEST(@city, @version) AS sent (city, version)
        ON CONFLICT (city) DO UPDATE SET version = excluded.version, position = excluded.position
        """;

    private const string Adopt = """
        INSERT INTO streams (city, version, position, authority) VALUES (@city, 0, 0, @authority)
        ON CONFLICT (city) DO UPDATE SET authority = excluded.authority
        """;

    private const string State = """
        INSERT INTO states (number, position, state)
        SELECT number, @position, state FROM UNNEST(@source, @id, @state) AS sent (source, id, state) JOIN events USING (source, id)
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Appended>> Commit(IReadOnlyList<Append> appends)
    {
        var cities = new HashSet<string>();
        var isFirst = appends.Select(append => cities.Add(append.City)).ToList();
        if (!isFirst.Contains(false)) return await CommitOneACity(appends);
        // A second of one city has to see what came of the first.
        var first = new Queue<Appended>(await CommitOneACity([.. appends.Where((_, i) => isFirst[i])]));
        var later = new Queue<Appended>(await Commit([.. appends.Where((_, i) => !isFirst[i])]));
        return [.. isFirst.Select(one => (one ? first : later).Dequeue())];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task<IReadOnlyList<Appended>> CommitOneACity(IReadOnlyList<Append> appends)
    {
        await using var connection = await database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (last, versions, fresh) = await InsertEvents(connection, appends, now);
        var effects = new Effects();
        var nth = 0;
        var written = appends.Select(append =>
        {
            ImmutableArray<bool> isNew = [.. append.Entries.Select(_ => fresh.Contains(last.Number + nth++))];
            var version = versions[append.City];
            if (version != append.ExpectedVersion) return new WrittenAppend(true, version, []);
            var isNews = WrittenAppend.Take(append, isNew, effects);
            return new(false, isNews ? version + 1 : version, isNew, isNews);
        }).ToList();
        var commit = new CommitStamp(last.Position + 1, Math.Max(now, last.Known));
        var isNews = written.Exists(one => one.IsNews);
        if (isNews) OpenDay.Close(connection, (last.Position, last.Known), commit.Known);
        await Write(connection, [.. appends.Zip(written)], effects, isNews ? commit : null);
        var answers = WrittenAppend.Answers(database, connection, appends, written, isNews ? commit.Position : last.Position);
        await transaction.CommitAsync();
        return answers;
    }

    private static async Task<(LastCommit Last, Dictionary<string, long> Versions, HashSet<long> Fresh)> InsertEvents(
        NpgsqlConnection connection, IReadOnlyList<Append> appends, long now)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = PatienceSeconds };
        var cities = PostgresColumns.Parameter("city", appends.Select(append => append.City));
        batch.BatchCommands.Add(new(PostgresDatabase.TakeTurn));
        batch.BatchCommands.Add(new(Last));
        batch.BatchCommands.Add(new(Versions) { Parameters = { cities.Clone() } });
        var insert = new NpgsqlBatchCommand(Insert)
        {
            Parameters =
            {
                cities,
                PostgresColumns.Parameter("version", appends.Select(append => append.ExpectedVersion)),
                new NpgsqlParameter<long>("now", now),
            },
        };
        foreach (var column in PostgresColumns.Of([.. appends.SelectMany(append => append.Entries.Select(entry => (entry.Event, append.Batch)))]))
            insert.Parameters.Add(column);
        batch.BatchCommands.Add(insert);

        await using var row = await batch.ExecuteReaderAsync();
        await row.NextResultAsync();
        await row.ReadAsync();
        var last = new LastCommit(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2) + 1);
        await row.NextResultAsync();
        var versions = new Dictionary<string, long>();
        while (await row.ReadAsync()) versions.Add(row.GetString(0), row.GetInt64(1));
        await row.NextResultAsync();
        var fresh = new HashSet<long>();
        while (await row.ReadAsync()) fresh.Add(row.GetInt64(0));
        return (last, versions, fresh);
    }

    private static async Task Write(
        NpgsqlConnection connection, IReadOnlyList<(Append Append, WrittenAppend Written)> appends, Effects effects, CommitStamp? commit)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = PatienceSeconds };
        foreach (var (append, written) in appends)
            if (append.Recounted is { } recounted && !written.Conflict) Add(Adopt, new NpgsqlParameter<string>("city", append.City), new NpgsqlParameter<string>("authority", recounted.Authority));
        if (commit is not null)
        {
            var position = new NpgsqlParameter<long>("position", commit.Position);
            Add("INSERT INTO commits (position, known) VALUES (@position, @known)", position, new NpgsqlParameter<long>("known", commit.Known));
            var news = appends.Where(one => one.Written.IsNews).ToList();
            Add(Advance, position, PostgresColumns.Parameter("city", news.Select(one => one.Append.City)), PostgresColumns.Parameter("version", news.Select(one => one.Written.Version)));
            foreach (var (sql, buckets) in ((string, IReadOnlyCollection<Bucket>)[])[(PostgresColumns.Add, effects.Added), (PostgresColumns.Set, effects.Set), (PostgresColumns.Put, effects.Put)])
                if (buckets.Count > 0) Add(sql, [position, .. PostgresColumns.Of(buckets)]);
            if (effects.States.Count > 0)
                Add(State, position, PostgresColumns.Parameter("source", effects.States.Keys.Select(key => key.Source)),
                    PostgresColumns.Parameter("id", effects.States.Keys.Select(key => key.Id)), PostgresColumns.Parameter("state", effects.States.Values.Select(state => state.ToString())));
        }
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync();

        void Add(string sql, params NpgsqlParameter[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters) command.Parameters.Add(parameter.Collection is null ? parameter : parameter.Clone());
            batch.BatchCommands.Add(command);
        }
    }

    private sealed record LastCommit(long Position, long Known, long Number);

    private sealed record CommitStamp(long Position, long Known);
}
