namespace IpMonitor.Simulation;

/// <summary>Finds the seeds in which code leaves the simulation's thread for the thread pool.</summary>
/// <remarks>
/// The counter is of the whole process, so a seed is only suspected at first; it is confirmed when the pool works again
/// while the seed runs alone. Timers of the process itself, such as that of SQLite's connection pool, are ruled out
/// that way.
/// </remarks>
internal sealed class ThreadPoolLeakDetector(Func<int, SeedResult> run)
{
    private const int MaxConfirmed = 10;
    private readonly Lock _lock = new();
    private readonly List<int> _suspected = [];

    /// <summary>Runs a seed and suspects it if the thread pool completed work meanwhile.</summary>
    public SeedResult RunSeed(int seed)
    {
        var before = ThreadPool.CompletedWorkItemCount;
        var result = run(seed);
        if (ThreadPool.CompletedWorkItemCount == before) return result;
        lock (_lock) _suspected.Add(seed);
        return result;
    }

    /// <summary>The suspected seeds that use the thread pool each time they run alone; at most a few.</summary>
    public IReadOnlyList<int> ConfirmLeaks() =>
        [.. _suspected.Order().Take(MaxConfirmed).Where(seed => Leaks(seed) && Leaks(seed))];

    private bool Leaks(int seed)
    {
        var before = ThreadPool.CompletedWorkItemCount;
        run(seed);
        // A continuation that was queued last may still be on its way.
        SpinWait.SpinUntil(() => ThreadPool.PendingWorkItemCount == 0, TimeSpan.FromSeconds(1));
        return ThreadPool.CompletedWorkItemCount != before;
    }
}
