using System.Collections.Concurrent;
using System.Diagnostics;

namespace IpMonitor.Tools;

/// <summary>Collects the results of all checks and test runs, which may end on several threads.</summary>
internal sealed class TestSummary
{
    private const int SlowestTests = 20;

    private readonly ConcurrentQueue<TestResult> _results = new();
    private readonly ConcurrentQueue<TestDuration> _durations = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The last line, read by programs: <c>N passed, N failed</c>, and <c>, N skipped</c> if any.</summary>
    public string ClosingLine
    {
        get
        {
            var skipped = _results.Sum(result => result.Skipped);
            return $"{Passed} passed, {Failed} failed{(skipped > 0 ? $", {skipped} skipped" : "")}";
        }
    }

    /// <summary>0 if a test passed and none failed, or else 1.</summary>
    public int ExitCode => Passed > 0 && Failed == 0 ? 0 : 1;

    private int Passed => _results.Sum(result => result.Passed);

    private int Failed => _results.Sum(result => result.Failed);

    public void Add(TestResult result) => _results.Enqueue(result);

    public void AddDurations(IEnumerable<TestDuration> durations)
    {
        foreach (var duration in durations)
            _durations.Enqueue(duration);
    }

    /// <summary>Prints all results and the closing line, and returns the exit code.</summary>
    public int Print()
    {
        Console.WriteLine("\n── slowest tests");
        foreach (var (test, duration) in _durations.OrderByDescending(test => test.Duration).Take(SlowestTests))
            Console.WriteLine($"  {duration.TotalSeconds,6:0.0} s  {test}");
        Console.WriteLine();
        foreach (var result in _results)
            Console.WriteLine($"  {result.Name,-30} {result.Note}");
        Console.WriteLine($"  {"in all",-30} {_clock.Elapsed.TotalSeconds:0} s");
        Console.WriteLine($"{(Passed + Failed == 0 ? "\n  no test ran" : "")}\n{ClosingLine}");
        return ExitCode;
    }
}

/// <summary>Counts of one check or test run, with a line for the summary.</summary>
internal sealed record TestResult(string Name, int Passed, int Failed, int Skipped, string Note);
