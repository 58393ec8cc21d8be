using System.Globalization;
using System.Net.Security;
using System.Text;
using IpMonitor.Silo.Backups;
using IpMonitor.Testing.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Statistics;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace IpMonitor.Testing.Hosting;

/// <summary>The dashboard in this process, on a real socket; verifies its store when it is disposed.</summary>
internal sealed class DashboardHost : DashboardServer
{
    private readonly LogCapture _log = new();
    private WebApplication? _running;
    private PipelineCapture? _pipeline;

    private DashboardHost(TestServerOptions options) : base(options)
    {
    }

    /// <summary>The address on which it listens; available once it has started.</summary>
    public override Uri Address => Http.BaseAddress!;

    /// <summary>The server's clock.</summary>
    public OffsetTimeProvider Clock { get; } = new();

    /// <summary>The services of the running server.</summary>
    public IServiceProvider Services => _running!.Services;

    public override string Output => _log.ToString();

    /// <summary>Is cancelled when it begins to stop.</summary>
    public CancellationToken Stopping => _running!.Lifetime.ApplicationStopping;

    /// <summary>Starts a server with public pages.</summary>
    public static Task<DashboardHost> Start(params string[] arguments) =>
        Start(new TestServerOptions { Arguments = arguments });

    /// <summary>Starts a server without public pages.</summary>
    public static Task<DashboardHost> StartPrivate(params string[] arguments) =>
        Start(new TestServerOptions { IsPublic = false, Arguments = arguments });

    /// <summary>Starts a server that listens on all network addresses.</summary>
    public static Task<DashboardHost> StartExposed(params string[] arguments) =>
        Start(new TestServerOptions { IsExposed = true, Arguments = arguments });

    /// <summary>Starts a server that is reached by TLS.</summary>
    public static Task<DashboardHost> StartTls(RemoteCertificateValidationCallback trust, params string[] arguments) =>
        Start(new TestServerOptions { Trust = trust, Arguments = arguments });

    /// <summary>Starts a server.</summary>
    public static async Task<DashboardHost> Start(TestServerOptions options)
    {
        var host = new DashboardHost(options);
        if (options.StartAt is { } start) host.Clock.Offset = start - TimeProvider.System.GetUtcNow();
        await host.Run();
        return host;
    }

    public override async Task Run()
    {
        WebApplication? application = null;
        var pipeline = _pipeline = new();
        try
        {
            string[] presets = [.. PresetVariables.Select(preset => $"--{preset.Name}={preset.Value}")];
            application = Dashboard.Program.Create(
                ["--IPM_LOGS=none", "--IPM_DATABASE=", "--OTEL_EXPORTER_OTLP_ENDPOINT=",
                    "--Telemetry:Metrics=false", .. presets, .. Arguments(Http.BaseAddress?.Port ?? 0)],
                builder => builder.Services.AddSingleton<ILogEventSink>(_log)
                    .AddSingleton<TimeProvider>(Clock)
                    .AddSingleton<IStartupFilter>(pipeline)
                    .AddSingleton<IEnvironmentStatisticsProvider, NoEnvironmentStatistics>()
                    // The generation of a silo is of the system clock: a clock that is ahead would retire the only silo
                    // or declare it dead.
                    .Configure<ClusterMembershipOptions>(membership =>
                    {
                        membership.SiloGenerationRetirementAge = TimeSpan.FromDays(3_650);
                        membership.LivenessEnabled = false;
                    })
                    // The default iteration count (see PasswordHashTests) would take a tenth of a test run.
                    .Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1_000));
            await application.StartAsync();
        }
        catch (Exception fault)
        {
            if (application is not null) await application.DisposeAsync();
            throw new InvalidOperationException($"The server did not start: {fault}", fault);
        }

        _running = application;
        Http.BaseAddress ??= new(application.Urls.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
    }

    public override async Task Stop()
    {
        if (_running is not { } application) return;
        _running = null;
        await application.StopAsync();
        await application.DisposeAsync();
        _pipeline!.DisposeRateLimiters();
    }

    public override Task<string> RunStoreCommand(params string[] words)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        string[] command = [.. words, "--data", DataFolder];
        return StoreCommands.Run(command, openPostgres: null, TimeProvider.System, output, output) == 0
            ? Task.FromResult(output.ToString())
            : throw new InvalidOperationException($"The store command failed: {output}");
    }

    public override async ValueTask DisposeAsync()
    {
        await Stop();
        await RunStoreCommand("verify");
        Http.Dispose();
        Directory.Delete(DataFolder, recursive: true);
    }

    /// <summary>Collects log lines in the format of the console.</summary>
    private sealed class LogCapture : ILogEventSink
    {
        private readonly MessageTemplateTextFormatter _format = new(
            "{Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}", CultureInfo.InvariantCulture);

        private readonly StringBuilder _lines = new();

        public void Emit(LogEvent logEvent)
        {
            using var line = new StringWriter(CultureInfo.InvariantCulture);
            _format.Format(logEvent, line);
            lock (_lines) _lines.Append(line);
        }

        public override string ToString()
        {
            lock (_lines) return _lines.ToString();
        }
    }
}
