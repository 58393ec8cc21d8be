using System.Diagnostics;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>How long a server that was killed takes to serve its first ranking, with few events in the journal and with many, turn by turn.</summary>
internal static class RestartBench
{
    public static async Task Run(int rounds, int few, int many)
    {
        await using var small = await StartFilledServer(few);
        await using var large = await StartFilledServer(many);
        var (times, ratios) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            var (a, b) = (await MeasureFirstRanking(small), await MeasureFirstRanking(large));
            times.Add(b);
            ratios.Add(b / a);
            Console.WriteLine($"  round {round}: with {few:N0} events {a:0.00} s, with {many:N0} {b:0.00} s, ratio {b / a:0.00}");
        }
        Console.WriteLine($"  with {many:N0}: median {times.Order().ElementAt(rounds / 2):0.00} s, slowest {times.Max():0.00} s; median ratio {ratios.Order().ElementAt(rounds / 2):0.00} of {rounds} rounds");
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
        await server.Kill();
        var clock = Stopwatch.StartNew();
        await server.Run();
        using var answer = await server.Http.GetAsync(new Uri($"/api/v1/rankings/{StoreSeeder.Metric}?period={StoreSeeder.Year}", UriKind.Relative));
        var seconds = clock.Elapsed.TotalSeconds;
        var rows = (await answer.Content.ReadAsStringAsync()).Split("\"rank\":").Length - 1;
        return rows >= 16 ? seconds : throw new InvalidOperationException($"Only {rows} cities are ranked.");
    }
}
