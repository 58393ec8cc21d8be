using System.Text.Json;
using System.Text.Json.Nodes;
using IpMonitor.Dashboard.Wire;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;

namespace IpMonitor.Simulation;

/// <summary>What came of a seed: what does not hold, and all that happened.</summary>
internal sealed record Outcome(int Seed, IReadOnlyCollection<string> Faults, IReadOnlyList<string> Trace)
{
    /// <summary>What to tell somebody who wants to mend it.</summary>
    public string Told() => $"种子 seed {Seed}:\n{string.Join('\n', Faults)}\n重放 replay: dotnet ipm.cs simulate --seed {Seed}";
}

/// <summary>One run: senders, screens and readers on one or two servers over one store, while everything goes wrong that may.</summary>
internal sealed class SimulatedRun : IDisposable
{
    private readonly World _world;
    private readonly SimulatedProcess _outside;
    private readonly Bug _bug;
    private readonly SimulatedStore _store;
    private readonly Accounts _accounts;
    private readonly List<SimulatedServer> _all = [];
    private readonly Machine[] _machines;
    private readonly Dictionary<SimulatedServer, long> _shown = [];
    private bool _over;

    private SimulatedRun(int seed, Bug bug)
    {
        _world = new(seed);
        _outside = new(_world, "outside");
        _bug = bug;
        _accounts = new(_world);
        // In every second run all commits that may leave their buckets behind.
        _store = new() { Leeway = seed % 2 == 0 ? new(Buckets: 1, Commits: 1 + (seed / 2 % 5), Changes: 20) : new() };
        _store.Weather = Weather.Of(_world.Random);
        // Some runs see midnight.
        var ahead = _world.Chance(0.3) ? TimeSpan.FromHours(12) - _world.Upto(8) : TimeSpan.Zero;
        _machines = [.. Enumerable.Range(0, _world.Random.Next(1, 3)).Select(i => new Machine { Ahead = ahead + _world.Upto(2), Name = $"{(char)('A' + i)}" })];
    }

    /// <summary>Runs a seed, with a bug planted or without.</summary>
    public static Outcome Of(int seed, Bug bug = Bug.None)
    {
        using var run = new SimulatedRun(seed, bug);
        try
        {
            run._world.Run(run._outside.Run(run.Play));
        }
        catch (Exception fault)
        {
            run._world.Fault(fault.ToString());
        }
        return new(seed, [.. run._world.Faults], run._world.Trace);
    }

    public void Dispose()
    {
        _over = true;
        foreach (var server in _all) server.Process.Die();
        foreach (var server in _all) server.Dispose();
        _world.Settle();
        _store.Dispose();
    }

    private async Task Play()
    {
        foreach (var machine in _machines) _ = KeepingUp(machine);
        var screens = Enumerable.Range(1, 4).Select(i => new SimulatedScreen(_world, _outside, $"screen {i}", _world.Pick(SmallProvince.Topics))).ToList();
        foreach (var screen in screens) _ = Watching(screen);
        _ = Reading();
        var sabotage = Sabotage();
        var sending = Parcel.Some(_world.Random).Select(parcel => Send(parcel, _world.Upto(3))).ToList();
        foreach (var sender in sending) await sender;
        await sabotage;
        var wasSlow = _store.Weather.Slow > 0;
        _store.Weather = Weather.Calm;
        foreach (var machine in _machines)
        {
            machine.Server?.Journal.Writer.Deadly = null;
            // Noon, so that no day turns while screens are compared.
            Set(machine, TimeSpan.FromDays(2));
        }
        _world.Note("calm");
        // What is under way in the store may still take this long.
        if (wasSlow) await Pause(6);
        foreach (var machine in _machines)
            while (!machine.IsUp) await Pause(0.1);
        foreach (var city in SmallProvince.Cities) await Send(LastWord(city), TimeSpan.Zero);
        // Whose clock has come to another day turns it.
        foreach (var machine in _machines) await Rank(machine.Server!);
        await Pause(4);
        _over = true;
        await Check(screens);
    }

    private Task Pause(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), _outside.Clock);

    private static Parcel LastWord(string city) => new(city, [new("bureau", $"{city} last", city, null, SmallProvince.Plain, 1, null, new(2026, 3, 9), SmallProvince.Campaign, null, null, Qualifier.Exact, Op.Add)]);

    private async Task KeepingUp(Machine machine)
    {
        while (!_over)
        {
            if (!machine.IsUp) await Up(machine);
            await Pause(_world.Random.NextDouble());
        }
    }

    // Has a server run on a machine, however often its start fails.
    private async Task Up(Machine machine)
    {
        while (!machine.IsUp)
        {
            var process = new SimulatedProcess(_world, $"{machine.Name}{++machine.Starts}");
            process.Clock.Ahead = machine.Ahead;
            var server = new SimulatedServer(_world, process, _outside, _store, Plant.Of(_bug, process, _world));
            _all.Add(machine.Server = server);
            _world.Note($"{process.Name} starts");
            try
            {
                await server.Start();
            }
            catch (Exception fault) when (SimulatedServer.IsOutage(fault))
            {
                _world.Note($"{process.Name} could not start: {fault.Message}");
                process.Die();
                await Pause(0.2);
            }
        }
    }

    private async Task<SimulatedServer> Any()
    {
        while (true)
        {
            if (_machines.Where(machine => machine.IsUp).ToList() is { Count: > 0 } up) return _world.Pick(up).Server!;
            await Pause(0.1);
        }
    }

    private async Task Send(Parcel parcel, TimeSpan delay)
    {
        _accounts.Sent(parcel);
        await Pause(delay.TotalSeconds);
        _world.Note($"somebody sends {parcel}");
        for (var answered = false; !answered;)
        {
            var server = await Any();
            try
            {
                await server.Ask(async one =>
                {
                    var receipt = await one.Grains.GetGrain<ICityGrain>(parcel.City).Report(parcel.Events);
                    if (one.Process.IsAlive) _accounts.Answered(parcel, receipt);
                    _world.Note($"{one.Process.Name} answers {string.Join(", ", parcel.Events.Zip(receipt.Verdicts, (e, verdict) => $"{e.Key.Source}/{e.Id} {verdict.Refusal?.Code ?? $"{verdict.Fate}"}"))} at {receipt.Position}");
                    return true;
                });
                answered = true;
            }
            catch (Exception fault) when (SimulatedServer.IsOutage(fault))
            {
                await Pause(_world.Random.NextDouble());
            }
        }
    }

    private async Task Watching(SimulatedScreen screen)
    {
        while (!_over) await screen.Show(await Any());
    }

    private async Task Reading()
    {
        while (!_over)
        {
            await Pause(_world.Random.NextDouble() * 2);
            var server = await Any();
            var (least, plain) = (Math.Max(_accounts.Position, _shown.GetValueOrDefault(server)), SmallProvince.Cities.Select(_accounts.Plain).ToList());
            try
            {
                var answer = await Rank(server);
                if (answer.Position < least) _world.Fault($"{server.Process.Name} answers as of {answer.Position} what was asked for after {least}");
                foreach (var (city, counted) in SmallProvince.Cities.Zip(plain))
                    if ((answer.Rows.FirstOrDefault(row => row.City == city)?.Value ?? 0) < counted) _world.Fault($"{city} was acknowledged {counted} and is shown less");
                _shown[server] = Math.Max(_shown.GetValueOrDefault(server), answer.Position);
            }
            catch (Exception fault) when (SimulatedServer.IsOutage(fault))
            {
            }
        }
    }

    private static Task<RankingAnswer> Rank(SimulatedServer server) =>
        server.Ask(one => one.Grains.GetGrain<IRankingGrain>(SmallProvince.Code).Ranking(SmallProvince.Plain, "2026", Baseline.LastYear));

    private async Task Sabotage()
    {
        for (var acts = _world.Random.Next(6); acts > 0; acts--)
        {
            await Pause(_world.Random.NextDouble());
            var machine = _world.Pick(_machines);
            if (machine.Server is not { Process.IsAlive: true, HasStarted: true } server) continue;
            switch (_world.Random.Next(6))
            {
                case 0:
                    server.Process.Die();
                    break;
                case 1:
                    server.Journal.Writer.Deadly = (CommitStage)_world.Random.Next(3);
                    _world.Note($"{server.Process.Name} will die {server.Journal.Writer.Deadly} its next commit");
                    break;
                case 2:
                    await Stop(server);
                    break;
                case 3:
                    _store.Weather = Weather.Of(_world.Random);
                    _world.Note($"{_store.Weather}");
                    break;
                default:
                    Set(machine, machine.Ahead + ((_world.Chance(0.5) ? 1 : -1) * _world.Upto(_world.Chance(0.5) ? 10 : 30 * 3600)));
                    break;
            }
        }
    }

    private void Set(Machine machine, TimeSpan ahead)
    {
        machine.Ahead = ahead;
        if (machine.Server is not { } server) return;
        server.Process.Clock.Ahead = ahead;
        _world.Note($"{machine.Name} is set to {server.Process.Clock.GetUtcNow():u}");
    }

    private async Task Stop(SimulatedServer server)
    {
        _world.Note($"{server.Process.Name} stops");
        try
        {
            await server.Stop();
        }
        catch (ConnectionLostException)
        {
            // It died while it stopped.
        }
        server.Process.Die();
    }

    private async Task Check(List<SimulatedScreen> screens)
    {
        foreach (var difference in _store.Differences()) _world.Fault(difference);
        // What somebody sees who starts now, out of nothing but the journal; by a clock that turns no day.
        var machine = new Machine { Ahead = TimeSpan.FromDays(-3), Name = "new " };
        await Up(machine);
        var fresh = machine.Server!;
        _accounts.Check((await fresh.Ask(one => one.Journal.Events(new(null, null, [], null, null, null, null, int.MaxValue)))).Events);
        foreach (var topic in screens.GroupBy(screen => screen.Topic))
        {
            var truth = (await fresh.Ask(one => one.Live.Subscribe(topic.Key, new(_ => default), default)))!;
            var expected = ShownTopic.InOrder(JsonObject.Create(truth.Data)!);
            foreach (var screen in topic)
                if (screen.Shown is not { IsLive: true } shown) _world.Fault($"{screen.Name} shows {(screen.Shown is null ? "nothing" : "a source that is lost")}");
                else if (ShownTopic.InOrder(shown.Data) is var data && !JsonNode.DeepEquals(expected, data))
                    _world.Fault($"{screen.Name} on {screen.Server?.Process.Name} shows as of {shown.Position}\n  {data.ToJsonString(WireJson.Options)}\nand should show as of {truth.Position}\n  {expected.ToJsonString(WireJson.Options)}");
        }
    }

    private sealed class Machine
    {
        public required string Name { get; init; }

        public TimeSpan Ahead { get; set; }

        public int Starts { get; set; }

        public SimulatedServer? Server { get; set; }

        public bool IsUp => Server is { Process.IsAlive: true, HasStarted: true };
    }
}
