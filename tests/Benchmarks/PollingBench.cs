using System.Diagnostics;
using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>
/// Compares the processor time per screen, including the database's, of live screens and of screens that poll an SQL
/// endpoint every second, on PostgreSQL.
/// </summary>
internal sealed class PollingBench(PostgresServer postgres, int seconds)
{
    private static readonly string[] Cities =
        [.. ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities.Select(city => city.Code)];

    public static async Task Run(int rounds, int seconds, int liveScreens, int pollingScreens)
    {
        Console.WriteLine(
            $"{liveScreens:N0} live screens, one report a second, and {pollingScreens:N0} that poll every second, "
            + "on PostgreSQL");
        await using var postgres = await PostgresServer.Start();
        Environment.SetEnvironmentVariable("Live__Limits__ConnectionsPerAddress", "100000");
        var bench = new PollingBench(postgres, seconds);
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var (live, polling) = await bench.Measure(liveScreens, pollingScreens);
            ratios.Add(polling / live);
            Console.WriteLine(
                $"  round {round}: live {live:0.00} ms and polling {polling:0.00} ms of processor time "
                + $"per screen and minute, ratio {ratios[^1]:0.0}");
        }
        Console.WriteLine($"  median ratio {IngestBench.Median(ratios):0.0} of {rounds} rounds");
    }

    // Returns milliseconds of processor time per screen and minute.
    private async Task<(double Live, double Polling)> Measure(int liveScreens, int pollingScreens)
    {
        await using var server = DashboardProcess.Create(await postgres.NewDatabase());
        await server.Run();
        await ReportSender.Seed(server);
        var sent = 0;
        TimeSpan live;
        using (await ScreenFleet.Open(server.Address, liveScreens, Cities))
        {
            await ReportSchedule.Run(5, LiveBench.WarmUpSeconds, Post);
            live = await MeasureProcessorTime(server.ProcessId, () => ReportSchedule.Run(1, seconds, Post));
        }
        await using var endpoint = await PollingServer.Start(server.Database!);
        await Poll(endpoint, pollingScreens, LiveBench.WarmUpSeconds);
        var polling = await MeasureProcessorTime(
            endpoint.Process.Id, () => Poll(endpoint, pollingScreens, seconds));
        return (PerScreenAndMinute(live, liveScreens), PerScreenAndMinute(polling, pollingScreens));

        async Task<(long, string)> Post()
        {
            var city = Cities[sent % Cities.Length];
            return (await ReportSender.Post(server, sent++, city), city);
        }
    }

    // Polls once a second; the screens start spread over the first second.
    private static Task Poll(ServerProcess endpoint, int screens, int times) =>
        Task.WhenAll(Enumerable.Range(0, screens).Select(async screen =>
        {
            await Task.Delay(1000 * screen / screens);
            for (var turn = 0; turn < times; turn++)
            {
                var nextTurn = Task.Delay(1000);
                foreach (var topic in ScreenFleet.TopicsOf(screen, Cities))
                    await endpoint.Http.GetStringAsync(PollingServer.PathOf(topic));
                await nextTurn;
            }
        }));

    private double PerScreenAndMinute(TimeSpan used, int screens) => used.TotalMilliseconds / screens / seconds * 60;

    private async Task<TimeSpan> MeasureProcessorTime(int server, Func<Task> work)
    {
        int[] processes = [server, postgres.PostmasterId, .. PostgresServer.ChildrenOf(postgres.PostmasterId)];
        var before = processes.Sum(ReadTicks);
        await work();
        return TimeSpan.FromTicks(processes.Sum(ReadTicks) - before);
    }

    private static long ReadTicks(int process)
    {
        try
        {
            return Process.GetProcessById(process).TotalProcessorTime.Ticks;
        }
        catch (ArgumentException)
        {
            return 0; // The process has ended.
        }
    }
}
