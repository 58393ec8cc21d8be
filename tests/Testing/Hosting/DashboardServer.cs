using System.Net.Http.Headers;
using System.Net.Security;

namespace IpMonitor.Testing.Hosting;

/// <summary>A dashboard with a store and an HTTP client of its own, in this process or in another.</summary>
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

    /// <summary>Certificate check of its clients if it is reached by TLS, otherwise null.</summary>
    public RemoteCertificateValidationCallback? Trust => _options.Trust;

    /// <summary>Folder of the store and its keys.</summary>
    public string DataFolder { get; }

    public HttpClient Http { get; }

    /// <summary>Log lines so far; of a process, all of its console output.</summary>
    public abstract string Output { get; }

    /// <summary>Waits until the output contains a text, at most 10 seconds.</summary>
    public async Task<bool> WaitForOutput(string text)
    {
        for (var tries = 0; tries < 200; tries++, await Task.Delay(50))
            if (Output.Contains(text, StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>Starts it on the store it had before, and on the same port.</summary>
    public abstract Task Run();

    /// <summary>Ends it: a process is killed, a host in this process shuts down.</summary>
    public abstract Task Stop();

    /// <summary>Ends it and starts it again.</summary>
    public async Task Restart()
    {
        await Stop();
        await Run();
    }

    /// <summary>Runs a store command, such as <c>verify</c>, and returns its output; the server must be stopped.</summary>
    /// <exception cref="InvalidOperationException">The command fails.</exception>
    public abstract Task<string> RunStoreCommand(params string[] words);

    public abstract ValueTask DisposeAsync();

    /// <summary>Preset keys and administrator, by the names of their environment variables.</summary>
    protected IEnumerable<(string Name, string Value)> PresetVariables => !_options.HasKey ? []
        : [("IPM_INGEST_KEY", Key), ("IPM_ADMIN_NAME", "admin"), ("IPM_ADMIN_PASSWORD", AdminPassword),
            ("IPM_OPERATOR_KEY", OperatorKey)];

    /// <summary>Command-line arguments for a server that listens on a port of this machine (0: any free one).</summary>
    protected string[] Arguments(int port)
    {
        var scheme = Trust is null ? "http" : "https";
        // Only a configured endpoint reloads a renewed certificate.
        var listen = Trust is null ? "--urls" : "--Kestrel:Endpoints:Https:Url";
        return
        [
            listen, $"{scheme}://{(_options.IsExposed ? "*" : "127.0.0.1")}:{port}", "--data", DataFolder,
            .. _options.IsPublic ? PageGroups.Select((pages, i) => $"--Security:Public:{i}={pages}") : [],
            .. _options.Arguments,
        ];
    }
}

/// <summary>Options of a test dashboard.</summary>
internal sealed record TestServerOptions
{
    /// <summary>False if nobody is let in without an account, as an office runs it.</summary>
    public bool IsPublic { get; init; } = true;

    /// <summary>Whether ingest key and administrator are preset.</summary>
    public bool HasKey { get; init; } = true;

    /// <summary>Whether it listens on all network addresses.</summary>
    public bool IsExposed { get; init; }

    /// <summary>Certificate check of the clients of a server that is reached by TLS.</summary>
    public RemoteCertificateValidationCallback? Trust { get; init; }

    /// <summary>Further command-line arguments.</summary>
    public string[] Arguments { get; init; } = [];
}
