using System.Globalization;
using IpMonitor.Silo.Configuration;
using Microsoft.AspNetCore.SignalR;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace IpMonitor.Dashboard.Logging;

/// <summary>
/// Configures Serilog: text or compact JSON on the console, levels and further sinks from the <c>Serilog</c> section,
/// and export by OTLP to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names.
/// </summary>
internal static class LoggingHosting
{
    private const string TextTemplate =
        "{Timestamp:yyyy-MM-dd'T'HH:mm:ss.fffzzz} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    private const string CollectorKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Returns the value of <c>IPM_LOGS</c>: <c>text</c> (default), <c>json</c> or <c>none</c>.</summary>
    /// <exception cref="StartupException"><c>IPM_LOGS</c> has another value.</exception>
    public static string GetConsoleFormat(IConfiguration configuration) => configuration["IPM_LOGS"] switch
    {
        null or "" or "text" => "text",
        "json" or "none" => configuration["IPM_LOGS"]!,
        var other => throw new StartupException(
            $"IPM_LOGS 不能是“{other}”：可以是 text、json 或 none。 IPM_LOGS must be text, json or none."),
    };

    /// <summary>Replaces the logging providers by Serilog.</summary>
    public static void AddSerilogLogging(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var console = GetConsoleFormat(configuration);
        var collector = GetCollectorAddress(configuration);
        if (LegacyLogLevels.Translate(configuration)) builder.Services.AddHostedService<LegacyLogLevels>();
        builder.Logging.ClearProviders();
        // Tests run several servers in one process, so the static logger is not replaced.
        builder.Services.AddSerilog(preserveStaticLogger: true, configureLogger: (services, log) =>
        {
            log.ReadFrom.Configuration(configuration).ReadFrom.Services(services)
                .Filter.With(new OrleansWatchdogFilter(TimeProvider.System))
                // HubException reports an expected refusal to the client.
                .Filter.ByExcluding(logEvent => logEvent.Exception is HubException);
            if (console == "text")
                log.WriteTo.Console(outputTemplate: TextTemplate, formatProvider: CultureInfo.InvariantCulture);
            if (console == "json") log.WriteTo.Console(new RenderedCompactJsonFormatter());
            // The sink reads endpoint, headers and protocol from the variables of the OpenTelemetry specification.
            if (collector is not null)
                log.WriteTo.OpenTelemetry(export =>
                {
                    export.ResourceAttributes["service.name"] = "ipmonitor";
                    export.HttpMessageHandler = new ExportTimeoutHandler(TimeSpan.FromSeconds(5));
                }, name => configuration[name]);
        });
    }

    /// <summary>
    /// Logs each request with status and duration at Debug. Errors, refusals and outages of the store are logged
    /// separately.
    /// </summary>
    public static void UseRequestLogging(this WebApplication app) => app.UseSerilogRequestLogging(options =>
    {
        options.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
        options.GetLevel = (_, _, exception) => exception is null ? LogEventLevel.Debug : LogEventLevel.Error;
    });

    /// <summary>Returns the address of the collector, or null if nothing is exported.</summary>
    /// <exception cref="StartupException">Logs would be sent over a network unencrypted.</exception>
    public static Uri? GetCollectorAddress(IConfiguration configuration)
    {
        if (configuration[CollectorKey] is not { Length: > 0 } collector) return null;
        return Uri.TryCreate(collector, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback)
            ? address
            : throw new StartupException(
                $"{CollectorKey}：日志里有账号与地址，只能发往 https 地址或本机的采集器。 "
                + "Logs name accounts and addresses: use an https endpoint or a collector on this machine.");
    }
}
