using System.Diagnostics;
using System.Text.RegularExpressions;

namespace IpMonitor.Testing.Hosting;

/// <summary>A PostgreSQL server for tests: a new cluster in a temporary folder with the default durability.</summary>
internal sealed partial class PostgresServer : IAsyncDisposable
{
    private const int MinVersion = 15;

    // Stops the server and deletes its folder when this process ends in any way, which closes the script's input.
    private const string CleanupScript = """
        trap '' INT TERM HUP; read -r _
        "$1/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null 2>&1; rm -rf "$2"
        """;

    private static readonly Lazy<string?> ProgramFolder = new(FindPrograms);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ipm-postgres-{Guid.NewGuid():N}");
    private readonly int _port = TestPort.FindFree();
    private readonly string[] _wrapper;
    private Process? _cleanup, _postmaster;

    private PostgresServer(string[] wrapper) => _wrapper = wrapper;

    /// <summary>The reason why this machine cannot run a PostgreSQL server, or null if it can.</summary>
    public static string? MissingReason => ProgramFolder.Value is null
        ? $"本机没有 PostgreSQL {MinVersion} 或更新版本 No PostgreSQL {MinVersion} or newer here: dotnet ipm.cs doctor"
        : null;

    /// <summary>The process id of the postmaster, the parent of the server's other processes.</summary>
    public int PostmasterId => _postmaster!.Id;

    /// <summary>The processor time of all its processes so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var ticks = ReadTicks(PostmasterId, 4) + ChildrenOf(PostmasterId).Sum(child => ReadTicks(child, 2));
            return TimeSpan.FromSeconds(ticks / 100.0);
        }
    }

    private string DataFolder => Path.Combine(_folder, "data");

    private string PidFile => Path.Combine(DataFolder, "postmaster.pid");

    /// <summary>Creates and starts a server, optionally under a wrapper program such as strace.</summary>
    public static async Task<PostgresServer> Start(params string[] wrapper)
    {
        var server = new PostgresServer(wrapper);
        var cleanup = CreateStartInfo("sh", "-c", CleanupScript, "sh", ProgramFolder.Value!, server._folder);
        cleanup.RedirectStandardInput = true;
        server._cleanup = Process.Start(cleanup);
        await Run("initdb", "-D", server.DataFolder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C");
        await server.Run();
        return server;
    }

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> NewDatabase()
    {
        var name = $"ipm_{Guid.NewGuid():N}";
        await Run("createdb", "-h", "127.0.0.1", "-p", $"{_port}", "-U", "postgres", "-T", "template0", name);
        return $"Host=127.0.0.1;Port={_port};Username=postgres;Database={name}";
    }

    /// <summary>Kills the postmaster and its children (SIGKILL).</summary>
    public async Task Kill()
    {
        int[] processes = [PostmasterId, .. ChildrenOf(PostmasterId)];
        // Hides the errors about processes that have ended meanwhile.
        string[] arguments = ["-c", "kill -KILL \"$@\" 2>/dev/null", "sh", .. processes.Select(id => $"{id}")];
        using var kill = Process.Start("sh", arguments);
        await kill.WaitForExitAsync();
        await _postmaster!.WaitForExitAsync();
        // A new server does not start while a process of the old one lives.
        while (processes.Any(IsAlive)) await Task.Delay(5);
    }

    /// <summary>Starts it on its data and waits, after a kill for its recovery, until it is ready.</summary>
    public async Task Run()
    {
        var log = Path.Combine(_folder, "log");
        // A direct child, not one of pg_ctl: after a kill it is reaped at once and its lock file counts as stale.
        _postmaster = Process.Start(CreateStartInfo("sh",
        [
            "-c", "exec \"$@\" >>\"$0\" 2>&1", log, .. _wrapper, Path.Combine(ProgramFolder.Value!, "postgres"),
            "-D", DataFolder, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "max_connections=300",
        ]))!;
        for (var waited = Stopwatch.StartNew(); !IsReady(); await Task.Delay(50))
        {
            if (_postmaster.HasExited || waited.Elapsed > TimeSpan.FromMinutes(1))
                throw new InvalidOperationException($"PostgreSQL did not start:\n{await File.ReadAllTextAsync(log)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cleanup is null) return;
        _cleanup.StandardInput.Close();
        await _cleanup.WaitForExitAsync();
        _cleanup.Dispose();
    }

    /// <summary>Returns the ids of the child processes of a process.</summary>
    public static IEnumerable<int> ChildrenOf(int parent) => File.ReadAllText($"/proc/{parent}/task/{parent}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(int.Parse);

    // The first line of the file is the process id, the last the status.
    private bool IsReady() => File.Exists(PidFile)
        && File.ReadAllText(PidFile) is var text
        && text.StartsWith($"{PostmasterId}\n", StringComparison.Ordinal)
        && text.TrimEnd().EndsWith("\nready", StringComparison.Ordinal);

    // Sums utime and stime (2 fields), and also cutime and cstime of ended children (4 fields).
    private static long ReadTicks(int process, int fields) => File.ReadAllText($"/proc/{process}/stat")
        .Split(") ")[^1]
        .Split(' ')[11..(11 + fields)]
        .Sum(long.Parse);

    private static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task Run(string program, params string[] arguments)
    {
        var start = CreateStartInfo(Path.Combine(ProgramFolder.Value!, program), arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: {output[0]}{output[1]}");
    }

    /// <summary>Creates the start information of a program that refuses to run as root, as PostgreSQL does.</summary>
    public static ProcessStartInfo CreateStartInfo(string program, params string[] arguments)
    {
        if (!Environment.IsPrivilegedProcess) return new(program, arguments);
        string[] command = ["--reuid=postgres", "--regid=postgres", "--init-groups", "--", program, .. arguments];
        return new("setpriv", command) { WorkingDirectory = "/" };
    }

    // Finds the newest PostgreSQL on the path or in Debian's folders. Windows lacks the shell of the cleanup script.
    private static string? FindPrograms()
    {
        const string debian = "/usr/lib/postgresql";
        if (OperatingSystem.IsWindows()) return null;
        string[] programs = ["initdb", "pg_ctl", "createdb"];
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Concat(versions.Select(version => Path.Combine(version, "bin")))
            .Where(folder => programs.All(program => File.Exists(Path.Combine(folder, program))))
            .Select(folder => (Folder: folder, Version: ReadVersion(folder)))
            .Where(found => found.Version >= MinVersion)
            .OrderByDescending(found => found.Version)
            .Select(found => found.Folder)
            .FirstOrDefault();
    }

    private static int ReadVersion(string folder)
    {
        var program = Path.Combine(folder, "pg_ctl");
        var start = new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        return LeadingNumber().Match(process.StandardOutput.ReadToEnd()) is { Success: true } found
            ? int.Parse(found.Value)
            : 0;
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex LeadingNumber();
}
