namespace IpMonitor.Simulation;

/// <summary>A machine: its wall clock, and the server process that runs on it at the moment.</summary>
internal sealed class SimulatedMachine
{
    public required string Name { get; init; }

    /// <summary>How far the wall clock is ahead; it survives restarts of the server.</summary>
    public TimeSpan WallClockOffset { get; private set; }

    public int Starts { get; set; }

    public SimulatedServer? Server { get; set; }

    public bool IsUp => Server is { Process.IsAlive: true, HasStarted: true };

    public void SetClock(TimeSpan offset)
    {
        WallClockOffset = offset;
        Server?.Process.Clock.WallClockOffset = offset;
    }
}

/// <summary>The machines of a run, all over one store. A server that is down is started again.</summary>
internal sealed class SimulatedMachines : IDisposable
{
    private readonly SimulationScheduler _scheduler;
    private readonly SimulatedProcess _outside;
    private readonly SimulatedStore _store;
    private readonly InjectedBug _bug;
    private readonly List<SimulatedServer> _servers = [];
    private bool _isOver;

    public SimulatedMachines(
        SimulationScheduler scheduler, SimulatedProcess outside, SimulatedStore store, InjectedBug bug)
    {
        (_scheduler, _outside, _store, _bug) = (scheduler, outside, store, bug);
        // Some runs see midnight.
        var offset = scheduler.Chance(0.3) ? TimeSpan.FromHours(12) - scheduler.RandomDelay(8) : TimeSpan.Zero;
        var names = new[] { "A", "B" }.Take(scheduler.Random.Next(1, 3));
        All = [.. names.Select(name => Create(name, offset + scheduler.RandomDelay(2)))];
    }

    public IReadOnlyList<SimulatedMachine> All { get; }

    /// <summary>Restarts servers from now on.</summary>
    public void KeepRunning()
    {
        foreach (var machine in All) _ = KeepRunning(machine);
    }

    /// <summary>Restarts servers no more.</summary>
    public void StopRestarting() => _isOver = true;

    /// <summary>Waits until a server is up and returns one of those.</summary>
    public async Task<SimulatedServer> WaitForAnyServer()
    {
        while (true)
        {
            if (All.Where(machine => machine.IsUp).ToList() is { Count: > 0 } up) return _scheduler.Pick(up).Server!;
            await Pause(0.1);
        }
    }

    /// <summary>Waits until every machine has a server.</summary>
    public async Task WaitUntilAllUp()
    {
        foreach (var machine in All)
            while (!machine.IsUp) await Pause(0.1);
    }

    /// <summary>Starts a server on a machine of its own.</summary>
    public async Task<SimulatedServer> StartOnNewMachine(string name, TimeSpan wallClockOffset)
    {
        var machine = Create(name, wallClockOffset);
        await Start(machine);
        return machine.Server!;
    }

    public void Dispose()
    {
        foreach (var server in _servers) server.Process.Kill();
        foreach (var server in _servers) server.Dispose();
    }

    private static SimulatedMachine Create(string name, TimeSpan wallClockOffset)
    {
        var machine = new SimulatedMachine { Name = name };
        machine.SetClock(wallClockOffset);
        return machine;
    }

    private async Task KeepRunning(SimulatedMachine machine)
    {
        while (!_isOver)
        {
            if (!machine.IsUp) await Start(machine);
            await Pause(_scheduler.Random.NextDouble());
        }
    }

    // Retries until the server has started.
    private async Task Start(SimulatedMachine machine)
    {
        while (!machine.IsUp)
        {
            var process = new SimulatedProcess(_scheduler, $"{machine.Name}{++machine.Starts}");
            var bug = BugInjector.Create(_bug, process, _scheduler);
            var server = new SimulatedServer(_scheduler, process, _outside, _store, bug);
            _servers.Add(machine.Server = server);
            machine.SetClock(machine.WallClockOffset);
            _scheduler.Log($"{process.Name} starts");
            try
            {
                await server.Start();
            }
            catch (Exception fault) when (SimulatedServer.IsTransient(fault))
            {
                _scheduler.Log($"{process.Name} could not start: {fault.Message}");
                process.Kill();
                await Pause(0.2);
            }
        }
    }

    private Task Pause(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), _outside.Clock);
}
