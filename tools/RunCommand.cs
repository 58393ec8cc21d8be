using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IpMonitor.Tools;

/// <summary><c>up</c>: builds the dashboard and runs it until it ends.</summary>
internal static class RunCommand
{
    private const string DefaultPort = "5080";

    public static int Run(CommandArguments arguments)
    {
        var demo = arguments.TakeFlag("--demo");
        var data = Path.GetFullPath(
            arguments.TakeOption("--data") ?? Path.Combine(RepositoryPaths.Root, "data", demo ? "demo" : ""));
        var port = ParsePort(arguments.TakeOption("--port") ?? DefaultPort);
        arguments.RejectRemaining();
        Prerequisites.RequireNode();
        RequireFreePort(port);
        if (!MsBuild.Build("dashboard/IpMonitor.Dashboard.csproj"))
            return 1;

        var program = RepositoryPaths.ProgramOf("IpMonitor.Dashboard");
        string[] options =
            ["--urls", $"http://127.0.0.1:{port}", "--data", data, .. (string[])(demo ? ["--demo"] : [])];
        using var server = ProcessRunner.Start(Path.GetDirectoryName(program)!, "dotnet", [program, .. options]);
        var signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
            .Select(signal => PosixSignalRegistration.Create(signal, context => Stop(server, context))).ToList();
        server.WaitForExit();
        signals.ForEach(signal => signal.Dispose());
        return server.ExitCode;
    }

    private static int ParsePort(string text) => ushort.TryParse(text, out var port) && port > 0 ? port
        : throw new CommandException(
            "端口应为 1 到 65535", "The port must be 1 to 65535", $"dotnet ipm.cs up --port {DefaultPort}");

    private static void RequireFreePort(int port)
    {
        if (!Prerequisites.IsPortFree(port))
            throw new CommandException(
                $"端口 {port} 已被占用，也许 IpMonitor 已在运行",
                $"Port {port} is in use. IpMonitor may already be running at http://127.0.0.1:{port}",
                $"dotnet ipm.cs up --port {port + 1}");
    }

    // Ctrl+C in a terminal reaches the server too; a signal to this process alone is passed on. Both wait for its end.
    private static void Stop(Process server, PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (!OperatingSystem.IsWindows() && !server.HasExited)
            ProcessRunner.FirstLineOf("kill", "-TERM", $"{server.Id}");
    }
}
