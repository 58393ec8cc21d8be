using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using Microsoft.Data.Sqlite;

namespace IpMonitor.Silo.Sql;

/// <summary>The journal in a SQLite file (WAL, synchronous FULL): one writer, and readers that each see one position.</summary>
public sealed class SqliteJournal : IJournal, IAsyncDisposable
{
    private const string BucketNames = "city, campaign, unit, metric, day, count, sum, weight, overs, abouts, corrected, readings";

    private readonly SqliteDatabase _database;
    private readonly SqliteWriter _writer;
    private readonly GroupCommit _commits;

    /// <summary>Opens the store.</summary>
    public SqliteJournal(SqliteDatabase database, TimeProvider time)
    {
        _database = database;
        _writer = new(database, time);
        _commits = new(_writer.Commit);
    }

    /// <inheritdoc/>
    public Task<Appended> Append(Append append) => _commits.Append(append);

    /// <inheritdoc/>
    public Task<ImmutableArray<Event?>> Find(ImmutableArray<EventKey> keys) => Read((connection, _) =>
        keys.Select(key => Events(connection, "source = $Source AND id = $Id", 1, key) is [var found] ? found.Event : null).ToImmutableArray());

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalEvent>> Family(ImmutableArray<EventKey> keys) => Read((connection, _) => Events(connection, $"""
        number IN (
            WITH RECURSIVE kin (source, id) AS (
                SELECT json_extract(value, '$.Source'), json_extract(value, '$.Id') FROM json_each($keys)
                UNION
                SELECT events.source, events.id FROM kin JOIN events ON events.target_source = kin.source AND events.target_id = kin.id
                UNION
                SELECT events.target_source, events.target_id FROM kin JOIN events USING (source, id) WHERE events.target_id IS NOT NULL)
            SELECT number FROM kin JOIN events USING (source, id))
        """, int.MaxValue, new { keys = System.Text.Json.JsonSerializer.Serialize(keys) }));

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalEvent>> Spans(string city, string metric, ImmutableArray<Span> spans) => Read((connection, _) =>
        spans.SelectMany(span => Events(connection, "metric = $metric AND city = $city AND unit = $unit AND date BETWEEN $from AND $to", int.MaxValue, new
        {
            metric,
            city,
            unit = span.Unit ?? "",
            from = EventColumns.Day(span.From),
            to = EventColumns.Day(span.To),
        })).DistinctBy(known => known.Number).OrderBy(known => known.Number).ToImmutableArray());

    /// <inheritdoc/>
    public Task<CityState> City(string city) => Read((connection, position) => new CityState(
        connection.QuerySingleOrDefault<long>("SELECT version FROM streams WHERE city = $city", new { city }),
        position,
        Buckets(connection, "city = $city", new { city }),
        [.. connection.Query<(string, string)>("""
            SELECT target_source, target_id FROM events AS correction
            WHERE city = $city AND target_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM events WHERE source = correction.target_source AND id = correction.target_id)
            """, new { city }).Select(target => new EventKey(target.Item1, target.Item2))]));

    /// <inheritdoc/>
    public Task<Changes> Changes(ChangesQuery query) => Read((connection, position) => new Changes(
        position,
        !query.WithBuckets || position == query.After ? []
            : Buckets(connection, query.Campaign is null ? "position > $After" : "position > $After AND campaign = $Campaign", query),
        query.Latest == 0 ? []
            : Events(connection, query.Campaign is null ? "1" : "campaign = $Campaign AND campaign <> ''", query.Latest, query)));

    /// <inheritdoc/>
    public Task<EventPage> Events(EventQuery query) => Read((connection, position) =>
    {
        string?[] conditions =
        [
            "1",
            query.City is null ? null : "city = $City",
            query.Unit is null ? null : "unit = $Unit",
            query.Metrics.IsEmpty ? null : "metric IN (SELECT value FROM json_each($Metrics))",
            query.Campaign is null ? null : "campaign = $Campaign AND campaign <> ''",
            query.From is null ? null : "date >= $From",
            query.To is null ? null : "date <= $To",
            query.Before is null ? null : "number < $Before",
        ];
        var page = Events(connection, string.Join(" AND ", conditions.OfType<string>()), query.Limit, new
        {
            query.City,
            query.Unit,
            Metrics = System.Text.Json.JsonSerializer.Serialize(query.Metrics),
            query.Campaign,
            From = query.From is { } from ? EventColumns.Day(from) : null,
            To = query.To is { } to ? EventColumns.Day(to) : null,
            query.Before,
        });
        return new EventPage(position, page, page.Length < query.Limit ? null : page[^1].Number);
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        _writer.Dispose();
    }

    // Off the grain's own scheduler: the provider blocks while it reads.
    private Task<T> Read<T>(Func<SqliteConnection, long, T> read) => Task.Run(() =>
    {
        try
        {
            using var connection = _database.Open();
            using var snapshot = connection.BeginTransaction(deferred: true);
            return read(connection, connection.QuerySingle<long>("SELECT COALESCE(MAX(position), 0) FROM commits"));
        }
        catch (SqliteException fault)
        {
            throw new JournalException($"存储暂时读不出，请稍后重试。The journal cannot be read: {fault.Message}");
        }
    });

    private static ImmutableArray<Bucket> Buckets(SqliteConnection connection, string where, object values)
    {
        using var row = connection.ExecuteReader($"SELECT {BucketNames} FROM buckets WHERE {where}", values);
        var buckets = ImmutableArray.CreateBuilder<Bucket>();
        while (row.Read())
        {
            var key = new BucketKey(row.GetString(0), EventColumns.Blank(row.GetString(1)), EventColumns.Blank(row.GetString(2)),
                row.GetString(3), EventColumns.Day(row.GetString(4)));
            buckets.Add(new(key, row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9),
                row.GetInt64(10), row.GetInt64(11)));
        }
        return buckets.ToImmutable();
    }

    private static ImmutableArray<JournalEvent> Events(SqliteConnection connection, string where, int limit, object values)
    {
        using var row = (DbDataReader)connection.ExecuteReader(
            $"SELECT number, position, received, {EventColumns.Names}, state FROM events LEFT JOIN states USING (number) WHERE {where} ORDER BY number DESC LIMIT {limit}", values);
        var events = ImmutableArray.CreateBuilder<JournalEvent>();
        while (row.Read())
            events.Add(new(row.GetInt64(0), row.GetInt64(1), ChinaTime.FromMilliseconds(row.GetInt64(2)), EventColumns.Read(row, 3),
                row.IsDBNull(3 + EventColumns.Count) ? EventState.Counts : Enum.Parse<EventState>(row.GetString(3 + EventColumns.Count))));
        return events.ToImmutable();
    }
}
