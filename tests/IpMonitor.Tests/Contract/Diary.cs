using System.Collections.Concurrent;

namespace IpMonitor.Tests.Contract;

/// <summary>
/// What the grains of a test did, in order, and gates at which a test holds them. It lives outside the grains and outlasts
/// them, as a store would.
/// </summary>
public sealed class Diary
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();

    public IEnumerable<string> Lines => _lines;

    /// <summary>What grains keep here over a deactivation.</summary>
    public ConcurrentDictionary<string, int> Kept { get; } = new();

    public void Write(string line) => _lines.Enqueue(line);

    /// <summary>The lines about one grain, without its name.</summary>
    public IEnumerable<string> Of(string grain) =>
        _lines.Where(line => line.StartsWith(grain + " ", StringComparison.Ordinal)).Select(line => line[(grain.Length + 1)..]);

    public Task Gate(string name) => Named(name).Task;

    public void Open(string name) => Named(name).TrySetResult();

    private TaskCompletionSource Named(string name) =>
        _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>Waiting for a condition, and never for ever.</summary>
public static class Soon
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task Is(Func<bool> condition) => Is(() => Task.FromResult(condition()));

    public static async Task Is(Func<Task<bool>> condition)
    {
        for (var asked = TimeProvider.System.GetTimestamp(); !await condition(); await Task.Delay(10, TestContext.Current.CancellationToken))
            Assert.True(TimeProvider.System.GetElapsedTime(asked) < Patience, "It did not come true.");
    }

    /// <summary>The same task, which must end soon.</summary>
    public static Task Ends(this Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task<T> Ends<T>(this Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);
}
