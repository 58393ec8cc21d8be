namespace IpMonitor.Simulation;

/// <summary>Runs consecutive seeds on as many threads as there are cores.</summary>
/// <remarks>
/// The threads are its own: runs on the thread pool would hide code that leaves the simulation for it.
/// </remarks>
internal sealed class SeedRange(int first, int count, Func<int, SeedResult> run)
{
    private readonly Lock _lock = new();
    private readonly int _end = first + count;
    private int _next = first;
    private SeedResult? _failing;
    private Exception? _fault;

    /// <summary>The first seed that violates an invariant, or one with a matching message; null if none does.</summary>
    public static SeedResult? FirstFailing(int first, int count, InjectedBug bug, Func<string, bool>? matches = null) =>
        new SeedRange(first, count, seed => SimulatedRun.Execute(seed, bug)).FirstFailing(matches);

    public SeedResult? FirstFailing(Func<string, bool>? matches = null)
    {
        List<Thread> threads =
            [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => RunSeeds(matches)))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        if (_fault is not null) throw new InvalidOperationException("A run could not be executed.", _fault);
        return _failing;
    }

    private void RunSeeds(Func<string, bool>? matches)
    {
        try
        {
            while (TakeNextSeed() is { } seed)
            {
                var result = run(seed);
                if (!result.Violations.Any(violation => matches?.Invoke(violation) != false)) continue;
                lock (_lock)
                    if (_failing is null || seed < _failing.Seed) _failing = result;
            }
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
    }

    // Seeds are handed out in order, so that no lower one is left when a failing one stops the range.
    private int? TakeNextSeed()
    {
        lock (_lock) return _failing is null && _fault is null && _next < _end ? _next++ : null;
    }
}
