using System.Diagnostics;
using System.Text;
using System.Text.Json;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>
/// Measures the events acknowledged over HTTP and compares them with baseline inserts into the same kind of database.
/// Rounds alternate because the machine's speed varies; the result is the median of the ratios.
/// </summary>
internal sealed class IngestBench(PostgresServer? postgres, int rounds)
{
    private const int BatchSize = 1_000;
    private const int BatchSenders = 4;
    private const int SingleEventSenders = 64;
    private const int WarmUpEvents = 160_000;
    private static readonly Uri EventsPath = new("/api/v1/events", UriKind.Relative);
    private static readonly string[] Cities =
        [.. ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities.Select(city => city.Code)];

    private string StoreName => postgres is null ? "SQLite" : "PostgreSQL";

    /// <summary>Returns the median.</summary>
    public static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Compares batches of several senders with baseline inserts in batches of the same size.</summary>
    public Task<bool> MeasureBatches(int events) => Compare(
        $"{StoreName}: {events:N0} events, {BatchSize:N0} per batch, {BatchSenders} senders",
        events, CreateBodies(events, BatchSize), BatchSenders, BatchSize, connections: BatchSenders);

    /// <summary>Compares single events of many senders with one connection that commits each event.</summary>
    public Task<bool> MeasureSingleEvents(int events) => Compare(
        $"{StoreName}: {events:N0} single events, {SingleEventSenders} senders",
        events, CreateBodies(events, 1), SingleEventSenders, rowsPerCommit: 1, connections: 1);

    /// <summary>
    /// Compares events of which half, and of which all are duplicates with the same number of new events; returns false
    /// if duplicates are dearer.
    /// </summary>
    public async Task<bool> MeasureDuplicates(int events)
    {
        Console.WriteLine($"{StoreName}: {events:N0} events, {BatchSize:N0} per batch, new, half, all duplicates");
        var newBodies = CreateBodies(events, BatchSize);
        var mixedBodies = Enumerable.Range(0, events / BatchSize).Select(i => CreateMixedBody(i, events)).ToList();
        var (mixedRatios, repeatedRatios) = (new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var (newRate, _) = await MeasureServer(newBodies, events, BatchSenders);
            var (mixedRate, _) = await MeasureServer(mixedBodies, events, BatchSenders);
            var (repeatedRate, _) = await MeasureServer(newBodies, events, BatchSenders, newBodies);
            if (round == 0) continue; // Warm-up.
            mixedRatios.Add(newRate / mixedRate);
            repeatedRatios.Add(newRate / repeatedRate);
            Console.WriteLine(
                $"  round {round}: new {newRate,9:N0}/s   half duplicates {mixedRate,9:N0}/s   "
                + $"all duplicates {repeatedRate,9:N0}/s   "
                + $"relative cost per event {mixedRatios[^1]:0.00}, {repeatedRatios[^1]:0.00}");
        }
        var (mixed, repeated) = (Median(mixedRatios), Median(repeatedRatios));
        Console.WriteLine($"  median relative cost {mixed:0.00}, {repeated:0.00} of {rounds} rounds");
        return repeated <= 1;
    }

    private async Task<bool> Compare(
        string title, int events, List<string> bodies, int senders, int rowsPerCommit, int connections)
    {
        Console.WriteLine(title);
        var (seed, rows) = (CreateEvents(WarmUpEvents, "warm"), CreateEvents(events, "bench"));
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var baseline = postgres is null
                ? BaselineInserts.MeasureSqlite(seed, rows, rowsPerCommit)
                : await BaselineInserts.MeasurePostgres(
                    await postgres.NewDatabase(), seed, rows, rowsPerCommit, connections);
            var (rate, processorTime) = await MeasureServer(bodies, events, senders);
            if (round == 0) continue; // Warm-up.
            ratios.Add(rate / baseline);
            Console.WriteLine(
                $"  round {round}: baseline {baseline,9:N0}/s   POST {rate,9:N0}/s   ratio {ratios[^1]:0.00}   "
                + $"CPU µs per event: {processorTime}");
        }
        Console.WriteLine($"  median ratio {Median(ratios):0.00} of {rounds} rounds");
        return true;
    }

    private async Task<(double EventsPerSecond, string ProcessorTime)> MeasureServer(
        List<string> bodies, int events, int senders, List<string>? bodiesBefore = null)
    {
        await using var server = DashboardProcess.Create(postgres is null ? null : await postgres.NewDatabase());
        await server.Run();
        // Compiles the server's hot code; the baseline is warm after its first round.
        await Send(server, CreateBodies(WarmUpEvents, BatchSize, "warm"), BatchSenders);
        if (bodiesBefore is not null) await Send(server, bodiesBefore, senders);
        var before = ReadProcessorTimes(server);
        var clock = Stopwatch.StartNew();
        await Send(server, bodies, senders);
        var rate = events / clock.Elapsed.TotalSeconds;
        var used = ReadProcessorTimes(server).Zip(
            before, (end, start) => $"{end.Process} {(end.Time - start.Time).TotalMicroseconds / events:0.0}");
        return (rate, string.Join(" + ", used));
    }

    private List<(string Process, TimeSpan Time)> ReadProcessorTimes(DashboardProcess server) =>
    [
        ("server", server.ProcessorTime), ("senders", Environment.CpuUsage.TotalTime),
        .. postgres is null ? [] : new[] { ("database", postgres.ProcessorTime) },
    ];

    private static async Task Send(DashboardProcess server, IEnumerable<string> bodies, int senders)
    {
        var contents = bodies.Select(Encoding.UTF8.GetBytes).ToList();
        var last = -1;
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(SendBodies)));

        async Task SendBodies()
        {
            for (int i; (i = Interlocked.Increment(ref last)) < contents.Count;)
            {
                using var content = new ByteArrayContent(contents[i]);
                content.Headers.ContentType = new("application/x-ndjson");
                using var response = await server.Http.PostAsync(EventsPath, content);
                response.EnsureSuccessStatusCode();
            }
        }
    }

    private static List<Event> CreateEvents(int count, string source) =>
        [.. Enumerable.Range(0, count).Select(i => CreateEvent(i) with { Source = source })];

    private static List<string> CreateBodies(int events, int batchSize, string source = "bench") =>
    [
        .. Enumerable.Range(0, events / batchSize)
            .Select(i => CreateBody(Enumerable.Range(i * batchSize, batchSize), source)),
    ];

    // Every second row repeats an event that was sent a quarter of the run earlier.
    private static string CreateMixedBody(int batch, int events)
    {
        var first = batch * BatchSize / 2;
        var firstRepeated = Math.Max(0, first - (events / 8));
        return CreateBody(Enumerable.Range(0, BatchSize).Select(row =>
            row % 2 == 0 ? first + (row / 2) : firstRepeated + (row / 2)));
    }

    private static string CreateBody(IEnumerable<int> numbers, string source = "bench") =>
        string.Join('\n', numbers.Select(CreateEvent).Select(e => JsonSerializer.Serialize(new
        {
            id = e.Id,
            source,
            city = e.City,
            metric = e.Metric,
            value = e.Value,
            date = e.Date,
        })));

    private static Event CreateEvent(int i) => new(
        "bench", $"bench-{i}", Cities[i % Cities.Length], null, "pledge.amount", 1000 + i % 977, null,
        new DateOnly(2024, 1, 1).AddDays(i / 16 % 366), null, null, null, Qualifier.Exact, EventOperation.Add);
}
