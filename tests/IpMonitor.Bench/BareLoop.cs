using System.Diagnostics;
using IpMonitor.Grains.Metrics;
using IpMonitor.Silo.Sql;

namespace IpMonitor.Bench;

/// <summary>The least that a store can do: the same rows into the same table, with the same indexes, dedup and syncs, and nothing else.</summary>
internal static class BareLoop
{
    /// <summary>One connection, as SQLite has one writer; answers events a second.</summary>
    public static double OnSqlite(IReadOnlyList<Event> events, int rowsACommit)
    {
        var folder = Directory.CreateTempSubdirectory("ipm-bare-").FullName;
        double pace;
        using (var database = new SqliteDatabase(folder))
        using (var connection = database.Connect())
        using (var begin = new SqliteStatement(connection, "BEGIN IMMEDIATE"))
        using (var commit = new SqliteStatement(connection, "COMMIT"))
        using (var insert = new SqliteStatement(connection, SqliteWriter.InsertEvent))
        {
            var clock = Stopwatch.StartNew();
            foreach (var batch in events.Chunk(rowsACommit))
            {
                begin.Run();
                foreach (var e in batch) SqliteWriter.With(insert.With(1L).With(1L).With((string?)null), e).Run();
                commit.Run();
            }
            pace = events.Count / clock.Elapsed.TotalSeconds;
        }
        Directory.Delete(folder, recursive: true);
        return pace;
    }

    /// <summary>Arrays taken apart into rows, on so many connections; answers events a second.</summary>
    public static async Task<double> OnPostgres(string connectionString, IReadOnlyList<Event> events, int rowsACommit, int connections)
    {
        using var database = new PostgresDatabase(connectionString);
        var batches = events.Chunk(rowsACommit).ToList();
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            await using var connection = await database.Connect();
            for (int i; (i = Interlocked.Increment(ref next)) < batches.Count;)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"""
                    INSERT INTO events (number, position, received, batch, {EventColumns.Names})
                    SELECT @base + nth, 1, 1, batch, {EventColumns.Names}
                    FROM UNNEST({PostgresColumns.EventParameters}) AS sent (nth, batch, {EventColumns.Names})
                    ON CONFLICT (source, id) DO NOTHING RETURNING number
                    """;
                command.Parameters.Add(new Npgsql.NpgsqlParameter<long>("base", (long)i * rowsACommit));
                foreach (var column in PostgresColumns.Of([.. batches[i].Select(e => (e, (string?)null))])) command.Parameters.Add(column);
                await using var row = await command.ExecuteReaderAsync();
                while (await row.ReadAsync()) { }
            }
        })));
        return events.Count / clock.Elapsed.TotalSeconds;
    }
}
