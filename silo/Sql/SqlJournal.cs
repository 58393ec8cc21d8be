using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IpMonitor.Silo.Sql;

/// <summary>The journal in a SQL database: one writer a process, and readers that each see one position.</summary>
public sealed partial class SqlJournal : IJournal, IAsyncDisposable
{
    private readonly SqlDatabase _database;
    private readonly TimeProvider _time;
    private readonly TaskScheduler _scheduler;
    private readonly IJournalWriter _writer;
    private readonly GroupCommit _commits;
    private readonly ILogger _log;
    private readonly JournalMetrics? _metrics;

    /// <summary>Opens the store.</summary>
    public SqlJournal(SqlDatabase database, TimeProvider time, ILogger<SqlJournal>? log = null, JournalMetrics? metrics = null)
        : this(database, time, database.CreateWriter(time), TaskScheduler.Default, log, metrics)
    {
    }

    /// <summary>Opens the store with a writer of its own, and reads and commits where it is told.</summary>
    internal SqlJournal(
        SqlDatabase database, TimeProvider time, IJournalWriter writer, TaskScheduler scheduler, ILogger? log = null,
        JournalMetrics? metrics = null)
    {
        _metrics = metrics;
        _log = log ?? NullLogger.Instance;
        _database = database;
        _time = time;
        _scheduler = scheduler;
        _writer = writer;
        _commits = new(Commit, ApplyPending, time, scheduler, metrics);
        metrics?.Observe(() => _commits.QueueLength);
    }

    /// <inheritdoc/>
    public Task<AppendResult> Append(AppendRequest append) =>
        Instrumentation.Activities.HasListeners() ? AppendTraced(append) : _commits.Append(append);

    /// <inheritdoc/>
    public Task<ImmutableArray<Event?>> FindEvents(ImmutableArray<EventKey> keys) => Read("find", (connection, _) =>
    {
        var found = FindEvents(_database, connection, keys);
        return keys.Select(key => found.GetValueOrDefault(key)).ToImmutableArray();
    });

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalEvent>> GetCorrectionChains(ImmutableArray<EventKey> keys)
    {
        const string names = "(link.target_source = kin.source AND link.target_id = kin.id)";
        return Read("family", (connection, _) => QueryEvents(connection, $"""
        number IN (
            WITH RECURSIVE kin (source, id) AS (
                {_database.PairsQuery("sources", "ids")}
                UNION
                SELECT CASE WHEN {names} THEN link.source ELSE link.target_source END, CASE WHEN {names} THEN link.id ELSE link.target_id END
                FROM kin JOIN events AS link ON {names} OR link.source = kin.source AND link.id = kin.id AND link.target_id IS NOT NULL)
            SELECT number FROM kin JOIN events USING (source, id))
        """, int.MaxValue, KeyParameters(_database, keys)));
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalEvent>> GetEventsInRanges(string city, string metric, ImmutableArray<UnitDateRange> spans) => Read("spans", (connection, _) =>
        spans.SelectMany(span => QueryEvents(connection, "metric = @metric AND city = @city AND unit = @unit AND date BETWEEN @from AND @to", int.MaxValue, new
        {
            metric,
            city,
            unit = span.Unit ?? "",
            from = EventColumns.Day(span.From),
            to = EventColumns.Day(span.To),
        })).DistinctBy(known => known.SequenceNumber).OrderBy(known => known.SequenceNumber).ToImmutableArray());

    /// <inheritdoc/>
    public Task<CityState> GetCityState(string city) => Read("city", (connection, position) => new CityState(
        connection.QuerySingleOrDefault<long>("SELECT version FROM streams WHERE city = @city", new { city }),
        position,
        PendingBuckets.Load(connection).Query(connection, $"SELECT {BucketColumns.Names} FROM buckets WHERE city = @city", new { city }, change => change.Bucket.Key.City == city),
        [.. connection.Query<(string, string)>("""
            SELECT target_source, target_id FROM events AS correction
            WHERE city = @city AND target_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM events WHERE source = correction.target_source AND id = correction.target_id)
            """, new { city }).Select(target => new EventKey(target.Item1, target.Item2))],
        connection.QuerySingleOrDefault<string>("SELECT authority FROM streams WHERE city = @city", new { city }) ?? ""));

    /// <inheritdoc/>
    public Task<JournalChanges> GetChanges(ChangesQuery query) => Read("changes", (connection, position) => new JournalChanges(
        position,
        FindKnownTime(connection, position),
        FindReferenceVersion(connection, position),
        !query.WithBuckets || position == query.After ? []
            : PendingBuckets.Load(connection).Query(
                connection,
                $"SELECT {BucketColumns.Names} FROM {(query.After == 0 ? "buckets" : OpenDay.ChangedBuckets)}{(query.Campaign is null ? "" : " WHERE campaign = @Campaign")}",
                new { query.After, UpTo = position, query.Campaign },
                change => change.Position > query.After && (query.Campaign is null || change.Bucket.Key.Campaign == query.Campaign)),
        query.Latest == 0 ? []
            : QueryEvents(connection, query.Campaign is null ? "TRUE" : "campaign = @Campaign AND campaign <> ''", query.Latest, query)));

    /// <inheritdoc/>
    public Task<EventPage> QueryEvents(EventQuery query) => Read("events", (connection, position) =>
    {
        string?[] conditions =
        [
            "TRUE",
            query.City is null ? null : "city = @City",
            query.Unit is null ? null : "unit = @Unit",
            query.Metrics.IsEmpty ? null : _database.InCondition("metric", "Metrics"),
            query.Campaign is null ? null : "campaign = @Campaign AND campaign <> ''",
            query.From is null ? null : "date >= @From",
            query.To is null ? null : "date <= @To",
            query.Before is null ? null : "number < @Before",
            query.AsOf is null ? null : "events.position <= @AsOf",
            query.Batch is null ? null : "batch = @Batch",
            query.Corrections ? "target_id IS NOT NULL" : null,
        ];
        var page = QueryEvents(connection, string.Join(" AND ", conditions.OfType<string>()), query.Limit, new
        {
            query.City,
            query.Unit,
            Metrics = _database.ToListParameter(query.Metrics),
            query.Campaign,
            From = query.From is { } from ? EventColumns.Day(from) : null,
            To = query.To is { } to ? EventColumns.Day(to) : null,
            query.Before,
            query.AsOf,
            query.Batch,
        }, query.AsOf);
        return new EventPage(query.AsOf ?? position, page, page.Length < query.Limit ? null : page[^1].SequenceNumber);
    });

    /// <inheritdoc/>
    public Task<PastState?> GetPastState(PastStateQuery query) => Read("past", (connection, position) => query.Position > position ? null : PointInTimeReader.ReadState(_database, connection, query));

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalEvent>> GetCorrectedDays(long after, long upTo, ImmutableArray<string> metrics) =>
        Read("corrected-days", (connection, _) => PointInTimeReader.ReadCorrectedDays(_database, connection, after, upTo, metrics));

    /// <inheritdoc/>
    public Task<DailyClosings> GetDailyClosings(DailyClosingsQuery query) => Read("days", (connection, position) => PointInTimeReader.ReadDays(_database, connection, query, position));

    /// <inheritdoc/>
    public Task<long> GetPositionAt(DateTimeOffset moment) => Read("position-at", (connection, _) => PointInTimeReader.FindPosition(connection, moment));

    /// <inheritdoc/>
    public Task RecordDayChange(DateOnly day) => Write((connection, last) =>
    {
        var midnight = day.ToChinaMidnight().ToUnixTimeMilliseconds();
        if (last.Position == 0 || last.Known >= midnight) return;
        InsertCommit(connection, last, new(last.Position + 1, midnight));
    });

    /// <inheritdoc/>
    public Task<ReferenceDocuments> GetReferenceDocuments(long position) => Read("reference", (connection, _) => new ReferenceDocuments(
        FindReferenceVersion(connection, position),
        connection.Query<(string, string)>("""
            SELECT document, text FROM reference AS one
            WHERE position = (SELECT MAX(position) FROM reference WHERE document = one.document AND position <= @position)
            """, new { position }).ToImmutableDictionary(row => row.Item1, row => row.Item2)));

    /// <inheritdoc/>
    public Task<ImmutableArray<ReferenceDocumentVersion>> GetReferenceVersions(string document) => Read("reference-versions", (connection, _) =>
        connection.Query<(long Position, long? Known, string Author)>(
            "SELECT position, known, author FROM reference LEFT JOIN commits USING (position) WHERE document = @document ORDER BY position", new { document })
            .Select(row => new ReferenceDocumentVersion(row.Position, row.Known is { } known ? ChinaTime.FromUnixMilliseconds(known) : null, row.Author)).ToImmutableArray());

    /// <inheritdoc/>
    public async Task<long?> PutReference(PutReferenceRequest put)
    {
        long? answer = null;
        await Write((connection, last) =>
        {
            if (FindReferenceVersion(connection, long.MaxValue) != put.ExpectedVersion) return;
            var before = connection.QueryFirstOrDefault<string>("SELECT text FROM reference WHERE document = @Document ORDER BY position DESC LIMIT 1", put);
            answer = before == put.Text ? last.Position : before is null ? 0 : last.Position + 1;
            if (before == put.Text) return;
            // What was never there before has been in force from the beginning.
            if (before is not null) InsertCommit(connection, last, last.Next(_time));
            connection.Execute("INSERT INTO reference (document, position, author, text) VALUES (@Document, @answer, @Author, @Text)", new { put.Document, answer, put.Author, put.Text });
        });
        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        _writer.Dispose();
    }

    internal static DateTimeOffset? FindKnownTime(DbConnection connection, long position) =>
        connection.QuerySingleOrDefault<long?>("SELECT known FROM commits WHERE position = @position", new { position }) is { } known
            ? ChinaTime.FromUnixMilliseconds(known)
            : null;

    internal static long FindReferenceVersion(DbConnection connection, long position) =>
        connection.QuerySingle<long>("SELECT COALESCE(MAX(position), 0) FROM reference WHERE position <= @position", new { position });

    /// <summary>The events with these keys, as far as there are any.</summary>
    internal static Dictionary<EventKey, Event> FindEvents(SqlDatabase database, DbConnection connection, IReadOnlyCollection<EventKey> keys)
    {
        using var row = (DbDataReader)connection.ExecuteReader(
            $"SELECT {EventColumns.Names} FROM events WHERE (source, id) IN ({database.PairsQuery("sources", "ids")})", KeyParameters(database, keys));
        var found = new Dictionary<EventKey, Event>();
        while (row.Read())
        {
            var e = EventColumns.Read(row, 0);
            found[e.Key] = e;
        }
        return found;
    }

    /// <summary>Events newest first, in the states they are in, or were in at a position.</summary>
    internal static ImmutableArray<JournalEvent> QueryEvents(DbConnection connection, string where, int limit, object values, long? asOf = null)
    {
        using var row = (DbDataReader)connection.ExecuteReader($"""
            SELECT number, events.position, received, batch, {EventColumns.Names},
                (SELECT state FROM states WHERE states.number = events.number AND states.position <= {asOf ?? long.MaxValue} ORDER BY states.position DESC LIMIT 1)
            FROM events WHERE {where} ORDER BY number DESC LIMIT {limit}
            """, values);
        var events = ImmutableArray.CreateBuilder<JournalEvent>();
        while (row.Read())
            events.Add(new(row.GetInt64(0), row.GetInt64(1), ChinaTime.FromUnixMilliseconds(row.GetInt64(2)), EventColumns.Read(row, 4),
                row.IsDBNull(4 + EventColumns.Count)
                    ? EventState.Counts
                    : EnumText.Parse<EventState>(row.GetString(4 + EventColumns.Count)),
                row.IsDBNull(3) ? null : row.GetString(3)));
        return events.ToImmutable();
    }

    private static object KeyParameters(SqlDatabase database, IReadOnlyCollection<EventKey> keys) =>
        new { sources = database.ToListParameter(keys.Select(key => key.Source)), ids = database.ToListParameter(keys.Select(key => key.Id)) };

    private async Task<AppendResult> AppendTraced(AppendRequest append)
    {
        using var activity = Instrumentation.Activities.StartActivity("journal.append");
        activity?.SetTag("ipmonitor.city", append.City).SetTag("ipmonitor.events", append.Entries.Length);
        return await _commits.Append(append);
    }

    private async Task<IReadOnlyList<AppendResult>> Commit(IReadOnlyList<AppendRequest> appends)
    {
        var started = _time.GetTimestamp();
        string? refused = null;
        try
        {
            var answers = await _writer.Commit(appends);
            if (_database.ExchangeRefusalCode(null) is { } code) LogRecovered(code);
            return answers;
        }
        catch (Exception fault)
        {
            var refusal = ToRefusal(fault);
            refused = refusal.Code;
            throw refusal;
        }
        finally
        {
            _metrics?.RecordCommit(_time.GetElapsedTime(started), appends.Sum(append => append.Entries.Length), refused);
        }
    }

    // Who asked hears what it means for them; what the database said goes into the log, once for each kind of outage.
    private JournalException ToRefusal(Exception fault)
    {
        var refusal = fault is DbException known ? _database.ToJournalException(known) : JournalException.Unavailable();
        if (_database.ExchangeRefusalCode(refusal.Code) != refusal.Code) LogRefused(refusal.Code, _database.Location, fault);
        return refusal;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Code}: {Place} fails; reports are refused until it is back")]
    private partial void LogRefused(string code, string place, Exception fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store takes reports again, after {Code}")]
    private partial void LogRecovered(string code);

    // What cannot be done now stays behind, where readers see it all the same.
    private Task ApplyPending() => Task.Factory.StartNew(() =>
    {
        try
        {
            using var connection = _database.Open();
            if (!connection.QuerySingle<bool>("SELECT EXISTS (SELECT 1 FROM behind)")) return;
            using var transaction = _database.BeginExclusive(connection);
            PendingBuckets.Apply(_database, connection);
            transaction.Commit();
        }
        catch (Exception fault)
        {
            _ = ToRefusal(fault);
        }
    }, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);

    // What is no append: rare, and short.
    private Task<bool> Write(Action<DbConnection, CommitStamp> write) => Run(() =>
    {
        using var connection = _database.Open();
        using var transaction = _database.BeginExclusive(connection);
        write(connection, CommitStamp.ReadLast(connection));
        transaction.Commit();
        return true;
    });

    private void InsertCommit(DbConnection connection, CommitStamp last, CommitStamp next)
    {
        OpenDay.Close(_database, connection, last, next);
        connection.Execute("INSERT INTO commits (position, known) VALUES (@Position, @Known)", next);
    }

    private Task<T> Read<T>(string kind, Func<DbConnection, long, T> read) => Run(() =>
    {
        var started = _time.GetTimestamp();
        using var activity = Instrumentation.Activities.StartActivity("journal.read");
        activity?.SetTag("ipmonitor.kind", kind);
        using var connection = _database.Open();
        using var snapshot = _database.BeginSnapshot(connection);
        var result = read(connection, connection.QuerySingle<long>("SELECT COALESCE(MAX(position), 0) FROM commits"));
        _metrics?.RecordRead(_time.GetElapsedTime(started), kind);
        return result;
    });

    // Off the grain's own scheduler: the provider blocks while it works.
    private Task<T> Run<T>(Func<T> work) => Task.Factory.StartNew(() =>
    {
        try
        {
            return work();
        }
        catch (DbException fault)
        {
            throw ToRefusal(fault);
        }
    }, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
}
