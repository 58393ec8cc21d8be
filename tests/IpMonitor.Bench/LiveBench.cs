using System.Diagnostics;
using IpMonitor.Grains.Reference;
using IpMonitor.Tests.Server;

namespace IpMonitor.Bench;

/// <summary>
/// From the acknowledged report to the frame on every screen, beside a bare SignalR hub that sends frames of the same size to
/// the same screens. Rounds alternate, since the machine's pace does too; what counts is the median of the ratios.
/// </summary>
internal sealed class LiveBench(int rounds, int seconds)
{
    private const int WarmUpSeconds = 6;
    private static readonly int[] Rates = [1, 5];
    private static readonly string[] Cities = [.. ReferenceData.Read(ReferenceData.Shipped).Places.Cities.Select(city => city.Code)];

    /// <summary>Processor time a message, memory a screen that is shown nothing new, and delays.</summary>
    public async Task Push(int screens)
    {
        Console.WriteLine($"{screens:N0} screens, {seconds} s a rate");
        var (memory, cpu, late) = (new List<double>(), Rates.ToDictionary(rate => rate, _ => new List<double>()), Rates.ToDictionary(rate => rate, _ => new List<double>()));
        for (var round = 1; round <= rounds; round++)
        {
            var ours = await Ours(screens);
            var bare = await Bare(screens, ours);
            memory.Add(ours.KilobytesAScreen / bare.KilobytesAScreen);
            Console.WriteLine($"  round {round}: idle {ours.KilobytesAScreen:0.0} and bare {bare.KilobytesAScreen:0.0} KiB a screen, ratio {memory[^1]:0.00}");
            foreach (var (mine, its) in ours.Paces.Zip(bare.Paces))
            {
                cpu[mine.Rate].Add(mine.MicrosecondsAMessage / its.MicrosecondsAMessage);
                late[mine.Rate].Add(mine.Told.P99 - 1.5 * its.Told.P99);
                Console.WriteLine($"    {mine.Rate} a second: {mine}; bare {its}; CPU ratio {cpu[mine.Rate][^1]:0.00}");
            }
        }
        Console.WriteLine($"  median of {rounds} rounds: idle memory {Median(memory):0.00}" + string.Concat(Rates.Select(rate =>
            $"; {rate} a second: CPU a message {Median(cpu[rate]):0.00}, p99 less 1.5 times the bare one's {Median(late[rate]):0} ms")));
    }

    /// <summary>Ten of a thousand screens never read: what the others notice.</summary>
    public async Task Stuck(int screens, int stuck)
    {
        Console.WriteLine($"{screens:N0} screens, {stuck} of which never read");
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var (quiet, held) = (await Ours(screens - stuck), await Ours(screens - stuck, stuck));
            ratios.Add(held.Paces[^1].Told.P99 / quiet.Paces[^1].Told.P99);
            Console.WriteLine($"  round {round}: p99 {quiet.Paces[^1].Told.P99:0} ms, with them {held.Paces[^1].Told.P99:0} ms, ratio {ratios[^1]:0.00}; memory {quiet.Megabytes} and {held.Megabytes} MB");
        }
        Console.WriteLine($"  median ratio {Median(ratios):0.00} of {rounds} rounds");
    }

    private async Task<Measured> Ours(int screens, int stuck = 0)
    {
        await using var server = await DashboardProcess.Start(withKey: true, "--Live:Limits:ConnectionsAnAddress=100000");
        var cities = Cities;
        await Reports.Seed(server);
        var sent = 0;
        return await Measure(server.Address, Process.GetProcessById(server.Id), screens, async () =>
        {
            var city = cities[sent % cities.Length];
            return (await Reports.Post(server, sent++, city), city);
        }, stuck);
    }

    private async Task<Measured> Bare(int screens, Measured like)
    {
        await using var hub = await BareHub.Start();
        var seqs = new Dictionary<string, long>();
        var (position, pace, tick) = (0L, 0, 0);
        return await Measure(hub.Address, hub.Process, screens, async () =>
        {
            position++;
            // As many a tick as there were, each as long.
            var (shapes, ticks) = (like.Paces[pace].Told.Shapes, like.Paces[pace].Rate * seconds);
            BareHub.Shot[] shots =
            [
                .. shapes.SelectMany(topic => topic.Value.Where((_, i) => i * ticks / topic.Value.Count == tick % ticks)
                    .Select(bytes => BareHub.Shot.Of(topic.Key, seqs[topic.Key] = seqs.GetValueOrDefault(topic.Key) + 1, position, bytes))),
            ];
            tick++;
            await hub.Broadcast(shots);
            return (position, "");
        }, begins: rate => (pace, tick) = (Array.IndexOf(Rates, rate), 0));
    }

    private async Task<Measured> Measure(
        Uri address, Process server, int screens, Func<Task<(long Position, string City)>> post, int stuck = 0, Action<int>? begins = null)
    {
        await Task.Delay(1000);
        var before = Memory(server);
        using var crowd = await ScreenCrowd.Open(address, screens, Cities);
        await Task.Delay(3000);
        var kilobytes = (Memory(server) - before) / 1024.0 / screens;
        var never = await Task.WhenAll(Enumerable.Range(0, stuck).Select(_ => IpMonitor.Tests.Live.Load.Screen.OpenStuck(address, "feed")));

        begins?.Invoke(Rates[^1]);
        await Pace(Rates[^1], WarmUpSeconds, post);
        await Quiet(crowd);
        crowd.Gather([], isOrdered: begins is null);
        var paces = new List<Paced>();
        foreach (var rate in Rates)
        {
            begins?.Invoke(rate);
            server.Refresh();
            var cpu = server.TotalProcessorTime;
            var posts = await Pace(rate, seconds, post);
            await Task.Delay(500);
            server.Refresh();
            var used = server.TotalProcessorTime - cpu;
            await Quiet(crowd);
            var told = crowd.Gather(posts, isOrdered: begins is null);
            paces.Add(new(rate, used.TotalMicroseconds / told.Messages, told));
        }
        foreach (var one in never) one.Dispose();
        return new(kilobytes, Memory(server) >> 20, paces);
    }

    // Open loop: a report is sent when its time has come, whatever became of the one before.
    private static async Task<IReadOnlyList<Posted>> Pace(int rate, int seconds, Func<Task<(long Position, string City)>> post)
    {
        var clock = Stopwatch.StartNew();
        var posts = new List<Task<Posted>>();
        for (var i = 0; i < rate * seconds; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate) - clock.Elapsed;
            if (due > TimeSpan.Zero) await Task.Delay(due);
            posts.Add(Send());
        }
        return await Task.WhenAll(posts);

        async Task<Posted> Send()
        {
            var (position, city) = await post();
            return new(position, Stopwatch.GetTimestamp(), city);
        }
    }

    // Until nothing has come for half a second.
    private static async Task Quiet(ScreenCrowd crowd)
    {
        for (long before = -1, now = crowd.Heard; before != now; (before, now) = (now, crowd.Heard)) await Task.Delay(500);
    }

    private static long Memory(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed record Measured(double KilobytesAScreen, long Megabytes, List<Paced> Paces);

    private sealed record Paced(int Rate, double MicrosecondsAMessage, Gathered Told)
    {
        public override string ToString() => $"{Told.Messages:N0} messages, {MicrosecondsAMessage:0.0} µs each, p99 {Told.P99:0} ms, worst {Told.Worst:0} ms";
    }
}
