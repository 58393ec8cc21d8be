using System.Collections.Concurrent;
using IpMonitor.Simulation;

namespace IpMonitor.IntegrationTests.Runtime;

/// <summary>
/// Records the actions of a test's grains in order, and holds them at gates. Lives outside the grains and survives
/// deactivation, like a store.
/// </summary>
public sealed class GrainRecorder
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();

    public IEnumerable<string> Lines => _lines;

    /// <summary>State that grains keep across deactivations.</summary>
    public ConcurrentDictionary<string, int> StoredNumbers { get; } = new();

    public void Write(string line) => _lines.Enqueue(line);

    /// <summary>Returns the lines of one grain, without its name.</summary>
    public IEnumerable<string> LinesOf(string grain) =>
        _lines.Where(line => line.StartsWith(grain + " ", StringComparison.Ordinal))
            .Select(line => line[(grain.Length + 1)..]);

    public Task WaitAtGate(string name) => GateNamed(name).Task;

    public void OpenGate(string name) => GateNamed(name).TrySetResult();

    private TaskCompletionSource GateNamed(string name) =>
        _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

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
