using System.Diagnostics;

namespace IpMonitor.Tools;

/// <summary>Runs checks and tests and adds their results to a summary.</summary>
internal sealed class TestRunner(TestSummary summary, bool isFiltered)
{
    /// <summary>The exit code of Microsoft.Testing.Platform if no test matched the filter.</summary>
    private const int NoTestRan = 8;

    /// <summary>Runs a step without tests of its own, such as a build. It is one failure or nothing.</summary>
    public bool Check(string name, Func<bool> check)
    {
        Console.WriteLine($"\n── {name}");
        var clock = Stopwatch.StartNew();
        var succeeded = check();
        summary.Add(new(name, 0, succeeded ? 0 : 1, 0,
            $"{(succeeded ? "ok" : "FAILED")}, {clock.Elapsed.TotalSeconds:0.0} s"));
        return succeeded;
    }

    /// <summary>Runs tests that write a report to the path they are given, and return an exit code.</summary>
    /// <remarks>A run that fails without a failed test, by a crash or a time-out, counts as one failure.</remarks>
    public void RunTests(string name, Func<string, int> run)
    {
        Console.WriteLine($"\n── {name}");
        var folder = Directory.CreateDirectory(Path.Combine(RepositoryPaths.Artifacts, "tests"));
        var path = Path.Combine(folder.FullName, $"{name}.json");
        File.Delete(path);
        var clock = Stopwatch.StartNew();
        var exitCode = run(path);
        var report = TestReport.Read(path, isFiltered);
        summary.AddDurations(report.Durations);
        var isBroken = report.Failed == 0 && exitCode != 0 && !(isFiltered && exitCode == NoTestRan);
        summary.Add(new(name, report.Passed, isBroken ? 1 : report.Failed, report.Skipped,
            (isBroken ? $"FAILED: exit code {exitCode}, " : "") + $"{report.Passed} passed, {report.Failed} failed, "
            + $"{report.Skipped} skipped, {clock.Elapsed.TotalSeconds:0.0} s"));
    }
}
