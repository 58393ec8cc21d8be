using System.Diagnostics;

namespace IpMonitor.Tests.Supply;

/// <summary>Programs run in the repository, as who builds and ships it runs them, with the package set of these tests.</summary>
internal static class Outside
{
#if FULL
    private const string Packages = "full";
#else
    private const string Packages = "reduced";
#endif

    /// <summary>The folder of the dashboard that was built with these tests.</summary>
    public static string Dashboard { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "IpMonitor.Dashboard", new DirectoryInfo(AppContext.BaseDirectory).Name));

    /// <summary>Runs one to its end; gives its exit code and all that it said.</summary>
    public static async Task<(int Code, string Said)> Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Path.Combine(Repository.Root, folder), RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["IPM_PACKAGES"] = Packages;
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said));
    }
}
