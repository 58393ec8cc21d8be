namespace IpMonitor.Tools;

/// <summary><c>shots</c> and <c>bench day</c>: tests in a real browser that run only when named.</summary>
internal static class BrowserCommands
{
    private const string Project = "IpMonitor.BrowserTests";

    /// <summary>Runs a page for a day of server time.</summary>
    public static int Day(CommandArguments arguments)
    {
        Environment.SetEnvironmentVariable("IPM_DAY_MINUTES", arguments.TakeOption("--minutes"));
        return Run(arguments, "*LongRunTests");
    }

    /// <summary>Writes a picture of every page and scene.</summary>
    public static int Screenshots(CommandArguments arguments)
    {
        var folder = arguments.TakeOption("--out") ?? Path.Combine(RepositoryPaths.Artifacts, "shots");
        Environment.SetEnvironmentVariable("IPM_SHOTS", Path.GetFullPath(folder));
        Environment.SetEnvironmentVariable("IPM_SHOTS_ONLY", arguments.TakeOption("--only"));
        return Run(arguments, "*ScreenshotTests");
    }

    private static int Run(CommandArguments arguments, string testClass)
    {
        arguments.RejectRemaining();
        Prerequisites.RequireNode();
        Prerequisites.InstallForTests();
        return MsBuild.Build($"tests/Browser/{Project}.csproj")
            ? ProcessRunner.Run("dotnet", RepositoryPaths.ProgramOf(Project), "--filter-class", testClass,
                "--explicit", "only", "--no-progress", "--show-live-output", "on")
            : 1;
    }
}
