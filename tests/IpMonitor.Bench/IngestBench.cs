using System.Diagnostics;
using System.Text;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Tests.Journal;
using IpMonitor.Tests.Server;

namespace IpMonitor.Bench;

/// <summary>
/// Events acknowledged through POST, beside a bare loop on the same database. Rounds alternate, since the machine's pace does
/// too; what counts is the median of the ratios.
/// </summary>
internal sealed class IngestBench(PostgresServer? postgres, int rounds)
{
    private const int Batch = 1_000;
    private const int Senders = 4;
    private const int WarmUp = 160_000;
    private static readonly string[] Cities = [.. ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities.Select(city => city.Code)];

    private string Store => postgres is null ? "SQLite" : "PostgreSQL";

    /// <summary>Four senders of batches, beside the fastest bare way.</summary>
    public Task Batches(int events) => Compare(
        $"{Store}: {events:N0} events, {Batch:N0} a batch, {Senders} senders", events, Lines(events, Batch), Senders, Batch, Senders);

    /// <summary>64 senders of single events, beside one connection that commits each.</summary>
    public Task Singles(int events) => Compare($"{Store}: {events:N0} single events, 64 senders", events, Lines(events, 1), 64, 1, 1);

    /// <summary>What an event costs when half of them were sent before, beside the same number of new ones.</summary>
    public async Task Duplicates(int events)
    {
        Console.WriteLine($"{Store}: {events:N0} events, {Batch:N0} a batch, half of them replayed");
        var fresh = Lines(events, Batch);
        // Every second line of what was sent half a run ago.
        var replayed = Enumerable.Range(0, events / Batch).Select(i => Body(Enumerable.Range(0, Batch).Select(row =>
            row % 2 == 0 ? (i * Batch / 2) + (row / 2) : Math.Max(0, (i * Batch / 2) - (events / 8)) + (row / 2)))).ToList();
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var (anew, _) = await Served(fresh, events, Senders);
            var (again, _) = await Served(replayed, events, Senders);
            if (round == 0) continue; // warms up
            ratios.Add(anew / again);
            Console.WriteLine($"  round {round}: new {anew,9:N0}/s   half replayed {again,9:N0}/s   cost an event {anew / again:0.00}");
        }
        Console.WriteLine($"  median cost {Median(ratios):0.00} of {rounds} rounds");
    }

    private async Task Compare(string what, int events, List<string> bodies, int senders, int rowsACommit, int connections)
    {
        Console.WriteLine(what);
        var (before, rows) = (Events(WarmUp, "warm"), Events(events, "bench"));
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var bare = postgres is null ? BareLoop.OnSqlite(before, rows, rowsACommit) : await BareLoop.OnPostgres(await postgres.NewDatabase(), before, rows, rowsACommit, connections);
            var (served, cpu) = await Served(bodies, events, senders);
            if (round == 0) continue; // warms up
            ratios.Add(served / bare);
            Console.WriteLine($"  round {round}: bare {bare,9:N0}/s   POST {served,9:N0}/s   ratio {served / bare:0.00}   µs CPU an event: {cpu}");
        }
        Console.WriteLine($"  median ratio {Median(ratios):0.00} of {rounds} rounds");
    }

    private async Task<(double EventsPerSecond, string Cpu)> Served(List<string> bodies, int events, int senders)
    {
        await using var server = DashboardProcess.Create(postgres is null ? null : await postgres.NewDatabase());
        await server.Run();
        // A server that has just started still compiles itself; the bare loop had a round to do so.
        await Send(server, Lines(WarmUp, Batch, "warm"), Senders);
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

    private static List<Event> Events(int count, string source) => [.. Enumerable.Range(0, count).Select(i => Event(i) with { Source = source })];

    /// <summary>The middle one.</summary>
    public static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static List<string> Lines(int events, int batch, string source = "bench") =>
        [.. Enumerable.Range(0, events / batch).Select(i => Body(Enumerable.Range(i * batch, batch), source))];

    private static string Body(IEnumerable<int> numbers, string source = "bench") => string.Concat(numbers.Select(Event).Select(e =>
        $$"""{"id":"{{e.Id}}","source":"{{source}}","city":"{{e.City}}","metric":"{{e.Metric}}","value":{{e.Value}},"date":"{{e.Date:yyyy-MM-dd}}"}""" + "\n"));

    private static Event Event(int i) => new(
        "bench", $"bench-{i}", Cities[i % Cities.Length], null, "pledge.amount", 1000 + i % 977, null,
        new DateOnly(2024, 1, 1).AddDays(i / 16 % 366), null, null, null, Qualifier.Exact, EventOperation.Add);
}
