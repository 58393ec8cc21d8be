using System.Diagnostics;
using Dapper;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;
using Npgsql;

namespace IpMonitor.Benchmarks;

/// <summary>
/// The baseline of ingestion: inserts the same rows into the same table, with the same indexes, deduplication and
/// durability, and does nothing else.
/// </summary>
internal static class BaselineInserts
{
    private const int SeedRowsPerCommit = 1_000;

    /// <summary>Inserts events into SQLite over one connection, as SQLite has one writer.</summary>
    /// <param name="seed">Events that are inserted first and not measured.</param>
    /// <returns>Events per second.</returns>
    public static double MeasureSqlite(IReadOnlyList<Event> seed, IReadOnlyList<Event> events, int rowsPerCommit)
    {
        var folder = Directory.CreateTempSubdirectory("ipm-bare-").FullName;
        double rate;
        using (var database = new SqliteDatabase(folder))
        using (var connection = database.Connect())
        using (var begin = new SqliteStatement(connection, "BEGIN IMMEDIATE"))
        using (var commit = new SqliteStatement(connection, "COMMIT"))
        using (var insert = new SqliteStatement(connection, SqliteWriter.InsertEventSql))
        {
            connection.Execute(SqliteWriter.Settings);
            Insert(seed, seed.Count);
            var clock = Stopwatch.StartNew();
            Insert(events, rowsPerCommit);
            rate = events.Count / clock.Elapsed.TotalSeconds;

            void Insert(IReadOnlyList<Event> rows, int rowsPerCommit)
            {
                foreach (var batch in rows.Chunk(rowsPerCommit))
                {
                    var name = CreateBatchName();
                    begin.Execute();
                    foreach (var e in batch) SqliteWriter.Bind(insert.Bind(1L).Bind(1L).Bind(name), e).Execute();
                    commit.Execute();
                }
            }
        }
        Directory.Delete(folder, recursive: true);
        return rate;
    }

    /// <summary>Inserts events into PostgreSQL as arrays over several connections.</summary>
    /// <param name="seed">Events that are inserted first and not measured.</param>
    /// <returns>Events per second.</returns>
    public static async Task<double> MeasurePostgres(
        string connectionString, IReadOnlyList<Event> seed, IReadOnlyList<Event> events, int rowsPerCommit,
        int connections)
    {
        using var database = new PostgresDatabase(connectionString);
        await Insert(database, 0, seed, SeedRowsPerCommit, connections);
        var clock = Stopwatch.StartNew();
        await Insert(database, seed.Count, events, rowsPerCommit, connections);
        return events.Count / clock.Elapsed.TotalSeconds;
    }

    private static async Task Insert(
        PostgresDatabase database, long firstNumber, IReadOnlyList<Event> events, int rowsPerCommit, int connections)
    {
        var batches = events.Chunk(rowsPerCommit).ToList();
        var last = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(InsertBatches)));

        async Task InsertBatches()
        {
            await using var connection = await database.Connect();
            for (int i; (i = Interlocked.Increment(ref last)) < batches.Count;)
                await InsertBatch(connection, batches[i], firstNumber + (long)i * rowsPerCommit);
        }
    }

    private static async Task InsertBatch(NpgsqlConnection connection, Event[] events, long baseNumber)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            INSERT INTO events (number, position, received, batch, {EventColumns.Names})
            SELECT @base + nth, 1, 1, @batch, {EventColumns.Names}
            FROM UNNEST(
                @nth, @source, @id, @city, @unit, @metric, @value, @weight, @date, @campaign, @ref, @note, @qualifier,
                @op, @basis, @target_source, @target_id) AS sent (nth, {EventColumns.Names})
            ON CONFLICT (source, id) DO NOTHING RETURNING number
            """;
        command.Parameters.Add(new NpgsqlParameter<long>("base", baseNumber));
        command.Parameters.Add(new NpgsqlParameter<string>("batch", CreateBatchName()));
        foreach (var column in CreateColumns(events)) command.Parameters.Add(column);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync()) { }
    }

    // Has the length of the name that the server gives to an unnamed import.
    private static string CreateBatchName() => $"post-{Guid.CreateVersion7():N}";

    private static IEnumerable<NpgsqlParameter> CreateColumns(Event[] events) =>
    [
        PostgresColumns.CreateParameter("nth", Enumerable.Range(0, events.Length).Select(nth => (long)nth + 1)),
        PostgresColumns.CreateParameter("source", events.Select(e => e.Source)),
        PostgresColumns.CreateParameter("id", events.Select(e => e.Id)),
        PostgresColumns.CreateParameter("city", events.Select(e => e.City)),
        PostgresColumns.CreateParameter("unit", events.Select(e => e.Unit ?? "")),
        PostgresColumns.CreateParameter("metric", events.Select(e => e.Metric)),
        PostgresColumns.CreateParameter("value", events.Select(e => FixedPoint.ToScaled(e.Value))),
        PostgresColumns.CreateParameter("weight", events.Select(e => e.Weight)),
        PostgresColumns.CreateParameter("date", events.Select(e => EventColumns.Day(e.Date))),
        PostgresColumns.CreateParameter("campaign", events.Select(e => e.Campaign ?? "")),
        PostgresColumns.CreateParameter("ref", events.Select(e => e.Ref)),
        PostgresColumns.CreateParameter("note", events.Select(e => e.Note)),
        PostgresColumns.CreateParameter("qualifier", events.Select(e => e.Qualifier.ToString())),
        PostgresColumns.CreateParameter("op", events.Select(e => e.Op.ToString())),
        PostgresColumns.CreateParameter("basis", events.Select(e => e.Basis.ToString())),
        PostgresColumns.CreateParameter("target_source", events.Select(e => e.Target?.Source)),
        PostgresColumns.CreateParameter("target_id", events.Select(e => e.Target?.Id)),
    ];
}
