using IpMonitor.Simulation;

namespace IpMonitor.IntegrationTests.Simulation;

/// <summary>
/// The detector itself runs only in the process of the simulate command; here it must report an actual leak.
/// </summary>
public sealed class ThreadPoolLeakDetectorTests
{
    [Fact]
    public void A_seed_that_uses_the_thread_pool_is_confirmed()
    {
        var detector = new ThreadPoolLeakDetector(UseThreadPool);
        detector.RunSeed(7);
        Assert.Equal([7], detector.ConfirmLeaks());
    }

    // Two items, one after the other: the first is counted as completed before the second runs.
    private static SeedResult UseThreadPool(int seed)
    {
        for (var items = 0; items < 2; items++)
        {
            using var done = new ManualResetEventSlim();
            ThreadPool.UnsafeQueueUserWorkItem(static signal => signal.Set(), done, preferLocal: false);
            done.Wait(TestContext.Current.CancellationToken);
        }
        return new(seed, InjectedBug.None, [], []);
    }
}
