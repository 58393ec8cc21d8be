using System.Diagnostics;
using System.Text;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>
/// Events acknowledged through POST, beside a bare loop on the same database. Rounds alternate, since the machine's pace does
/// too; what counts is the median of the ratios.
/// </summary>
internal sealed class IngestBench(PostgresServer? postgres, int rounds)
{
    private const int BatchSize = 1_000;
    private const int SenderCount = 4;
    private const int WarmUpEvents = 160_000;
    private static readonly string[] Cities = [.. ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities.Select(city => city.Code)];

    private string StoreName => postgres is null ? "SQLite" : "PostgreSQL";

    /// <summary>Four senders of batches, beside the fastest bare way.</summary>
    public Task MeasureBatches(int events) => Compare(
        $"{StoreName}: {events:N0} events, {BatchSize:N0} a batch, {SenderCount} senders", events, CreateBodies(events, BatchSize), SenderCount, BatchSize, SenderCount);

    /// <summary>64 senders of single events, beside one connection that commits each.</summary>
    public Task MeasureSingleEvents(int events) => Compare($"{StoreName}: {events:N0} single events, 64 senders", events, CreateBodies(events, 1), 64, 1, 1);

    /// <summary>What an event costs when half of them were sent before, beside the same number of new ones.</summary>
    public async Task MeasureDuplicates(int events)
    {
        Console.WriteLine($"{StoreName}: {events:N0} events, {BatchSize:N0} a batch, half of them replayed");
        var fresh = CreateBodies(events, BatchSize);
        // Every second line of what was sent half a run ago.
        var replayed = Enumerable.Range(0, events / BatchSize).Select(i => CreateBody(Enumerable.Range(0, BatchSize).Select(row =>
            row % 2 == 0 ? (i * BatchSize / 2) + (row / 2) : Math.Max(0, (i * BatchSize / 2) - (events / 8)) + (row / 2)))).ToList();
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var (anew, _) = await MeasureServer(fresh, events, SenderCount);
            var (again, _) = await MeasureServer(replayed, events, SenderCount);
            if (round == 0) continue; // warms up
            ratios.Add(anew / again);
            Console.WriteLine($"  round {round}: new {anew,9:N0}/s   half replayed {again,9:N0}/s   cost an event {anew / again:0.00}");
        }
        Console.WriteLine($"  median cost {Median(ratios):0.00} of {rounds} rounds");
    }

    private async Task Compare(string what, int events, List<string> bodies, int senders, int rowsACommit, int connections)
    {
        Console.WriteLine(what);
        var (before, rows) = (CreateEvents(WarmUpEvents, "warm"), CreateEvents(events, "bench"));
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var bare = postgres is null ? BaselineInserts.MeasureSqlite(before, rows, rowsACommit) : await BaselineInserts.MeasurePostgres(await postgres.NewDatabase(), before, rows, rowsACommit, connections);
            var (served, cpu) = await MeasureServer(bodies, events, senders);
            if (round == 0) continue; // warms up
            ratios.Add(served / bare);
            Console.WriteLine($"  round {round}: bare {bare,9:N0}/s   POST {served,9:N0}/s   ratio {served / bare:0.00}   µs CPU an event: {cpu}");
        }
        Console.WriteLine($"  median ratio {Median(ratios):0.00} of {rounds} rounds");
    }

    private async Task<(double EventsPerSecond, string Cpu)> MeasureServer(List<string> bodies, int events, int senders)
    {
        await using var server = DashboardProcess.Create(postgres is null ? null : await postgres.NewDatabase());
        await server.Run();
        // A server that has just started still compiles itself; the bare loop had a round to do so.
        await Send(server, CreateBodies(WarmUpEvents, BatchSize, "warm"), SenderCount);
        var before = ProcessorTimes(server);
        var clock = Stopwatch.StartNew();
        await Send(server, bodies, senders);
        var pace = events / clock.Elapsed.TotalSeconds;
        return (pace, string.Join(" + ", ProcessorTimes(server).Zip(before, (now, then) => $"{now.Who} {(now.Used - then.Used).TotalMicroseconds / events:0.0}")));
    }

    private List<(string Who, TimeSpan Used)> ProcessorTimes(DashboardProcess server) =>
        [("server", server.ProcessorTime), ("senders", Environment.CpuUsage.TotalTime), .. postgres is null ? [] : new[] { ("database", postgres.ProcessorTime) }];

    private static async Task Send(DashboardProcess server, IEnumerable<string> bodies, int senders)
    {
        var contents = bodies.Select(Encoding.UTF8.GetBytes).ToList();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < contents.Count;)
            {
                using var content = new ByteArrayContent(contents[i]) { Headers = { ContentType = new("application/x-ndjson") } };
                using var answer = await server.Http.PostAsync(new Uri("/api/v1/events", UriKind.Relative), content);
                answer.EnsureSuccessStatusCode();
            }
        })));
    }

    private static List<Event> CreateEvents(int count, string source) => [.. Enumerable.Range(0, count).Select(i => CreateEvent(i) with { Source = source })];

    /// <summary>The middle one.</summary>
    public static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static List<string> CreateBodies(int events, int batch, string source = "bench") =>
        [.. Enumerable.Range(0, events / batch).Select(i => CreateBody(Enumerable.Range(i * batch, batch), source))];

    private static string CreateBody(IEnumerable<int> numbers, string source = "bench") => string.Concat(numbers.Select(CreateEvent).Select(e =>
        $$"""{"id":"{{e.Id}}","source":"{{source}}","city":"{{e.City}}","metric":"{{e.Metric}}","value":{{e.Value}},"date":"{{e.Date:yyyy-MM-dd}}"}""" + "\n"));

    private static Event CreateEvent(int i) => new(
        "bench", $"bench-{i}", Cities[i % Cities.Length], null, "pledge.amount", 1000 + i % 977, null,
        new DateOnly(2024, 1, 1).AddDays(i / 16 % 366), null, null, null, Qualifier.Exact, EventOperation.Add);
}
