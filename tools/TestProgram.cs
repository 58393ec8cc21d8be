using System.Diagnostics;
using System.Text.RegularExpressions;

namespace IpMonitor.Tools;

/// <summary>Runs a built test program of the solution, which uses Microsoft.Testing.Platform.</summary>
internal static partial class TestProgram
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(15);

    /// <summary>Runs the tests of a project. Prints failed and skipped ones, and progress at intervals.</summary>
    public static int Run(
        string project, string report, string[] filter, ProcessPriorityClass priority = ProcessPriorityClass.Normal)
    {
        var program = RepositoryPaths.ProgramOf(project);
        var listed = TestsFound().Match(ProcessRunner.Capture("dotnet", [program, "--list-tests", .. filter]).Output);
        var total = listed.Success ? listed.Groups["count"].Value : "?";
        var ended = 0;
        var clock = Stopwatch.StartNew();
        using var progress = new Timer(
            _ => Console.WriteLine($"   {Path.GetFileNameWithoutExtension(report)}: "
                + $"{Volatile.Read(ref ended)} of about {total}, {clock.Elapsed:m\\:ss}"),
            null, ProgressInterval, ProgressInterval);
        using var process = Process.Start(StartInfo(program, report, filter))!;
        if (priority != ProcessPriorityClass.Normal)
            process.PriorityClass = priority;
        var isPassed = false;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (TestEnded().IsMatch(line))
                Interlocked.Increment(ref ended);
            // The output of a test is indented below its line.
            if (line.Length > 0 && line[0] != ' ')
                isPassed = line.StartsWith("passed ", StringComparison.Ordinal);
            if (!isPassed)
                Console.WriteLine(line);
        }
        process.WaitForExit();
        return process.ExitCode;
    }

    private static ProcessStartInfo StartInfo(string program, string report, string[] filter)
    {
        string[] arguments =
        [
            program, "--ansi", "off", "--progress", "off", "--show-test-results", "all", "--timeout", "15m",
            "--exit-on-process-exit", $"{Environment.ProcessId}", "--results-directory", Path.GetDirectoryName(report)!,
            "--report-xunit-ctrf", "--report-xunit-ctrf-filename", Path.GetFileName(report), .. filter,
        ];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = RepositoryPaths.Root,
            RedirectStandardOutput = true,
        };
        // Tests that start hundreds of hosts spend a third of their time in small collections with the default budget.
        start.Environment["DOTNET_GCgen0size"] = "0x8000000";
        return start;
    }

    [GeneratedRegex(@"found (?<count>\d+) test")]
    private static partial Regex TestsFound();

    [GeneratedRegex("^(passed|failed|skipped) ")]
    private static partial Regex TestEnded();
}
