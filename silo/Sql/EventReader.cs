using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Silo.Sql;

/// <summary>Reads events and their states.</summary>
internal static class EventReader
{
    /// <summary>Returns the events with the given keys; unknown keys are omitted.</summary>
    public static Dictionary<EventKey, Event> Find(
        SqlDatabase database, DbConnection connection, IReadOnlyCollection<EventKey> keys)
    {
        using var row = (DbDataReader)connection.ExecuteReader(
            $"""
            SELECT {EventColumns.Names} FROM events
            WHERE (source, id) IN ({database.KeysQuery})
            """, database.ToKeyParameters(keys));
        var events = new Dictionary<EventKey, Event>();
        while (row.Read())
        {
            var e = EventColumns.Read(row, 0);
            events[e.Key] = e;
        }
        return events;
    }

    /// <summary>Returns the events that match a condition, newest first.</summary>
    /// <param name="connection">Connection to read on.</param>
    /// <param name="where">SQL condition on the columns of events.</param>
    /// <param name="limit">Maximum number of events.</param>
    /// <param name="parameters">Parameters of the condition.</param>
    /// <param name="asOf">Position for the states of the events; null for their current states.</param>
    public static ImmutableArray<JournalEvent> Query(
        DbConnection connection, string where, int limit, object parameters, long? asOf = null)
    {
        using var row = (DbDataReader)connection.ExecuteReader(
            $"""
            SELECT number, events.position, received, batch, {EventColumns.Names},
                (SELECT state FROM states
                 WHERE states.number = events.number AND states.position <= {asOf ?? long.MaxValue}
                 ORDER BY states.position DESC LIMIT 1)
            FROM events WHERE {where} ORDER BY number DESC LIMIT {limit}
            """, parameters);
        const int firstEventColumn = 4;
        const int stateColumn = firstEventColumn + EventColumns.Count;
        var events = ImmutableArray.CreateBuilder<JournalEvent>();
        while (row.Read())
            events.Add(new(
                row.GetInt64(0),
                row.GetInt64(1),
                ChinaTime.FromUnixMilliseconds(row.GetInt64(2)),
                EventColumns.Read(row, firstEventColumn),
                row.IsDBNull(stateColumn) ? EventState.Counts : EnumText.Parse<EventState>(row.GetString(stateColumn)),
                row.IsDBNull(3) ? null : row.GetString(3)));
        return events.ToImmutable();
    }

    /// <summary>Returns a page of the events that match a query, newest first.</summary>
    public static ImmutableArray<JournalEvent> QueryPage(
        SqlDatabase database, DbConnection connection, EventQuery query)
    {
        string?[] conditions =
        [
            "TRUE",
            query.City is null ? null : "city = @City",
            query.Unit is null ? null : "unit = @Unit",
            query.Metrics.IsEmpty ? null : database.InCondition("metric", "Metrics"),
            query.Campaign is null ? null : "campaign = @Campaign AND campaign <> ''",
            query.From is null ? null : "date >= @From",
            query.To is null ? null : "date <= @To",
            query.Before is null ? null : "number < @Before",
            query.AsOf is null ? null : "events.position <= @AsOf",
            query.Batch is null ? null : "batch = @Batch",
            query.Corrections ? "target_id IS NOT NULL" : null,
        ];
        var parameters = new
        {
            query.City,
            query.Unit,
            Metrics = database.ToListParameter(query.Metrics),
            query.Campaign,
            From = query.From is { } from ? EventColumns.Day(from) : null,
            To = query.To is { } to ? EventColumns.Day(to) : null,
            query.Before,
            query.AsOf,
            query.Batch,
        };
        var where = string.Join(" AND ", conditions.OfType<string>());
        return Query(connection, where, query.Limit, parameters, query.AsOf);
    }

    /// <summary>
    /// Returns the events of the given keys and all events connected to them by corrections, newest first.
    /// </summary>
    public static ImmutableArray<JournalEvent> QueryCorrectionChains(
        SqlDatabase database, DbConnection connection, IReadOnlyCollection<EventKey> keys)
    {
        const string isCorrection = "(link.target_source = chain.source AND link.target_id = chain.id)";
        return Query(
            connection,
            $"""
            number IN (
                WITH RECURSIVE chain (source, id) AS (
                    {database.KeysQuery}
                    UNION
                    SELECT
                        CASE WHEN {isCorrection} THEN link.source ELSE link.target_source END,
                        CASE WHEN {isCorrection} THEN link.id ELSE link.target_id END
                    FROM chain JOIN events AS link
                        ON {isCorrection}
                        OR link.source = chain.source AND link.id = chain.id AND link.target_id IS NOT NULL)
                SELECT number FROM chain JOIN events USING (source, id))
            """,
            int.MaxValue,
            database.ToKeyParameters(keys));
    }

    /// <summary>Returns the events of a city and metric in any of the ranges, oldest first, each once.</summary>
    public static ImmutableArray<JournalEvent> QueryRanges(
        DbConnection connection, string city, string metric, ImmutableArray<UnitDateRange> ranges) =>
    [
        .. ranges
            .SelectMany(range => Query(
                connection,
                "metric = @metric AND city = @city AND unit = @unit AND date BETWEEN @from AND @to",
                int.MaxValue,
                new
                {
                    metric,
                    city,
                    unit = range.Unit ?? "",
                    from = EventColumns.Day(range.From),
                    to = EventColumns.Day(range.To),
                }))
            .DistinctBy(found => found.SequenceNumber)
            .OrderBy(found => found.SequenceNumber),
    ];
}
