using System.Net.Http.Headers;
using System.Net.Security;

namespace IpMonitor.Testing.Hosting;

/// <summary>A dashboard with its own store and HTTP client, in this process or in another.</summary>
internal abstract class DashboardServer : IAsyncDisposable
{
    public const string Key = "test-key-0123456789";
    public const string OperatorKey = "operator-key-0123456789";
    public const string AdminPassword = "correct horse battery staple";
    private static readonly string[] PageGroups = ["Figures", "Cities", "Campaigns", "Screens", "Events"];
    private readonly TestServerOptions _options;

    protected DashboardServer(TestServerOptions options)
    {
        _options = options;
        DataFolder = Path.Combine(Path.GetTempPath(), $"ipm-{Guid.NewGuid():N}");
        Http = new HttpClient(
            new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = options.Trust } });
        if (options.HasKey && options.IsPublic)
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", Key);
    }

    public abstract Uri Address { get; }

    /// <summary>The certificate check of its clients if it is reached by TLS, otherwise null.</summary>
    public RemoteCertificateValidationCallback? Trust => _options.Trust;

    /// <summary>The folder of the store and its keys.</summary>
    public string DataFolder { get; }

    public HttpClient Http { get; }

    /// <summary>The log lines so far; for a process, its console output.</summary>
    public abstract string Output { get; }

    /// <summary>Waits until the output contains a text, at most 10 seconds.</summary>
    public async Task<bool> WaitForOutput(string text)
    {
        for (var tries = 0; tries < 200; tries++, await Task.Delay(50))
            if (Output.Contains(text, StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>Starts it on its store and, after the first start, on the same port.</summary>
    public abstract Task Run();

    /// <summary>Kills a process or shuts down a host in this process.</summary>
    public abstract Task Stop();

    /// <summary>Stops it and starts it again.</summary>
    public async Task Restart()
    {
        await Stop();
        await Run();
    }

    /// <summary>Runs a store command, such as <c>verify</c>, on the stopped server and returns its output.</summary>
    /// <exception cref="InvalidOperationException">The command fails.</exception>
    public abstract Task<string> RunStoreCommand(params string[] words);

    public abstract ValueTask DisposeAsync();

    /// <summary>The preset keys and administrator by environment variable.</summary>
    protected IEnumerable<(string Name, string Value)> PresetVariables => !_options.HasKey ? []
        : [("IPM_INGEST_KEY", Key), ("IPM_ADMIN_NAME", "admin"), ("IPM_ADMIN_PASSWORD", AdminPassword),
            ("IPM_OPERATOR_KEY", OperatorKey)];

    /// <summary>Returns the command-line arguments of a server that listens on a port (0: any free one).</summary>
    protected string[] Arguments(int port)
    {
        var scheme = Trust is null ? "http" : "https";
        // Kestrel reloads a renewed certificate only for a configured endpoint.
        var listen = Trust is null ? "--urls" : "--Kestrel:Endpoints:Https:Url";
        return
        [
            listen, $"{scheme}://{(_options.IsExposed ? "*" : "127.0.0.1")}:{port}", "--data", DataFolder,
            .. _options.IsPublic ? PageGroups.Select((pages, i) => $"--Security:Public:{i}={pages}") : [],
            .. _options.Arguments,
        ];
    }
}
