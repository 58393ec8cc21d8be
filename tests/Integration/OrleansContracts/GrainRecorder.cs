using System.Collections.Concurrent;

namespace IpMonitor.IntegrationTests.OrleansContracts;

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
