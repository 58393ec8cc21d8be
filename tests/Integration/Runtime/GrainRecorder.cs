using System.Collections.Concurrent;
using IpMonitor.Simulation;

namespace IpMonitor.IntegrationTests.Runtime;

/// <summary>
/// What the grains of a test did, in order, and gates at which a test holds them. It lives outside the grains and
/// outlasts them, as a store would.
/// </summary>
public sealed class GrainRecorder
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();

    public IEnumerable<string> Lines => _lines;

    /// <summary>What grains keep here over a deactivation.</summary>
    public ConcurrentDictionary<string, int> StoredNumbers { get; } = new();

    public void Write(string line) => _lines.Enqueue(line);

    /// <summary>The lines about one grain, without its name.</summary>
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
