namespace IpMonitor.Simulation;

/// <summary>
/// Injects a few faults into a run: kills, stops, storage and network faults, duplicate activations, wrong clocks.
/// </summary>
internal sealed class FaultInjector(
    SimulationScheduler scheduler, SimulatedProcess outside, SimulatedStore store, SimulatedMachines machines)
{
    /// <summary>Offset of every clock after <see cref="Heal"/>: at noon, later than any clock before.</summary>
    public static readonly TimeSpan HealedClockOffset = TimeSpan.FromDays(7);

    /// <summary>Injects up to five faults, each after a random pause.</summary>
    public async Task Run()
    {
        for (var faults = scheduler.Random.Next(6); faults > 0; faults--)
        {
            await Task.Delay(scheduler.RandomDelay(1), outside.Clock);
            var machine = scheduler.Pick(machines.All);
            if (machine.Server is not { Process.IsAlive: true, HasStarted: true } server) continue;
            switch (scheduler.Random.Next(7))
            {
                case 0:
                    server.Process.Kill();
                    break;
                case 1:
                    var stage = (CommitStage)scheduler.Random.Next(3);
                    server.Journal.Writer.KillAt = stage;
                    scheduler.Log($"{server.Process.Name} will be killed at its next commit: {stage}");
                    break;
                case 2:
                    await Stop(server);
                    break;
                case 3:
                    store.Faults = FaultProfile.Draw(scheduler.Random);
                    scheduler.Log($"{store.Faults}");
                    break;
                case 4:
                    Duplicate(server);
                    break;
                default:
                    var sign = scheduler.Chance(0.5) ? 1 : -1;
                    var step = scheduler.RandomDelay(scheduler.Chance(0.5) ? 10 : 30 * 3600);
                    SetClock(machine, machine.WallClockOffset + (sign * step));
                    break;
            }
        }
    }

    /// <summary>
    /// Ends all faults and sets every clock to noon of a later day, so that no day begins while results are compared.
    /// </summary>
    public void Heal()
    {
        store.Faults = FaultProfile.None;
        foreach (var machine in machines.All)
        {
            machine.Server?.Journal.Writer.KillAt = null;
            SetClock(machine, HealedClockOffset);
        }
        scheduler.Log("faults end");
    }

    private void SetClock(SimulatedMachine machine, TimeSpan offset)
    {
        machine.SetClock(offset);
        if (machine.Server is { } server)
            scheduler.Log($"{machine.Name} is set to {server.Process.Clock.GetUtcNow():u}");
    }

    private void Duplicate(SimulatedServer server)
    {
        if (server.Silo.ActiveGrains is not { Count: > 0 } active) return;
        var grain = scheduler.Pick(active);
        scheduler.Log($"{server.Process.Name} loses the directory entry of {grain}");
        server.Silo.Duplicate(grain, scheduler.RandomDelay(2));
    }

    private async Task Stop(SimulatedServer server)
    {
        scheduler.Log($"{server.Process.Name} stops");
        try
        {
            await server.Stop();
        }
        catch (ConnectionLostException)
        {
            // It was killed while it stopped.
        }
        server.Process.Kill();
    }
}
