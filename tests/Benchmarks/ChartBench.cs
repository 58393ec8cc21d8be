using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Hosting;

namespace IpMonitor.Benchmarks;

/// <summary>
/// Measures pictures per second, and how much readers that download pictures delay the pushes to screens.
/// </summary>
/// <param name="rounds">Rounds of the comparison, in alternation.</param>
/// <param name="seconds">Seconds of a measurement.</param>
internal sealed class ChartBench(int rounds, int seconds)
{
    private const int Readers = 4, Rate = 5;

    private static readonly string[] Cities =
        [.. ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities.Select(city => city.Code)];

    private static readonly string[] Pictures =
    [
        "ranking.png?metric=pledge.amount", "ranking.png?metric=pledge.amount&scale=2",
        "ranking.svg?metric=pledge.amount", "trend.png?metric=pledge.amount", "heatmap.png?metric=pledge.amount",
        "pace.png?metric=pledge.amount&city=370300", "city.png?city=370300",
    ];

    private int _number;

    /// <summary>Measures each kind of picture, drawn anew, and one from memory.</summary>
    public async Task MeasurePictures()
    {
        await using var server = await MeasuredServer.StartProcess();
        await Download(server, Pictures[0], Readers, TimeSpan.FromSeconds(seconds), isDrawn: true);
        foreach (var picture in Pictures) await Report(picture, isDrawn: true);
        await Report(Pictures[0], isDrawn: false);

        async Task Report(string picture, bool isDrawn)
        {
            var before = server.ProcessorTime;
            var times = await Download(server, picture, Readers, TimeSpan.FromSeconds(seconds), isDrawn);
            var processor = (server.ProcessorTime - before).TotalMilliseconds / times.Count;
            var (now, peak) = server.WorkingSetMegabytes;
            Console.WriteLine(
                $"  {picture}{(isDrawn ? "" : " from memory")}: {(double)times.Count / seconds:0.0} per second, "
                + $"{processor:0.0} ms processor time each, median {IngestBench.Median(times):0} ms, "
                + $"{now} MB, peak {peak} MB");
        }
    }

    /// <summary>Compares the delay of pushes with that while readers download pictures.</summary>
    public async Task MeasurePush(int screens, int readers)
    {
        Console.WriteLine($"{screens:N0} screens, {readers} readers of pictures, {Rate} updates per second");
        await using var server = await MeasuredServer.StartDashboard(Cities);
        using var fleet = await ScreenFleet.Open(server.Address, screens, Cities);
        await server.Measure(fleet, Rate, LiveBench.WarmUpSeconds);
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var without = await server.Measure(fleet, Rate, seconds);
            var downloads = Download(
                (DashboardServer)server.Server, Pictures[0], readers, TimeSpan.FromSeconds(seconds), isDrawn: true);
            var with = await server.Measure(fleet, Rate, seconds);
            var count = (await downloads).Count;
            ratios.Add(with.Delivery.P99 / without.Delivery.P99);
            Console.WriteLine(
                $"  round {round}: p99 {without.Delivery.P99:0} ms, with {count} pictures "
                + $"{with.Delivery.P99:0} ms, ratio {ratios[^1]:0.00}; {server.ReadMemory() >> 20} MB");
        }
        Console.WriteLine($"  median ratio {IngestBench.Median(ratios):0.00} of {rounds} rounds");
    }

    // Returns the milliseconds of each picture. One that is drawn anew has a size that was not asked for yet.
    private async Task<List<double>> Download(
        DashboardServer server, string picture, int readers, TimeSpan duration, bool isDrawn)
    {
        var times = new ConcurrentBag<double>();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, readers).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < duration)
            {
                var start = clock.Elapsed;
                var number = isDrawn ? Interlocked.Increment(ref _number) : 0;
                using var response = await server.Http.GetAsync(
                    $"/api/v1/charts/{picture}&period=2025&width={900 + (number % 100)}&height={600 + (number / 100)}");
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable) response.EnsureSuccessStatusCode();
                await response.Content.ReadAsByteArrayAsync();
                times.Add((clock.Elapsed - start).TotalMilliseconds);
            }
        })));
        return [.. times];
    }
}
