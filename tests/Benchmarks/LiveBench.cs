using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Live;

namespace IpMonitor.Benchmarks;

/// <summary>
/// Measures live updates from the acknowledged report to the frame on every screen, and compares them with a SignalR
/// hub that sends frames of the same size to the same screens. Rounds alternate because the machine's speed varies; the
/// result is the median of the ratios.
/// </summary>
internal sealed class LiveBench(int rounds, int seconds)
{
    /// <summary>
    /// The time until tiered compilation of the server's code has settled, so that a measurement stands for a long run.
    /// </summary>
    public const int WarmUpSeconds = 20;

    private static readonly int[] Rates = [1, 5];
    private static readonly string[] Cities =
        [.. ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities.Select(city => city.Code)];

    /// <summary>Measures the memory of an idle screen, the processor time per message, and delays.</summary>
    public async Task MeasurePush(int screens)
    {
        Console.WriteLine($"{screens:N0} screens, {seconds} s per rate");
        await MeasureMemory(screens);

        await using var dashboard = await MeasuredServer.StartDashboard(Cities);
        await using var baseline = await MeasuredServer.StartBaseline();
        using var dashboardScreens = await ScreenFleet.Open(dashboard.Address, screens, Cities);
        using var baselineScreens = await ScreenFleet.Open(baseline.Address, screens, Cities);
        baseline.Reference = await dashboard.Measure(dashboardScreens, Rates[^1], WarmUpSeconds);
        await baseline.Measure(baselineScreens, Rates[^1], WarmUpSeconds);
        var processorRatios = Rates.ToDictionary(rate => rate, _ => new List<double>());
        var delayMargins = Rates.ToDictionary(rate => rate, _ => new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var rate in Rates)
            {
                var ours = await dashboard.Measure(dashboardScreens, rate, seconds);
                baseline.Reference = ours;
                var theirs = await baseline.Measure(baselineScreens, rate, seconds);
                processorRatios[rate].Add(ours.MicrosecondsPerMessage / theirs.MicrosecondsPerMessage);
                delayMargins[rate].Add(ours.Delivery.P99 - 1.5 * theirs.Delivery.P99);
                Console.WriteLine(
                    $"  round {round}, {rate} per second: {ours}; baseline {theirs}; "
                    + $"CPU ratio {processorRatios[rate][^1]:0.00}");
            }
        }
        foreach (var rate in Rates)
        {
            var (cpu, margin) = (IngestBench.Median(processorRatios[rate]), IngestBench.Median(delayMargins[rate]));
            Console.WriteLine(
                $"  {rate} per second, median of {rounds} rounds: CPU ratio per message {cpu:0.00}, "
                + $"p99 minus 1.5 times the baseline's {margin:0} ms");
        }
    }

    /// <summary>Measures how much screens that never read delay the others.</summary>
    public async Task MeasureStuckScreens(int screens, int stuck)
    {
        Console.WriteLine($"{screens:N0} screens, {stuck} of which never read");
        await using var control = await MeasuredServer.StartDashboard(Cities);
        await using var affected = await MeasuredServer.StartDashboard(Cities);
        using var controlScreens = await ScreenFleet.Open(control.Address, screens - stuck, Cities);
        using var affectedScreens = await ScreenFleet.Open(affected.Address, screens - stuck, Cities);
        await control.Measure(controlScreens, Rates[^1], WarmUpSeconds);
        await affected.Measure(affectedScreens, Rates[^1], WarmUpSeconds);
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var without = await control.Measure(controlScreens, Rates[^1], seconds);
            // Opens them in each round: the server has closed those of the previous round.
            var opening = Enumerable.Range(0, stuck).Select(_ => ScreenClient.OpenNotReading(affected.Address, "feed"));
            var notReading = await Task.WhenAll(opening);
            var with = await affected.Measure(affectedScreens, Rates[^1], seconds);
            foreach (var screen in notReading) screen.Dispose();
            ratios.Add(with.Delivery.P99 / without.Delivery.P99);
            Console.WriteLine(
                $"  round {round}: p99 {without.Delivery.P99:0} ms, with stuck screens {with.Delivery.P99:0} ms, "
                + $"ratio {ratios[^1]:0.00}; memory {control.ReadMemory() >> 20} and {affected.ReadMemory() >> 20} MB");
        }
        Console.WriteLine($"  median ratio {IngestBench.Median(ratios):0.00} of {rounds} rounds");
    }

    private async Task MeasureMemory(int screens)
    {
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var ours = await MeasureIdleMemory(() => MeasuredServer.StartDashboard(Cities), screens);
            var theirs = await MeasureIdleMemory(MeasuredServer.StartBaseline, screens);
            ratios.Add(ours / theirs);
            Console.WriteLine(
                $"  round {round}: idle {ours:0.0} and baseline {theirs:0.0} KiB per screen, ratio {ratios[^1]:0.00}");
        }
        Console.WriteLine($"  median ratio of idle memory {IngestBench.Median(ratios):0.00} of {rounds} rounds");
    }

    // Returns the memory per screen, in KiB.
    private static async Task<double> MeasureIdleMemory(Func<Task<MeasuredServer>> start, int screens)
    {
        await using var server = await start();
        await Task.Delay(1000);
        var before = server.ReadMemory();
        using var fleet = await ScreenFleet.Open(server.Address, screens, Cities);
        await Task.Delay(3000);
        return (server.ReadMemory() - before) / 1024.0 / screens;
    }
}
