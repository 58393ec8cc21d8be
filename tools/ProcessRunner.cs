using System.Diagnostics;

namespace IpMonitor.Tools;

/// <summary>Starts other programs. Without another folder they run in the root of the repository.</summary>
internal static class ProcessRunner
{
    /// <summary>Runs a program with the console of this one and returns its exit code.</summary>
    public static int Run(string file, params string[] arguments) => RunIn(RepositoryPaths.Root, file, arguments);

    /// <summary>Runs npm in the folder of the client and returns its exit code.</summary>
    public static int RunNpm(params string[] arguments)
    {
        var (file, all) = Npm(arguments);
        return RunIn(RepositoryPaths.Client, file, all);
    }

    public static Process Start(string folder, string file, string[] arguments) =>
        Process.Start(new ProcessStartInfo(file, arguments) { WorkingDirectory = folder })!;

    /// <summary>Runs a program and returns its exit code and standard output.</summary>
    public static (int ExitCode, string Output) Capture(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = RepositoryPaths.Root,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>Returns the first line that a program prints, or null if it is missing, fails or prints none.</summary>
    public static string? FirstLineOf(string file, params string[] arguments)
    {
        if (FindOnPath(file) is not { } path)
            return null;
        var (exitCode, output) = Capture(path, arguments);
        var line = output.Split('\n')[0].Trim();
        return exitCode == 0 && line.Length > 0 ? line : null;
    }

    /// <summary>Returns the first line that npm prints, or null.</summary>
    public static string? FirstLineOfNpm(params string[] arguments)
    {
        var (file, all) = Npm(arguments);
        return FirstLineOf(file, all);
    }

    /// <summary>Returns the path of a program in one of the folders of PATH, or null.</summary>
    public static string? FindOnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name))
        .FirstOrDefault(File.Exists);

    private static int RunIn(string folder, string file, string[] arguments)
    {
        using var process = Start(folder, file, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    // On Windows npm is a batch file, which only cmd starts.
    private static (string File, string[] Arguments) Npm(string[] arguments) =>
        OperatingSystem.IsWindows() ? ("cmd", ["/c", "npm", .. arguments]) : ("npm", arguments);
}
