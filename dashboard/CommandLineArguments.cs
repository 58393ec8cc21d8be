namespace IpMonitor.Dashboard;

/// <summary>Prepares command-line arguments for configuration.</summary>
internal static class CommandLineArguments
{
    /// <summary>Gives the flag <c>--demo</c> the value that configuration requires.</summary>
    public static string[] ExpandFlags(string[] args) => [.. args.Select(arg => arg == "--demo" ? "--demo=true" : arg)];
}
