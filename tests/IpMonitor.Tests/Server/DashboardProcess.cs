using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace IpMonitor.Tests.Server;

/// <summary>The real server as a process of its own, with a store of its own; killed (SIGKILL) when disposed.</summary>
internal sealed class DashboardProcess : IAsyncDisposable
{
    public const string Key = "test-key-0123456789";
    public const string AdminPassword = "correct horse battery staple";
    private static readonly string Build = new DirectoryInfo(AppContext.BaseDirectory).Name;
    private static readonly string Program = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "IpMonitor.Dashboard", Build, "IpMonitor.Dashboard.dll"));

    private readonly string[] _arguments;
    private readonly StringBuilder _output = new();
    private readonly bool _withKey;
    private readonly string[] _under;
    private Process _process = null!;
    private string? _verified;

    private DashboardProcess(string[] arguments, bool withKey, string? database = null, string[]? under = null, RemoteCertificateValidationCallback? trust = null)
    {
        _arguments = arguments;
        _under = under ?? [];
        Trust = trust;
        Database = database;
        _withKey = withKey;
        Data = Path.Combine(Path.GetTempPath(), $"ipm-{Guid.NewGuid():N}");
        Address = new Uri($"{(trust is null ? "http" : "https")}://127.0.0.1:{FreePort()}");
        Http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = trust } }) { BaseAddress = Address };
        if (withKey) Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", Key);
    }

    /// <summary>Whether it lets nobody in without an account, as an office runs it; otherwise all pages are open.</summary>
    public bool IsShut { get; init; }

    /// <summary>Whether it listens to other machines too.</summary>
    public bool IsExposed { get; init; }

    public Uri Address { get; }

    /// <summary>Which certificates its clients take, where it is reached by TLS.</summary>
    public RemoteCertificateValidationCallback? Trust { get; }

    public string Data { get; }

    /// <summary>The PostgreSQL database that it keeps its store in, if it is not SQLite.</summary>
    public string? Database { get; }

    public HttpClient Http { get; }

    public int Id => _process.Id;

    /// <summary>The processor time it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The memory it uses now, and the most it ever did, in megabytes.</summary>
    public (long Now, long Peak) Megabytes
    {
        get
        {
            _process.Refresh();
            return (_process.WorkingSet64 >> 20, _process.PeakWorkingSet64 >> 20);
        }
    }

    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    public static async Task<DashboardProcess> Start(bool withKey = true, params string[] arguments)
    {
        var server = new DashboardProcess(arguments, withKey);
        await server.Run();
        return server;
    }

    /// <summary>One that lets nobody in without an account.</summary>
    public static async Task<DashboardProcess> Shut(params string[] arguments)
    {
        var server = new DashboardProcess(arguments, withKey: true) { IsShut = true };
        server.Http.DefaultRequestHeaders.Authorization = null;
        await server.Run();
        return server;
    }

    /// <summary>One that other machines can reach.</summary>
    public static async Task<DashboardProcess> Exposed(params string[] arguments)
    {
        var server = new DashboardProcess(arguments, withKey: true) { IsExposed = true };
        await server.Run();
        return server;
    }

    /// <summary>One that is reached by TLS.</summary>
    public static async Task<DashboardProcess> OverTls(RemoteCertificateValidationCallback trust, params string[] arguments)
    {
        var server = new DashboardProcess(arguments, withKey: true, trust: trust);
        await server.Run();
        return server;
    }

    /// <summary>One that is not started yet, on a PostgreSQL database or, without, on SQLite; perhaps under another program.</summary>
    public static DashboardProcess On(string? database, params string[] under) => new([], withKey: true, database, under);

    /// <summary>Kills it in the middle of whatever it does, and starts it again on the same store and port.</summary>
    public async Task KillAndStartAgain()
    {
        await Kill();
        await Run();
    }

    public async Task Kill()
    {
        if (_process.HasExited) return;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAndVerify();
        Http.Dispose();
        if (Directory.Exists(Data)) Directory.Delete(Data, recursive: true);
    }

    /// <summary>Killed in the middle of whatever it did, its store is in order; says what is in it.</summary>
    public async Task<string> KillAndVerify()
    {
        await Kill();
        return _verified ??= await Store("verify");
    }

    /// <summary>Has one of the words that look after a store from outside done to its own, while it does not run; says what that said.</summary>
    public async Task<string> Store(params string[] words)
    {
        var start = Keeper([.. words, "--data", Data]);
        NameDatabase(start);
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"The store does not hold: {said}");
        return said;
    }

    /// <summary>The program that looks after a store, not started yet.</summary>
    public static ProcessStartInfo Keeper(params string[] words) =>
        new("dotnet", [Program.Replace("IpMonitor.Dashboard", "IpMonitor.Silo", StringComparison.Ordinal), .. words]) { RedirectStandardOutput = true };

    /// <summary>Starts it, on the store and port it had before, and waits until it is ready.</summary>
    public Task Run()
    {
        Launch();
        return Ready();
    }

    /// <summary>Starts it, on the store and port it had before.</summary>
    public void Launch()
    {
        _verified = null;
        // Only an endpoint of the configuration takes up a renewed certificate.
        string[] listen = [Trust is null ? "--urls" : "--Kestrel:Endpoints:Https:Url", IsExposed ? $"http://*:{Address.Port}" : Address.ToString()];
        string[] command = [.. _under, "dotnet", Program, .. listen, "--data", Data, .. _arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        NameDatabase(start);
        foreach (var (name, preset) in (ReadOnlySpan<(string, string)>)[("INGEST_KEY", Key), ("ADMIN_NAME", "admin"), ("ADMIN_PASSWORD", AdminPassword)])
        {
            if (_withKey) start.Environment[$"IPM_{name}"] = preset;
            else start.Environment.Remove($"IPM_{name}");
        }
        if (!IsShut)
            foreach (var (i, pages) in ((string[])["Figures", "Cities", "Campaigns", "Screens", "Events"]).Index()) start.Environment[$"Doors__Public__{i}"] = pages;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Collect;
        _process.ErrorDataReceived += Collect;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it is ready.</summary>
    public async Task Ready()
    {
        for (var waited = Stopwatch.StartNew(); !await IsReady(); await Task.Delay(50))
        {
            if (_process.HasExited || waited.Elapsed > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException($"The server did not start:\n{Output}");
        }
    }

    /// <summary>Whether it prints this; what it prints arrives a little later.</summary>
    public async Task<bool> Says(string text)
    {
        for (var tries = 0; tries < 100; tries++, await Task.Delay(50))
            if (Output.Contains(text, StringComparison.Ordinal)) return true;
        return false;
    }

    private void NameDatabase(ProcessStartInfo start)
    {
        if (Database is not null) start.Environment["IPM_DATABASE"] = Database;
        else start.Environment.Remove("IPM_DATABASE");
    }

    private void Collect(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.AppendLine(line.Data);
    }

    private async Task<bool> IsReady()
    {
        try
        {
            using var answer = await Http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A port that nobody listens on just now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
