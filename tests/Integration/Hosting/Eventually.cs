using IpMonitor.Simulation;

namespace IpMonitor.IntegrationTests.Hosting;

/// <summary>Waits with a time limit, in virtual time if the test runs under the simulation.</summary>
public static class Eventually
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private static TimeProvider Clock =>
        TaskScheduler.Current is SimulatedProcess process ? process.Clock : TimeProvider.System;

    public static Task BecomesTrue(Func<bool> condition) => BecomesTrue(() => Task.FromResult(condition()));

    public static async Task BecomesTrue(Func<Task<bool>> condition)
    {
        var clock = Clock;
        for (var start = clock.GetTimestamp(); !await condition();)
        {
            Assert.True(clock.GetElapsedTime(start) < TimeLimit, "The condition did not become true.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), clock, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Awaits a task, which must complete within the limit.</summary>
    public static Task WithinTimeLimit(this Task task) =>
        task.WaitAsync(TimeLimit, Clock, TestContext.Current.CancellationToken);

    public static Task<T> WithinTimeLimit<T>(this Task<T> task) =>
        task.WaitAsync(TimeLimit, Clock, TestContext.Current.CancellationToken);
}
