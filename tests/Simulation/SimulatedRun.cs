using System.Text.Json.Nodes;
using IpMonitor.Dashboard.Http;
using IpMonitor.Dashboard.Live;
using IpMonitor.Dashboard.Security.Authorization;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;

namespace IpMonitor.Simulation;

/// <summary>The violated invariants of a seed, and everything that happened.</summary>
internal sealed record SeedResult(
    int Seed, InjectedBug Bug, IReadOnlyCollection<string> Violations, IReadOnlyList<string> Trace)
{
    /// <summary>The violations and the command that replays them.</summary>
    public string Describe()
    {
        var bug = Bug == InjectedBug.None ? "" : $" --bug {Bug}";
        return $"种子 seed {Seed}:\n{string.Join('\n', Violations)}\n"
            + $"重放 replay: dotnet ipm.cs simulate --seed {Seed}{bug}";
    }
}

/// <summary>
/// One run: reporters, screens and readers on one or two servers over one store, under injected faults; in every eighth
/// run also an office.
/// </summary>
internal sealed class SimulatedRun : IDisposable
{
    private readonly SimulationScheduler _scheduler;
    private readonly SimulatedProcess _clientProcess;
    private readonly SimulatedStore _store;
    private readonly ReportOracle _oracle;
    private readonly SimulatedMachines _machines;
    private readonly FaultInjector _faults;
    private readonly SimulatedUsers? _office;
    private readonly Dictionary<SimulatedServer, long> _readPositions = [];
    private bool _isOver;

    private SimulatedRun(int seed, InjectedBug bug)
    {
        _scheduler = new(seed);
        _clientProcess = new(_scheduler, "outside");
        _oracle = new(_scheduler);
        // In every second run, every commit that may defer its buckets does.
        _store = new()
        {
            Leeway = seed % 2 == 0 ? new(MinDeferredBuckets: 1, MaxCommits: 1 + (seed / 2 % 5), MaxChanges: 20) : new(),
            Faults = FaultProfile.Draw(_scheduler.Random),
        };
        _machines = new(_scheduler, _clientProcess, _store, bug);
        _faults = new(_scheduler, _clientProcess, _store, _machines);
        if (seed % 8 == 0) _office = new(_scheduler, _clientProcess, _store, _machines);
    }

    /// <summary>Runs a seed, with an injected bug or without.</summary>
    public static SeedResult Execute(int seed, InjectedBug bug = InjectedBug.None)
    {
        using var run = new SimulatedRun(seed, bug);
        try
        {
            run._scheduler.Run(run._clientProcess.Run(run.RunToEnd));
        }
        catch (Exception fault)
        {
            run._scheduler.ReportViolation(fault.ToString());
        }
        return new(seed, bug, [.. run._scheduler.Violations], run._scheduler.Trace);
    }

    public void Dispose()
    {
        _isOver = true;
        _machines.StopRestarting();
        _machines.Dispose();
        _scheduler.Drain();
        _store.Dispose();
    }

    private async Task RunToEnd()
    {
        _machines.KeepRunning();
        var screens = Enumerable.Range(1, 4).Select(i => CreateScreen($"screen {i}")).ToList();
        foreach (var screen in screens) _ = KeepConnected(screen);
        _ = ReadRepeatedly();
        var faults = _faults.Run();
        var reporters =
            EventBatch.Generate(_scheduler.Random).Select(batch => Report(batch, _scheduler.RandomDelay(3))).ToList();
        var office = _office?.Run() ?? Task.CompletedTask;
        foreach (var reporter in reporters) await reporter;
        await faults;
        var wasSlow = _store.Faults is { SlowStorage: > 0 } or { LateMessage: > 0 };
        _faults.Heal();
        // Storage operations and messages that are under way may still take this long.
        if (wasSlow) await Pause(6);
        await _machines.WaitUntilAllUp();
        await office;
        if (_office is not null) await _office.WaitForSubmissions();
        foreach (var city in SmallProvince.Cities) await Report(CreateFinalBatch(city), TimeSpan.Zero);
        // A server whose clock has reached another day begins that day with the first response.
        foreach (var machine in _machines.All) await GetRanking(machine.Server!);
        // Two heartbeats of two seconds each: the relay notices a lost source or message after the first.
        await Pause(5);
        _isOver = true;
        _machines.StopRestarting();
        await Verify(screens);
    }

    private SimulatedScreen CreateScreen(string name) =>
        new(_scheduler, _clientProcess, name, _scheduler.Pick(SmallProvince.Topics));

    private Task Pause(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), _clientProcess.Clock);

    private static EventBatch CreateFinalBatch(string city) => new(city,
    [
        new("bureau", $"{city} last", city, null, SmallProvince.AdditiveMetric, 1, null, new(2026, 3, 9),
            SmallProvince.Campaign, null, null, Qualifier.Exact, EventOperation.Add),
    ]);

    private async Task Report(EventBatch batch, TimeSpan delay)
    {
        _oracle.RecordSent(batch);
        await Pause(delay.TotalSeconds);
        _scheduler.Log($"a reporter sends {batch}");
        for (var isAnswered = false; !isAnswered;)
        {
            var server = await _machines.WaitForAnyServer();
            try
            {
                await server.Request(async one =>
                {
                    _oracle.RecordDelivery(batch);
                    var result = await one.Grains.GetGrain<ICityGrain>(batch.City).Report(batch.Events);
                    if (one.Process.IsAlive) _oracle.RecordResponse(batch, result);
                    _scheduler.Log($"{one.Process.Name} answers {Describe(batch, result)} at {result.Position}");
                    return true;
                });
                isAnswered = true;
            }
            catch (Exception fault) when (SimulatedServer.IsTransient(fault))
            {
                await Pause(_scheduler.Random.NextDouble());
            }
        }
    }

    private static string Describe(EventBatch batch, ReportResult result) => string.Join(", ", batch.Events.Zip(
        result.Results, (e, one) => $"{e.Key.Source}/{e.Id} {one.Error?.Code ?? $"{one.Status}"}"));

    private async Task KeepConnected(SimulatedScreen screen)
    {
        while (!_isOver) await screen.Connect(await _machines.WaitForAnyServer());
    }

    // Reads the ranking repeatedly: no response is older than what was acknowledged or read before it was requested.
    private async Task ReadRepeatedly()
    {
        while (!_isOver)
        {
            await Pause(_scheduler.Random.NextDouble() * 2);
            var server = await _machines.WaitForAnyServer();
            var minimum = Math.Max(_oracle.Position, _readPositions.GetValueOrDefault(server));
            var sums = SmallProvince.Cities.Select(_oracle.AcknowledgedSum).ToList();
            try
            {
                var response = await GetRanking(server);
                if (response.Position < minimum)
                {
                    _scheduler.ReportViolation(
                        $"{server.Process.Name} answers {response.Position}, requested after {minimum}");
                }
                foreach (var (city, sum) in SmallProvince.Cities.Zip(sums))
                    if ((response.Rows.FirstOrDefault(row => row.City == city)?.Value ?? 0) < sum)
                        _scheduler.ReportViolation($"{city} has an acknowledged sum of {sum} and is shown with less");
                _readPositions[server] = Math.Max(_readPositions.GetValueOrDefault(server), response.Position);
            }
            catch (Exception fault) when (SimulatedServer.IsTransient(fault))
            {
                // The next read tries again.
            }
        }
    }

    private static Task<RankingResponse> GetRanking(SimulatedServer server) => server.Request(one => one.Grains
        .GetGrain<IRankingGrain>(SmallProvince.Code)
        .GetRanking(SmallProvince.AdditiveMetric, "2026", Baseline.LastYear));

    private async Task Verify(List<SimulatedScreen> screens)
    {
        foreach (var difference in _store.FindBucketDifferences()) _scheduler.ReportViolation(difference);
        // A new server shows what the journal alone says; it has the clock of the others, so that it begins no day.
        var fresh = await _machines.StartOnNewMachine("new ", FaultInjector.HealedClockOffset);
        var all = new EventQuery(null, null, [], null, null, null, null, int.MaxValue);
        var journal = (await fresh.Request(one => one.Journal.QueryEvents(all))).Events;
        _oracle.Verify(journal);
        if (_office is not null) await _office.Verify(fresh, journal);
        foreach (var topic in screens.GroupBy(screen => screen.Topic))
        {
            var subscriber = new Subscriber(EventScope.All, _ => default);
            var snapshot = (await fresh.Request(one => one.Live.Subscribe(topic.Key, subscriber, default)))!;
            var expected = ClientTopicState.Normalize(JsonObject.Create(snapshot.Data)!);
            foreach (var screen in topic) Verify(screen, expected, snapshot.Position);
        }
    }

    private void Verify(SimulatedScreen screen, JsonObject expected, long position)
    {
        if (screen.State is not { IsLive: true } state)
        {
            var shown = screen.State is null ? "nothing" : "a source that is lost";
            _scheduler.ReportViolation($"{screen.Name} shows {shown}");
            return;
        }
        var data = ClientTopicState.Normalize(state.Data);
        if (JsonNode.DeepEquals(expected, data)) return;
        _scheduler.ReportViolation($"""
            {screen.Name} on {screen.Server?.Process.Name} shows as of {state.Position}
              {data.ToJsonString(JsonDefaults.Options)}
            and should show as of {position}
              {expected.ToJsonString(JsonDefaults.Options)}
            """);
    }
}
