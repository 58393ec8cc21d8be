namespace IpMonitor.Tools;

/// <summary>
/// <c>bench</c>, <c>crash</c>, <c>fuzz</c> and <c>simulate</c>: programs of their own, which read their own options.
/// </summary>
internal static class BenchmarkCommands
{
    /// <summary>Runs the benchmark program with a command of its own, if any, before the other arguments.</summary>
    public static int Bench(CommandArguments arguments, params string[] command) =>
        BuildAndRun("Benchmarks", "IpMonitor.Benchmarks", [.. command, .. arguments.Remaining]);

    public static int Simulate(CommandArguments arguments) =>
        BuildAndRun("Simulation", "IpMonitor.Simulation", [.. arguments.Remaining]);

    private static int BuildAndRun(string folder, string project, string[] arguments) =>
        MsBuild.Build($"tests/{folder}/{project}.csproj")
            ? ProcessRunner.Run("dotnet", [RepositoryPaths.ProgramOf(project), .. arguments])
            : 1;
}
