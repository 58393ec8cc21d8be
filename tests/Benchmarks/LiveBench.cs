using System.Collections.Concurrent;
using System.Diagnostics;
using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Hosting;
using IpMonitor.Testing.Live;

namespace IpMonitor.Benchmarks;

/// <summary>
/// From the acknowledged report to the frame on every screen, beside a bare SignalR hub that sends frames of the same size to
/// the same screens. Rounds alternate, since the machine's pace does too; what counts is the median of the ratios.
/// </summary>
internal sealed class LiveBench(int rounds, int seconds)
{
    // Until the server's own code is compiled for good; what a screen costs in its first seconds is no measure of a year.
    private const int WarmUpSeconds = 20;
    private const string UnlimitedConnections = "--Live:Limits:ConnectionsPerAddress=100000";
    private static readonly int[] Rates = [1, 5];
    private static readonly string[] Cities = [.. ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities.Select(city => city.Code)];

    /// <summary>Memory of a screen that is shown nothing new, processor time a message, and delays.</summary>
    public async Task MeasurePush(int screens)
    {
        Console.WriteLine($"{screens:N0} screens, {seconds} s a rate");
        var memory = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var (mine, its) = (await MeasureIdleMemory(StartDashboard, screens), await MeasureIdleMemory(StartBaseline, screens));
            memory.Add(mine / its);
            Console.WriteLine($"  round {round}: idle {mine:0.0} and bare {its:0.0} KiB a screen, ratio {memory[^1]:0.00}");
        }
        Console.WriteLine($"  median ratio of idle memory {IngestBench.Median(memory):0.00} of {rounds} rounds");

        await using var ours = await StartDashboard();
        await using var bare = await StartBaseline();
        using ScreenFleet told = await ScreenFleet.Open(ours.Address, screens, Cities), toldBare = await ScreenFleet.Open(bare.Address, screens, Cities);
        var shape = await Measure(ours, told, Rates[^1], WarmUpSeconds);
        bare.Reference = shape;
        await Measure(bare, toldBare, Rates[^1], WarmUpSeconds);
        var (cpu, late) = (Rates.ToDictionary(rate => rate, _ => new List<double>()), Rates.ToDictionary(rate => rate, _ => new List<double>()));
        for (var round = 1; round <= rounds; round++)
            foreach (var rate in Rates)
            {
                var mine = await Measure(ours, told, rate, seconds);
                bare.Reference = mine;
                var its = await Measure(bare, toldBare, rate, seconds);
                cpu[rate].Add(mine.MicrosecondsPerMessage / its.MicrosecondsPerMessage);
                late[rate].Add(mine.Delivery.P99 - 1.5 * its.Delivery.P99);
                Console.WriteLine($"  round {round}, {rate} a second: {mine}; bare {its}; CPU ratio {cpu[rate][^1]:0.00}");
            }
        foreach (var rate in Rates)
            Console.WriteLine($"  {rate} a second, median of {rounds} rounds: CPU a message {IngestBench.Median(cpu[rate]):0.00}, p99 less 1.5 times the bare one's {IngestBench.Median(late[rate]):0} ms");
    }

    /// <summary>Ten of a thousand screens never read: what the others notice, and what they cost.</summary>
    public async Task MeasureStuckScreens(int screens, int stuck)
    {
        Console.WriteLine($"{screens:N0} screens, {stuck} of which never read");
        await using MeasuredServer quiet = await StartDashboard(), held = await StartDashboard();
        using ScreenFleet told = await ScreenFleet.Open(quiet.Address, screens - stuck, Cities), others = await ScreenFleet.Open(held.Address, screens - stuck, Cities);
        foreach (var (server, crowd) in ((MeasuredServer, ScreenFleet)[])[(quiet, told), (held, others)]) await Measure(server, crowd, Rates[^1], WarmUpSeconds);
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var without = await Measure(quiet, told, Rates[^1], seconds);
            // Those of the round before have been cut off meanwhile.
            var never = await Task.WhenAll(Enumerable.Range(0, stuck).Select(_ => ScreenClient.OpenNotReading(held.Address, "feed")));
            var with = await Measure(held, others, Rates[^1], seconds);
            foreach (var one in never) one.Dispose();
            ratios.Add(with.Delivery.P99 / without.Delivery.P99);
            Console.WriteLine($"  round {round}: p99 {without.Delivery.P99:0} ms, with them {with.Delivery.P99:0} ms, ratio {ratios[^1]:0.00}; memory {ReadMemory(quiet.Process) >> 20} and {ReadMemory(held.Process) >> 20} MB");
        }
        Console.WriteLine($"  median ratio {IngestBench.Median(ratios):0.00} of {rounds} rounds");
    }

    /// <summary>The server is killed and started again: how soon all screens show the right numbers, and how spread they came.</summary>
    public async Task MeasureRestart(int screens)
    {
        Console.WriteLine($"{screens:N0} screens while the server is killed and started again");
        for (var round = 1; round <= rounds; round++)
        {
            await using var server = await DashboardProcess.Start(UnlimitedConnections);
            await ReportSender.Seed(server);
            var position = await ReportSender.Post(server, 0, Cities[0]);
            var (clock, back, connects) = (new Stopwatch(), new ConcurrentBag<TimeSpan>(), new ConcurrentBag<TimeSpan>());
            using var over = new CancellationTokenSource();
            var opened = new CountdownEvent(screens);
            var all = Enumerable.Range(0, screens).Select(i => Task.Run(() => Show(server.Address, ScreenFleet.TopicsOf(i, Cities), OnShown))).ToList();
            opened.Wait();
            clock.Start();
            await server.Kill();
            await server.Run();
            var ready = clock.Elapsed;
            while (back.Count < screens && clock.Elapsed < TimeSpan.FromSeconds(60)) await Task.Delay(50);
            await over.CancelAsync();
            await Task.WhenAll(all);
            Console.WriteLine($"  round {round}: {back.Count:N0} back; the server was ready after {ready.TotalSeconds:0.0} s, the last screen showed the right numbers {(back.Max() - ready).TotalSeconds:0.0} s later, {back.Max().TotalSeconds:0.0} s after the kill; most connections within 100 ms: {connects.GroupBy(at => (int)(at.TotalSeconds * 10)).Max(some => some.Count())}");

            void OnShown(bool isRight)
            {
                if (!clock.IsRunning)
                {
                    opened.Signal();
                    return;
                }
                connects.Add(clock.Elapsed);
                if (isRight) back.Add(clock.Elapsed);
                else Console.WriteLine("  A screen shows numbers of before.");
            }

            // As the pages do it (client/src/shared/realtime/retryDelay.ts): for ever, and spread.
            async Task Show(Uri address, string[] topics, Action<bool> shown)
            {
                for (var attempt = 0; !over.IsCancellationRequested; attempt++)
                {
                    try
                    {
                        using var screen = await ScreenClient.Open(address, topics);
                        using var _ = over.Token.Register(screen.Dispose);
                        shown(screen.TakeMessages().All(told => told.Position >= position));
                        await screen.Completion;
                        attempt = -1;
                    }
                    catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException)
                    {
                    }
                    var ceiling = Math.Min(5_000, 400 << Math.Clamp(attempt, 0, 10));
                    await Task.Delay((int)(ceiling * (1 + Random.Shared.NextDouble()) / 2), CancellationToken.None);
                }
            }
        }
    }

    /// <summary>Processor time of a screen's minute, the database's with it, beside screens that ask an SQL endpoint every second.</summary>
    public async Task MeasurePolling(int screens, int polling)
    {
        Console.WriteLine($"{screens:N0} screens that are told, one report a second, and {polling:N0} that ask every second, on PostgreSQL");
        await using var postgres = await PostgresServer.Start();
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            Environment.SetEnvironmentVariable("Live__Limits__ConnectionsPerAddress", "100000");
            await using var server = DashboardProcess.Create(await postgres.NewDatabase());
            await server.Run();
            await ReportSender.Seed(server);
            var sent = 0;
            TimeSpan told;
            using (await ScreenFleet.Open(server.Address, screens, Cities))
            {
                await PostAtRate(5, WarmUpSeconds, Post);
                told = await Used(server.ProcessId, () => PostAtRate(1, seconds, Post));
            }
            await using var asked = await PollingServer.Start(server.Database!);
            await Ask(WarmUpSeconds);
            var asking = await Used(asked.Process.Id, () => Ask(seconds));
            var (push, poll) = (Minute(told, screens), Minute(asking, polling));
            ratios.Add(poll / push);
            Console.WriteLine($"  round {round}: told {push:0.00} ms and asking {poll:0.00} ms of processor time a screen and minute, ratio {ratios[^1]:0.0}");

            async Task<(long, string)> Post()
            {
                var city = Cities[sent % Cities.Length];
                return (await ReportSender.Post(server, sent++, city), city);
            }

            Task Ask(int times) => Task.WhenAll(Enumerable.Range(0, polling).Select(async i =>
            {
                await Task.Delay(1000 * i / polling);
                for (var turn = 0; turn < times; turn++)
                {
                    var due = Task.Delay(1000);
                    foreach (var topic in ScreenFleet.TopicsOf(i, Cities)) await asked.Http.GetStringAsync(PollingServer.PathOf(topic));
                    await due;
                }
            }));
        }
        Console.WriteLine($"  median ratio {IngestBench.Median(ratios):0.0} of {rounds} rounds");

        double Minute(TimeSpan used, int among) => used.TotalMilliseconds / among / seconds * 60;

        async Task<TimeSpan> Used(int server, Func<Task> work)
        {
            int[] all = [server, postgres.PostmasterId, .. PostgresServer.ChildrenOf(postgres.PostmasterId)];
            var before = all.Sum(Ticks);
            await work();
            return TimeSpan.FromTicks(all.Sum(Ticks) - before);
        }

        static long Ticks(int process)
        {
            try
            {
                return Process.GetProcessById(process).TotalProcessorTime.Ticks;
            }
            catch (ArgumentException)
            {
                return 0; // it has ended
            }
        }
    }

    private static async Task<MeasuredServer> StartDashboard()
    {
        var server = await DashboardProcess.Start(UnlimitedConnections);
        await ReportSender.Seed(server);
        var sent = 0;
        return new(server.Address, Process.GetProcessById(server.ProcessId), server, async (_, _) =>
        {
            var city = Cities[sent % Cities.Length];
            return (await ReportSender.Post(server, sent++, city), city);
        });
    }

    private static async Task<MeasuredServer> StartBaseline()
    {
        var hub = await BaselineHub.Start();
        var seqs = new Dictionary<string, long>();
        var position = 0L;
        MeasuredServer served = null!;
        return served = new(hub.Address, hub.Process, hub, async (tick, ticks) =>
        {
            position++;
            // As many a tick as there were, each as long.
            await BaselineHub.Broadcast(hub,
            [
                .. served.Reference!.Delivery.LengthsByTopic.SelectMany(topic => topic.Value.Where((_, i) => i * ticks / topic.Value.Count == tick)
                    .Select(bytes => BaselineHub.BaselineMessage.Create(topic.Key, seqs[topic.Key] = seqs.GetValueOrDefault(topic.Key) + 1, position, bytes))),
            ]);
            return (position, "");
        })
        { KeepsOrder = false };
    }

    private static async Task<double> MeasureIdleMemory(Func<Task<MeasuredServer>> start, int screens)
    {
        await using var server = await start();
        await Task.Delay(1000);
        var before = ReadMemory(server.Process);
        using var crowd = await ScreenFleet.Open(server.Address, screens, Cities);
        await Task.Delay(3000);
        return (ReadMemory(server.Process) - before) / 1024.0 / screens;
    }

    private static async Task<RateMeasurement> Measure(MeasuredServer server, ScreenFleet crowd, int rate, int seconds)
    {
        crowd.CollectDeliveries([], server.KeepsOrder);
        server.Process.Refresh();
        var cpu = server.Process.TotalProcessorTime;
        var tick = 0;
        var posts = await PostAtRate(rate, seconds, () => server.Post(tick++, rate * seconds));
        await Task.Delay(500);
        server.Process.Refresh();
        var used = server.Process.TotalProcessorTime - cpu;
        await WaitUntilQuiet(crowd);
        var told = crowd.CollectDeliveries(posts, server.KeepsOrder);
        return new(used.TotalMicroseconds / told.Messages, told);
    }

    // Open loop: a report is sent when its time has come, whatever became of the one before.
    private static async Task<IReadOnlyList<PostedReport>> PostAtRate(int rate, int seconds, Func<Task<(long Position, string City)>> post)
    {
        var clock = Stopwatch.StartNew();
        var posts = new List<Task<PostedReport>>();
        for (var i = 0; i < rate * seconds; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate) - clock.Elapsed;
            if (due > TimeSpan.Zero) await Task.Delay(due);
            posts.Add(Send());
        }
        return await Task.WhenAll(posts);

        async Task<PostedReport> Send()
        {
            var (position, city) = await post();
            return new(position, Stopwatch.GetTimestamp(), city);
        }
    }

    // Until nothing has come for half a second.
    private static async Task WaitUntilQuiet(ScreenFleet crowd)
    {
        for (long before = -1, now = crowd.MessageCount; before != now; (before, now) = (now, crowd.MessageCount)) await Task.Delay(500);
    }

    private static long ReadMemory(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    /// <summary>A server that is measured: how to have it tell something, for the nth of so many times.</summary>
    private sealed record MeasuredServer(Uri Address, Process Process, IAsyncDisposable Server, Func<int, int, Task<(long Position, string City)>> Post) : IAsyncDisposable
    {
        /// <summary>Whether its messages stay in order.</summary>
        public bool KeepsOrder { get; init; } = true;

        /// <summary>What it is to send as much as.</summary>
        public RateMeasurement? Reference { get; set; }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    private sealed record RateMeasurement(double MicrosecondsPerMessage, DeliveryStatistics Delivery)
    {
        public override string ToString() => $"{Delivery.Messages:N0} messages, {MicrosecondsPerMessage:0.0} µs each, p99 {Delivery.P99:0} ms, worst {Delivery.Max:0} ms";
    }
}
