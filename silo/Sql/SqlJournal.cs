using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IpMonitor.Silo.Sql;

/// <summary>Journal in a SQL database: one group-committing writer per process; each read sees one position.</summary>
public sealed partial class SqlJournal : IJournal, IAsyncDisposable
{
    private readonly SqlDatabase _database;
    private readonly TimeProvider _time;
    private readonly TaskScheduler _scheduler;
    private readonly IJournalWriter _writer;
    private readonly GroupCommit _commits;
    private readonly ILogger _log;
    private readonly JournalMetrics? _metrics;

    /// <summary>Opens the journal of a store.</summary>
    public SqlJournal(
        SqlDatabase database, TimeProvider time, ILogger<SqlJournal>? log = null, JournalMetrics? metrics = null)
        : this(database, time, database.CreateWriter(time), TaskScheduler.Default, log, metrics)
    {
    }

    /// <summary>Opens the journal of a store with the given writer and scheduler, as simulations need.</summary>
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
        var events = EventReader.Find(_database, connection, keys);
        return keys.Select(key => events.GetValueOrDefault(key)).ToImmutableArray();
    });

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalEvent>> GetCorrectionChains(ImmutableArray<EventKey> keys) => Read(
        "family", (connection, _) => EventReader.QueryCorrectionChains(_database, connection, keys));

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalEvent>> GetEventsInRanges(
        string city, string metric, ImmutableArray<UnitDateRange> spans) => Read(
        "spans", (connection, _) => EventReader.QueryRanges(connection, city, metric, spans));

    /// <inheritdoc/>
    public Task<CityState> GetCityState(string city) => Read("city", (connection, position) => new CityState(
        connection.QuerySingleOrDefault<long>("SELECT version FROM streams WHERE city = @city", new { city }),
        position,
        PendingBuckets.Load(connection).Query(
            connection,
            $"SELECT {BucketColumns.Names} FROM buckets WHERE city = @city",
            new { city },
            change => change.Bucket.Key.City == city),
        [.. connection.Query<(string Source, string Id)>("""
            SELECT target_source, target_id FROM events AS correction
            WHERE city = @city AND target_id IS NOT NULL
                AND NOT EXISTS (
                    SELECT 1 FROM events WHERE source = correction.target_source AND id = correction.target_id)
            """, new { city }).Select(target => new EventKey(target.Source, target.Id))],
        connection.QuerySingleOrDefault<string>(
            "SELECT authority FROM streams WHERE city = @city", new { city }) ?? ""));

    /// <inheritdoc/>
    public Task<JournalChanges> GetChanges(ChangesQuery query) => Read("changes", (connection, position) =>
    {
        var where = query.Campaign is null ? "TRUE" : "campaign = @Campaign AND campaign <> ''";
        return new JournalChanges(
            position,
            CommitStamp.FindKnownTime(connection, position),
            ReferenceReader.FindVersion(connection, position),
            query.WithBuckets && position != query.After ? ReadChangedBuckets(connection, query, position) : [],
            query.Latest == 0 ? [] : EventReader.Query(connection, where, query.Latest, query));
    });

    /// <inheritdoc/>
    public Task<EventPage> QueryEvents(EventQuery query) => Read("events", (connection, position) =>
    {
        var page = EventReader.QueryPage(_database, connection, query);
        return new EventPage(
            query.AsOf ?? position, page, page.Length < query.Limit ? null : page[^1].SequenceNumber);
    });

    /// <inheritdoc/>
    public Task<PointInTimeSnapshot?> GetPastState(PointInTimeQuery query) => Read("past", (connection, position) =>
        query.Position > position ? null : PointInTimeReader.ReadState(_database, connection, query));

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalEvent>> GetCorrectedDays(long after, long upTo, ImmutableArray<string> metrics) =>
        Read("corrected-days", (connection, _) =>
            PointInTimeReader.ReadCorrectedDays(_database, connection, after, upTo, metrics));

    /// <inheritdoc/>
    public Task<DailyClosings> GetDailyClosings(DailyClosingsQuery query) => Read("days", (connection, position) =>
        PointInTimeReader.ReadDays(_database, connection, query, position));

    /// <inheritdoc/>
    public Task<long> GetPositionAt(DateTimeOffset moment) => Read("position-at", (connection, _) =>
        CommitStamp.FindPosition(connection, moment));

    /// <inheritdoc/>
    public Task RecordDayChange(DateOnly day) => Write((connection, last) =>
    {
        if (last.Position == 0 || last.Day == day) return;
        var next = last.Day < day
            ? new(last.Position + 1, day.ToChinaMidnight().ToUnixTimeMilliseconds())
            : last.Next(connection, _time);
        if (next.Day == day) InsertCommit(connection, last, next);
    });

    /// <inheritdoc/>
    public Task<ReferenceDocuments> GetReferenceDocuments(long position) => Read("reference", (connection, _) =>
        ReferenceReader.ReadDocuments(connection, position));

    /// <inheritdoc/>
    public Task<ImmutableArray<ReferenceDocumentVersion>> GetReferenceVersions(string document) =>
        Read("reference-versions", (connection, _) => ReferenceReader.ReadVersions(connection, document));

    /// <inheritdoc/>
    public async Task<long?> PutReference(PutReferenceRequest put)
    {
        long? version = null;
        await Write((connection, last) =>
        {
            if (ReferenceReader.FindVersion(connection, long.MaxValue) != put.ExpectedVersion) return;
            var oldText = ReferenceReader.FindLastText(connection, put.Document);
            version = oldText == put.Text ? last.Position : oldText is null ? 0 : last.Position + 1;
            if (oldText == put.Text) return;
            // The first version of a document is in force from position 0, so it needs no commit.
            if (oldText is not null) InsertCommit(connection, last, last.Next(connection, _time));
            connection.Execute(
                "INSERT INTO reference (document, position, author, text) VALUES (@Document, @version, @Author, @Text)",
                new { put.Document, version, put.Author, put.Text });
        });
        return version;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        _writer.Dispose();
    }

    private ImmutableArray<Bucket> ReadChangedBuckets(DbConnection connection, ChangesQuery query, long position)
    {
        var table = query.After == 0 ? "buckets" : OpenDay.ChangedBuckets(_database);
        var where = query.Campaign is null ? "" : " WHERE campaign = @Campaign";
        return PendingBuckets.Load(connection).Query(
            connection,
            $"SELECT {BucketColumns.Names} FROM {table}{where}",
            new { query.After, UpTo = position, query.Campaign },
            change => change.Position > query.After
                && (query.Campaign is null || change.Bucket.Key.Campaign == query.Campaign));
    }

    private async Task<AppendResult> AppendTraced(AppendRequest append)
    {
        using var activity = Instrumentation.Activities.StartActivity("journal.append");
        activity?.SetTag("ipmonitor.city", append.City).SetTag("ipmonitor.events", append.Entries.Length);
        return await _commits.Append(append);
    }

    private async Task<IReadOnlyList<AppendResult>> Commit(IReadOnlyList<AppendRequest> appends)
    {
        var started = _time.GetTimestamp();
        string? errorCode = null;
        try
        {
            var results = await _writer.Commit(appends);
            if (_database.ExchangeRefusalCode(null) is { } oldCode) LogRecovered(oldCode);
            return results;
        }
        catch (Exception exception)
        {
            var refusal = ToRefusal(exception);
            errorCode = refusal.Code;
            throw refusal;
        }
        finally
        {
            _metrics?.RecordCommit(
                _time.GetElapsedTime(started), appends.Sum(append => append.Entries.Length), errorCode);
        }
    }

    // Logs the database error once per outage and returns the error for the caller.
    private JournalException ToRefusal(Exception exception)
    {
        var refusal = exception is DbException databaseError
            ? _database.ToJournalException(databaseError)
            : JournalException.Unavailable();
        if (_database.ExchangeRefusalCode(refusal.Code) != refusal.Code)
            LogRefused(refusal.Code, _database.Location, exception);
        return refusal;
    }

    [LoggerMessage(
        Level = LogLevel.Error, Message = "{Code}: {Location} failed; reports are refused until it recovers")]
    private partial void LogRefused(string code, string location, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store accepts reports again after {Code}")]
    private partial void LogRecovered(string code);

    // A failure leaves the changes pending: readers merge them.
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
        catch (Exception exception)
        {
            _ = ToRefusal(exception);
        }
    }, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);

    // Writes outside the group commit; rare and short.
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
        OpenDay.Change(_database, connection, last, next);
        connection.Execute("INSERT INTO commits (position, known) VALUES (@Position, @Known)", next);
    }

    // The kinds are label values of a metric, on which dashboards and alerts depend.
    private Task<T> Read<T>(string kind, Func<DbConnection, long, T> read) => Run(() =>
    {
        var started = _time.GetTimestamp();
        using var activity = Instrumentation.Activities.StartActivity("journal.read");
        activity?.SetTag("ipmonitor.kind", kind);
        using var connection = _database.Open();
        using var snapshot = _database.BeginSnapshot(connection);
        var result = read(connection, CommitStamp.ReadLastPosition(connection));
        _metrics?.RecordRead(_time.GetElapsedTime(started), kind);
        return result;
    });

    // Runs outside the grain scheduler, because the database provider blocks its thread.
    private Task<T> Run<T>(Func<T> work) => Task.Factory.StartNew(() =>
    {
        try
        {
            return work();
        }
        catch (DbException exception)
        {
            throw ToRefusal(exception);
        }
    }, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
}
