using System.Diagnostics;
using System.Text;

namespace IpMonitor.Testing.Hosting;

/// <summary>The dashboard in a separate process, for tests that kill or trace it or read its console.</summary>
internal sealed class DashboardProcess : DashboardServer
{
    private static readonly string Build = new DirectoryInfo(AppContext.BaseDirectory).Name;
    private static readonly string Program = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "IpMonitor.Dashboard", Build, "IpMonitor.Dashboard.dll"));

    private readonly int _port = TestPort.FindFree();
    private readonly StringBuilder _output = new();
    private readonly string[] _tracer;
    private Process _process = null!;
    private string? _verification;

    private DashboardProcess(TestServerOptions options, string? database = null, string[]? tracer = null)
        : base(options)
    {
        _tracer = tracer ?? [];
        Database = database;
        Address = new Uri($"{(options.Trust is null ? "http" : "https")}://127.0.0.1:{_port}");
        Http.BaseAddress = Address;
    }

    public override Uri Address { get; }

    /// <summary>The connection string of its PostgreSQL database, or null for SQLite.</summary>
    public string? Database { get; }

    public int ProcessId => _process.Id;

    /// <summary>The processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The current and the peak working set, in MiB.</summary>
    public (long Now, long Peak) WorkingSetMegabytes
    {
        get
        {
            _process.Refresh();
            return (_process.WorkingSet64 >> 20, _process.PeakWorkingSet64 >> 20);
        }
    }

    public override string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    /// <summary>Starts a server with public pages.</summary>
    public static Task<DashboardProcess> Start(params string[] arguments) =>
        Start(new TestServerOptions { Arguments = arguments });

    public static async Task<DashboardProcess> Start(TestServerOptions options)
    {
        var server = new DashboardProcess(options);
        await server.Run();
        return server;
    }

    /// <summary>Creates a server without starting it, optionally under a tracer such as strace.</summary>
    /// <param name="database">A PostgreSQL connection string, or null for SQLite.</param>
    public static DashboardProcess Create(string? database, params string[] tracer) => new(new(), database, tracer);

    /// <summary>Kills it (SIGKILL).</summary>
    public override async Task Stop()
    {
        if (_process.HasExited) return;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await KillAndVerify();
        Http.Dispose();
        if (Directory.Exists(DataFolder)) Directory.Delete(DataFolder, recursive: true);
    }

    /// <summary>Kills it, verifies its store and returns the report.</summary>
    public async Task<string> KillAndVerify()
    {
        await Stop();
        return _verification ??= await RunStoreCommand("verify");
    }

    public override async Task<string> RunStoreCommand(params string[] words)
    {
        var start = CreateStoreCommand([.. words, "--data", DataFolder]);
        SetDatabase(start);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"The store command failed: {output}");
        return output;
    }

    /// <summary>Creates the start information of a server without settings from the environment.</summary>
    public static ProcessStartInfo CreateServerCommand(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("IPM_", StringComparison.Ordinal)))
            start.Environment.Remove(name);
        return start;
    }

    /// <summary>Creates the start information of a store command.</summary>
    public static ProcessStartInfo CreateStoreCommand(params string[] words) =>
        new("dotnet", [Program.Replace("IpMonitor.Dashboard", "IpMonitor.Silo", StringComparison.Ordinal), .. words])
        {
            RedirectStandardOutput = true,
        };

    public override Task Run()
    {
        StartWithoutWaiting();
        return WaitUntilReady();
    }

    /// <summary>Starts it on its store and port without waiting until it is ready.</summary>
    public void StartWithoutWaiting()
    {
        _verification = null;
        string[] command = [.. _tracer, "dotnet", Program, .. Arguments(_port)];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        SetDatabase(start);
        foreach (var name in (string[])["IPM_INGEST_KEY", "IPM_ADMIN_NAME", "IPM_ADMIN_PASSWORD", "IPM_OPERATOR_KEY"])
            start.Environment.Remove(name);
        foreach (var (name, value) in PresetVariables) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += AppendOutput;
        _process.ErrorDataReceived += AppendOutput;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it is ready, at most 60 seconds.</summary>
    public async Task WaitUntilReady()
    {
        for (var waited = Stopwatch.StartNew(); !await IsReady(); await Task.Delay(50))
        {
            if (_process.HasExited || waited.Elapsed > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException($"The server did not start:\n{Output}");
        }
    }

    private void SetDatabase(ProcessStartInfo start)
    {
        if (Database is not null) start.Environment["IPM_DATABASE"] = Database;
        else start.Environment.Remove("IPM_DATABASE");
    }

    private void AppendOutput(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.AppendLine(line.Data);
    }

    private async Task<bool> IsReady()
    {
        try
        {
            using var response = await Http.GetAsync("/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
