using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using IpMonitor.Grains.Reference;
using IpMonitor.Testing.Live;

namespace IpMonitor.Benchmarks;

/// <summary>Measures the time until all screens show current figures after a kill and restart of the server.</summary>
internal sealed class ReconnectBench(int screens)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);
    private static readonly string[] Cities =
        [.. ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn).Places.Cities.Select(city => city.Code)];

    private readonly Stopwatch _sinceKill = new();
    private readonly ConcurrentBag<TimeSpan> _connected = [];
    private readonly ConcurrentBag<TimeSpan> _current = [];

    public static async Task Run(int rounds, int screens)
    {
        Console.WriteLine($"{screens:N0} screens while the server is killed and started again");
        for (var round = 1; round <= rounds; round++) await new ReconnectBench(screens).Measure(round);
    }

    private async Task Measure(int round)
    {
        await using var server = await MeasuredServer.StartProcess();
        var position = await ReportSender.Post(server, 0, Cities[0]);
        using var stopping = new CancellationTokenSource();
        using var opened = new CountdownEvent(screens);
        var running = Enumerable.Range(0, screens)
            .Select(i => Task.Run(() => KeepConnected(
                server.Address, ScreenFleet.TopicsOf(i, Cities), position, opened, stopping.Token)))
            .ToList();
        opened.Wait();
        _sinceKill.Start();
        await server.Stop();
        await server.Run();
        var ready = _sinceKill.Elapsed;
        while (_current.Count < screens && _sinceKill.Elapsed < TimeLimit) await Task.Delay(50);
        await stopping.CancelAsync();
        await Task.WhenAll(running);
        var last = _current.Max();
        var burst = _connected.GroupBy(time => (int)(time.TotalSeconds * 10)).Max(tenth => tenth.Count());
        Console.WriteLine(
            $"  round {round}: {_current.Count:N0} reconnected; the server was ready after {ready.TotalSeconds:0.0} s, "
            + $"the last screen showed the current figures {(last - ready).TotalSeconds:0.0} s later, "
            + $"{last.TotalSeconds:0.0} s after the kill; most connections within 100 ms: {burst}");
    }

    // Retries without limit with jitter, as the pages do (dashboard/client/src/shared/realtime/retryDelay.ts).
    private async Task KeepConnected(
        Uri address, string[] topics, long position, CountdownEvent opened, CancellationToken stopping)
    {
        for (var attempt = 0; !stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                using var screen = await ScreenClient.Open(address, topics);
                using var registration = stopping.Register(screen.Dispose);
                Record(screen.TakeMessages().All(message => message.Position >= position), opened);
                await screen.Completion;
                attempt = -1;
            }
            catch (Exception fault) when (fault is IOException or SocketException)
            {
            }
            var maxDelay = Math.Min(5_000, 400 << Math.Clamp(attempt, 0, 10));
            await Task.Delay((int)(maxDelay * (1 + Random.Shared.NextDouble()) / 2), CancellationToken.None);
        }
    }

    private void Record(bool isCurrent, CountdownEvent opened)
    {
        if (!_sinceKill.IsRunning)
        {
            opened.Signal();
            return;
        }
        _connected.Add(_sinceKill.Elapsed);
        if (isCurrent) _current.Add(_sinceKill.Elapsed);
        else Console.WriteLine("  A screen shows outdated figures.");
    }
}
