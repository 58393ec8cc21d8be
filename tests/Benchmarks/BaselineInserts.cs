using System.Diagnostics;
using Dapper;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;
using Npgsql;

namespace IpMonitor.Benchmarks;

/// <summary>The least that a store can do: the same rows into the same table, with the same indexes, dedup and syncs, and nothing else.</summary>
internal static class BaselineInserts
{
    /// <summary>One connection, as SQLite has one writer, after others that are not timed; answers events a second.</summary>
    public static double MeasureSqlite(IReadOnlyList<Event> before, IReadOnlyList<Event> events, int rowsACommit)
    {
        var folder = Directory.CreateTempSubdirectory("ipm-bare-").FullName;
        double pace;
        using (var database = new SqliteDatabase(folder))
        using (var connection = database.Connect())
        using (var begin = new SqliteStatement(connection, "BEGIN IMMEDIATE"))
        using (var commit = new SqliteStatement(connection, "COMMIT"))
        using (var insert = new SqliteStatement(connection, SqliteWriter.InsertEventSql))
        {
            connection.Execute(SqliteWriter.Settings);
            Write(before, before.Count);
            var clock = Stopwatch.StartNew();
            Write(events, rowsACommit);
            pace = events.Count / clock.Elapsed.TotalSeconds;

            void Write(IReadOnlyList<Event> rows, int rowsACommit)
            {
                foreach (var batch in rows.Chunk(rowsACommit))
                {
                    var name = CreateBatchName();
                    begin.Execute();
                    foreach (var e in batch) SqliteWriter.Bind(insert.Bind(1L).Bind(1L).Bind(name), e).Execute();
                    commit.Execute();
                }
            }
        }
        Directory.Delete(folder, recursive: true);
        return pace;
    }

    /// <summary>Arrays taken apart into rows, on so many connections, after others that are not timed; answers events a second.</summary>
    public static async Task<double> MeasurePostgres(string connectionString, IReadOnlyList<Event> before, IReadOnlyList<Event> events, int rowsACommit, int connections)
    {
        using var database = new PostgresDatabase(connectionString);
        await Write(database, 0, before, 1000, connections);
        var clock = Stopwatch.StartNew();
        await Write(database, before.Count, events, rowsACommit, connections);
        return events.Count / clock.Elapsed.TotalSeconds;
    }

    private static async Task Write(PostgresDatabase database, long numbered, IReadOnlyList<Event> events, int rowsACommit, int connections)
    {
        var batches = events.Chunk(rowsACommit).ToList();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            await using var connection = await database.Connect();
            for (int i; (i = Interlocked.Increment(ref next)) < batches.Count;)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"""
                    INSERT INTO events (number, position, received, batch, {EventColumns.Names})
                    SELECT @base + nth, 1, 1, @batch, {EventColumns.Names}
                    FROM UNNEST(@nth, @source, @id, @city, @unit, @metric, @value, @weight, @date, @campaign, @ref, @note, @qualifier, @op, @basis, @target_source, @target_id) AS sent (nth, {EventColumns.Names})
                    ON CONFLICT (source, id) DO NOTHING RETURNING number
                    """;
                command.Parameters.Add(new NpgsqlParameter<long>("base", numbered + (long)i * rowsACommit));
                command.Parameters.Add(new NpgsqlParameter<string>("batch", CreateBatchName()));
                foreach (var column in Columns(batches[i])) command.Parameters.Add(column);
                await using var row = await command.ExecuteReaderAsync();
                while (await row.ReadAsync()) { }
            }
        })));
    }

    // As the server names an import that its sender does not.
    private static string CreateBatchName() => $"post-{Guid.CreateVersion7():N}";

    private static IEnumerable<NpgsqlParameter> Columns(Event[] events) =>
    [
        PostgresColumns.CreateParameter("nth", Enumerable.Range(0, events.Length).Select(nth => (long)nth + 1)),
        PostgresColumns.CreateParameter("source", events.Select(one => one.Source)),
        PostgresColumns.CreateParameter("id", events.Select(one => one.Id)),
        PostgresColumns.CreateParameter("city", events.Select(one => one.City)),
        PostgresColumns.CreateParameter("unit", events.Select(one => one.Unit ?? "")),
        PostgresColumns.CreateParameter("metric", events.Select(one => one.Metric)),
        PostgresColumns.CreateParameter("value", events.Select(one => FixedPoint.ToScaled(one.Value))),
        PostgresColumns.CreateParameter("weight", events.Select(one => one.Weight)),
        PostgresColumns.CreateParameter("date", events.Select(one => EventColumns.Day(one.Date))),
        PostgresColumns.CreateParameter("campaign", events.Select(one => one.Campaign ?? "")),
        PostgresColumns.CreateParameter("ref", events.Select(one => one.Ref)),
        PostgresColumns.CreateParameter("note", events.Select(one => one.Note)),
        PostgresColumns.CreateParameter("qualifier", events.Select(one => one.Qualifier.ToString())),
        PostgresColumns.CreateParameter("op", events.Select(one => one.Op.ToString())),
        PostgresColumns.CreateParameter("basis", events.Select(one => one.Basis.ToString())),
        PostgresColumns.CreateParameter("target_source", events.Select(one => one.Target?.Source)),
        PostgresColumns.CreateParameter("target_id", events.Select(one => one.Target?.Id)),
    ];
}
