using System.Diagnostics;
using System.Text;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Silo.Sql;
using IpMonitor.Tests.Server;

namespace IpMonitor.Bench;

/// <summary>
/// Events acknowledged through POST, beside a bare loop that writes the same rows with the same index, dedup and sync to the
/// same database. Rounds alternate, since the machine's pace does too; what counts is the median of the ratios.
/// </summary>
internal static class IngestBench
{
    private const int Batch = 1_000;
    private static readonly string[] Cities = [.. ReferenceData.Read(ReferenceData.Shipped).Places.Cities.Select(city => city.Code)];

    public static Task Batches(int rounds, int events) => Compare(
        $"{events:N0} events, {Batch:N0} a batch, 4 senders", rounds, events, 4,
        [.. Enumerable.Range(0, events / Batch).Select(i => Lines(i * Batch, Batch))], Batch);

    public static Task Singles(int rounds, int events) => Compare(
        $"{events:N0} single events, 64 senders", rounds, events, 64, [.. Enumerable.Range(0, events).Select(i => Lines(i, 1))], 1);

    private static async Task Compare(string what, int rounds, int events, int senders, IReadOnlyList<string> bodies, int rowsACommit)
    {
        Console.WriteLine(what);
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var (bare, served, cpu) = (Bare(events, rowsACommit), 0.0, 0.0);
            (served, cpu) = await Served(bodies, events, senders);
            ratios.Add(served / bare);
            Console.WriteLine($"  round {round}: bare {bare,9:N0}/s   POST {served,9:N0}/s   ratio {served / bare:0.00}   {cpu:0.0} µs CPU an event");
        }
        Console.WriteLine($"  median ratio {ratios.Order().ElementAt(rounds / 2):0.00} of {rounds} rounds");
    }

    private static async Task<(double EventsPerSecond, double CpuMicroseconds)> Served(IReadOnlyList<string> bodies, int events, int senders)
    {
        await using var server = await DashboardProcess.Start();
        var cpu = server.ProcessorTime;
        var clock = Stopwatch.StartNew();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < bodies.Count;)
            {
                using var answer = await server.Http.PostAsync(
                    new Uri("/api/v1/events", UriKind.Relative), new StringContent(bodies[i], Encoding.UTF8, "application/x-ndjson"));
                answer.EnsureSuccessStatusCode();
            }
        })));
        return (events / clock.Elapsed.TotalSeconds, (server.ProcessorTime - cpu).TotalMicroseconds / events);
    }

    private static double Bare(int events, int rowsACommit)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"ipm-bare-{Guid.NewGuid():N}");
        using (var database = new SqliteDatabase(folder))
        using (var connection = database.Connect())
        {
            using var begin = new SqliteStatement(connection, "BEGIN IMMEDIATE");
            using var commit = new SqliteStatement(connection, "COMMIT");
            using var insert = new SqliteStatement(connection, SqliteWriter.InsertEvent);
            var clock = Stopwatch.StartNew();
            for (var first = 0; first < events; first += rowsACommit)
            {
                begin.Run();
                for (var i = first; i < first + rowsACommit; i++)
                    SqliteWriter.With(insert.With(1L).With(1L).With((string?)null), Event(i)).First(row => row[0]);
                commit.Run();
            }
            var pace = events / clock.Elapsed.TotalSeconds;
            connection.Close();
            database.Dispose();
            Directory.Delete(folder, recursive: true);
            return pace;
        }
    }

    private static string Lines(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(i => Event(i) is var e
        ? $$"""{"id":"{{e.Id}}","source":"{{e.Source}}","city":"{{e.City}}","metric":"{{e.Metric}}","value":{{e.Value}},"date":"{{e.Date:yyyy-MM-dd}}"}""" + "\n"
        : ""));

    private static Event Event(int i) => new(
        "bench", $"bench-{i}", Cities[i % Cities.Length], null, "pledge.amount", 1000 + i % 977, null,
        new DateOnly(2024, 1, 1).AddDays(i / 16 % 366), null, null, null, Qualifier.Exact, Op.Add);
}
