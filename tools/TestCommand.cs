using System.Diagnostics;

namespace IpMonitor.Tools;

/// <summary><c>test</c>: restores, builds and runs every test, or those with a text in their names.</summary>
internal sealed class TestCommand
{
    private const string UnitTests = "IpMonitor.UnitTests";
    private const string IntegrationTests = "IpMonitor.IntegrationTests";
    private const string BrowserTests = "IpMonitor.BrowserTests";

    private readonly string? _filter;
    private readonly string[] _methods;
    private readonly TestRunner _runner;
    private readonly TestSummary _summary = new();

    private TestCommand(string? filter)
    {
        _filter = filter;
        _methods = filter is null ? [] : ["--filter-method", $"*{filter}*"];
        _runner = new(_summary, isFiltered: filter is not null);
    }

    public static int Run(CommandArguments arguments)
    {
        var command = new TestCommand(arguments.TakeOption("--filter"));
        arguments.RejectRemaining();
        Prerequisites.RequireNode();
        Prerequisites.InstallForTests();
        return command.RunAll();
    }

    // Tests the client while the rest is built. Then runs timing-sensitive tests at normal priority and, beside them,
    // processor-bound ones at low priority: many tests wait, and one program alone leaves processors idle. The
    // integration tests take longest, so nothing runs before them.
    private int RunAll()
    {
        if (!_runner.Check("packages", MsBuild.RestorePackages))
            return _summary.Print();

        var build = Task.Run(() => _runner.Check("build", () => MsBuild.Build("IpMonitor.sln")));
        Task[] parts =
        [
            Task.Run(() =>
            {
                TestClient();
                if (build.Result)
                    _runner.RunTests("random", report => TestProgram.Run(
                        IntegrationTests, report, [.. _methods, "--filter-trait", "Category=Random"],
                        ProcessPriorityClass.BelowNormal));
            }),
            Task.Run(() =>
            {
                if (!build.Result)
                    return;
                _runner.RunTests(IntegrationTests, report => TestProgram.Run(
                    IntegrationTests, report, [.. _methods, "--filter-not-trait", "Category=Random"]));
            }),
            Task.Run(() =>
            {
                if (!build.Result)
                    return;
                _runner.RunTests(UnitTests, report => TestProgram.Run(UnitTests, report, _methods));
                TestInBrowser();
            }),
        ];
        Task.WaitAll(parts);
        return _summary.Print();
    }

    private void TestClient()
    {
        _runner.RunTests("client", report => ProcessRunner.RunNpm(
        [
            "test", "--silent", "--", "--reporter=default", "--reporter=json", $"--outputFile={report}",
            .. (string[])(_filter is null ? [] : ["--passWithNoTests", "-t", _filter]),
        ]));
        if (_filter is not null)
            return;
        _runner.Check("client lint", () => ProcessRunner.RunNpm("run", "lint", "--silent") == 0);
    }

    // Without a browser these tests are skipped; on a build server that is a failure.
    private void TestInBrowser()
    {
        if (Prerequisites.HasBrowser)
        {
            _runner.RunTests(BrowserTests, report => TestProgram.Run(BrowserTests, report, _methods));
            return;
        }
        var isBuildServer = Environment.GetEnvironmentVariable("CI") is "true" or "1";
        _summary.Add(new(BrowserTests, 0, isBuildServer ? 1 : 0, isBuildServer ? 0 : 1,
            "no Chromium or no Chinese font: dotnet ipm.cs doctor"));
    }
}
