namespace IpMonitor.Simulation;

/// <summary>Runs many seeds, as many side by side as there are cores; each has a thread of its own.</summary>
internal static class SeedRange
{
    /// <summary>The first seed of some on which something, or something like this, does not hold; null when all of them hold.</summary>
    public static Outcome? FirstFailing(int first, int count, Bug bug, Func<string, bool>? fitting = null, Action<int>? done = null)
    {
        Outcome? failing = null;
        var held = new Lock();
        Parallel.For(first, first + count, (seed, loop) =>
        {
            if (loop.LowestBreakIteration < seed) return;
            var outcome = SimulatedRun.Of(seed, bug);
            done?.Invoke(seed);
            if (!outcome.Faults.Any(fault => fitting?.Invoke(fault) != false)) return;
            loop.Break();
            lock (held)
                if (failing is null || seed < failing.Seed) failing = outcome;
        });
        return failing;
    }
}
