using System.Diagnostics;
using IpMonitor.Testing;

namespace IpMonitor.IntegrationTests.SupplyChain;

/// <summary>Runs command-line programs in the repository, as a build or release job does.</summary>
internal static class ExternalProgram
{
    /// <summary>Build configuration of these tests: <c>debug</c> or <c>release</c>.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Name;

    /// <summary>Output folder of the dashboard built with these tests.</summary>
    public static string DashboardFolder { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "IpMonitor.Dashboard", Configuration));

    /// <summary>Runs a program to completion and returns its exit code and output.</summary>
    public static async Task<(int Code, string Said)> Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.Combine(Repository.Root, folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var outputs = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(outputs));
    }
}
