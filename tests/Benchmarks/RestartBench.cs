using System.Diagnostics;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>
/// Measures the time from the start of a killed server to its first ranking, with a short and with a long journal, in
/// alternating rounds.
/// </summary>
internal static class RestartBench
{
    private static readonly Uri RankingPath =
        new($"/api/v1/rankings/{StoreSeeder.Metric}?period={StoreSeeder.Year}", UriKind.Relative);

    public static async Task Run(int rounds, int fewEvents, int manyEvents)
    {
        await using var small = await StartFilledServer(fewEvents);
        await using var large = await StartFilledServer(manyEvents);
        var (times, ratios) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            var (few, many) = (await MeasureFirstRanking(small), await MeasureFirstRanking(large));
            times.Add(many);
            ratios.Add(many / few);
            Console.WriteLine(
                $"  round {round}: with {fewEvents:N0} events {few:0.00} s, with {manyEvents:N0} {many:0.00} s, "
                + $"ratio {many / few:0.00}");
        }
        Console.WriteLine(
            $"  with {manyEvents:N0}: median {IngestBench.Median(times):0.00} s, slowest {times.Max():0.00} s; "
            + $"median ratio {IngestBench.Median(ratios):0.00} of {rounds} rounds");
    }

    private static async Task<DashboardProcess> StartFilledServer(int events)
    {
        var server = DashboardProcess.Create(database: null);
        var clock = Stopwatch.StartNew();
        StoreSeeder.Fill(server.DataFolder, events);
        Console.WriteLine($"  {events:N0} events written in {clock.Elapsed.TotalSeconds:0} s");
        await server.Run();
        return server;
    }

    private static async Task<double> MeasureFirstRanking(DashboardProcess server)
    {
        await server.Stop();
        var clock = Stopwatch.StartNew();
        await server.Run();
        using var response = await server.Http.GetAsync(RankingPath);
        var seconds = clock.Elapsed.TotalSeconds;
        var rows = (await response.Content.ReadAsStringAsync()).Split("\"rank\":").Length - 1;
        return rows >= 16 ? seconds : throw new InvalidOperationException($"Only {rows} cities are ranked.");
    }
}
