using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using IpMonitor.Silo;

namespace IpMonitor.Testing.Hosting;

/// <summary>A PostgreSQL of the tests' own: a new cluster in a temporary folder, syncing as it does by default.</summary>
internal sealed partial class PostgresServer : IAsyncDisposable
{
    private const int OldestVersion = 15;

    // It outlives this process, however that ends, by just enough to leave nothing behind: its input closes then.
    private const string WatchScript = """
        trap '' INT TERM HUP; read -r _; "$1/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null 2>&1; rm -rf "$2"
        """;

    private static readonly Lazy<string?> ProgramFolder = new(FindPrograms);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ipm-postgres-{Guid.NewGuid():N}");
    private readonly int _port = EmbeddedClustering.FindFreePort();
    private Process? _watch, _postmaster;

    private readonly string[] _under;

    private PostgresServer(string[] under) => _under = under;

    /// <summary>Why there can be none on this machine; null when there can.</summary>
    public static string? MissingReason => ProgramFolder.Value is null
        ? $"本机没有 PostgreSQL {OldestVersion} 或更新版本 No PostgreSQL {OldestVersion} or newer here: dotnet ipm.cs doctor" : null;

    /// <summary>The process that all others of this server come from.</summary>
    public int PostmasterId => _postmaster!.Id;

    /// <summary>The processor time that all its processes have used so far.</summary>
    public TimeSpan ProcessorTime => TimeSpan.FromSeconds((Ticks(PostmasterId, 4) + ChildrenOf(PostmasterId).Sum(child => Ticks(child, 2))) / 100.0);

    private string PidFile => Path.Combine(_folder, "data", "postmaster.pid");

    /// <summary>Makes and starts one, perhaps under another program.</summary>
    public static async Task<PostgresServer> Start(params string[] under)
    {
        var server = new PostgresServer(under);
        var watch = CreateStartInfo("sh", "-c", WatchScript, "sh", ProgramFolder.Value!, server._folder);
        watch.RedirectStandardInput = true;
        server._watch = Process.Start(watch);
        await Run("initdb", "-D", Path.Combine(server._folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C");
        await server.Run();
        return server;
    }

    /// <summary>A fresh, empty database: its connection string.</summary>
    public async Task<string> NewDatabase()
    {
        var name = $"ipm_{Guid.NewGuid():N}";
        await Run("createdb", "-h", "127.0.0.1", "-p", $"{_port}", "-U", "postgres", "-T", "template0", name);
        return $"Host=127.0.0.1;Port={_port};Username=postgres;Database={name}";
    }

    /// <summary>Kills it and every process of it (SIGKILL).</summary>
    public async Task Kill()
    {
        int[] all = [PostmasterId, .. ChildrenOf(PostmasterId)];
        // Of those that ended by themselves meanwhile, not a word.
        using var kill = Process.Start("sh", ["-c", "kill -KILL \"$@\" 2>/dev/null", "sh", .. all.Select(id => $"{id}")]);
        await kill.WaitForExitAsync();
        await _postmaster!.WaitForExitAsync();
        // It does not start again beside what is left of it.
        while (all.Any(IsAlive)) await Task.Delay(5);
    }

    /// <summary>Starts it, on the same data, and waits until it takes connections: after a kill, until it has recovered.</summary>
    public async Task Run()
    {
        var log = Path.Combine(_folder, "log");
        // A child of this process, not of pg_ctl: one killed is gone at once, and its lock on the data with it.
        _postmaster = Process.Start(CreateStartInfo("sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1", log, .. _under, Path.Combine(ProgramFolder.Value!, "postgres"),
            "-D", Path.Combine(_folder, "data"), "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300"]))!;
        for (var waited = Stopwatch.StartNew(); !IsReady(); await Task.Delay(50))
        {
            if (_postmaster.HasExited || waited.Elapsed > TimeSpan.FromMinutes(1))
                throw new InvalidOperationException($"PostgreSQL did not start:\n{await File.ReadAllTextAsync(log)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_watch is null) return;
        _watch.StandardInput.Close();
        await _watch.WaitForExitAsync();
        _watch.Dispose();
    }

    // The last line of what it says of itself.
    private bool IsReady() => File.Exists(PidFile) && File.ReadAllText(PidFile) is var said
        && said.StartsWith($"{PostmasterId}\n", StringComparison.Ordinal) && said.TrimEnd().EndsWith("\nready", StringComparison.Ordinal);

    public static IEnumerable<int> ChildrenOf(int parent) =>
        File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);

    // Of its own in the system and outside it; then those of its children that ended.
    private static long Ticks(int process, int counts) =>
        File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[11..(11 + counts)].Sum(long.Parse);

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
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: {said[0]}{said[1]}");
    }

    // PostgreSQL refuses to run as root.
    private static ProcessStartInfo CreateStartInfo(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? new("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", "--", program, .. arguments]) { WorkingDirectory = "/" }
        : new(program, arguments);

    // Debian keeps its programs off the path, a folder a version.
    private static string? FindPrograms()
    {
        const string debian = "/usr/lib/postgresql";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists(debian) ? Directory.GetDirectories(debian).Select(version => Path.Combine(version, "bin")) : []);
        // A shell looks after the server: not on Windows.
        return OperatingSystem.IsWindows() ? null : folders
            .Where(folder => ((string[])["initdb", "pg_ctl", "createdb"]).All(program => File.Exists(Path.Combine(folder, program))))
            .Select(folder => (Folder: folder, Version: VersionOf(folder))).Where(found => found.Version >= OldestVersion)
            .OrderByDescending(found => found.Version).Select(found => found.Folder).FirstOrDefault();
    }

    private static int VersionOf(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, "pg_ctl"), ["--version"]) { RedirectStandardOutput = true })!;
        return LeadingNumber().Match(process.StandardOutput.ReadToEnd()) is { Success: true } found ? int.Parse(found.Value) : 0;
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex LeadingNumber();
}
