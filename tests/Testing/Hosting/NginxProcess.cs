using System.Diagnostics;

namespace IpMonitor.Testing.Hosting;

/// <summary>An nginx for tests: one process in a temporary folder.</summary>
internal sealed class NginxProcess : IAsyncDisposable
{
    // Stops nginx and deletes its folder when the input of the script is closed, also if this process is killed.
    private const string Script = """
        trap '' INT TERM HUP; "$1" -p "$2" -c nginx.conf -e error.log & nginx=$!
        read -r _; kill "$nginx" 2>/dev/null; wait "$nginx"; rm -rf "$2"
        """;

    private static readonly string? Program = FindProgram();

    private readonly string _folder;
    private readonly Process _script;

    private NginxProcess(string folder, Process script) => (_folder, _script) = (folder, script);

    /// <summary>The reason why this machine cannot run nginx, or null if it can.</summary>
    public static string? MissingReason => Program is null ? "本机没有 nginx No nginx here: dotnet ipm.cs doctor" : null;

    /// <summary>Starts nginx and waits until it listens.</summary>
    /// <param name="servers">Content of the <c>http</c> block, with free ports.</param>
    /// <param name="files">Further files of the folder, such as <c>cert.pem</c>.</param>
    public static async Task<NginxProcess> Start(string servers, params (string Name, string Text)[] files)
    {
        var folder = Directory.CreateTempSubdirectory("ipm-nginx-").FullName;
        foreach (var (name, text) in (IEnumerable<(string, string)>)[("nginx.conf", Configure(servers)), .. files])
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", Program!, folder]) { RedirectStandardInput = true };
        var nginx = new NginxProcess(folder, Process.Start(start)!);
        // Written once the ports are open.
        for (var waited = Stopwatch.StartNew(); !File.Exists(Path.Combine(folder, "nginx.pid")); await Task.Delay(20))
        {
            if (waited.Elapsed < TimeSpan.FromSeconds(10)) continue;
            var log = await File.ReadAllTextAsync(Path.Combine(folder, "error.log"));
            await nginx.DisposeAsync();
            throw new InvalidOperationException($"nginx did not start:\n{log}");
        }
        return nginx;
    }

    /// <summary>Returns the lines of its error log so far.</summary>
    public Task<string> ReadErrorLog() => File.ReadAllTextAsync(Path.Combine(_folder, "error.log"));

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        _script.Dispose();
    }

    // A single process needs no other user and leaves no worker behind.
    private static string Configure(string servers) => $$"""
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log error.log warn;
        events { worker_connections 4096; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
        {{servers}}
        }
        """;

    // Debian's folder is not on the path of every user.
    private static string? FindProgram() => OperatingSystem.IsWindows()
        ? null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "nginx"))
            .FirstOrDefault(File.Exists);
}
